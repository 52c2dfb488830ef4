//! Features of the form of a sentence: its length, its numbers and names, cue words, and what makes it a poor
//! takeaway. Each is measured from the sentence alone.

use super::ROW_BYTES;
use crate::cancel::Cancel;
use crate::document::{Document, Flags, Sentence};
use crate::ln_table::ln;
use crate::weights::Feature;
use crate::weights::{FeatureRow, one_if};

/// Fills these features in the rows of `candidates`. `None` when cancelled.
pub(super) fn measure(
    document: &Document,
    candidates: &[u32],
    rows: &mut [FeatureRow],
    cancel: &mut Cancel,
) -> Option<()> {
    for &index in candidates {
        cancel.check_after(ROW_BYTES)?;
        let (sentence, row) = (
            &document.sentences()[index as usize],
            &mut rows[index as usize],
        );
        measure_length(sentence, row);
        measure_words(sentence, row);
        measure_flags(sentence, row);
        let before = (index as usize)
            .checked_sub(1)
            .map(|before| &document.sentences()[before]);
        row[Feature::AfterColon] = one_if(before.is_some_and(|before| {
            before.document == sentence.document && before.flags.has(Flags::COLON)
        }));
        let terms = document.terms(index as usize).len() as f32;
        row[Feature::TermShare] = terms / sentence.counts.words.max(1) as f32;
    }
    Some(())
}

fn measure_length(sentence: &Sentence, row: &mut FeatureRow) {
    let words = sentence.counts.words as f32;
    row[Feature::LogWords] = ln(1 + sentence.counts.words);
    row[Feature::WordsTo40] = words.min(40.0) / 40.0;
    row[Feature::Short] = one_if(words < 6.0);
    row[Feature::Long] = one_if(words > 45.0);
    row[Feature::WordBytes] = (sentence.span.len() as f32 / words.max(1.0) / 10.0).min(2.0);
}

fn measure_words(sentence: &Sentence, row: &mut FeatureRow) {
    let counts = &sentence.counts;
    let of_one = 1.0 / counts.words.max(1) as f32;
    let share = |count: u32| count as f32 * of_one;
    row[Feature::Cue] = saturate(counts.bonus) - saturate(counts.stigma);
    row[Feature::Capitals] = saturate(counts.capitalised);
    row[Feature::CapitalShare] = share(counts.capitalised);
    row[Feature::Numbers] = counts.numbers.min(5) as f32 / 5.0;
    row[Feature::NumberShare] = share(counts.numbers);
    row[Feature::FirstPerson] = share(counts.first_person);
    row[Feature::Reporting] = one_if(counts.reporting > 0);
}

fn measure_flags(sentence: &Sentence, row: &mut FeatureRow) {
    let flag = |flags| one_if(sentence.flags.has(flags));
    row[Feature::Money] = flag(Flags::MONEY);
    row[Feature::Quotes] = flag(Flags::QUOTES);
    row[Feature::Unbalanced] = flag(Flags::UNBALANCED);
    row[Feature::OpensFirstPerson] = flag(Flags::OPENS_FIRST_PERSON);
    row[Feature::OpensWithPronoun] = flag(Flags::OPENS_WITH_PRONOUN);
    row[Feature::OpensWithConnective] = flag(Flags::OPENS_WITH_CONNECTIVE);
    row[Feature::Question] = flag(Flags::QUESTION);
    row[Feature::Colon] = flag(Flags::COLON);
    row[Feature::Unterminated] = flag(Flags::UNTERMINATED);
    row[Feature::OpenPronoun] = flag(Flags::OPEN_PRONOUN);
    row[Feature::Demonstrative] = flag(Flags::DEMONSTRATIVE);
    row[Feature::OpensWithDefinite] = flag(Flags::OPENS_WITH_DEFINITE);
    row[Feature::OpensWithIndefinite] = flag(Flags::OPENS_WITH_INDEFINITE);
    row[Feature::OpensWithFiller] = flag(Flags::OPENS_WITH_FILLER);
    row[Feature::OpensWithClause] = flag(Flags::OPENS_WITH_CLAUSE);
    row[Feature::OpensWithQuote] = flag(Flags::OPENS_WITH_QUOTE);
    row[Feature::EarlyName] = flag(Flags::EARLY_NAME);
    row[Feature::Outcome] = flag(Flags::OUTCOME);
    row[Feature::Obligation] = flag(Flags::OBLIGATION);
    row[Feature::OfText] = flag(Flags::OF_TEXT);
    row[Feature::Auxiliary] = flag(Flags::AUXILIARY);
    row[Feature::StartsParagraph] = flag(Flags::STARTS_BLOCK);
}

/// count / (count + 1): 0 for none, and near 1 for many.
fn saturate(count: u32) -> f32 {
    count as f32 / (count as f32 + 1.0)
}
