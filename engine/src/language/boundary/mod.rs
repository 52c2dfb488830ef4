//! What tells sentence ends, one file a language.

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

use super::BoundaryWords;

/// The lists of a language, where somebody has written any.
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
