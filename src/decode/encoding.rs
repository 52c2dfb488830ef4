//! Encodings, found as browsers find them: the byte order mark, then what the text declares.

use encoding_rs::{ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use std::str::FromStr;

/// An encoding of the Encoding Standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Encoding(&'static encoding_rs::Encoding);

/// Declarations must stand within so many bytes (the HTML standard asks for 1024; pages in the wild
/// are less strict).
const DECLARATION_BYTES_MAX: usize = 4096;

impl Encoding {
    /// The encoding of that name or alias, in any case: "utf-8", "latin1", "shift_jis" …
    pub(crate) fn for_name(name: &str) -> Option<Encoding> {
        encoding_rs::Encoding::for_label(name.as_bytes()).map(Encoding)
    }

    /// The encoding of `bytes`: by the byte order mark; UTF-8 where they are UTF-8; by what the text
    /// declares; as UTF-16 where every second byte is zero; else UTF-8.
    pub(crate) fn of(bytes: &[u8]) -> Encoding {
        if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
            return Encoding(encoding);
        }
        if let Some(encoding) = utf16_by_zeros(bytes) {
            return encoding;
        }
        let head = &bytes[..bytes.len().min(DECLARATION_BYTES_MAX)];
        match declared(head) {
            None => Encoding(UTF_8),
            // What declares UTF-16 in bytes that can be read is not in it.
            Some(encoding) if encoding.is_utf8() || encoding.is_utf16() => Encoding(UTF_8),
            Some(encoding) if encoding.0 == ISO_2022_JP && head.contains(&0x1b) => encoding,
            // Only here are the bytes validated, because `decode` validates UTF-8 too.
            Some(_) if std::str::from_utf8(bytes).is_ok() => Encoding(UTF_8),
            Some(encoding) => encoding,
        }
    }

    /// The encoding that the byte order mark at the start of `bytes` says and the length of the mark;
    /// UTF-8 and 0 if there is none.
    #[cfg(feature = "batch")]
    pub(crate) fn of_mark(bytes: &[u8]) -> (Encoding, usize) {
        let (encoding, length) = encoding_rs::Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
        (Encoding(encoding), length)
    }

    /// `input` as UTF-8, with U+FFFD for what is invalid.
    #[cfg(feature = "batch")]
    pub(crate) fn reader(self, input: impl std::io::Read) -> impl std::io::Read {
        encoding_rs_io::DecodeReaderBytesBuilder::new()
            .encoding(Some(self.0))
            .build(input)
    }

    pub(crate) fn is_utf8(self) -> bool {
        self.0 == UTF_8
    }

    /// Whether it is one of the encodings in which text is full of zero bytes.
    pub(crate) fn is_utf16(self) -> bool {
        self.0 == UTF_16LE || self.0 == UTF_16BE
    }

    /// The name that the Encoding Standard has for it.
    pub(crate) fn name(self) -> &'static str {
        self.0.name()
    }

    /// The text of `bytes` without a byte order mark, and whether any were replaced.
    pub(crate) fn decode(self, bytes: &[u8]) -> (String, bool) {
        let (text, replaced) = self.0.decode_with_bom_removal(bytes);
        (text.into_owned(), replaced)
    }
}

impl FromStr for Encoding {
    type Err = String;

    fn from_str(name: &str) -> Result<Encoding, String> {
        Encoding::for_name(name).ok_or_else(|| {
            format!(
                "unknown encoding '{name}'; expected a name of the Encoding Standard, for example windows-1252, shift_jis or utf-16le"
            )
        })
    }
}

/// UTF-16 without a byte order mark: text mostly in Latin letters has a zero in every second byte.
fn utf16_by_zeros(bytes: &[u8]) -> Option<Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    let zeros = |from: usize| {
        head.iter()
            .skip(from)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let pairs = head.len() / 2;
    if pairs < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 2 > pairs && even == 0 {
        Some(Encoding(UTF_16LE))
    } else if even * 2 > pairs && odd == 0 {
        Some(Encoding(UTF_16BE))
    } else {
        None
    }
}

/// What `<?xml … encoding="…"?>`, `<meta charset=…>` or `<meta … content="…; charset=…">` says.
fn declared(head: &[u8]) -> Option<Encoding> {
    let lower = head.to_ascii_lowercase();
    let start = lower.trim_ascii_start();
    if start.starts_with(b"<?xml") {
        let tag = &start[..position(start, b"?>").unwrap_or(start.len())];
        if let Some(encoding) = value_after(tag, b"encoding") {
            return Some(encoding);
        }
    }
    let mut rest = &lower[..];
    while let Some(at) = position(rest, b"<meta") {
        rest = &rest[at + b"<meta".len()..];
        let tag = &rest[..rest
            .iter()
            .position(|&byte| byte == b'>')
            .unwrap_or(rest.len())];
        if let Some(encoding) = value_after(tag, b"charset") {
            return Some(encoding);
        }
    }
    None
}

/// The encoding named in `tag` after `key` and "=", quoted or not.
fn value_after(tag: &[u8], key: &[u8]) -> Option<Encoding> {
    let rest = tag[position(tag, key)? + key.len()..].trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest
        .strip_prefix(b"\"")
        .or(rest.strip_prefix(b"'"))
        .unwrap_or(rest);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte);
    let end = rest
        .iter()
        .position(|byte| !is_name(byte))
        .unwrap_or(rest.len());
    encoding_rs::Encoding::for_label(&rest[..end]).map(Encoding)
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, part)
}
