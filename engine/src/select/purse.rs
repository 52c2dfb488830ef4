//! What a budget has left while bullets are taken.

use crate::options::Budget;

/// What is left of a budget.
pub(super) struct Purse {
    bullets: usize,
    words: usize,
    chars: usize,
}

impl Purse {
    /// A full one. A share is of the number of `candidates`.
    pub(super) fn new(budget: Budget, candidates: usize) -> Purse {
        let full = Purse {
            bullets: usize::MAX,
            words: usize::MAX,
            chars: usize::MAX,
        };
        match budget {
            Budget::Bullets(bullets) => Purse {
                bullets: bullets as usize,
                ..full
            },
            Budget::Words(words) => Purse {
                words: words as usize,
                ..full
            },
            Budget::Chars(chars) => Purse {
                chars: chars as usize,
                ..full
            },
            // A ratio that is no number asks for nothing.
            Budget::Ratio(ratio) => Purse {
                bullets: (candidates as f64 * ratio.clamp(0.0, 1.0)).ceil() as usize,
                ..full
            },
        }
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.bullets == 0 || self.words == 0 || self.chars == 0
    }

    /// Whether it matters how long a bullet is.
    pub(super) fn measures_text(&self, bullet_chars_max: Option<u32>) -> bool {
        bullet_chars_max.is_some() || self.words != usize::MAX || self.chars != usize::MAX
    }

    /// Whether `bullet` fits into what is left, and is no longer than any may be.
    pub(super) fn affords(&self, bullet: &str, bullet_chars_max: Option<u32>) -> bool {
        let chars_max = bullet_chars_max.map_or(self.chars, |most| self.chars.min(most as usize));
        (chars_max == usize::MAX || bullet.chars().count() <= chars_max)
            && (self.words == usize::MAX || word_count(bullet) <= self.words)
    }

    /// Spends what `bullet` costs, which was affordable.
    pub(super) fn pay(&mut self, bullet: &str) {
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

/// UAX #29 words.
fn word_count(text: &str) -> usize {
    let mut count = 0;
    crate::segment::words(text, |_, _| count += 1);
    count
}
