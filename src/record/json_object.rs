//! Decodes a line of JSONL. Only the wanted fields are kept, and strings without escapes are
//! borrowed from the line.

use super::error::{ErrorCode, RecordError};
use super::field::{
    BadRecord, Field, Record, TEXT_INDEX, WantedFields, require_text, title_or_empty,
};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The record in `line`.
///
/// # Errors
///
/// What is wrong with the line, with the record's id if that can be recovered.
pub(super) fn parse<'a>(
    line: &'a [u8],
    wanted: &WantedFields,
) -> Result<Record<'a>, BadRecord<'a>> {
    let bad = |error| BadRecord {
        id: recover_id(line, wanted),
        error,
    };
    let mut values = WantedValues {
        names: &wanted.names,
        text: Field::Null,
        others: vec![None; wanted.names.len()],
    };
    let mut json = serde_json::Deserializer::from_slice(line);
    json.deserialize_map(&mut values)
        .and_then(|()| json.end())
        .map_err(|error| bad(line_error(line, &error)))?;
    let value = |index: usize| match values.others[index] {
        _ if index == TEXT_INDEX => values.text.clone(),
        None => Field::Null,
        Some(raw) => Field::Json(Cow::Borrowed(raw.get())),
    };
    let decoded = |index: usize| match value(index) {
        Field::Json(json) => decode_string(json).map_err(|message| {
            RecordError::new(ErrorCode::NotJson, message).in_field(&wanted.names[index])
        }),
        other => Ok(other),
    };
    let id = decoded(wanted.id).map_err(bad)?;
    let title = decoded(wanted.title)
        .and_then(|title| title_or_empty(title, &wanted.names[wanted.title]))
        .map_err(bad)?;
    let carried = wanted.carry.iter().map(|&index| value(index)).collect();
    let text = require_text(values.text, &wanted.names[TEXT_INDEX]).map_err(bad)?;
    Ok(Record {
        id,
        text,
        title,
        carried,
        decoded_from: None,
    })
}

/// A JSON string as text, null as `Null`; any other value stays as it is written.
fn decode_string(json: Cow<'_, str>) -> Result<Field<'_>, String> {
    let parsed = match json.as_bytes().first() {
        Some(b'"') => match json {
            Cow::Borrowed(json) => serde_json::from_str::<JsonString>(json).map(|string| string.0),
            Cow::Owned(json) => serde_json::from_str(&json).map(Cow::Owned),
        },
        Some(b'n') => return Ok(Field::Null),
        _ => return Ok(Field::Json(json)),
    };
    parsed
        .map(Field::Text)
        .map_err(|error| message_without_position(&error))
}

/// What is wrong with a line that serde_json rejects.
fn line_error(line: &[u8], error: &serde_json::Error) -> RecordError {
    if let Err(error) = std::str::from_utf8(line) {
        return RecordError::new(
            ErrorCode::NotUtf8,
            format!("invalid UTF-8 at byte {} of the line", error.valid_up_to()),
        );
    }
    let code = match error.classify() {
        serde_json::error::Category::Data if line.trim_ascii().starts_with(b"{") => {
            ErrorCode::WrongType
        }
        _ => ErrorCode::NotJson,
    };
    let message = match error.column() {
        0 => message_without_position(error),
        column => format!(
            "{} at byte {column} of the line",
            message_without_position(error)
        ),
    };
    RecordError::new(code, message)
}

/// The message of a serde_json error without its "at line 1 column N". The line is always 1 because
/// each line is parsed by itself.
fn message_without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
    }
}

/// The id in `line`, even if the rest of the line is broken. `Null` if it cannot be read.
pub(super) fn recover_id<'a>(line: &'a [u8], wanted: &WantedFields) -> Field<'a> {
    match recover_field(line, &wanted.names[wanted.id]) {
        Some(Field::Json(json)) => decode_string(json).unwrap_or(Field::Null),
        _ => Field::Null,
    }
}

/// The JSON of the field `name` in `line`, read up to the first error. `None` if the field is
/// missing, null or after that error.
pub(super) fn recover_field<'a>(line: &'a [u8], name: &str) -> Option<Field<'a>> {
    let mut finder = FieldFinder { name, value: None };
    // An error is expected here: whatever was found before it counts.
    let _ = serde_json::Deserializer::from_slice(line).deserialize_map(&mut finder);
    match finder.value?.get() {
        "null" => None,
        json => Some(Field::Json(Cow::Borrowed(json))),
    }
}

/// Collects the wanted fields of an object. If a name occurs twice, the last value counts.
struct WantedValues<'a, 'w> {
    names: &'w [String],
    text: Field<'a>,
    others: Vec<Option<&'a RawValue>>,
}

impl<'a> Visitor<'a> for &mut WantedValues<'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(index) = map.next_key_seed(NameIndex(self.names))? {
            match index {
                Some(TEXT_INDEX) => self.text = map.next_value_seed(TextSeed)?,
                Some(index) => self.others[index] = Some(map.next_value()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Finds one field of an object. If its name occurs twice, the last value counts.
struct FieldFinder<'a, 'n> {
    name: &'n str,
    value: Option<&'a RawValue>,
}

impl<'a> Visitor<'a> for &mut FieldFinder<'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        let names = [self.name.to_owned()];
        while let Some(index) = map.next_key_seed(NameIndex(&names))? {
            match index {
                Some(_) => self.value = Some(map.next_value()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Deserializes a key to its index among the names, without allocating.
struct NameIndex<'w>(&'w [String]);

impl<'a> DeserializeSeed<'a> for NameIndex<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<Option<usize>, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for NameIndex<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        Ok(self.0.iter().position(|name| name == key))
    }
}

/// Deserializes the text. A string is borrowed if it has no escapes. Of any other value only the
/// type is kept, as a JSON value of that type, so that an error message can name the type.
struct TextSeed;

impl<'a> DeserializeSeed<'a> for TextSeed {
    type Value = Field<'a>;

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<Field<'a>, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for TextSeed {
    type Value = Field<'a>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Field<'a>, E> {
        Ok(Field::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Field<'a>, E> {
        Ok(Field::Text(Cow::Owned(text.into())))
    }

    fn visit_unit<E>(self) -> Result<Field<'a>, E> {
        Ok(Field::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Field<'a>, E> {
        Ok(Field::Json(Cow::Borrowed("true")))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Field<'a>, E> {
        Ok(Field::Json(Cow::Borrowed("0")))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Field<'a>, E> {
        Ok(Field::Json(Cow::Borrowed("0")))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Field<'a>, E> {
        Ok(Field::Json(Cow::Borrowed("0")))
    }

    fn visit_seq<S: SeqAccess<'a>>(self, mut items: S) -> Result<Field<'a>, S::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Field::Json(Cow::Borrowed("[]")))
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<Field<'a>, M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Field::Json(Cow::Borrowed("{}")))
    }
}

/// A JSON string, borrowed if it has no escapes.
#[derive(serde::Deserialize)]
struct JsonString<'a>(#[serde(borrow)] Cow<'a, str>);
