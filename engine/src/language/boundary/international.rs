//! Boundary words that many languages share, for languages without lists, written by the authors of
//! gleaner. `boundary/mod.rs` says how to add an abbreviation.

use super::BoundaryWords;

pub(in crate::language) static INTERNATIONAL: BoundaryWords = BoundaryWords {
    titles: "dr ing mag mr mrs ms mt prof st",
    before_number: "art cap fig n no nr num p pag par pp s str t tab tel vol",
    may_end_sentence: "al co corp etc inc jr ltd sr a.m p.m e.u u.k u.n u.s u.s.a ph.d",
    continuing: "cf e.g i.e vs",
    months: "",
    everyday: "al co no s t",
    starters: "",
    reporting: "",
    ..BoundaryWords::EMPTY
};
