//! The words that tell where sentences end, one file for each language.
//!
//! To add an abbreviation, put it into the list of its language that says how it behaves (see
//! [`BoundaryWords`]), in lower case and without its last full stop. If it is also an everyday word
//! ("sat", "mass"), put it into `everyday` too. Then add a sentence with it to the test
//! `abbreviations_and_ordinals_end_no_sentence` in `engine/tests/it/languages.rs`, or for English
//! to `engine/tests/it/segmentation.rs`.
//!
//! To add a language, write a file with its lists and a line in [`of`].

mod cs;
mod de;
mod en;
mod es;
mod fr;
mod international;
mod it;
mod nl;
mod pl;
mod pt;
mod ru;
mod sk;

pub(super) use international::INTERNATIONAL;

/// The words that tell a full stop inside a sentence from one at its end. Every list is in lower case
/// and separated by spaces. Abbreviations stand without their last full stop ("u.s", "e.g").
#[derive(Debug, Default)]
pub(crate) struct BoundaryWords {
    /// Never end a sentence before a capital: "mr", "dr".
    pub(crate) titles: &'static str,
    /// Belong to a number that follows: "no", "fig", "p".
    pub(crate) before_number: &'static str,
    /// End a sentence only if a sentence starter follows: "inc", "etc", "u.s", "a.m".
    pub(crate) abbreviations: &'static str,
    /// Never end a sentence: "vs", "e.g".
    pub(crate) continuing: &'static str,
    /// Like `before_number` when they are capitalised: "jan", "feb".
    pub(crate) months: &'static str,
    /// Abbreviations of the other lists that are no abbreviations in lower case, because they are
    /// everyday words too: "sat", "mass".
    pub(crate) everyday: &'static str,
    /// Start a sentence after an abbreviation when they are capitalised: "the", "he", "when".
    pub(crate) starters: &'static str,
    /// Continue the sentence after `?"` or `!"`: "said", "asked".
    pub(crate) reporting: &'static str,
    /// Whether ordinal numbers are written with a full stop, so that "3." before a noun ends no
    /// sentence (German, Czech and others).
    pub(crate) ordinal_full_stop: bool,
}

/// The lists of the language with this tag, if there are any.
pub(super) fn of(tag: &str) -> Option<&'static BoundaryWords> {
    Some(match tag {
        "cs" => &cs::CS,
        "de" => &de::DE,
        "en" => &en::EN,
        "es" => &es::ES,
        "fr" => &fr::FR,
        "it" => &it::IT,
        "nl" => &nl::NL,
        "pl" => &pl::PL,
        "pt" => &pt::PT,
        "ru" => &ru::RU,
        "sk" => &sk::SK,
        _ => return None,
    })
}
