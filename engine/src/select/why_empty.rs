//! Why a summary is empty.

use super::budget::RemainingBudget;
use super::{Picks, score_min};
use crate::document::{Document, Flags};
use crate::options::{Budget, Options};
use crate::summary::{Warning, WarningCode};

/// The reason why nothing of `document` was picked, as a warning; `None` if something was.
pub(crate) fn why_empty(document: &Document, options: &Options, picks: &Picks) -> Option<Warning> {
    if !picks.sentences.is_empty() {
        return None;
    }
    let candidates = document.candidate_count();
    let (code, message) = if candidates == 0 {
        (WarningCode::NoBody, why_no_candidate(document).into())
    } else if RemainingBudget::new(options.budget, candidates).is_empty() {
        let budget = describe(options.budget);
        let advice = match options.budget {
            Budget::Ratio(_) => "give one above 0 and at most 1",
            _ => "raise it",
        };
        let message = format!("{budget} allows no bullet; {advice}");
        (WarningCode::BudgetTooSmall, message)
    } else if picks.has_skipped_too_long {
        (WarningCode::BudgetTooSmall, why_too_long(options))
    } else {
        let score = score_min(options);
        let message = format!("no sentence has a score of at least {score}; lower min_score");
        (WarningCode::MinScoreTooHigh, message)
    };
    Some(Warning { code, message })
}

/// Why no sentence of `document` may be a bullet.
fn why_no_candidate(document: &Document) -> &'static str {
    let sentences = document.sentences();
    if sentences.is_empty() {
        "there is no text to summarize"
    } else if (sentences.iter()).any(|sentence| sentence.flags.has(Flags::EXCLUDED)) {
        "every body sentence matches a pattern of exclude; remove patterns or narrow them"
    } else {
        "the document has no body sentences, only text of other roles, such as headings, captions, code or boilerplate"
    }
}

/// Why every sentence was too long.
fn why_too_long(options: &Options) -> String {
    let of_score = match score_min(options) {
        f64::NEG_INFINITY => String::new(),
        score => format!(" with a score of at least {score}"),
    };
    let limits = match (options.budget, options.max_bullet_chars) {
        (Budget::Bullets(_) | Budget::Ratio(_), Some(chars)) => {
            format!("max_bullet_chars {chars}; raise it")
        }
        (budget, None) => format!("{}; raise it", describe(budget)),
        (budget, Some(chars)) => {
            let budget = describe(budget);
            format!("{budget} and max_bullet_chars {chars}; raise them")
        }
    };
    format!("no sentence{of_score} fits {limits}")
}

fn describe(budget: Budget) -> String {
    match budget {
        Budget::Bullets(bullets) => format!("a budget of {bullets} bullets"),
        Budget::Words(words) => format!("a budget of {words} words"),
        Budget::Chars(chars) => format!("a budget of {chars} chars"),
        Budget::Ratio(ratio) => format!("a ratio of {ratio}"),
    }
}
