//! The bytes of a file → text: what the file is, how it is encoded, and what to do when it is no text.

mod encoding;
mod file_kind;

pub(crate) use encoding::Encoding;
pub(crate) use file_kind::FileKind;

use gleaner_engine::{Warning, WarningCode};
use std::fmt;

/// Text and how it was had.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text. Offsets of its summary refer to it.
    pub(crate) text: String,
    /// The encoding that it was decoded from; `None` where the text is the file's own bytes.
    pub(crate) from: Option<&'static str>,
    /// Whether invalid bytes were replaced by U+FFFD.
    pub(crate) replaced: bool,
}

/// Why bytes are not text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum DecodeError {
    /// The file is of a kind that holds no plain text.
    NotText(FileKind),
    /// A byte that the encoding does not allow.
    Invalid {
        encoding: &'static str,
        /// The offset of the byte where it is known.
        at: Option<usize>,
        /// Whether the caller named the encoding.
        named: bool,
    },
}

/// To stand behind the name of the file: "FILE is a PDF, not text; …".
impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::NotText(kind) => write!(f, "{kind}"),
            DecodeError::Invalid {
                encoding,
                at,
                named,
            } => {
                write!(f, "is not valid {encoding}")?;
                if let Some(at) = at {
                    write!(f, " at byte {at}")?;
                }
                if !named {
                    f.write_str("; name its encoding with --encoding, for example windows-1252")?;
                }
                f.write_str("; --lossy replaces invalid bytes")
            }
        }
    }
}

/// The warning that offsets are those of text decoded from `encoding`.
pub(crate) fn decoded_warning(encoding: &str) -> Warning {
    Warning::new(
        WarningCode::Decoded,
        format!("the text was decoded from {encoding}; offsets refer to the decoded text"),
    )
}

/// Decodes the bytes of a whole file. `encoding` is the caller's; without one, the encoding is found
/// from a byte order mark or what the text declares, and is UTF-8 otherwise. Invalid bytes are
/// replaced if `lossy`.
///
/// Text that is UTF-8 is not copied. A UTF-8 byte order mark stays in the text, so that offsets are
/// those of the file.
///
/// # Errors
///
/// The file is not text, or has invalid bytes and is not to be read `lossy`.
pub(crate) fn decode(
    bytes: Vec<u8>,
    encoding: Option<Encoding>,
    lossy: bool,
) -> Result<Decoded, DecodeError> {
    let (found, named) = match encoding {
        Some(encoding) => (encoding, true),
        None => (Encoding::of(&bytes), false),
    };
    if let Some(kind) = FileKind::of(&bytes, found) {
        return Err(DecodeError::NotText(kind));
    }
    if found.is_utf8() {
        return utf8(bytes, named, lossy);
    }
    let (text, replaced) = found.decode(&bytes);
    if replaced && !lossy {
        return Err(DecodeError::Invalid {
            encoding: found.name(),
            at: None,
            named,
        });
    }
    Ok(Decoded {
        text,
        from: Some(found.name()),
        replaced,
    })
}

fn utf8(bytes: Vec<u8>, named: bool, lossy: bool) -> Result<Decoded, DecodeError> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded {
            text,
            from: None,
            replaced: false,
        }),
        Err(error) if lossy => Ok(Decoded {
            text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
            from: None,
            replaced: true,
        }),
        Err(error) => Err(DecodeError::Invalid {
            encoding: "UTF-8",
            at: Some(error.utf8_error().valid_up_to()),
            named,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Result<Decoded, DecodeError> {
        decode(bytes.to_vec(), None, false)
    }

    #[track_caller]
    fn check(bytes: &[u8], text: &str, from: Option<&'static str>) {
        let expected = Decoded {
            text: text.into(),
            from,
            replaced: false,
        };
        assert_eq!(decoded(bytes), Ok(expected));
    }

    #[test]
    fn utf8_is_kept_byte_for_byte() {
        check(b"", "", None);
        check("Łódź has a pier.".as_bytes(), "Łódź has a pier.", None);
        // The mark stays, so that offsets are those of the file.
        check(b"\xef\xbb\xbfIt rained.", "\u{feff}It rained.", None);
        // What a page declares does not matter where its bytes are UTF-8.
        let page = "<meta charset=\"windows-1252\"><p>Café, 5 €";
        check(page.as_bytes(), page, None);
    }

    #[test]
    fn byte_order_marks_decide() {
        check(b"\xff\xfeI\0t\0.\0", "It.", Some("UTF-16LE"));
        check(b"\xfe\xff\0I\0t\0.", "It.", Some("UTF-16BE"));
    }

    #[test]
    fn utf16_without_a_mark_is_known_by_its_zeros() {
        let text = "The council voted to close the bridge.";
        let units = || text.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        check(&little, text, Some("UTF-16LE"));
        check(&big, text, Some("UTF-16BE"));
    }

    #[test]
    fn declarations_decide_where_bytes_are_not_utf8() {
        check(
            b"<!doctype html><meta charset=windows-1252><p>Caf\xe9, 5 \x80",
            "<!doctype html><meta charset=windows-1252><p>Café, 5 €",
            Some("windows-1252"),
        );
        check(
            b"<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=ISO-8859-2\">\xb3\xf3d\xbc",
            "<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=ISO-8859-2\">łódź",
            Some("ISO-8859-2"),
        );
        check(
            b"<?xml version=\"1.0\" encoding='koi8-r'?><p>\xcd\xcf\xd3\xd4",
            "<?xml version=\"1.0\" encoding='koi8-r'?><p>мост",
            Some("KOI8-R"),
        );
        check(
            b"<meta charset=\"shift_jis\"><p>\x8b\xb4\x81B",
            "<meta charset=\"shift_jis\"><p>橋。",
            Some("Shift_JIS"),
        );
        // Seven bits throughout, so that it is UTF-8 too.
        check(
            b"<meta charset=\"iso-2022-jp\"><p>\x1b$B66\x1b(B.",
            "<meta charset=\"iso-2022-jp\"><p>橋.",
            Some("ISO-2022-JP"),
        );
    }

    #[test]
    fn a_charset_in_running_text_declares_nothing() {
        let error = decoded(b"He wrote charset=windows-1252 on it: caf\xe9.").unwrap_err();
        assert!(
            matches!(error, DecodeError::Invalid { at: Some(40), .. }),
            "{error:?}"
        );
    }

    #[test]
    fn the_callers_encoding_beats_all_others() {
        let windows = Encoding::for_name("latin1").unwrap();
        let page = b"<meta charset=koi8-r>Caf\xe9".to_vec();
        let decoded = decode(page, Some(windows), false).unwrap();
        assert_eq!(decoded.text, "<meta charset=koi8-r>Café");
        assert_eq!(decoded.from, Some("windows-1252"));
    }

    #[test]
    fn invalid_bytes_are_an_error_that_says_the_way_out() {
        let error = decoded(b"It rained. \xff\xffx").unwrap_err().to_string();
        assert_eq!(
            error,
            "is not valid UTF-8 at byte 11; name its encoding with --encoding, for example windows-1252; --lossy replaces invalid bytes"
        );
        let lossy = decode(b"It rained. \xff".to_vec(), None, true).unwrap();
        assert_eq!(
            (lossy.text.as_str(), lossy.replaced),
            ("It rained. \u{fffd}", true)
        );
        let sjis = Encoding::for_name("shift_jis").unwrap();
        let error = decode(b"\x81".to_vec(), Some(sjis), false).unwrap_err();
        assert_eq!(
            error.to_string(),
            "is not valid Shift_JIS; --lossy replaces invalid bytes"
        );
    }
}
