//! What is wrong with bullets, judged from their text and the source alone.
//!
//! The judge must not learn from the accused: it has lists and rules of its own and shares no code
//! with cleaning, trimming or the languages. It reads English; what it says of other languages is
//! right for marks and lengths alone. Precision and recall against bullets labelled by hand are in
//! docs/quality.md (tests/fixtures/judge.jsonl).

use std::collections::HashSet;

/// What is wrong with one bullet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// A heading, caption, byline or piece of boilerplate, or with a source tag in it.
    pub furniture: bool,
    /// Opens with a connective that hangs on a sentence which is not the bullet before.
    pub connective: bool,
    /// Opens with a pronoun whose antecedent is not in the bullet before.
    pub pronoun: bool,
    /// Quotation marks or brackets do not pair up.
    pub unbalanced: bool,
    /// Under four words, or without a terminator.
    pub fragment: bool,
    /// Says what an earlier bullet says.
    pub repeated: bool,
    /// Above 45 words.
    pub long: bool,
}

impl Faults {
    /// The kinds, in the order of [`Faults::flags`].
    pub const NAMES: [&str; 7] = [
        "furniture",
        "connective",
        "pronoun",
        "unbalanced",
        "fragment",
        "repeated",
        "long",
    ];

    /// Which kinds are there.
    pub fn flags(self) -> [bool; 7] {
        [
            self.furniture,
            self.connective,
            self.pronoun,
            self.unbalanced,
            self.fragment,
            self.repeated,
            self.long,
        ]
    }
}

/// Judges the bullets of one summary, given in the order of `source`.
pub fn judge(bullets: &[String], source: &str) -> Vec<Faults> {
    let source = squeeze(source);
    let places: Vec<Option<usize>> = bullets
        .iter()
        .map(|bullet| place(bullet, &source))
        .collect();
    (bullets.iter().enumerate())
        .map(|(index, bullet)| {
            let follows = index > 0
                && match (places[index - 1], places[index]) {
                    (Some(before), Some(at)) => follows(&bullets[index - 1], before, at, &source),
                    _ => false,
                };
            let words: Vec<&str> = bullet.split_whitespace().collect();
            Faults {
                furniture: is_furniture(bullet, &words),
                connective: opens_with_connective(&words) && !follows,
                pronoun: opens_with_pronoun(&words) && !follows,
                unbalanced: !is_balanced(bullet),
                fragment: words.len().max(wide_chars(bullet) / 2) < 4 || !is_terminated(bullet),
                repeated: bullets[..index]
                    .iter()
                    .any(|other| says_the_same(bullet, other)),
                long: words.len() > 45,
            }
        })
        .collect()
}

/// White space as single spaces, without the marks of emphasis and code, which no bullet has.
fn squeeze(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(['*', '`'], "")
}

/// Letters of scripts that put no spaces between words, of which two make a word or so.
fn wide_chars(text: &str) -> usize {
    let is_wide = |c: &char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    text.chars().filter(is_wide).count()
}

/// Where the bullet's words stand in the squeezed source; its first letter may have been raised,
/// and markup may stand between its words, so its middle is looked for.
fn place(bullet: &str, source: &str) -> Option<usize> {
    let skipped = bullet.chars().next()?.len_utf8();
    let rest = &bullet[skipped..];
    let most = rest.floor_char_boundary(40);
    let at = source.find(&rest[..most])?;
    Some(at.saturating_sub(skipped))
}

/// Whether nothing but marks and a word or two that were trimmed stand between two bullets.
fn follows(before: &str, before_at: usize, at: usize, source: &str) -> bool {
    let end = before_at + before.len();
    at >= before_at
        && at <= end + 20
        && !source[source.floor_char_boundary(end.min(at))..source.floor_char_boundary(at)]
            .trim_end()
            .trim_start_matches(['.', '!', '?'])
            .contains(['.', '!', '?'])
}

const BOILERPLATE: &[&str] = &[
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

/// What only captions, bylines and datelines begin with, in lower case.
const FURNITURE_OPENINGS: &[&str] = &[
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

fn is_furniture(bullet: &str, words: &[&str]) -> bool {
    let lower = bullet.to_lowercase();
    let opening = lower.trim_start_matches(['#', '*', '>', '•', '-', '–', ' ', '(', '[']);
    BOILERPLATE.iter().any(|phrase| holds(&lower, phrase))
        || FURNITURE_OPENINGS
            .iter()
            .any(|start| opening.starts_with(start))
        || bullet.starts_with(['#', '|', '•'])
        || is_numbered_label(opening)
        || is_byline(words)
        || is_heading(bullet, words)
        || has_source_tag(bullet, words)
}

/// Whether `phrase` stands in `text` at the start of a word.
fn holds(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric())
    })
}

/// "Figure 3:", "Table 2. ".
fn is_numbered_label(opening: &str) -> bool {
    ["figure ", "fig. ", "fig ", "table ", "chart ", "exhibit "]
        .iter()
        .any(|label| {
            opening.strip_prefix(label).is_some_and(|rest| {
                let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                after.len() < rest.len()
                    && after
                        .trim_start()
                        .starts_with([':', '.', '|', '–', '-', '('])
            })
        })
}

/// "By Jane Doe, Harbour Correspondent".
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

/// A short line that does not end as a sentence and is written as headings are.
fn is_heading(bullet: &str, words: &[&str]) -> bool {
    if words.len() > 14 || is_terminated(bullet) || bullet.ends_with(['”', '"']) {
        return false;
    }
    let long = || words.iter().filter(|word| word.chars().count() > 3);
    let raised = long()
        .filter(|word| word.starts_with(char::is_uppercase))
        .count();
    words.len() <= 6 || raised * 3 >= long().count() * 2
}

/// "(example.com)", "(CNN)", "LONDON (Reuters) -": says who publishes, not what.
fn has_source_tag(bullet: &str, words: &[&str]) -> bool {
    let is_site = |word: &&str| -> bool {
        let inner = word.trim_matches(['(', ')', '[', ']', '.', ',', ';']);
        let in_brackets = word.starts_with(['(', '[']) && word.contains([')', ']']);
        let domain = inner.rsplit_once('.').is_some_and(|(name, end)| {
            !name.is_empty()
                && ["com", "org", "net", "co.uk", "uk", "gov", "edu", "de", "io"].contains(&end)
        });
        in_brackets && domain
    };
    let tag_first = words.first().is_some_and(|word| {
        word.strip_prefix('(').is_some_and(|inner| {
            inner.split_once(')').is_some_and(|(tag, _)| {
                tag.len() >= 2
                    && tag
                        .chars()
                        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            })
        })
    });
    let dateline = (words.iter().take(6))
        .position(|word| ["-", "--", "–", "—"].contains(word))
        .is_some_and(|dash| {
            dash > 0
                && words[dash - 1].ends_with(')')
                && words[0].chars().filter(|c| c.is_uppercase()).count() > 2
        });
    bullet.starts_with("http") || words.iter().any(is_site) || tag_first || dateline
}

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

/// Two words that look like a connective and are none.
const NO_CONNECTIVES: &[&str] = &[
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

fn opens_with_connective(words: &[&str]) -> bool {
    let first = bare(words.first());
    let second = bare(words.get(1));
    CONNECTIVES.contains(&first.as_str())
        && !NO_CONNECTIVES.contains(&format!("{first} {second}").as_str())
}

/// A word without the marks around it, in lower case.
fn bare(word: Option<&&str>) -> String {
    word.map_or(String::new(), |word| {
        word.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
            .replace('’', "'")
    })
}

/// Words that need someone or something named before.
const PRONOUNS: &[&str] = &[
    "he", "she", "they", "him", "them", "his", "her", "their", "its", "hers", "theirs", "he's",
    "she's", "they're", "he'd", "she'd", "they'd", "he'll", "she'll", "they'll", "they've",
];

/// After "this", "that", "these", "those": no noun follows, so they stand for one.
const VERBS: &[&str] = &[
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

fn opens_with_pronoun(words: &[&str]) -> bool {
    let first = bare(words.first());
    let second = bare(words.get(1));
    match first.as_str() {
        "it" | "it's" | "it'll" | "it'd" => !is_expletive(words),
        "this" | "that" | "these" | "those" | "such" => VERBS.contains(&second.as_str()),
        "that's" | "that'll" | "this'll" => true,
        first => PRONOUNS.contains(&first),
    }
}

/// "It is clear that", "It's hard to", "It took three years to": the "it" stands for what follows.
fn is_expletive(words: &[&str]) -> bool {
    let verbs = [
        "is", "was", "it's", "will", "would", "seems", "takes", "took", "remains", "has", "it'll",
        "it'd", "may", "appears", "turns", "can", "could",
    ];
    let verb_near = (0..2).any(|at| verbs.contains(&bare(words.get(at)).as_str()));
    verb_near
        && (3..12).any(|at| {
            ["that", "to", "who", "whether", "if", "when"].contains(&bare(words.get(at)).as_str())
        })
}

fn is_balanced(bullet: &str) -> bool {
    let count = |mark: char| bullet.matches(mark).count();
    // "1)" and "a)" at the start count an item; they close nothing.
    let item = bullet.char_indices().take(4).find(|&(_, c)| c == ')');
    let counted = item.is_some_and(|(at, _)| !bullet[..at].contains('('));
    // 5'10" and 12" are lengths.
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
        && count('(') + usize::from(counted) == count(')')
        && count('[') == count(']')
}

fn is_terminated(bullet: &str) -> bool {
    let end = bullet.trim_end_matches(|c: char| "\"'”’»)]".contains(c) || c.is_whitespace());
    end.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।'])
}

/// Whether two bullets share four fifths of their words.
fn says_the_same(bullet: &str, other: &str) -> bool {
    let words = |text: &str| -> HashSet<String> {
        let word = |word: &str| bare(Some(&word));
        text.split_whitespace()
            .map(word)
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
    fn one_fault_at_a_time() {
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
            ("The ferry stays", "furniture fragment"),
            ("By Hanna Voss, Harbour Correspondent", "furniture fragment"),
            ("Read more about the ferry in our archive.", "furniture"),
            ("(CNN) The ferry stays until next March.", "furniture"),
            ("Figure 3: Passengers of the ferry by year.", "furniture"),
        ] {
            check(bullet, expected);
        }
    }

    #[test]
    fn a_bullet_may_lean_on_the_one_before() {
        let source = "Ana Ruiz won the race. She had trained for years. The crowd cheered her on.";
        let bullets = ["Ana Ruiz won the race.", "She had trained for years."].map(String::from);
        assert!(!judge(&bullets, source)[1].pronoun);
        assert!(judge(&bullets[1..], source)[0].pronoun);
    }

    #[test]
    fn repeats_are_told() {
        let bullets = ["The ferry sails at noon.", "The ferry sails at noon!"].map(String::from);
        let faults = judge(
            &bullets,
            "The ferry sails at noon. The ferry sails at noon!",
        );
        assert!(!faults[0].repeated && faults[1].repeated);
    }
}
