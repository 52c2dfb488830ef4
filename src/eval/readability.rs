//! Readability faults of bullets, judged from their text and the source alone.
//!
//! The judge has its own word lists and rules and shares no code with the engine, so that a mistake
//! of the engine cannot hide itself. It is made for English. In other languages, only what it says
//! about punctuation and length is reliable. Its precision and recall against bullets labelled by
//! hand (tests/fixtures/judge.jsonl) are in docs/quality.md.

use std::collections::HashSet;

/// The faults of one bullet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Is a heading, caption, byline or piece of boilerplate, or contains a source tag.
    pub boilerplate: bool,
    /// Starts with a connective, but does not directly follow the previous bullet in the source.
    pub connective: bool,
    /// Starts with a pronoun, but does not directly follow the previous bullet in the source.
    pub pronoun: bool,
    /// Has unpaired quotation marks or brackets.
    pub unbalanced: bool,
    /// Has fewer than four words, or no terminator.
    pub fragment: bool,
    /// Says the same as an earlier bullet.
    pub repeated: bool,
    /// Has more than 45 words.
    pub long: bool,
}

impl Faults {
    /// The names of the faults, in the order of [`Faults::flags`].
    pub const NAMES: [&str; 7] = [
        "boilerplate",
        "connective",
        "pronoun",
        "unbalanced",
        "fragment",
        "repeated",
        "long",
    ];

    /// Whether the bullet has each fault.
    pub fn flags(self) -> [bool; 7] {
        [
            self.boilerplate,
            self.connective,
            self.pronoun,
            self.unbalanced,
            self.fragment,
            self.repeated,
            self.long,
        ]
    }
}

/// The faults of each bullet of a summary. The bullets must be in document order; `source` is the
/// document, with its markup.
pub fn judge(bullets: &[String], source: &str) -> Vec<Faults> {
    let source = normalize(source);
    let positions: Vec<Option<usize>> =
        bullets.iter().map(|bullet| find(bullet, &source)).collect();
    (bullets.iter().enumerate())
        .map(|(index, bullet)| {
            let follows = index > 0
                && match (positions[index - 1], positions[index]) {
                    (Some(previous), Some(this)) => {
                        follows(&bullets[index - 1], previous, this, &source)
                    }
                    _ => false,
                };
            let words: Vec<&str> = bullet.split_whitespace().collect();
            Faults {
                boilerplate: is_boilerplate(bullet, &words),
                connective: starts_with_connective(&words) && !follows,
                pronoun: starts_with_pronoun(&words) && !follows,
                unbalanced: !is_balanced(bullet),
                fragment: words.len().max(unspaced_chars(bullet) / 2) < 4 || !is_terminated(bullet),
                repeated: bullets[..index]
                    .iter()
                    .any(|other| says_the_same(bullet, other)),
                long: words.len() > 45,
            }
        })
        .collect()
}

/// `text` with single spaces as white space and without the Markdown marks of emphasis and code,
/// which bullets do not contain.
fn normalize(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(['*', '`'], "")
}

/// The number of characters in scripts that put no spaces between words. About two make a word.
fn unspaced_chars(text: &str) -> usize {
    let is_unspaced = |c: &char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    text.chars().filter(is_unspaced).count()
}

/// The byte position of a bullet in the normalized source. Searches for its first 40 bytes only,
/// since markup may stand between its words, and without its first letter, since the engine may have
/// made that upper-case.
fn find(bullet: &str, source: &str) -> Option<usize> {
    let skipped = bullet.chars().next()?.len_utf8();
    let rest = &bullet[skipped..];
    let end = rest.floor_char_boundary(40);
    let position = source.find(&rest[..end])?;
    Some(position.saturating_sub(skipped))
}

/// Whether the bullet at `position` directly follows the `previous` one in the source: at most 20
/// bytes stand between them (words that were trimmed off), and no sentence ends there.
fn follows(previous: &str, previous_position: usize, position: usize, source: &str) -> bool {
    let end = previous_position + previous.len();
    let gap_start = source.floor_char_boundary(end.min(position));
    let gap = &source[gap_start..source.floor_char_boundary(position)];
    position >= previous_position
        && position <= end + 20
        && !gap
            .trim_end()
            .trim_start_matches(['.', '!', '?'])
            .contains(['.', '!', '?'])
}

/// Phrases of boilerplate, in lower case.
const BOILERPLATE_PHRASES: &[&str] = &[
    "accept cookies",
    "account to comment",
    "ad choices",
    "add to cart",
    "advertisement",
    "all rights reserved",
    "app store",
    "back to top",
    "click here",
    "contributed to this report",
    "cookie policy",
    "download the app",
    "file photo",
    "follow us",
    "for more information, visit",
    "getty images",
    "google play",
    "join the conversation",
    "leave a comment",
    "log in to",
    "manage your subscription",
    "most read",
    "our newsletter",
    "privacy policy",
    "read more",
    "recommended for you",
    "related articles",
    "related stories",
    "scroll down",
    "scroll to continue",
    "share this",
    "sign in to",
    "sign up",
    "skip to",
    "subscribe now",
    "subscribe to",
    "terms of service",
    "terms of use",
    "this site uses",
    "to our use of",
    "unsubscribe",
    "use cookies",
    "view in browser",
    "view this email",
    "watch the video",
    "we may earn",
    "story continues below",
    "article continues below",
    "click to",
    "tap here",
    "free trial",
    "your inbox",
    "see also:",
    "follow @",
    "on twitter @",
    "on facebook at",
];

/// How captions, bylines, mail headers and the like start, in lower case.
const BOILERPLATE_PREFIXES: &[&str] = &[
    "caption:",
    "credit:",
    "image:",
    "image credit",
    "photo:",
    "photo by",
    "photograph by",
    "photos:",
    "picture:",
    "pictured:",
    "pictured above",
    "pictured left",
    "pictured right",
    "published:",
    "published on",
    "posted:",
    "posted by",
    "posted on",
    "updated:",
    "last updated",
    "last modified",
    "written by",
    "edited by",
    "reporting by",
    "source:",
    "video:",
    "tags:",
    "filed under",
    "copyright",
    "©",
    "e-mail:",
    "email:",
    "subject:",
    "from:",
    "sent:",
    "to:",
    "cc:",
    "tel:",
    "issn",
    "doi:",
    "doi 10",
];

fn is_boilerplate(bullet: &str, words: &[&str]) -> bool {
    let lower = bullet.to_lowercase();
    let start = lower.trim_start_matches(['#', '*', '>', '•', '-', '–', ' ', '(', '[']);
    BOILERPLATE_PHRASES
        .iter()
        .any(|phrase| contains_phrase(&lower, phrase))
        || BOILERPLATE_PREFIXES
            .iter()
            .any(|prefix| start.starts_with(prefix))
        || bullet.starts_with(['#', '|', '•'])
        || starts_with_numbered_label(start)
        || is_byline(words)
        || is_heading(bullet, words)
        || has_source_tag(bullet, words)
}

/// Whether `text` contains `phrase`, and a word starts where the phrase starts.
fn contains_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let previous = text[..at].chars().next_back();
        previous.is_none_or(|c| !c.is_alphanumeric())
    })
}

/// Such as "Figure 3:" or "Table 2. ".
fn starts_with_numbered_label(text: &str) -> bool {
    ["figure ", "fig. ", "fig ", "table ", "chart ", "exhibit "]
        .iter()
        .any(|label| {
            text.strip_prefix(label).is_some_and(|rest| {
                let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                after.len() < rest.len()
                    && after
                        .trim_start()
                        .starts_with([':', '.', '|', '–', '-', '('])
            })
        })
}

/// Such as "By Jane Doe, Harbour Correspondent".
fn is_byline(words: &[&str]) -> bool {
    let Some((first, rest)) = words.split_first() else {
        return false;
    };
    let is_name = |word: &&&str| word.starts_with(char::is_uppercase);
    first.eq_ignore_ascii_case("by")
        && rest.len() < 12
        && rest.iter().take(2).filter(is_name).count() == 2
        && !rest
            .iter()
            .any(|word| word.ends_with('.') && word.len() > 3)
}

/// Whether a bullet is a short line without a terminator that has at most six words or is written in
/// title case.
fn is_heading(bullet: &str, words: &[&str]) -> bool {
    if words.len() > 14 || is_terminated(bullet) || bullet.ends_with(['”', '"']) {
        return false;
    }
    let long_words = || words.iter().filter(|word| word.chars().count() > 3);
    let capitalized = long_words()
        .filter(|word| word.starts_with(char::is_uppercase))
        .count();
    words.len() <= 6 || capitalized * 3 >= long_words().count() * 2
}

/// Whether a bullet names its publisher: "(example.com)", "(CNN)", "LONDON (Reuters) -", a bare link.
fn has_source_tag(bullet: &str, words: &[&str]) -> bool {
    let is_site = |word: &&str| -> bool {
        let inner = word.trim_matches(['(', ')', '[', ']', '.', ',', ';']);
        let in_brackets = word.starts_with(['(', '[']) && word.contains([')', ']']);
        let is_domain = inner.rsplit_once('.').is_some_and(|(name, end)| {
            !name.is_empty()
                && ["com", "org", "net", "co.uk", "uk", "gov", "edu", "de", "io"].contains(&end)
        });
        in_brackets && is_domain
    };
    let starts_with_tag = words.first().is_some_and(|word| {
        word.strip_prefix('(').is_some_and(|inner| {
            inner.split_once(')').is_some_and(|(tag, _)| {
                tag.len() >= 2
                    && tag
                        .chars()
                        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            })
        })
    });
    let has_dateline = (words.iter().take(6))
        .position(|word| ["-", "--", "–", "—"].contains(word))
        .is_some_and(|dash| {
            dash > 0
                && words[dash - 1].ends_with(')')
                && words[0].chars().filter(|c| c.is_uppercase()).count() > 2
        });
    bullet.starts_with("http") || words.iter().any(is_site) || starts_with_tag || has_dateline
}

/// Words that connect a sentence to the one before.
const CONNECTIVES: &[&str] = &[
    "accordingly",
    "additionally",
    "also",
    "and",
    "but",
    "besides",
    "consequently",
    "conversely",
    "furthermore",
    "hence",
    "however",
    "instead",
    "likewise",
    "meanwhile",
    "moreover",
    "nevertheless",
    "nonetheless",
    "nor",
    "or",
    "otherwise",
    "plus",
    "similarly",
    "so",
    "still",
    "then",
    "therefore",
    "thus",
    "yet",
    "afterwards",
];

/// Two words that start with one of [`CONNECTIVES`] but do not connect to the sentence before.
const NOT_CONNECTIVES: &[&str] = &[
    "besides the",
    "instead of",
    "still life",
    "so far",
    "so long",
    "so many",
    "so much",
    "so called",
    "similarly to",
    "then president",
    "then prime",
    "besides being",
    "also known",
    "also called",
    "yet another",
];

fn starts_with_connective(words: &[&str]) -> bool {
    let first = plain_word(words.first());
    let second = plain_word(words.get(1));
    CONNECTIVES.contains(&first.as_str())
        && !NOT_CONNECTIVES.contains(&format!("{first} {second}").as_str())
}

/// A word in lower case and without the punctuation around it; empty for `None`.
fn plain_word(word: Option<&&str>) -> String {
    word.map_or(String::new(), |word| {
        word.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
            .replace('’', "'")
    })
}

/// Pronouns whose antecedent is outside the sentence if they start it.
const PRONOUNS: &[&str] = &[
    "he", "she", "they", "him", "them", "his", "her", "their", "its", "hers", "theirs", "he's",
    "she's", "they're", "he'd", "she'd", "they'd", "he'll", "she'll", "they'll", "they've",
];

/// Words that may follow "this", "that", "these" or "those" at the start of a sentence if no noun
/// does, so that the first word is a pronoun.
const WORDS_AFTER_DEMONSTRATIVE: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "will",
    "would",
    "can",
    "could",
    "may",
    "might",
    "must",
    "should",
    "does",
    "do",
    "did",
    "means",
    "meant",
    "makes",
    "made",
    "gives",
    "gave",
    "led",
    "leads",
    "shows",
    "showed",
    "suggests",
    "includes",
    "included",
    "happened",
    "happens",
    "comes",
    "came",
    "allows",
    "allowed",
    "became",
    "becomes",
    "seems",
    "helps",
    "helped",
    "caused",
    "causes",
    "resulted",
    "results",
    "isn't",
    "wasn't",
    "doesn't",
    "didn't",
    "also",
    "in",
    "at",
    "not",
    "appears",
    "requires",
    "indicates",
    "explains",
    "took",
    "takes",
    "prompted",
    "follows",
    "followed",
    "marks",
    "marked",
    "represents",
    "reflects",
];

fn starts_with_pronoun(words: &[&str]) -> bool {
    let first = plain_word(words.first());
    let second = plain_word(words.get(1));
    match first.as_str() {
        "it" | "it's" | "it'll" | "it'd" => !is_expletive(words),
        "this" | "that" | "these" | "those" | "such" => {
            WORDS_AFTER_DEMONSTRATIVE.contains(&second.as_str())
        }
        "that's" | "that'll" | "this'll" => true,
        first => PRONOUNS.contains(&first),
    }
}

/// Whether the "it" at the start refers to what follows, as in "It is clear that", "It's hard to" and
/// "It took three years to".
fn is_expletive(words: &[&str]) -> bool {
    let verbs = [
        "is", "was", "it's", "will", "would", "seems", "takes", "took", "remains", "has", "it'll",
        "it'd", "may", "appears", "turns", "can", "could",
    ];
    let clause_words = ["that", "to", "who", "whether", "if", "when"];
    let word = |index| plain_word(words.get(index));
    (0..2).any(|index| verbs.contains(&word(index).as_str()))
        && (3..12).any(|index| clause_words.contains(&word(index).as_str()))
}

fn is_balanced(bullet: &str) -> bool {
    let count = |mark: char| bullet.matches(mark).count();
    // "1)" or "a)" at the start numbers a list item; that bracket has no partner.
    let first_closing = bullet.char_indices().take(4).find(|&(_, c)| c == ')');
    let is_numbered = first_closing.is_some_and(|(at, _)| !bullet[..at].contains('('));
    // The mark in 5'10" and 12" means inches.
    let inches = bullet
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_digit() && pair[1] == b'"')
        .count();
    let straight = count('"');
    (straight % 2 == 0 || inches > 0 && (straight - inches).is_multiple_of(2))
        && count('“') + count('„') >= count('”').min(1)
        && (count('“') == count('”') || count('„') > 0 && count('„') == count('“'))
        && count('«') == count('»')
        && count('(') + usize::from(is_numbered) == count(')')
        && count('[') == count(']')
}

fn is_terminated(bullet: &str) -> bool {
    let end = bullet.trim_end_matches(|c: char| "\"'”’»)]".contains(c) || c.is_whitespace());
    end.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।'])
}

/// Whether two bullets have four fifths of all their distinct words in common, or nine tenths of the
/// words of the shorter one if that has at least five.
fn says_the_same(bullet: &str, other: &str) -> bool {
    let words = |text: &str| -> HashSet<String> {
        text.split_whitespace()
            .map(|word| plain_word(Some(&word)))
            .filter(|word| !word.is_empty())
            .collect()
    };
    let (a, b) = (words(bullet), words(other));
    let shared = a.intersection(&b).count();
    shared * 5 >= (a.len() + b.len() - shared) * 4
        || a.len().min(b.len()) >= 5 && shared * 10 >= a.len().min(b.len()) * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bullet: &str, expected: &str) {
        let faults = judge(&[bullet.into()], bullet)[0];
        let found: Vec<&str> = (Faults::NAMES.into_iter().zip(faults.flags()))
            .filter_map(|(name, flag)| flag.then_some(name))
            .collect();
        assert_eq!(found.join(" "), expected, "{bullet}");
    }

    #[test]
    fn each_fault_is_found() {
        for (bullet, expected) in [
            ("The council kept the night ferry until March.", ""),
            ("He kept the night ferry until March.", "pronoun"),
            ("This means that the ferry stays.", "pronoun"),
            ("This ferry sails at noon every day.", ""),
            ("It is clear that the ferry stays.", ""),
            ("It sails at noon every day.", "pronoun"),
            ("However, the ferry sails at noon.", "connective"),
            ("So far the ferry has sailed daily.", ""),
            ("\"The ferry stays, the mayor said.", "unbalanced"),
            ("The ferry (built in 1962) sails at noon.", ""),
            ("The ferry stays", "boilerplate fragment"),
            (
                "By Hanna Voss, Harbour Correspondent",
                "boilerplate fragment",
            ),
            ("Read more about the ferry in our archive.", "boilerplate"),
            ("(CNN) The ferry stays until next March.", "boilerplate"),
            ("Figure 3: Passengers of the ferry by year.", "boilerplate"),
        ] {
            check(bullet, expected);
        }
    }

    #[test]
    fn a_pronoun_is_no_fault_directly_after_the_previous_sentence() {
        let source = "Ana Ruiz won the race. She had trained for years. The crowd cheered her on.";
        let bullets = ["Ana Ruiz won the race.", "She had trained for years."].map(String::from);
        assert!(!judge(&bullets, source)[1].pronoun);
        assert!(judge(&bullets[1..], source)[0].pronoun);
    }

    #[test]
    fn a_repeated_bullet_is_found() {
        let bullets = ["The ferry sails at noon.", "The ferry sails at noon!"].map(String::from);
        let faults = judge(
            &bullets,
            "The ferry sails at noon. The ferry sails at noon!",
        );
        assert!(!faults[0].repeated && faults[1].repeated);
    }
}
