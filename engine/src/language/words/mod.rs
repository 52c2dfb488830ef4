//! The words of each class, one file for each language.
//!
//! To add a word, put it into the list of its class, in lower case and folded (see `script::fold`).
//! Lead-ins have rules of their own: see [`WordLists::lead_ins`].
//!
//! To add a language, write a file with its lists and a line in [`of`].

mod de;
mod en;
mod es;
mod fr;
mod it;
mod nl;
mod pt;
mod ru;

/// Words by class, in lower case and separated by spaces. [`WordClass`](super::WordClass) says what
/// the classes mean.
pub(super) struct WordLists {
    pub(super) anaphoric: &'static str,
    pub(super) connective: &'static str,
    pub(super) first_person: &'static str,
    pub(super) reporting: &'static str,
    pub(super) bonus: &'static str,
    pub(super) stigma: &'static str,
    pub(super) quantity: &'static str,
    pub(super) pronouns: &'static str,
    pub(super) demonstratives: &'static str,
    pub(super) definite: &'static str,
    pub(super) indefinite: &'static str,
    pub(super) fillers: &'static str,
    pub(super) opens_clause: &'static str,
    pub(super) outcomes: &'static str,
    pub(super) of_text: &'static str,
    pub(super) obligations: &'static str,
    pub(super) auxiliaries: &'static str,
    /// Openings that a sentence loses without losing meaning. Only additive and temporal ones: one
    /// that contrasts, limits or concludes ("but", "if", "instead", "so") must stay in the sentence.
    /// If one is the beginning of another, the longer one comes first. If one ends in a comma, it
    /// only matches an opening with a comma.
    pub(super) lead_ins: &'static [&'static str],
}

impl WordLists {
    /// No words.
    pub(super) const NONE: WordLists = WordLists {
        anaphoric: "",
        connective: "",
        first_person: "",
        reporting: "",
        bonus: "",
        stigma: "",
        quantity: "",
        pronouns: "",
        demonstratives: "",
        definite: "",
        indefinite: "",
        fillers: "",
        opens_clause: "",
        outcomes: "",
        of_text: "",
        obligations: "",
        auxiliaries: "",
        lead_ins: &[],
    };
}

/// The lists of the language with this tag; [`WordLists::NONE`] if there are none.
pub(super) fn of(tag: &str) -> &'static WordLists {
    match tag {
        "de" => &de::DE,
        "en" => &en::EN,
        "es" => &es::ES,
        "fr" => &fr::FR,
        "it" => &it::IT,
        "nl" => &nl::NL,
        "pt" => &pt::PT,
        "ru" => &ru::RU,
        _ => &WordLists::NONE,
    }
}
