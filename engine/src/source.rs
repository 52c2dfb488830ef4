//! What a caller gives.

/// A text to summarize.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source<'a> {
    /// The article, marked up as [`Options::input_format`] says.
    pub text: &'a str,
    /// Its title, where the caller knows it apart from the text; else empty.
    pub title: &'a str,
}

impl<'a> Source<'a> {
    /// A text without a title of its own.
    pub fn new(text: &'a str) -> Source<'a> {
        Source { text, title: "" }
    }

    /// Sets [`Source::title`].
    #[must_use]
    pub fn with_title(mut self, title: &'a str) -> Source<'a> {
        self.title = title;
        self
    }
}

impl<'a> From<&'a str> for Source<'a> {
    fn from(text: &'a str) -> Source<'a> {
        Source::new(text)
    }
}
