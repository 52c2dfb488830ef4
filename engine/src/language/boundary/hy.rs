//! Armenian boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static HY: BoundaryWords = BoundaryWords {
    titles: "պրոֆ ակադ դոկտ դոց ինժ գեն փ ք գ ս",
    before_number: "էջ հ գլ հատ թիվ հեռ տես նկ աղ",
    may_end_sentence: "թ թթ դ դդ դր հզր մլն մլրդ կմ մ սմ կգ գ րոպ ժ",
    continuing: "օր այսինքն",
    everyday: "թիվ տես այսինքն հատ",
    colon_ends: true,
    ..BoundaryWords::EMPTY
};
