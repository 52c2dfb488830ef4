//! What the caller should know before trusting the bullets.

use crate::document::Flags;
use crate::options::Options;
use crate::reader::Reading;
use crate::select::{self, Picks};
use crate::source::Source;
use crate::span::Span;
use crate::summary::{Warning, WarningCode};

/// The warnings of a summary, in a fixed order.
pub(crate) fn warnings(
    sources: &[Source],
    reading: &Reading,
    options: &Options,
    picks: &Picks,
) -> Vec<Warning> {
    let document = reading.document;
    let mut warnings = Vec::new();
    let mut warn = |code, message: String| warnings.push(Warning::new(code, message));
    if reading.detection.uncertain {
        warn(
            WarningCode::LanguageUncertain,
            "could not detect the language; name it to be sure".into(),
        );
    }
    let is_truncated = |source: &Source| source.text.len() > Span::MAX_END;
    if sources.iter().any(is_truncated) {
        let message = format!(
            "text beyond {} bytes was not read; split it into several documents",
            Span::MAX_END
        );
        warn(WarningCode::Truncated, message);
    }
    let sentences = document.sentences().iter();
    let cut_count = (sentences.filter(|sentence| sentence.flags.has(Flags::CUT))).count();
    if cut_count > 0 {
        let message = format!(
            "text without sentence ends was cut into {cut_count} pieces; give it punctuation or line breaks"
        );
        warn(WarningCode::UnitCut, message);
    }
    if picks.approximated {
        let message = format!(
            "beyond {} bullets, redundancy between bullets was no longer measured; ask for fewer bullets",
            select::EXACT_PICKS_MAX
        );
        warn(WarningCode::MethodApproximated, message);
    }
    warnings.extend(select::why_empty(document, options, picks));
    warnings
}
