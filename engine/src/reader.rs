//! Sources → document: cleaning, the language, sentences and their words.

use crate::cancel::Cancel;
use crate::clean::{self, Text, clean_until};
use crate::document::{self, Document};
use crate::language::{Detection, detect};
use crate::options::Options;
use crate::scratch::reuse_allocation;
use crate::source::Source;
use crate::span::Span;
use crate::vocabulary::{Vocabularies, Vocabulary};

/// Reads sources. It owns only memory, which is reused from document to document.
#[derive(Clone, Default)]
pub(crate) struct Reader {
    buffers: Vec<clean::Buffers>,
    vocabularies: Vocabularies,
    document: document::Scratch,
    /// Empty between documents: only its allocation is kept.
    texts: Vec<Text<'static>>,
}

/// Sources as scoring and writing need them.
pub(crate) struct Reading<'r> {
    /// The clean text of each source.
    pub(crate) texts: Vec<Text<'r>>,
    /// The language of all of them.
    pub(crate) detection: Detection,
    /// The words of that language that this reader has met in any document.
    pub(crate) vocabulary: &'r mut Vocabulary,
    /// The sentences of all sources.
    pub(crate) document: &'r Document,
    /// Takes the allocation of `texts` back when this is dropped.
    texts_memory: &'r mut Vec<Text<'static>>,
}

impl Reader {
    /// Cleans `sources`, splits them into sentences and counts their terms; `None` when cancelled.
    pub(crate) fn read<'r>(
        &'r mut self,
        sources: &'r [Source],
        options: &Options,
        cancel: &mut Cancel,
    ) -> Option<Reading<'r>> {
        let mut texts = reuse_allocation(&mut self.texts);
        clean_all(sources, options, &mut self.buffers, &mut texts, cancel)?;
        let detection = language_of(&texts, options);
        let vocabulary = self.vocabularies.of(detection.language);
        let document = document::build(
            &texts,
            title_of_each(sources, &texts),
            detection.language,
            options,
            vocabulary,
            &mut self.document,
            cancel,
        )?;
        Some(Reading {
            texts,
            detection,
            vocabulary,
            document,
            texts_memory: &mut self.texts,
        })
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        *self.texts_memory = reuse_allocation(&mut self.texts);
    }
}

/// Cleans each source into buffers of its own.
fn clean_all<'a>(
    sources: &'a [Source],
    options: &Options,
    buffers: &'a mut Vec<clean::Buffers>,
    texts: &mut Vec<Text<'a>>,
    cancel: &mut Cancel,
) -> Option<()> {
    if buffers.len() < sources.len() {
        buffers.resize_with(sources.len(), clean::Buffers::default);
    }
    for (source, buffers) in sources.iter().zip(buffers) {
        let text = readable(source.text);
        texts.push(clean_until(text, options.input_format, buffers, cancel)?);
    }
    Some(())
}

/// As much of `text` as spans can point into.
fn readable(text: &str) -> &str {
    &text[..text.floor_char_boundary(Span::MAX_END)]
}

/// The caller's language, or that of the longest text.
fn language_of(texts: &[Text], options: &Options) -> Detection {
    match options.language {
        Some(language) => Detection {
            language,
            confidence: 1.0,
            uncertain: false,
        },
        None => detect(
            texts
                .iter()
                .map(|text| text.content)
                .max_by_key(|content| content.len())
                .unwrap_or(""),
        ),
    }
}

/// The caller's titles; where there is none, the document's own.
fn title_of_each<'a>(sources: &[Source<'a>], texts: &[Text<'a>]) -> impl Iterator<Item = &'a str> {
    let given_or_own = |(source, text): (&Source<'a>, &Text<'a>)| match source.title {
        "" => text.title.unwrap_or(""),
        given => given,
    };
    sources.iter().zip(texts).map(given_or_own)
}
