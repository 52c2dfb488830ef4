//! Plain text: lines → blocks.
//!
//! Three passes: the first measures the lines (are they hard-wrapped? is this a transcript?), the
//! second joins lines to blocks, the third gives each block its role by its wording and by what
//! follows it: for example, a short line without a full stop before prose is a heading. Nothing is
//! copied. What clean text must leave out inside a block (a hyphen at the end of a line, the ">" of
//! quoted mail) is recorded as an omitted range.

use super::block::{Block, Role};
use super::boilerplate::{MailLine, is_mail_header, line_role, mail_line};
use super::line::{Line, Marker, lines};
use super::line_join::{LineJoin, line_join};
use super::text_form::{has_speaker, is_all_caps, is_terminated, starts_like_heading};
use crate::cancel::Cancel;
use crate::span::Span;

/// Appends the blocks of `source` to `blocks`, as ranges of `source`, and the ranges inside blocks that
/// clean text leaves out to `omitted`, ascending. `None` when cancelled.
pub(super) fn read(
    source: &str,
    blocks: &mut Vec<Block>,
    omitted: &mut Vec<Span>,
    cancel: &mut Cancel,
) -> Option<()> {
    let mut reader = Reader {
        source,
        layout: LineLayout::of(source, cancel)?,
        blocks,
        omitted,
        last_line: None,
        signature: None,
        code: CodeFence::Outside,
    };
    // Blank lines are skipped without a check, and a text may consist of them.
    cancel.check()?;
    for line in lines(source) {
        cancel.check_after(line.text.len())?;
        reader.add_line(line);
    }
    let Reader {
        layout,
        blocks,
        signature,
        ..
    } = reader;
    assign_roles(source, layout, signature, blocks, cancel)
}

/// How the lines of a text are laid out.
#[derive(Clone, Copy, Debug, Default)]
struct LineLayout {
    /// Whether lines break at a margin rather than where paragraphs end.
    is_wrapped: bool,
    /// The bytes that fit between the margins. Means nothing unless `is_wrapped`.
    width: usize,
    /// Whether any line is short, as every mail has some.
    has_short_lines: bool,
    /// Whether many lines have the form "Speaker: utterance".
    is_transcript: bool,
}

impl LineLayout {
    fn of(source: &str, cancel: &mut Cancel) -> Option<LineLayout> {
        let mut lengths = [0u32; LENGTHS];
        // Pairs are neighbouring lines; open pairs seem to break within a sentence.
        let (mut line_count, mut pairs, mut open_pairs, mut with_speaker) =
            (0u32, 0u32, 0u32, 0u32);
        let mut before: Option<Line> = None;
        for line in lines(source) {
            cancel.check_after(line.text.len())?;
            if let Some(before) = before
                && before.is_next_to(&line)
            {
                pairs += 1;
                open_pairs += u32::from(!before.is_terminated() && line.starts_mid_sentence());
            }
            line_count += 1;
            lengths[line.text.len().min(LENGTHS - 1)] += 1;
            with_speaker += u32::from(line.has_speaker());
            before = Some(line);
        }
        let width = percentile_90(&lengths, line_count);
        Some(LineLayout {
            // Most line ends of wrapped prose are within a sentence; hardly any are elsewhere.
            is_wrapped: open_pairs * 3 > pairs && (WIDTH_MIN..LENGTHS - 1).contains(&width),
            width,
            has_short_lines: lengths[..=SHORT_LINE_BYTES].iter().any(|count| *count > 0),
            is_transcript: line_count >= 4 && with_speaker * 5 > line_count * 2,
        })
    }
}

/// How many lengths of lines are counted apart: lines of this many bytes or more are paragraphs, in any
/// script.
const LENGTHS: usize = 256;

/// Greetings, fields of headers and lines before quoted mail are shorter.
const SHORT_LINE_BYTES: usize = 50;

/// Shorter lines are verse or a list rather than wrapped prose.
const WIDTH_MIN: usize = 25;

/// The length that nine lines of ten do not exceed. `lengths[n]` is the number of lines of `n` bytes.
fn percentile_90(lengths: &[u32; LENGTHS], line_count: u32) -> usize {
    let mut counted = 0;
    lengths
        .iter()
        .position(|count| {
            counted += u64::from(*count);
            counted * 10 >= u64::from(line_count) * 9
        })
        .unwrap_or(0)
}

/// Joins lines to blocks.
struct Reader<'a, 'b> {
    source: &'a str,
    layout: LineLayout,
    blocks: &'b mut Vec<Block>,
    omitted: &'b mut Vec<Span>,
    /// The line before, if it belongs to the last block and that block may go on.
    last_line: Option<Line<'a>>,
    /// The first block after "-- ", which starts the signature of a mail.
    signature: Option<usize>,
    code: CodeFence,
}

/// Whether lines are code between two fences.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CodeFence {
    Outside,
    Inside,
    /// A fence was opened and none closes it, so that fences mean nothing in this text.
    Unclosed,
}

impl<'a> Reader<'a, '_> {
    fn add_line(&mut self, line: Line<'a>) {
        let marker = line.marker();
        if self.code == CodeFence::Inside && marker != Marker::Fence {
            return self.push_block(line.start, line.text, Role::Code);
        }
        match marker {
            Marker::Rule => {
                if line.text.trim_end() == "--" && line.indent == 0 {
                    self.signature = Some(self.blocks.len());
                }
                self.underline(&line);
                self.last_line = None;
            }
            Marker::Fence => {
                self.last_line = None;
                let rest = &self.source.as_bytes()[line.start..];
                self.code = match self.code {
                    CodeFence::Outside if memchr::memmem::find(rest, b"\n```").is_some() => {
                        CodeFence::Inside
                    }
                    CodeFence::Outside => CodeFence::Unclosed,
                    CodeFence::Inside => CodeFence::Outside,
                    CodeFence::Unclosed => CodeFence::Unclosed,
                };
            }
            // `inline_markdown` reads the hashes, and separates the heading from the text after it.
            Marker::Heading(hashes) if continues_with_prose(&line.text[hashes..]) => {
                self.add_text(line, 0, Role::Body);
            }
            Marker::Heading(hashes) => {
                let text = line.text[hashes..].trim_end_matches('#');
                self.push_block(line.start + hashes, text, Role::Heading);
                self.last_line = None;
            }
            Marker::Item(bytes) => {
                self.push_block(line.start + bytes, &line.text[bytes..], Role::ListItem);
                self.last_line = Some(line);
            }
            Marker::Note => {
                self.push_block(line.start, line.text, Role::Boilerplate);
                self.last_line = Some(line);
            }
            Marker::TableRow => {
                self.push_block(line.start, line.text, Role::Table);
                self.last_line = None;
            }
            Marker::Quote(bytes) => self.add_text(line, bytes, Role::Quote),
            Marker::None => self.add_text(line, 0, Role::Body),
        }
    }

    /// Adds running text that starts `marker_bytes` into `line`: to the last block if that continues, or
    /// else as a new block.
    fn add_text(&mut self, line: Line<'a>, marker_bytes: usize, role: Role) {
        let start = line.start + marker_bytes;
        let text = &line.text[marker_bytes..];
        if let Some(last) = self.last_line.take()
            && last.is_next_to(&line)
            && self.continues_block(&last, &line, role)
        {
            self.join(&last, &line, marker_bytes);
        } else {
            self.push_block(start, text, role);
        }
        self.last_line = Some(line);
    }

    fn push_block(&mut self, start: usize, text: &str, role: Role) {
        let span = Span::new(start..start + text.len()).trimmed(self.source);
        if !span.is_empty() {
            self.blocks.push(Block { span, role });
        }
    }

    /// Whether `line` continues the block of the line before it, `last`.
    fn continues_block(&self, last: &Line, line: &Line, role: Role) -> bool {
        let Some(block) = self.blocks.last() else {
            return false;
        };
        let is_quote = role == Role::Quote;
        if is_quote != (block.role == Role::Quote)
            || self.layout.is_transcript && line.has_speaker()
        {
            return false;
        }
        let is_indented_item = block.role == Role::ListItem && line.indent > last.indent;
        let breaks_sentence = !last.is_terminated() && line.starts_mid_sentence();
        if !self.layout.is_wrapped {
            return is_indented_item || breaks_sentence && last.text.len() >= WIDTH_MIN + 15;
        }
        // An indented line starts a paragraph.
        let is_first_line =
            line.indent >= last.indent + 2 && last.is_terminated() && !is_indented_item;
        // The first word of this line would not have fitted on the last one.
        let is_full = last.text.len() + 1 + line.first_word_bytes() >= self.layout.width;
        !is_first_line
            && (is_full || breaks_sentence || is_indented_item)
            && !is_mail_header(line.text)
    }

    /// Extends the last block, which ends with the line `last`, by `line`.
    fn join(&mut self, last: &Line, line: &Line, marker_bytes: usize) {
        let Some(block) = self.blocks.last_mut() else {
            return;
        };
        let text = &line.text[marker_bytes..];
        let start = line.start + marker_bytes + (text.len() - text.trim_start().len());
        let end = block.span.end as usize;
        if text.trim().is_empty() {
            return;
        }
        match line_join(last.text, text) {
            LineJoin::DropHyphen(bytes) => self.omitted.push(Span::new(end - bytes..start)),
            LineJoin::Nothing => self.omitted.push(Span::new(end..start)),
            // The line end itself separates the words; a marker after it must be left out.
            LineJoin::Space if marker_bytes > 0 => {
                self.omitted.push(Span::new(line.start..start));
            }
            LineJoin::Space => {}
        }
        block.span.end = Span::new(start..start + text.trim().len()).end;
    }

    /// Makes a heading of the last block if `line` ("=====") underlines it.
    fn underline(&mut self, line: &Line) {
        if let (Some(last), Some(block)) = (self.last_line, self.blocks.last_mut())
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

/// Longer texts are not headings.
const HEADING_BYTES_MAX: usize = 100;

/// Whether prose follows the heading on its line: "What changed? The firm said …". `text` is the line
/// without its hashes.
fn continues_with_prose(text: &str) -> bool {
    memchr::memchr3_iter(b'.', b'!', b'?', text.as_bytes()).any(|terminator| {
        let (before, rest) = (&text[..terminator], &text[terminator + 1..]);
        // "2. Results" and "Dr. Smith on tides" are headings as a whole.
        let last_word = before.rsplit(|c: char| !c.is_alphabetic()).next();
        let ends_sentence =
            text.as_bytes()[terminator] != b'.' || last_word.is_some_and(|word| word.len() > 3);
        ends_sentence
            && rest.starts_with(' ')
            && rest.split_whitespace().nth(PROSE_WORDS_MIN - 1).is_some()
    })
}

/// Fewer words than this after a terminator still belong to the heading.
const PROSE_WORDS_MIN: usize = 5;

/// Gives each block its final role, by its wording and by what follows it. `signature` is the first
/// block of the signature of a mail.
fn assign_roles(
    source: &str,
    layout: LineLayout,
    signature: Option<usize>,
    blocks: &mut [Block],
    cancel: &mut Cancel,
) -> Option<()> {
    if let Some(first) = signature
        && blocks.len() - first <= SIGNATURE_LINES_MAX
    {
        for block in &mut blocks[first..] {
            block.role = Role::Boilerplate;
        }
    }
    // ":" and "：" end lines before quoted mail.
    let ends_open = |block: &Block| {
        matches!(
            source.as_bytes()[..block.span.end as usize].last(),
            Some(b':' | 0x9A)
        )
    };
    if layout.has_short_lines || blocks.iter().any(ends_open) {
        assign_mail_roles(source, layout, blocks, cancel)?;
    }
    let mut following = Following::End;
    let has_prose = blocks.iter().any(|block| is_prose(block.span.of(source)));
    for index in (0..blocks.len()).rev() {
        let block = blocks[index];
        let text = block.span.of(source);
        cancel.check_after(text.len())?;
        let is_alone = stands_alone(source, blocks, index);
        if matches!(block.role, Role::Body | Role::ListItem) {
            let is_utterance = layout.is_transcript && has_speaker(text);
            let may_be_heading = has_prose && !layout.is_transcript;
            blocks[index].role = if is_utterance {
                block.role
            } else if let Some(role) = line_role(text) {
                role
            } else if may_be_heading && is_heading(block, text, is_alone, following) {
                Role::Heading
            } else if may_be_heading && is_label(block, text, following) {
                Role::Boilerplate
            } else {
                block.role
            };
        }
        following = match blocks[index].role {
            Role::Heading => Following::Heading,
            Role::Body if is_prose(text) => Following::Prose,
            Role::ListItem if is_alone => Following::Prose,
            Role::Boilerplate | Role::Byline if following == Following::End => Following::End,
            // A byline may stand between a title and its text.
            Role::Byline => following,
            _ => Following::Other,
        };
    }
    Some(())
}

/// Gives roles to the lines of mails: headers are bylines, closings and what follows them are boilerplate, and
/// a mail that is quoted whole below another one is a quotation.
fn assign_mail_roles(
    source: &str,
    layout: LineLayout,
    blocks: &mut [Block],
    cancel: &mut Cancel,
) -> Option<()> {
    let (mut has_prose, mut is_quoted, mut is_forwarded) = (false, false, false);
    // How many more lines may be the name, title and telephone of who signs.
    let mut signers = 0;
    let mut index = 0;
    while index < blocks.len() {
        let block = blocks[index];
        let text = block.span.of(source);
        cancel.check_after(text.len())?;
        index += 1;
        if !matches!(block.role, Role::Body | Role::ListItem) {
            signers = 0;
            continue;
        }
        let line = mail_line(text);
        let is_signer = signers > 0 && text.len() <= SIGNER_BYTES_MAX && !is_terminated(text);
        signers = if is_signer { signers - 1 } else { 0 };
        let at = index - 1;
        match line {
            Some(MailLine::Field) => {
                let is_field = |block: &&Block| {
                    matches!(block.role, Role::Body | Role::ListItem)
                        && mail_line(block.span.of(source)) == Some(MailLine::Field)
                };
                let fields = blocks[at..].iter().take_while(is_field).count();
                if fields >= FIELDS_MIN || fields >= 2 && at == 0 {
                    let folded = mail_header_end(source, blocks[at + fields - 1]);
                    let lines = blocks[at..]
                        .iter()
                        .take_while(|block| block.span.end <= folded);
                    let lines = lines.count().max(fields);
                    for block in &mut blocks[at..at + lines] {
                        block.role = Role::Byline;
                    }
                    is_quoted |= has_prose && !is_forwarded;
                    index = at + lines;
                } else {
                    index = at + fields;
                }
            }
            Some(MailLine::Attribution) => blocks[at].role = Role::Byline,
            Some(MailLine::AttributionEnd) => {
                let is_start = |text: &str| {
                    !is_terminated(text)
                        && text.len() <= HEADING_BYTES_MAX
                        && text.bytes().filter(u8::is_ascii_digit).count() >= 4
                };
                if at > 0 && is_start(blocks[at - 1].span.of(source)) {
                    blocks[at - 1].role = Role::Byline;
                    blocks[at].role = Role::Byline;
                }
            }
            Some(MailLine::Original) => {
                blocks[at].role = Role::Boilerplate;
                is_quoted = has_prose;
            }
            Some(MailLine::Forwarded) => {
                blocks[at].role = Role::Boilerplate;
                is_forwarded = true;
            }
            Some(MailLine::Closing) if has_prose && !layout.is_transcript => {
                blocks[at].role = Role::Boilerplate;
                signers = SIGNERS_MAX;
            }
            Some(MailLine::Device | MailLine::Disclaimer) => blocks[at].role = Role::Boilerplate,
            _ if is_signer => blocks[at].role = Role::Boilerplate,
            _ if is_quoted => blocks[at].role = Role::Quote,
            _ => has_prose |= is_prose(text),
        }
    }
    Some(())
}

/// Fewer lines that look like fields of a header may be something else.
const FIELDS_MIN: usize = 3;

/// More lines than this after "Best regards," are not who signs, nor are longer ones.
const SIGNERS_MAX: usize = 6;
const SIGNER_BYTES_MAX: usize = 60;

/// Where the header of a mail ends whose last known field is `field`: at the next blank line, if only fields
/// and their continuations stand before it.
fn mail_header_end(source: &str, field: Block) -> u32 {
    let mut end = field.span.end as usize;
    let rest = &source[end..];
    for line in rest.split_inclusive('\n').skip(1).take(HEADER_LINES_MAX) {
        let name = line.split(':').next().unwrap_or("");
        let is_field = name.len() < line.len()
            && name.len() <= 40
            && name.contains('-')
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_field && !line.starts_with([' ', '\t']) || line.trim().is_empty() {
            break;
        }
        end = line.as_ptr() as usize - source.as_ptr() as usize + line.trim_end().len();
    }
    end as u32
}

/// Longer headers are read only in part.
const HEADER_LINES_MAX: usize = 64;

/// More blocks than this after "-- " are not a signature.
const SIGNATURE_LINES_MAX: usize = 12;

/// What follows a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Following {
    /// Nothing, or only boilerplate and bylines.
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

/// Whether a block is the heading of what follows it.
fn is_heading(block: Block, text: &str, is_alone: bool, following: Following) -> bool {
    if text.len() > HEADING_BYTES_MAX || text.contains('\n') && text.len() > 60 {
        return false;
    }
    let is_item = block.role == Role::ListItem;
    let has_text_below = matches!(following, Following::Prose | Following::Heading);
    if is_all_caps(text) && text.split_whitespace().count() <= 12 && !is_item {
        return true;
    }
    // After a comma the sentence goes on, and a dash breaks it off.
    let is_open = text.ends_with([',', '-', '–', '—']);
    if is_open || is_terminated(text) || !starts_like_heading(text) {
        return false;
    }
    let words = text.split_whitespace().count();
    if is_item {
        // "1. Introduction" on its own before prose.
        return is_alone && has_text_below && words <= 10 && text.as_bytes()[0].is_ascii_digit();
    }
    match is_alone {
        true => words <= if has_text_below { 14 } else { 8 },
        false => has_text_below && words <= 10,
    }
}

/// Whether a block is a label below the text: "Report post", the name under a mail.
fn is_label(block: Block, text: &str, following: Following) -> bool {
    following == Following::End
        && block.role == Role::Body
        && !is_terminated(text)
        && starts_like_heading(text)
        // Not all words are counted, because a whole text may be one line.
        && text.split_whitespace().nth(LABEL_WORDS_MAX).is_none()
}

/// Longer texts are not labels.
const LABEL_WORDS_MAX: usize = 4;

/// Whether a block reads as running text.
fn is_prose(text: &str) -> bool {
    text.len() > HEADING_BYTES_MAX || is_terminated(text) && text.len() > 30
}

/// The title of a text that starts with one, or the subject of a mail. `blocks` are ranges of
/// `content`.
pub(super) fn title<'a>(content: &'a str, blocks: &[Block]) -> Option<&'a str> {
    for block in blocks {
        let text = block.span.of(content);
        match block.role {
            Role::Byline if text.starts_with("Subject: ") => return text.get("Subject: ".len()..),
            Role::Boilerplate | Role::Byline | Role::Caption => {}
            // Shorter headings, such as "Introduction", say nothing about the text.
            Role::Heading if text.len() > 15 => return Some(text),
            _ => return None,
        }
    }
    None
}
