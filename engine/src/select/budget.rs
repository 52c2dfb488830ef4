//! What remains of a budget while bullets are taken.

use crate::options::Budget;

/// How much may still be taken. A field is `usize::MAX` if the budget does not limit it.
pub(super) struct RemainingBudget {
    bullets: usize,
    words: usize,
    chars: usize,
}

impl RemainingBudget {
    /// The whole of `budget`, where a ratio is a share of the number of `candidates`. A ratio that is not a
    /// number counts as 0, one above 1 as 1.
    pub(super) fn new(budget: Budget, candidates: usize) -> RemainingBudget {
        let unlimited = RemainingBudget {
            bullets: usize::MAX,
            words: usize::MAX,
            chars: usize::MAX,
        };
        match budget {
            Budget::Bullets(bullets) => RemainingBudget {
                bullets: bullets as usize,
                ..unlimited
            },
            Budget::Words(words) => RemainingBudget {
                words: words as usize,
                ..unlimited
            },
            Budget::Chars(chars) => RemainingBudget {
                chars: chars as usize,
                ..unlimited
            },
            // The cast makes 0 of NaN.
            Budget::Ratio(ratio) => RemainingBudget {
                bullets: (candidates as f64 * ratio.clamp(0.0, 1.0)).ceil() as usize,
                ..unlimited
            },
        }
    }

    /// Whether nothing more can be taken.
    pub(super) fn is_empty(&self) -> bool {
        self.bullets == 0 || self.words == 0 || self.chars == 0
    }

    /// Whether the length of a bullet matters, so that its text is needed.
    pub(super) fn needs_text(&self, bullet_chars_max: Option<u32>) -> bool {
        bullet_chars_max.is_some() || self.words != usize::MAX || self.chars != usize::MAX
    }

    /// Whether the text `bullet` fits into what remains and has at most `bullet_chars_max` code points.
    pub(super) fn fits(&self, bullet: &str, bullet_chars_max: Option<u32>) -> bool {
        let chars_max = bullet_chars_max.map_or(self.chars, |most| self.chars.min(most as usize));
        (chars_max == usize::MAX || bullet.chars().count() <= chars_max)
            && (self.words == usize::MAX || word_count(bullet) <= self.words)
    }

    /// Subtracts the text `bullet`, which must fit.
    pub(super) fn spend(&mut self, bullet: &str) {
        if self.bullets != usize::MAX {
            self.bullets -= 1;
        }
        if self.words != usize::MAX {
            self.words -= word_count(bullet);
        }
        if self.chars != usize::MAX {
            self.chars -= bullet.chars().count();
        }
    }
}

/// The number of UAX #29 words.
fn word_count(text: &str) -> usize {
    let mut count = 0;
    crate::segment::words(text, |_, _| count += 1);
    count
}
