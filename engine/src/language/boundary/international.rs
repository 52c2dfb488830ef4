//! Boundary words that many languages share, for those without lists; written for gleaner.

use crate::language::BoundaryWords;

pub(crate) static INTERNATIONAL: BoundaryWords = BoundaryWords {
    titles: "dr ing mag mr mrs ms mt prof st",
    before_number: "art cap fig n no nr num p pag par pp s str t tab tel vol",
    abbreviations: "al co corp etc inc jr ltd sr a.m p.m e.u u.k u.n u.s u.s.a ph.d",
    continuing: "cf e.g i.e vs",
    months: "",
    everyday: "al co no s t",
    starters: "",
    reporting: "",
    ordinal_stop: false,
};
