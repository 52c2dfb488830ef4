//! Subtitles (SubRip and WebVTT) → blocks: what is said, without numbers, times, notes and styles. Sentences go on
//! from cue to cue. A change of speaker starts a block.

use super::block::Role;
use super::block_writer::BlockWriter;
use crate::cancel::Cancel;
use crate::span::Span;

/// Whether `source` is a file of subtitles: it starts with "WEBVTT", or with a number and a time, or with a time.
pub(super) fn is_subtitles(source: &str) -> bool {
    let source = source.trim_start_matches('\u{FEFF}').trim_start();
    if !source.starts_with(|c: char| c.is_ascii_digit() || c == 'W') {
        return false;
    }
    let start = &source[..source.floor_char_boundary(HEADER_BYTES_MAX)];
    let mut lines = start.lines();
    let first = lines.next().unwrap_or("").trim_end();
    match first.strip_prefix("WEBVTT") {
        Some(rest) if rest.is_empty() || rest.starts_with([' ', '\t']) => lines.any(is_time),
        _ => is_time(first) || is_number(first) && lines.next().is_some_and(is_time),
    }
}

/// The first cue is looked for in this many bytes.
const HEADER_BYTES_MAX: usize = 8 << 10;

/// Whether `line` says when a cue is shown: "00:01.000 --> 00:04.000 align:start".
fn is_time(line: &str) -> bool {
    let is_clock = |text: &str| {
        let clock = text.trim();
        let is_clock_byte = |byte: u8| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b',');
        clock.contains(':') && clock.bytes().all(is_clock_byte)
    };
    line.split_once("-->").is_some_and(|(from, to)| {
        is_clock(from) && is_clock(to.split_whitespace().next().unwrap_or(""))
    })
}

fn is_number(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// Writes what is said in `source` to `writer`. `None` when cancelled.
pub(super) fn read(source: &str, writer: BlockWriter, cancel: &mut Cancel) -> Option<()> {
    let mut reader = Reader {
        writer,
        speaker: "",
        last_lines: [String::new(), String::new()],
    };
    // What is said stands between a time and the next blank line. All else is a header, a note, a style, or the
    // name or number of a cue.
    let mut is_in_cue = false;
    let mut at = 0;
    let mut lines = source.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        cancel.check_after(line.len())?;
        let words = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        if is_time(words) {
            is_in_cue = true;
        } else if words.is_empty() {
            is_in_cue = false;
        } else if is_in_cue {
            // Some files have no blank line between cues.
            let is_next_number =
                is_number(words) && lines.peek().is_some_and(|next| is_time(next.trim()));
            if !is_next_number {
                reader.line(Span::new(start..start + words.len()));
            }
        }
    }
    reader.end_block();
    Some(())
}

struct Reader<'a> {
    writer: BlockWriter<'a>,
    /// The last speaker that a tag named.
    speaker: &'a str,
    /// What was said in the last two lines. Captions that roll up repeat them.
    last_lines: [String; 2],
}

/// What a line of a cue is made of.
enum Part<'s> {
    /// Text, by offset and length.
    Text(usize, usize),
    /// The speaker's name.
    Speaker(&'s str),
    /// An entity, by offset and length, and what it stands for.
    Entity(usize, usize, &'static str),
}

impl<'a> Reader<'a> {
    fn end_block(&mut self) {
        self.writer.end_block(Role::Body);
    }

    /// A line of a cue.
    fn line(&mut self, span: Span) {
        let source: &'a str = self.writer.source;
        let whole = span.of(source);
        // "- Who is there?" and ">> NEWS" are said by somebody else than the line before.
        let line = whole.trim_start_matches(['-', '–', '—', '>', ' ']);
        let starts_turn = line.len() < whole.len();
        let offset = span.start as usize + whole.len() - line.len();
        let mut said = String::new();
        let mut speaker = None;
        let mut parts = Vec::new();
        for part in parts_of(line) {
            match part {
                Part::Text(at, bytes) => said.push_str(&line[at..at + bytes]),
                Part::Entity(_, _, text) => said.push_str(text),
                Part::Speaker(name) => speaker = Some(name),
            }
            parts.push(part);
        }
        let said = said.trim().to_string();
        if said.is_empty() || is_sound(&said) || self.last_lines.contains(&said) {
            return;
        }
        if starts_turn || speaker.is_some_and(|name| name != self.speaker) {
            self.end_block();
        }
        self.speaker = speaker.unwrap_or(self.speaker);
        self.last_lines.swap(0, 1);
        self.last_lines[1] = said;
        self.writer.push_space();
        for part in parts {
            match part {
                Part::Text(at, bytes) => {
                    let from = offset + at;
                    let is_blank = line[at..at + bytes].trim().is_empty();
                    if !(is_blank && self.writer.open_text().is_empty()) {
                        self.writer.push_verbatim(Span::new(from..from + bytes));
                    }
                }
                Part::Entity(at, bytes, text) => {
                    let from = offset + at;
                    self.writer
                        .push_decoded(Span::new(from..from + bytes), text);
                }
                Part::Speaker(_) => {}
            }
        }
    }
}

/// Whether a line tells what is heard rather than said: "[applause]", "(laughs)", "♪ …".
fn is_sound(said: &str) -> bool {
    let is_within = |open: char, close: char| {
        said.starts_with(open) && said.find(close) == Some(said.len() - close.len_utf8())
    };
    is_within('[', ']') || is_within('(', ')') || said.starts_with(['♪', '♫', '#'])
}

/// The parts of a line: tags ("<i>", "<00:04.300>", "{\an8}") are left out.
fn parts_of(line: &str) -> Vec<Part<'_>> {
    const ENTITIES: [(&str, &str); 5] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&quot;", "\""),
    ];
    let mut parts = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let rest = &line[at..];
        let closer = match rest.as_bytes() {
            [b'<', next, ..] if next.is_ascii_alphanumeric() || *next == b'/' => Some('>'),
            [b'{', b'\\', ..] => Some('}'),
            _ => None,
        };
        // A tag is looked for up to the next one only, so that a line of openers costs no more than another.
        let tag_bytes = closer.and_then(|closer| {
            let end = rest[1..].find([closer, '<', '{'])? + 1;
            rest[end..].starts_with(closer).then_some(end + 1)
        });
        if let Some(bytes) = tag_bytes {
            if let Some(name) = rest[1..bytes - 1].strip_prefix("v ") {
                parts.push(Part::Speaker(name.trim()));
            }
            at += bytes;
            continue;
        }
        if let Some((name, text)) = ENTITIES.iter().find(|(name, _)| rest.starts_with(name)) {
            parts.push(Part::Entity(at, name.len(), text));
            at += name.len();
            continue;
        }
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let bytes = rest[first..]
            .find(['<', '{', '&'])
            .map_or(rest.len(), |next| first + next);
        parts.push(Part::Text(at, bytes));
        at += bytes;
    }
    parts
}
