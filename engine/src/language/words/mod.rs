//! Classes of words, one file a language.

mod de;
mod en;
mod es;
mod fr;
mod it;
mod nl;
mod pt;
mod ru;

/// Words by class, lower-case and separated by spaces; what each class means stands at
/// [`WordClass`](super::WordClass).
pub(super) struct Words {
    pub(super) pointing: &'static str,
    pub(super) connective: &'static str,
    pub(super) personal: &'static str,
    pub(super) reporting: &'static str,
    pub(super) bonus: &'static str,
    pub(super) stigma: &'static str,
    pub(super) quantity: &'static str,
    /// Openings that add nothing. Only additive and temporal ones: one that turns, limits or draws
    /// a conclusion ("but", "if", "instead", "so") must stay.
    pub(super) lead_ins: &'static [&'static str],
}

impl Words {
    /// No words at all.
    pub(super) const NONE: Words = Words {
        pointing: "",
        connective: "",
        personal: "",
        reporting: "",
        bonus: "",
        stigma: "",
        quantity: "",
        lead_ins: &[],
    };
}

/// The words of a language; none where nobody has written any.
pub(super) fn of(tag: &str) -> &'static Words {
    match tag {
        "de" => &de::DE,
        "en" => &en::EN,
        "es" => &es::ES,
        "fr" => &fr::FR,
        "it" => &it::IT,
        "nl" => &nl::NL,
        "pt" => &pt::PT,
        "ru" => &ru::RU,
        _ => &Words::NONE,
    }
}
