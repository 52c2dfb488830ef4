//! What callers rely on about the public types, whatever is in them: mostly checked by compiling.

use gleaner_engine::{
    Budget, Bullet, BulletOrder, Detection, InputFormat, Keyword, Language, Method, OffsetUnit,
    OptionError, Options, Pattern, PatternError, Reason, Role, Script, Sentence, Source,
    SourceSpan, Span, Summarizer, Summary, UnknownName, Warning, WarningCode, Weights,
    WeightsError,
};
use std::error::Error;
use std::fmt::{Debug, Display};
use std::hash::Hash;

/// A value that can move to another thread and be used by several.
const fn is_shared<T: Send + Sync + 'static>() {}
const fn is_sent<T: Send + 'static>() {}
/// A value as callers keep it: copied, compared and printed.
const fn is_value<T: Clone + PartialEq + Debug + Send + Sync + 'static>() {}
/// A value that can be the key of a map.
const fn is_key<T: Copy + Eq + Hash + Debug + Send + Sync + 'static>() {}
/// An error that can be boxed, wrapped and sent to another thread.
const fn is_error<T: Error + Display + Clone + PartialEq + Send + Sync + 'static>() {}

const _: () = {
    is_value::<Options>();
    is_value::<Budget>();
    is_value::<Pattern>();
    is_value::<Weights>();
    is_value::<Source>();

    is_value::<Summary>();
    is_value::<Bullet>();
    is_value::<Reason>();
    is_value::<Keyword>();
    is_value::<Warning>();
    is_value::<Sentence>();
    is_value::<Detection>();

    is_key::<Language>();
    is_key::<Method>();
    is_key::<InputFormat>();
    is_key::<BulletOrder>();
    is_key::<OffsetUnit>();
    is_key::<WarningCode>();
    is_key::<Role>();
    is_key::<Script>();
    is_key::<Span>();
    is_key::<SourceSpan>();

    is_sent::<Summarizer>();
    is_shared::<Summarizer>();

    is_error::<OptionError>();
    is_error::<UnknownName>();
    is_error::<PatternError>();
    is_error::<WeightsError>();
};

/// `?` turns each error into the boxed one of a caller.
#[test]
fn errors_can_be_boxed() {
    fn fails(at: usize) -> Result<(), Box<dyn Error + Send + Sync>> {
        match at {
            0 => Err(Options::default()
                .with_bullets(0)
                .validate()
                .unwrap_err()
                .remove(0))?,
            1 => drop("none".parse::<Method>()?),
            2 => drop(Pattern::new("(")?),
            _ => drop(Weights::parse("nothing")?),
        }
        Ok(())
    }
    for at in 0..4 {
        let error = fails(at).unwrap_err();
        let message = error.to_string();
        assert!(
            !message.is_empty() && !message.contains('\n'),
            "{message:?}"
        );
        assert!(
            !message.ends_with('.') && !message.starts_with(char::is_uppercase),
            "{message:?}"
        );
    }
}

#[test]
fn options_are_compared_by_what_they_say() {
    let options = || {
        Options::default()
            .with_query("bridge")
            .with_exclude(vec![Pattern::new("a|b").unwrap()])
            .with_weights(std::sync::Arc::new(Weights::shipped().clone()))
    };
    assert_eq!(options(), options());
    assert_ne!(options(), options().with_seed(1));
    assert_ne!(
        options(),
        options().with_exclude(vec![Pattern::new("a").unwrap()])
    );
    assert_ne!(options(), options().with_weights(None));
}
