//! Persian boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static FA: BoundaryWords = BoundaryWords {
    titles: "د دکتر م س ا آ ح",
    before_number: "ص ج ش رک تلفن ه ق",
    may_end_sentence: "ق.م م ه.ش ه.ق ه کیلومتر",
    continuing: "مثلا",
    everyday: "دکتر تلفن کیلومتر مثلا",
    ..BoundaryWords::EMPTY
};
