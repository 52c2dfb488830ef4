//! html5gum's tokenizer, with the source span of each run of text and of each entity.
//!
//! html5gum's own callback emitter merges text and entities into one event, so that the position of an
//! entity is lost. This emitter keeps them apart: the source of the text that is being emitted lies
//! between the end of the last token and the tokenizer's position.

use crate::cancel::Cancel;
use crate::span::Span;
use html5gum::{Emitter, Error, State, naive_next_state};
use std::ops::Range;

/// Receives the tokens of a page.
pub(super) trait TokenSink {
    /// Text that stands in the source as it is.
    fn verbatim(&mut self, span: Span);
    /// The character or two that the entity in `span` stands for.
    fn decoded(&mut self, span: Span, text: &str);
    /// A start tag. `name` is in lower case.
    fn start_tag(&mut self, name: &[u8], attributes: &Attributes);
    /// An end tag. `name` is in lower case.
    fn end_tag(&mut self, name: &[u8]);
}

/// What the attributes of an element say about its purpose.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    /// The values of `class`, `role` and `itemprop`, each followed by a space.
    pub(super) hints: String,
    /// The value of `id`.
    pub(super) id: String,
    /// Whether `role` or `itemprop` says that the element holds the article.
    pub(super) is_main: bool,
    /// Whether the element is not shown.
    pub(super) is_hidden: bool,
}

/// Longer attribute values are cut.
const HINT_BYTES_MAX: usize = 400;

/// Sends the tokens of `source` to `sink`. `None` when cancelled.
pub(super) fn read(source: &str, sink: &mut impl TokenSink, cancel: &mut Cancel) -> Option<()> {
    let emitter = SpanEmitter {
        source,
        sink,
        position: 0,
        consumed: 0,
        run: 0..0,
        name: Vec::new(),
        last_start: Vec::new(),
        is_end_tag: false,
        attribute: Vec::new(),
        value: Vec::new(),
        attributes: Attributes::default(),
        cancel,
        is_cancelled: false,
    };
    match html5gum::Tokenizer::new_with_emitter(source, emitter).next() {
        None => Some(()),
        Some(Ok(Cancelled)) => None,
    }
}

/// The only token that reaches the tokenizer's caller. All others go to the [`TokenSink`] at once.
struct Cancelled;

struct SpanEmitter<'a, 's, T> {
    source: &'a str,
    sink: &'a mut T,
    /// How many bytes the tokenizer has read.
    position: usize,
    /// How many of them belong to text or tags that are done with.
    consumed: usize,
    /// Text that stands in the source as it is and has not been sent yet. The tokenizer cuts text at
    /// any byte, so that only a whole run is sure to end between characters.
    run: Range<usize>,
    name: Vec<u8>,
    last_start: Vec<u8>,
    is_end_tag: bool,
    attribute: Vec<u8>,
    value: Vec<u8>,
    attributes: Attributes,
    cancel: &'a mut Cancel<'s>,
    is_cancelled: bool,
}

impl<T: TokenSink> SpanEmitter<'_, '_, T> {
    /// Records that everything up to the present position is done with.
    fn consume(&mut self) {
        let bytes = self.position.saturating_sub(self.consumed);
        self.is_cancelled |= self.cancel.check_after(bytes).is_none();
        self.consumed = self.position;
    }

    /// Evaluates the attribute that was read.
    fn flush_attribute(&mut self) {
        let value = String::from_utf8_lossy(&self.value);
        match self.attribute.as_slice() {
            b"role" if value.eq_ignore_ascii_case("main") => self.attributes.is_main = true,
            b"itemprop" if value.eq_ignore_ascii_case("articleBody") => {
                self.attributes.is_main = true;
            }
            b"class" | b"role" | b"itemprop" => {
                self.attributes.hints.push_str(&value);
                self.attributes.hints.push(' ');
            }
            b"id" => self.attributes.id.push_str(&value),
            b"hidden" => self.attributes.is_hidden = true,
            b"aria-hidden" => {
                self.attributes.is_hidden |= value.trim().eq_ignore_ascii_case("true");
            }
            b"style" => {
                let mut style = value.to_ascii_lowercase();
                style.retain(|c| !c.is_ascii_whitespace());
                self.attributes.is_hidden |= ["display:none", "visibility:hidden", "mso-hide:all"]
                    .iter()
                    .any(|hides| style.contains(hides));
            }
            _ => {}
        }
        self.attribute.clear();
        self.value.clear();
    }

    /// Sends the run of text, if there is one.
    fn flush_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if self
            .source
            .get(run.clone())
            .is_some_and(|text| !text.is_empty())
        {
            self.sink.verbatim(Span::new(run));
        }
    }

    /// Whether the value of the present attribute matters.
    fn needs_value(&self) -> bool {
        matches!(
            self.attribute.as_slice(),
            b"class" | b"id" | b"role" | b"itemprop" | b"aria-hidden" | b"style"
        )
    }
}

impl<T: TokenSink> Emitter for SpanEmitter<'_, '_, T> {
    type Token = Cancelled;

    #[inline]
    fn move_position(&mut self, offset: isize) {
        self.position = self.position.saturating_add_signed(offset);
    }

    fn emit_string(&mut self, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        let mut start = self.consumed;
        let end = self.position;
        self.consume();
        let bytes = self.source.as_bytes();
        // Of "\r\n" the tokenizer emits a line feed for the "\r", and skips the "\n".
        let is_after_return = start > 0 && bytes[start - 1] == b'\r';
        if is_after_return
            && end.saturating_sub(start) > text.len()
            && bytes.get(start) == Some(&b'\n')
        {
            start += 1;
        }
        let Some(source) = bytes.get(start..end) else {
            return;
        };
        if source == text || source == b"\r" {
            if self.run.end != start {
                self.flush_run();
                self.run = start..start;
            }
            self.run.end = end;
        } else if let Ok(text) = std::str::from_utf8(text) {
            self.flush_run();
            self.sink.decoded(Span::new(start..end), text);
        }
    }

    fn start_open_tag(&mut self) {}

    fn init_start_tag(&mut self) {
        self.is_end_tag = false;
        self.name.clear();
        self.attributes.hints.clear();
        self.attributes.id.clear();
        self.attributes.is_main = false;
        self.attributes.is_hidden = false;
    }

    fn init_end_tag(&mut self) {
        self.is_end_tag = true;
        self.name.clear();
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.name.extend_from_slice(name);
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.flush_run();
        self.flush_attribute();
        self.consume();
        if self.is_end_tag {
            self.last_start.clear();
            self.sink.end_tag(&self.name);
            return None;
        }
        self.sink.start_tag(&self.name, &self.attributes);
        self.last_start.clone_from(&self.name);
        naive_next_state(&self.name)
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.is_end_tag && !self.last_start.is_empty() && self.last_start == self.name
    }

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_start.clear();
        self.last_start.extend_from_slice(name.unwrap_or_default());
    }

    fn init_attribute(&mut self) {
        self.flush_attribute();
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.attribute.extend_from_slice(name);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        if self.needs_value() && self.value.len() < HINT_BYTES_MAX {
            let rest = HINT_BYTES_MAX - self.value.len();
            self.value
                .extend_from_slice(&value[..value.len().min(rest)]);
        }
    }

    fn emit_current_comment(&mut self) {
        self.consume();
    }

    fn emit_current_doctype(&mut self) {
        self.consume();
    }

    fn emit_eof(&mut self) {
        self.flush_run();
    }

    fn emit_error(&mut self, _: Error) {}
    fn should_emit_errors(&mut self) -> bool {
        false
    }
    fn pop_token(&mut self) -> Option<Cancelled> {
        self.is_cancelled.then_some(Cancelled)
    }
    fn init_comment(&mut self) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn init_doctype(&mut self) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn set_self_closing(&mut self) {}
    fn set_force_quirks(&mut self) {}
}
