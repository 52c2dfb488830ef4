//! Plain text: lines → blocks.
//!
//! One pass measures the lines (are they hard-wrapped, is this a transcript?), a second joins or
//! parts them, a third looks at each block with what follows it: a short line without a full stop
//! before prose is a heading. Nothing is copied; what has to be left out inside a block (a hyphen
//! at a line's end, the ">" of quoted mail) is noted as a cut.

use super::furniture::{SHORT_BYTES, furniture, is_shouted};
use super::line::{self, Line, Mark};
use super::{Block, Role};
use crate::cancel::Cancel;
use crate::span::Span;

/// What plain text consists of.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    pub(super) blocks: Vec<Block>,
    /// Ranges of the source inside blocks that clean text leaves out; ascending.
    pub(super) cuts: Vec<Span>,
}

impl Layout {
    pub(super) fn clear(&mut self) {
        self.blocks.clear();
        self.cuts.clear();
    }
}

/// Appends the blocks of `source` to `layout`, and the cuts in them; `None` when cancelled.
pub(super) fn read(source: &str, layout: &mut Layout, cancel: &mut Cancel) -> Option<()> {
    let mut reader = Reader {
        source,
        shape: Shape::of(source, cancel)?,
        layout,
        last: None,
        signature: None,
        code: Code::Outside,
    };
    // Blank lines are passed over in one go, and a text may have nothing else.
    cancel.check()?;
    for line in line::lines(source) {
        cancel.check_after(line.text.len())?;
        reader.line(line);
    }
    let Reader {
        shape, signature, ..
    } = reader;
    settle(source, shape, signature, layout, cancel)
}

/// How the lines of a text are laid out.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    /// Lines break where the margin was, not where paragraphs end.
    is_wrapped: bool,
    /// Bytes between the margins, if so.
    width: usize,
    /// Most lines are "Speaker: utterance".
    is_transcript: bool,
}

impl Shape {
    fn of(source: &str, cancel: &mut Cancel) -> Option<Shape> {
        let mut lengths = [0u32; LENGTHS];
        let (mut lines, mut pairs, mut open, mut spoken) = (0u32, 0u32, 0u32, 0u32);
        let mut before: Option<Line> = None;
        for line in line::lines(source) {
            cancel.check_after(line.text.len())?;
            if let Some(before) = before
                && before.is_next_to(&line)
            {
                pairs += 1;
                open += u32::from(!before.is_terminated() && line.goes_on());
            }
            lines += 1;
            lengths[line.text.len().min(LENGTHS - 1)] += 1;
            spoken += u32::from(line.has_speaker());
            before = Some(line);
        }
        let width = percentile_90(&lengths, lines);
        Some(Shape {
            // In wrapped prose most lines end and begin in mid-sentence; else hardly any do.
            is_wrapped: open * 3 > pairs && (WIDTH_MIN..LENGTHS - 1).contains(&width),
            width,
            is_transcript: lines >= 4 && spoken * 5 > lines * 2,
        })
    }
}

/// Longer lines are paragraphs, in any script.
const LENGTHS: usize = 256;

/// Below this, lines are verse or a list rather than wrapped prose.
const WIDTH_MIN: usize = 25;

/// The length that nine lines of ten do not exceed.
fn percentile_90(lengths: &[u32; LENGTHS], lines: u32) -> usize {
    let mut passed = 0;
    lengths
        .iter()
        .position(|count| {
            passed += u64::from(*count);
            passed * 10 >= u64::from(lines) * 9
        })
        .unwrap_or(0)
}

/// Joins lines to blocks.
struct Reader<'a> {
    source: &'a str,
    shape: Shape,
    layout: &'a mut Layout,
    /// The line before, if the last block can go on.
    last: Option<Line<'a>>,
    /// The first block after "-- ".
    signature: Option<usize>,
    code: Code,
}

/// Whether lines are code between two fences.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Code {
    Outside,
    Inside,
    /// A fence was opened and none follows: fences mean nothing here.
    Unclosed,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: Line<'a>) {
        let mark = line.mark();
        if self.code == Code::Inside && mark != Mark::Fence {
            return self.open(line.start, line.text, Role::Code);
        }
        match mark {
            Mark::Rule => {
                if line.text.trim_end() == "--" && line.indent == 0 {
                    self.signature = Some(self.layout.blocks.len());
                }
                self.underline(&line);
                self.last = None;
            }
            Mark::Fence => {
                self.last = None;
                let rest = &self.source.as_bytes()[line.start..];
                self.code = match self.code {
                    Code::Outside if memchr::memmem::find(rest, b"\n```").is_some() => Code::Inside,
                    Code::Outside => Code::Unclosed,
                    Code::Inside => Code::Outside,
                    Code::Unclosed => Code::Unclosed,
                };
            }
            // The cue is read, and the heading parted from the text behind it, with the others.
            Mark::Heading(hashes) if runs_on(&line.text[hashes..]) => {
                self.text(line, 0, Role::Body);
            }
            Mark::Heading(hashes) => {
                let text = line.text[hashes..].trim_end_matches('#');
                self.open(line.start + hashes, text, Role::Heading);
                self.last = None;
            }
            Mark::Item(marker) => {
                self.open(line.start + marker, &line.text[marker..], Role::ListItem);
                self.last = Some(line);
            }
            Mark::Note => {
                self.open(line.start, line.text, Role::Boilerplate);
                self.last = Some(line);
            }
            Mark::Row => {
                self.open(line.start, line.text, Role::Table);
                self.last = None;
            }
            Mark::Quote(marker) => self.text(line, marker, Role::Quote),
            Mark::None => self.text(line, 0, Role::Body),
        }
    }

    /// Adds running text that starts `marker` bytes into `line`.
    fn text(&mut self, line: Line<'a>, marker: usize, role: Role) {
        let start = line.start + marker;
        let text = &line.text[marker..];
        if let Some(last) = self.last.take()
            && last.is_next_to(&line)
            && self.joins(&last, &line, role)
        {
            self.join(&last, &line, marker);
        } else {
            self.open(start, text, role);
        }
        self.last = Some(line);
    }

    fn open(&mut self, start: usize, text: &str, role: Role) {
        let span = Span::new(start..start + text.len()).trimmed(self.source);
        if !span.is_empty() {
            self.layout.blocks.push(Block { span, role });
        }
    }

    /// Whether `line` goes on with the block of the line before it.
    fn joins(&self, last: &Line, line: &Line, role: Role) -> bool {
        let Some(block) = self.layout.blocks.last() else {
            return false;
        };
        let is_quote = role == Role::Quote;
        if is_quote != (block.role == Role::Quote) || self.shape.is_transcript && line.has_speaker()
        {
            return false;
        }
        let hangs = block.role == Role::ListItem && line.indent > last.indent;
        let breaks_sentence = !last.is_terminated() && line.goes_on();
        if !self.shape.is_wrapped {
            return hangs || breaks_sentence && last.text.len() >= WIDTH_MIN + 15;
        }
        // A first line set in starts a paragraph.
        let is_set_in = line.indent >= last.indent + 2 && last.is_terminated() && !hangs;
        let is_full = last.text.len() + 1 + line.first_word() >= self.shape.width;
        !is_set_in && (is_full || breaks_sentence || hangs) && !is_mail_header(line.text)
    }

    /// Extends the last block over `line`.
    fn join(&mut self, last: &Line, line: &Line, marker: usize) {
        let Some(block) = self.layout.blocks.last_mut() else {
            return;
        };
        let text = &line.text[marker..];
        let start = line.start + marker + (text.len() - text.trim_start().len());
        let end = block.span.end as usize;
        if text.trim().is_empty() {
            return;
        }
        match line::seam(last.text, text) {
            line::Seam::Hyphen(bytes) => self.layout.cuts.push(Span::new(end - bytes..start)),
            line::Seam::Nothing => self.layout.cuts.push(Span::new(end..start)),
            // The white space of the line break parts the words; a marker after it must go.
            line::Seam::Space if marker > 0 => {
                self.layout.cuts.push(Span::new(line.start..start));
            }
            line::Seam::Space => {}
        }
        block.span.end = Span::new(start..start + text.trim().len()).end;
    }

    /// "=====" under a line makes it a heading.
    fn underline(&mut self, line: &Line) {
        if let (Some(last), Some(block)) = (self.last, self.layout.blocks.last_mut())
            && last.is_next_to(line)
            && line.text.starts_with(['=', '-', '~'])
            && line.text.len() >= 3
            && last.text.len() == block.span.len()
            && block.role == Role::Body
            && last.text.len() <= HEADING_BYTES_MAX
        {
            block.role = Role::Heading;
        }
    }
}

/// No heading is longer.
const HEADING_BYTES_MAX: usize = 100;

/// Whether the line of a "### heading" goes on with running text: "What changed? The firm said …".
fn runs_on(text: &str) -> bool {
    memchr::memchr3_iter(b'.', b'!', b'?', text.as_bytes()).any(|terminator| {
        let (before, rest) = (&text[..terminator], &text[terminator + 1..]);
        // "2. Results" and "Dr. Smith on tides" are headings yet.
        let last_word = before.rsplit(|c: char| !c.is_alphabetic()).next();
        let ends =
            text.as_bytes()[terminator] != b'.' || last_word.is_some_and(|word| word.len() > 3);
        ends && rest.starts_with(' ')
            && rest.split_whitespace().nth(RUNNING_WORDS_MIN - 1).is_some()
    })
}

/// Behind the end of a heading, fewer words than this still belong to it.
const RUNNING_WORDS_MIN: usize = 5;

/// Gives each block its last role, by its wording and by what follows it.
fn settle(
    source: &str,
    shape: Shape,
    signature: Option<usize>,
    layout: &mut Layout,
    cancel: &mut Cancel,
) -> Option<()> {
    let blocks = &mut layout.blocks;
    if let Some(first) = signature
        && blocks.len() - first <= SIGNATURE_LINES_MAX
    {
        for block in &mut blocks[first..] {
            block.role = Role::Boilerplate;
        }
    }
    let mut after = After::End;
    let has_prose = blocks.iter().any(|block| is_prose(block.span.of(source)));
    for index in (0..blocks.len()).rev() {
        let block = blocks[index];
        let text = block.span.of(source);
        cancel.check_after(text.len())?;
        let is_alone = stands_alone(source, blocks, index);
        if matches!(block.role, Role::Body | Role::ListItem) {
            let is_utterance = shape.is_transcript && line::has_speaker(text);
            blocks[index].role = if is_utterance {
                block.role
            } else if let Some(role) = line_role(text) {
                role
            } else if has_prose && !shape.is_transcript && heads(block, text, is_alone, after) {
                Role::Heading
            } else if has_prose && !shape.is_transcript && is_label(block, text, after) {
                Role::Boilerplate
            } else {
                block.role
            };
        }
        after = match blocks[index].role {
            Role::Heading => After::Heading,
            Role::Body if is_prose(text) => After::Prose,
            Role::ListItem if is_alone => After::Prose,
            Role::Boilerplate | Role::Byline if after == After::End => After::End,
            // A byline stands between a title and what it heads.
            Role::Byline => after,
            _ => After::Other,
        };
    }
    Some(())
}

/// A signature is no longer than this.
const SIGNATURE_LINES_MAX: usize = 12;

/// What follows a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// Nothing, or nothing but furniture.
    End,
    Prose,
    Heading,
    Other,
}

/// Whether blank lines (or the ends of the text) stand on both sides of the block.
fn stands_alone(source: &str, blocks: &[Block], index: usize) -> bool {
    let start = blocks[index].span.start as usize;
    let end = blocks[index].span.end as usize;
    let previous = index
        .checked_sub(1)
        .map_or(0, |before| blocks[before].span.end as usize);
    let next = blocks
        .get(index + 1)
        .map_or(source.len(), |next| next.span.start as usize);
    let is_blank = |gap: &str| gap.bytes().filter(|byte| *byte == b'\n').take(2).count() == 2;
    (index == 0 || is_blank(&source[previous..start]))
        && (index + 1 == blocks.len() || is_blank(&source[end..next]))
}

/// The role that the wording of a whole line or paragraph gives away.
pub(super) fn line_role(text: &str) -> Option<Role> {
    if text.len() <= SHORT_BYTES || text.len() <= 200 && !line::is_terminated(text) {
        return furniture(text)
            .or_else(|| is_greeting(text).then_some(Role::Boilerplate))
            .or_else(|| (is_mail_header(text) || is_tags(text)).then_some(Role::Byline));
    }
    None
}

/// "Hi all," and "Kind regards,".
fn is_greeting(text: &str) -> bool {
    let Some(words) = text.strip_suffix([',', '!']) else {
        return false;
    };
    let first = words.split(' ').next().unwrap_or(words);
    let opens = ["Hi", "Hello", "Dear", "Hey", "Hallo", "Bonjour", "Hola"].contains(&first);
    let closes = [
        "Regards",
        "Kind",
        "Best",
        "Cheers",
        "Thanks",
        "Thank",
        "Sincerely",
        "Yours",
        "Warm",
        "Many",
        "Cordialement",
        "Saludos",
    ]
    .contains(&first);
    words.len() <= 40 && words.split(' ').count() <= 5 && (opens || closes)
}

/// "#forest #drought".
fn is_tags(text: &str) -> bool {
    text.starts_with('#')
        && text.contains(" #")
        && text.split_whitespace().all(|word| word.starts_with('#'))
}

/// "From: Jane Doe", "On 3 May 2015, Jane Doe wrote:".
fn is_mail_header(text: &str) -> bool {
    const FIELDS: &[&str] = &[
        "From: ",
        "To: ",
        "Cc: ",
        "Bcc: ",
        "Date: ",
        "Sent: ",
        "Subject: ",
        "Reply-To: ",
        "Message-ID: ",
        "Von: ",
        "An: ",
        "Betreff: ",
    ];
    FIELDS.iter().any(|field| text.starts_with(field))
        || text.ends_with("wrote:") && text.starts_with("On ")
}

/// Whether a block heads what follows it.
fn heads(block: Block, text: &str, is_alone: bool, after: After) -> bool {
    if text.len() > HEADING_BYTES_MAX || text.contains('\n') && text.len() > 60 {
        return false;
    }
    let is_item = block.role == Role::ListItem;
    let leads = matches!(after, After::Prose | After::Heading);
    if is_shouted(text) && text.split_whitespace().count() <= 12 && !is_item {
        return true;
    }
    // A comma goes on, and a dash breaks off.
    let is_open = text.ends_with([',', '-', '–', '—']);
    if is_open || line::is_terminated(text) || !line::starts_like_heading(text) {
        return false;
    }
    let words = text.split_whitespace().count();
    if is_item {
        // "1. Introduction" on its own before prose.
        return is_alone && leads && words <= 10 && text.as_bytes()[0].is_ascii_digit();
    }
    match is_alone {
        true => words <= if leads { 14 } else { 8 },
        false => leads && words <= 10,
    }
}

/// Whether a block is one of the labels below a text: "Report post", the name under a mail.
fn is_label(block: Block, text: &str, after: After) -> bool {
    after == After::End
        && block.role == Role::Body
        && !line::is_terminated(text)
        && line::starts_like_heading(text)
        // Not counted, for a text may be one line.
        && text.split_whitespace().nth(LABEL_WORDS_MAX).is_none()
}

/// Labels are no longer than this.
const LABEL_WORDS_MAX: usize = 4;

/// Whether a block reads as running text.
fn is_prose(text: &str) -> bool {
    text.len() > HEADING_BYTES_MAX || line::is_terminated(text) && text.len() > 30
}

/// The title of a text that starts with one, or the subject of a mail.
pub(super) fn title<'a>(content: &'a str, blocks: &[Block]) -> Option<&'a str> {
    for block in blocks {
        let text = block.span.of(content);
        match block.role {
            Role::Byline if text.starts_with("Subject: ") => return text.get("Subject: ".len()..),
            Role::Boilerplate | Role::Byline | Role::Caption => {}
            // "Introduction" says nothing.
            Role::Heading if text.len() > 15 => return Some(text),
            _ => return None,
        }
    }
    None
}
