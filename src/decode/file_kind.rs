//! Files that are no text, told by their first bytes, and how to turn each kind into text.

use super::Encoding;
use std::fmt;

/// What a file is that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Pdf,
    PostScript,
    Rtf,
    /// Word's format since 2007.
    Docx,
    /// Word's format before 2007, or another file of Microsoft's compound format.
    OldOffice,
    OpenDocument,
    Epub,
    Spreadsheet,
    Presentation,
    Archive(&'static str),
    Image(&'static str),
    Audio(&'static str),
    Video(&'static str),
    Font,
    Program,
    /// A file of tables or records that is no text: Parquet, SQLite …
    Data(&'static str),
    /// Bytes that are of no text and of no kind that is known.
    Binary,
}

/// As many bytes are looked at to tell text from other data.
const HEAD_BYTES: usize = 8192;

impl FileKind {
    /// What `bytes` are if they are no text in `encoding`. Reads the first 8 KB; of ZIP archives, the
    /// first and the last 64 KB, where the names of their files stand.
    pub(crate) fn of(bytes: &[u8], encoding: Encoding) -> Option<FileKind> {
        let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let start = start.trim_ascii_start();
        // These are made of letters, so that they pass for text.
        if start.starts_with(b"%PDF-") {
            return Some(FileKind::Pdf);
        }
        if start.starts_with(b"{\\rtf") {
            return Some(FileKind::Rtf);
        }
        if start.starts_with(b"%!PS-Adobe") {
            return Some(FileKind::PostScript);
        }
        let head = &bytes[..bytes.len().min(HEAD_BYTES)];
        if encoding.is_utf16() || is_text(head) {
            return None;
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return Some(of_zip(bytes));
        }
        if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return Some(FileKind::OldOffice);
        }
        if bytes.starts_with(b"PAR1") {
            return Some(FileKind::Data("Parquet"));
        }
        if bytes.starts_with(b"\x28\xb5\x2f\xfd") {
            return Some(FileKind::Archive("Zstandard"));
        }
        let known = infer::get(head);
        known.and_then(of_inferred).or_else(|| {
            // Text in another encoding has odd bytes, but no zeros.
            head.contains(&0).then_some(FileKind::Binary)
        })
    }
}

/// Whether bytes look like text: UTF-8 with few control characters, or another encoding of ASCII
/// letters without any, whose first bytes are of no known kind.
fn is_text(head: &[u8]) -> bool {
    let is_control = |byte: &&u8| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127);
    let controls = head.iter().filter(is_control).count();
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The last character may be cut.
        Err(error) => error.error_len().is_none(),
    };
    if is_utf8 {
        // A stray zero is no reason to refuse a text.
        return controls * 20 <= head.len();
    }
    // "BM" opens a bitmap, and "BMW is" a text; nobody writes "\x89PNG".
    let is_letter = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    let starts_with_letters = head.iter().take(4).all(is_letter);
    controls == 0 && (starts_with_letters || infer::get(head).is_none())
}

/// What kind of document a ZIP archive is, by the names of the files in it.
fn of_zip(bytes: &[u8]) -> FileKind {
    const NAMES_BYTES: usize = 64 << 10;
    let head = &bytes[..bytes.len().min(NAMES_BYTES)];
    let tail = &bytes[bytes.len().saturating_sub(NAMES_BYTES)..];
    let has = |name: &str| {
        let name = name.as_bytes();
        memchr::memmem::find(head, name).is_some() || memchr::memmem::find(tail, name).is_some()
    };
    if has("mimetypeapplication/epub+zip") {
        FileKind::Epub
    } else if has("application/vnd.oasis.opendocument.spreadsheet") || has("xl/workbook.xml") {
        FileKind::Spreadsheet
    } else if has("application/vnd.oasis.opendocument.presentation") || has("ppt/presentation.xml")
    {
        FileKind::Presentation
    } else if has("application/vnd.oasis.opendocument") {
        FileKind::OpenDocument
    } else if has("word/document.xml") {
        FileKind::Docx
    } else {
        FileKind::Archive("ZIP")
    }
}

fn of_inferred(kind: infer::Type) -> Option<FileKind> {
    use infer::MatcherType as Matcher;
    Some(match kind.matcher_type() {
        Matcher::App => FileKind::Program,
        Matcher::Archive => match kind.extension() {
            "pdf" => FileKind::Pdf,
            "rtf" => FileKind::Rtf,
            "ps" => FileKind::PostScript,
            "epub" => FileKind::Epub,
            "sqlite" => FileKind::Data("SQLite"),
            "gz" => FileKind::Archive("gzip"),
            "bz2" => FileKind::Archive("bzip2"),
            "xz" => FileKind::Archive("xz"),
            "zst" => FileKind::Archive("Zstandard"),
            "7z" => FileKind::Archive("7z"),
            "rar" => FileKind::Archive("RAR"),
            "tar" => FileKind::Archive("tar"),
            "zip" => FileKind::Archive("ZIP"),
            _ => FileKind::Archive("other"),
        },
        Matcher::Audio => FileKind::Audio(kind.extension()),
        Matcher::Book => FileKind::Epub,
        Matcher::Doc => FileKind::OldOffice,
        Matcher::Font => FileKind::Font,
        Matcher::Image => FileKind::Image(kind.extension()),
        Matcher::Video => FileKind::Video(kind.extension()),
        Matcher::Text | Matcher::Custom => return None,
    })
}

impl fmt::Display for FileKind {
    /// What it is and the way to text, to stand behind the file's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, way_out): (String, &str) = match self {
            FileKind::Pdf => ("a PDF".into(), "convert it first: pdftotext FILE FILE.txt"),
            FileKind::PostScript => (
                "PostScript".into(),
                "convert it first: ps2ascii FILE FILE.txt",
            ),
            FileKind::Rtf => (
                "an RTF document".into(),
                "convert it first: pandoc FILE -t html -o FILE.html",
            ),
            FileKind::Docx => (
                "a Word document".into(),
                "convert it first: pandoc FILE -t html -o FILE.html",
            ),
            FileKind::OldOffice => (
                "an old Microsoft Office document".into(),
                "convert it first: soffice --headless --convert-to html FILE",
            ),
            FileKind::OpenDocument => (
                "an OpenDocument text".into(),
                "convert it first: pandoc FILE -t html -o FILE.html",
            ),
            FileKind::Epub => (
                "an e-book".into(),
                "convert it first: pandoc FILE -t html -o FILE.html",
            ),
            FileKind::Spreadsheet => (
                "a spreadsheet".into(),
                "export it as CSV for `gleaner batch`",
            ),
            FileKind::Presentation => (
                "a presentation".into(),
                "convert it first: soffice --headless --convert-to pdf FILE; pdftotext FILE.pdf",
            ),
            FileKind::Archive("ZIP") => ("a ZIP archive".into(), "unpack it first: unzip FILE"),
            FileKind::Archive("tar") => ("a tar archive".into(), "unpack it first: tar -xf FILE"),
            FileKind::Archive("gzip") => (
                "compressed with gzip".into(),
                "unpack it first: gzip -d FILE",
            ),
            FileKind::Archive("bzip2") => (
                "compressed with bzip2".into(),
                "unpack it first: bzip2 -d FILE",
            ),
            FileKind::Archive("xz") => ("compressed with xz".into(), "unpack it first: xz -d FILE"),
            FileKind::Archive("Zstandard") => (
                "compressed with Zstandard".into(),
                "unpack it first: zstd -d FILE",
            ),
            FileKind::Archive("other") => ("an archive".into(), "unpack it first"),
            FileKind::Archive(name) => (format!("a {name} archive"), "unpack it first: 7z x FILE"),
            FileKind::Image(name) => (
                format!("an image ({name})"),
                "read its text first: tesseract FILE FILE",
            ),
            FileKind::Audio(name) => (format!("a sound recording ({name})"), "transcribe it first"),
            FileKind::Video(name) => (
                format!("a video ({name})"),
                "summarize its subtitles instead",
            ),
            FileKind::Font => ("a font".into(), "it has no text to summarize"),
            FileKind::Program => ("a program".into(), "it has no text to summarize"),
            FileKind::Data("Parquet") => ("a Parquet file".into(), "`gleaner batch` reads those"),
            FileKind::Data(name) => (format!("a {name} database"), "export its text first"),
            FileKind::Binary => (
                "binary data".into(),
                "give text, Markdown or HTML; if it is text, name its encoding with --encoding",
            ),
        };
        write!(f, "is {what}, not text; {way_out}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: Option<FileKind>) {
        assert_eq!(FileKind::of(bytes, Encoding::of(bytes)), expected);
    }

    #[test]
    fn kinds_are_told_by_their_first_bytes() {
        check(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", Some(FileKind::Pdf));
        check(
            b"\xef\xbb\xbf\n%PDF-1.4\n1 0 obj << >>",
            Some(FileKind::Pdf),
        );
        check(b"{\\rtf1\\ansi The bridge}", Some(FileKind::Rtf));
        check(b"%!PS-Adobe-3.0\n", Some(FileKind::PostScript));
        check(
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            Some(FileKind::Image("png")),
        );
        check(
            b"\xff\xd8\xff\xe0\0\x10JFIF\0",
            Some(FileKind::Image("jpg")),
        );
        check(b"GIF89a\x01\0\x01\0", Some(FileKind::Image("gif")));
        check(b"\x1f\x8b\x08\0\0\0\0\0", Some(FileKind::Archive("gzip")));
        check(b"7z\xbc\xaf\x27\x1c\0\x04", Some(FileKind::Archive("7z")));
        check(
            b"\x28\xb5\x2f\xfd\x04\0",
            Some(FileKind::Archive("Zstandard")),
        );
        check(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
            Some(FileKind::OldOffice),
        );
        check(b"PAR1\x15\x04\x15", Some(FileKind::Data("Parquet")));
        check(
            &[b"\x7fELF\x02\x01\x01".as_slice(), &[0; 64]].concat(),
            Some(FileKind::Program),
        );
        check(b"ID3\x03\0\0\0\0\0\0", Some(FileKind::Audio("mp3")));
        check(b"odd\0\0\x01\x02 bytes", Some(FileKind::Binary));
    }

    #[test]
    fn documents_in_archives_are_told_by_the_names_in_them() {
        let zip = |name: &str| [b"PK\x03\x04\x14\0\0\0\x08\0", name.as_bytes(), b"\0\0"].concat();
        check(
            &zip("[Content_Types].xml\0word/document.xml"),
            Some(FileKind::Docx),
        );
        check(&zip("xl/workbook.xml"), Some(FileKind::Spreadsheet));
        check(&zip("ppt/presentation.xml"), Some(FileKind::Presentation));
        check(
            &zip("mimetypeapplication/vnd.oasis.opendocument.text"),
            Some(FileKind::OpenDocument),
        );
        check(&zip("mimetypeapplication/epub+zip"), Some(FileKind::Epub));
        check(&zip("notes.txt"), Some(FileKind::Archive("ZIP")));
    }

    #[test]
    fn text_is_text_whatever_its_first_letters() {
        for text in [
            "",
            "BMW is to build a plant. It opens in May.",
            "MZ tools are old.",
            "PK is short for Pakistan.",
            "RIFF, said the guitarist.",
            "ID3 is a decision tree.",
            "The header of a PDF is %PDF-1.7 and it ends with %%EOF.",
            "An RTF file starts with {\\rtf1.",
            "II. The second part. III. The third.",
            "\u{feff}It rained.\r\n\tAll day.\u{c}Page 2",
            "A stray \0 in a text that a crawler saved is no reason to refuse all of it.",
            "\u{1b}[1mBold\u{1b}[0m words from a terminal.",
            "<!doctype html><p>It rained.",
        ] {
            check(text.as_bytes(), None);
        }
        check(b"BMW in M\xfcnchen, caf\xe9 in Windows-1252", None);
        check(b"\xff\xfeI\0t\0 \0r\0a\0i\0n\0e\0d\0", None);
        check(
            b"\x8b\xb4\x82\xcd\x95\xc2\x82\xb6\x82\xe7\x82\xea\x82\xbd\x81B",
            None,
        );
    }

    #[test]
    fn each_kind_says_the_way_out() {
        assert_eq!(
            FileKind::Pdf.to_string(),
            "is a PDF, not text; convert it first: pdftotext FILE FILE.txt"
        );
    }
}
