//! The fields of a record: which of them a job needs, and their values.

use super::error::{ErrorCode, RecordError};
use std::borrow::Cow;

/// The fields that a job needs from each record.
pub(crate) struct WantedFields {
    /// Their names, each once. The text field comes first, at [`TEXT_INDEX`]; the fields below are
    /// indices into this list.
    pub(super) names: Vec<String>,
    pub(super) id: usize,
    pub(super) title: usize,
    pub(super) group: Option<usize>,
    pub(super) carry: Vec<usize>,
}

/// The index of the text field among the wanted fields.
pub(crate) const TEXT_INDEX: usize = 0;

impl WantedFields {
    /// Takes the names of the text, id, title, group and carried fields. Two of them may be the
    /// same.
    pub(crate) fn new(
        text: &str,
        id: &str,
        title: &str,
        group: Option<&str>,
        carry: &[String],
    ) -> WantedFields {
        let mut names = vec![text.to_owned()];
        let mut index_of = |name: &str| {
            names
                .iter()
                .position(|known| known == name)
                .unwrap_or_else(|| {
                    names.push(name.to_owned());
                    names.len() - 1
                })
        };
        let id = index_of(id);
        let title = index_of(title);
        let group = group.map(&mut index_of);
        let carry = carry.iter().map(|name| index_of(name)).collect();
        WantedFields {
            names,
            id,
            title,
            group,
            carry,
        }
    }
}

/// The value of one field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Field<'a> {
    /// The field is missing or null.
    Null,
    Text(Cow<'a, str>),
    /// Any other JSON value, exactly as it is written in the input.
    Json(Cow<'a, str>),
}

/// A record that can be summarized.
pub(crate) struct Record<'a> {
    pub(crate) id: Field<'a>,
    /// Not empty.
    pub(crate) text: Cow<'a, str>,
    /// Empty if the record has no title.
    pub(crate) title: Cow<'a, str>,
    /// In the order of `--carry`.
    pub(crate) carried: Vec<Field<'a>>,
    /// The encoding that the text was decoded from; `None` where it is the file's own bytes.
    pub(crate) decoded_from: Option<&'static str>,
}

/// A record that cannot be summarized.
pub(crate) struct BadRecord<'a> {
    /// `Null` if the id cannot be recovered.
    pub(crate) id: Field<'a>,
    pub(crate) error: RecordError,
}

/// The text of a record from `field`, whose name is `name`.
///
/// # Errors
///
/// The field is missing, null, empty or not a string.
pub(super) fn require_text<'a>(field: Field<'a>, name: &str) -> Result<Cow<'a, str>, RecordError> {
    match field {
        Field::Text(text) if !text.is_empty() => Ok(text),
        Field::Text(_) => Err(RecordError::new(
            ErrorCode::NoText,
            format!("no text: field '{name}' is empty"),
        )),
        Field::Null => Err(RecordError::new(
            ErrorCode::NoText,
            format!(
                "no text: field '{name}' is missing or null; pass --text-field to name another"
            ),
        )),
        Field::Json(json) => Err(wrong_type(name, &json)),
    }
}

/// The title of a record from `field`, whose name is `name`. Empty if the field is missing or null.
///
/// # Errors
///
/// The field is not a string.
pub(super) fn title_or_empty<'a>(
    field: Field<'a>,
    name: &str,
) -> Result<Cow<'a, str>, RecordError> {
    match field {
        Field::Text(title) => Ok(title),
        Field::Null => Ok(Cow::Borrowed("")),
        Field::Json(json) => Err(wrong_type(name, &json)),
    }
}

fn wrong_type(name: &str, json: &str) -> RecordError {
    let found = match json.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b't' | b'f') => "a boolean",
        _ => "a number",
    };
    RecordError::new(
        ErrorCode::WrongType,
        format!("field '{name}' is {found}; expected a string"),
    )
}
