//! JSONL: one JSON object a line. Blank lines are passed over, a byte order mark too.

use super::{BadRecord, Content, Fault, FaultKind, Field, Fields, Raw, Record, TEXT};
use memchr::memchr;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

/// As much of a line over the limit is kept to find its id in.
const SALVAGE_BYTES: usize = 4096;
/// Bytes asked of the input at once.
const BUFFER_BYTES: usize = 256 << 10;

/// Reads lines; what is in them is not looked at.
pub(crate) struct Lines {
    input: Box<dyn Read + Send>,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    number: u64,
    bytes_max: usize,
    ended: bool,
}

impl Lines {
    pub(super) fn new(input: Box<dyn Read + Send>, bytes_max: usize) -> Lines {
        Lines {
            input,
            buffer: vec![0; BUFFER_BYTES].into(),
            start: 0,
            end: 0,
            number: 0,
            bytes_max,
            ended: false,
        }
    }

    /// Appends the next line that is not blank to `bytes`. Fails only where the disk does.
    pub(super) fn next(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Raw>> {
        let from = bytes.len();
        while !self.ended {
            bytes.truncate(from);
            self.number += 1;
            let content = match self.line(bytes) {
                Ok(true) => {
                    bytes.truncate(from + SALVAGE_BYTES);
                    Content::Bad(Fault::too_large(self.bytes_max), from..bytes.len())
                }
                Ok(false) => {
                    let mark = if self.number == 1 && bytes[from..].starts_with(b"\xef\xbb\xbf") {
                        3
                    } else {
                        0
                    };
                    if bytes[from + mark..].trim_ascii().is_empty() {
                        continue;
                    }
                    Content::Json(from + mark..bytes.len())
                }
                Err(error) => {
                    let fault = Fault::of_content(error)?;
                    self.ended = true;
                    bytes.truncate(from);
                    Content::Bad(fault, from..from)
                }
            };
            return Ok(Some(Raw {
                input: 0,
                number: self.number,
                content,
            }));
        }
        Ok(None)
    }

    /// Appends a line without its end to `bytes`; of one over the limit only the beginning, and
    /// says so.
    fn line(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let from = bytes.len();
        let mut too_large = false;
        loop {
            if self.start == self.end && !self.fill()? {
                self.ended = true;
                return Ok(too_large);
            }
            let rest = &self.buffer[self.start..self.end];
            let newline = memchr(b'\n', rest);
            let piece = &rest[..newline.unwrap_or(rest.len())];
            if !too_large {
                bytes.extend_from_slice(piece);
            }
            too_large |= bytes.len() - from > self.bytes_max;
            self.start += piece.len() + usize::from(newline.is_some());
            if newline.is_some() {
                return Ok(too_large);
            }
            if too_large {
                bytes.truncate(from + SALVAGE_BYTES.max(1));
            }
        }
    }

    fn fill(&mut self) -> io::Result<bool> {
        self.start = 0;
        self.end = 0;
        self.end = loop {
            match self.input.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        Ok(self.end > 0)
    }
}

/// The record of a line.
pub(super) fn parse<'a>(line: &'a [u8], fields: &Fields) -> Result<Record<'a>, BadRecord<'a>> {
    let bad = |fault| BadRecord {
        id: salvage_id(line, fields),
        fault,
    };
    let mut found = Found {
        names: &fields.names,
        text: Field::Null,
        others: vec![None; fields.names.len()],
    };
    let mut json = serde_json::Deserializer::from_slice(line);
    json.deserialize_map(&mut found)
        .and_then(|()| json.end())
        .map_err(|error| bad(json_fault(line, &error)))?;
    let value = |at: usize| match found.others[at] {
        _ if at == TEXT => Ok(found.text.clone()),
        None => Ok(Field::Null),
        Some(raw) => Ok(Field::Json(Cow::Borrowed(raw.get()))),
    };
    let string = |at: usize| -> Result<Field<'a>, Fault> {
        match value(at)? {
            Field::Json(json) => unquote(json).map_err(|message| {
                Fault::new(
                    FaultKind::NotJson,
                    format!("'{}': {message}", fields.names[at]),
                )
            }),
            other => Ok(other),
        }
    };
    let id = string(fields.id).map_err(bad)?;
    let title = string(fields.title)
        .and_then(|title| super::title_of(title, &fields.names[fields.title]))
        .map_err(bad)?;
    let mut carried = Vec::with_capacity(fields.carry.len());
    for &at in &fields.carry {
        carried.push(value(at).map_err(bad)?);
    }
    let text = super::text_of(found.text, &fields.names[TEXT]).map_err(bad)?;
    Ok(Record {
        id,
        text,
        title,
        carried,
    })
}

/// JSON strings as text; any other value stays as it is written, null is nothing.
fn unquote(json: Cow<'_, str>) -> Result<Field<'_>, String> {
    let parsed = match json.as_bytes().first() {
        Some(b'"') => match json {
            Cow::Borrowed(json) => serde_json::from_str::<Borrowed>(json).map(|text| text.0),
            Cow::Owned(json) => serde_json::from_str(&json).map(Cow::Owned),
        },
        Some(b'n') => return Ok(Field::Null),
        _ => return Ok(Field::Json(json)),
    };
    parsed
        .map(Field::Text)
        .map_err(|error| without_place(&error))
}

/// What is wrong with a line that serde_json will not have.
fn json_fault(line: &[u8], error: &serde_json::Error) -> Fault {
    if let Err(error) = std::str::from_utf8(line) {
        let at = error.valid_up_to();
        return Fault::new(
            FaultKind::NotUtf8,
            format!("not UTF-8 at byte {at} of the line"),
        );
    }
    let kind = match error.classify() {
        serde_json::error::Category::Data if line.trim_ascii().starts_with(b"{") => {
            FaultKind::WrongType
        }
        _ => FaultKind::NotJson,
    };
    let message = match error.column() {
        0 => without_place(error),
        column => format!("{} at byte {column} of the line", without_place(error)),
    };
    Fault::new(kind, message)
}

/// The message alone: serde_json's place is always line 1.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(at) => message[..at].to_owned(),
        None => message,
    }
}

/// The id of a line, though something else in it is wrong.
pub(super) fn salvage_id<'a>(line: &'a [u8], fields: &Fields) -> Field<'a> {
    match salvage(line, &fields.names[fields.id]) {
        Some(Field::Json(json)) => unquote(json).unwrap_or(Field::Null),
        _ => Field::Null,
    }
}

/// The JSON of one field, read as far as the line can be read.
pub(super) fn salvage<'a>(line: &'a [u8], name: &str) -> Option<Field<'a>> {
    let mut found = Salvaged { name, value: None };
    // What was found before an error stands.
    let _ = serde_json::Deserializer::from_slice(line).deserialize_map(&mut found);
    match found.value?.get() {
        "null" => None,
        json => Some(Field::Json(Cow::Borrowed(json))),
    }
}

/// Collects the wanted fields of an object; of a name given twice, the last.
struct Found<'a, 'f> {
    names: &'f [String],
    text: Field<'a>,
    others: Vec<Option<&'a RawValue>>,
}

impl<'a> Visitor<'a> for &mut Found<'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(index) = map.next_key_seed(NameIndex(self.names))? {
            match index {
                Some(TEXT) => self.text = map.next_value_seed(TextOrType)?,
                Some(index) => self.others[index] = Some(map.next_value()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct Salvaged<'a, 'f> {
    name: &'f str,
    value: Option<&'a RawValue>,
}

impl<'a> Visitor<'a> for &mut Salvaged<'a, '_> {
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

/// Which of the wanted names a key is.
struct NameIndex<'f>(&'f [String]);

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

/// A string, borrowed where it has no escapes; of anything else, only the type.
struct TextOrType;

impl<'a> DeserializeSeed<'a> for TextOrType {
    type Value = Field<'a>;

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<Field<'a>, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for TextOrType {
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

/// A string, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
struct Borrowed<'a>(#[serde(borrow)] Cow<'a, str>);
