//! The words that tell where sentences end, one file for each language.
//!
//! To add an abbreviation, put it into one of the first five lists of its language, the one that says
//! how it behaves (see [`BoundaryWords`]), in lower case and without its last full stop. If it is also
//! an everyday word ("sat", "mass"), put it into `everyday` too. Then add a sentence with it to the
//! test `abbreviations_and_ordinals_end_no_sentence` in `engine/tests/it/languages.rs`, or for English
//! to `engine/tests/it/segmentation.rs`.
//!
//! To add a language, write a file with its lists and a line in [`of`].

mod ar;
mod bg;
mod bn;
mod ca;
mod cs;
mod da;
mod de;
mod el;
mod en;
mod es;
mod fa;
mod fi;
mod fr;
mod he;
mod hi;
mod hr;
mod hu;
mod hy;
mod id;
mod international;
mod it;
mod nl;
mod no;
mod pl;
mod pt;
mod ro;
mod ru;
mod sk;
mod sv;
mod ta;
mod tr;
mod uk;
mod vi;

pub(super) use international::INTERNATIONAL;

/// The words that tell a full stop inside a sentence from one at its end. Every list is in lower case
/// and separated by spaces. Abbreviations stand without their last full stop ("u.s", "e.g").
#[derive(Debug, Default)]
pub(crate) struct BoundaryWords {
    /// Stand before a name, so that they never end a sentence before a capital: "mr", "dr".
    pub(crate) titles: &'static str,
    /// Belong to a number that follows: "no", "fig", "p".
    pub(crate) before_number: &'static str,
    /// End a sentence only if a sentence starter follows: "inc", "etc", "u.s", "a.m".
    pub(crate) may_end_sentence: &'static str,
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
    /// End a sentence before a capital when a number precedes, as in "в 1987 г.": "г", "zł". They are
    /// in another list too. "Million" is none, because a currency follows: "4 Mio. Euro".
    pub(crate) units: &'static str,
    /// End a sentence before any capital, because they close a list: "itp", "т.д".
    pub(crate) closing: &'static str,
    /// Nouns that a single capital follows as a label: "option A", "plan B".
    pub(crate) labels: &'static str,
    /// Endings of compounds that are abbreviations before a number: "Gartenstr. 12".
    pub(crate) compound_endings: &'static str,
    /// Whether a colon ends a sentence and a full stop behind a word of the language does not
    /// (Armenian).
    pub(crate) colon_ends: bool,
    /// Whether a semicolon before a capitalised sentence starter ends a sentence (Spanish, French,
    /// Italian).
    pub(crate) semicolon_ends: bool,
    /// Whether the middle dot is a semicolon, behind which a new clause starts (Greek).
    pub(crate) middle_dot_ends: bool,
    /// Whether a label or source before a colon is cut off the first sentence of a block (Arabic).
    pub(crate) label_colon: bool,
    /// Whether ordinal numbers are written with a full stop, so that "3." before a noun ends no
    /// sentence (German, Czech and others).
    pub(crate) ordinal_full_stop: bool,
}

impl BoundaryWords {
    /// No words.
    const EMPTY: BoundaryWords = BoundaryWords {
        titles: "",
        before_number: "",
        may_end_sentence: "",
        continuing: "",
        months: "",
        everyday: "",
        starters: "",
        reporting: "",
        units: "",
        closing: "",
        labels: "",
        compound_endings: "",
        colon_ends: false,
        semicolon_ends: false,
        middle_dot_ends: false,
        label_colon: false,
        ordinal_full_stop: false,
    };
}

/// The lists of the language with this tag, if there are any.
pub(super) fn of(tag: &str) -> Option<&'static BoundaryWords> {
    Some(match tag {
        "ar" => &ar::AR,
        "bg" => &bg::BG,
        "bn" => &bn::BN,
        "ca" => &ca::CA,
        "cs" => &cs::CS,
        "da" => &da::DA,
        "de" => &de::DE,
        "el" => &el::EL,
        "en" => &en::EN,
        "es" => &es::ES,
        "fa" => &fa::FA,
        "fi" => &fi::FI,
        "fr" => &fr::FR,
        "he" => &he::HE,
        "hi" => &hi::HI,
        "hr" => &hr::HR,
        "hu" => &hu::HU,
        "hy" => &hy::HY,
        "id" => &id::ID,
        "it" => &it::IT,
        "nl" => &nl::NL,
        "no" => &no::NO,
        "pl" => &pl::PL,
        "pt" => &pt::PT,
        "ro" => &ro::RO,
        "ru" => &ru::RU,
        "sk" => &sk::SK,
        "sv" => &sv::SV,
        "ta" => &ta::TA,
        "tr" => &tr::TR,
        "uk" => &uk::UK,
        "vi" => &vi::VI,
        _ => return None,
    })
}
