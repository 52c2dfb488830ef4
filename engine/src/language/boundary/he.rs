//! Hebrew boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static HE: BoundaryWords = BoundaryWords {
    titles: "ד פרופ גב ר מר עו אינג",
    before_number: "מס ע עמ טל ס פ ר",
    may_end_sentence: "וכו וגו ק מ",
    continuing: "לדוג כגון",
    everyday: "מר כגון",
    ..BoundaryWords::EMPTY
};
