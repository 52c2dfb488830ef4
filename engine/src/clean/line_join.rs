//! How two lines of one paragraph become one text.

/// How the text of a line and that of the next are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineJoin {
    /// By a space.
    Space,
    /// By nothing: in scripts without spaces, and in compounds broken after their own hyphen.
    Nothing,
    /// By nothing, and without the hyphen that broke a word at the end of the line. Holds the length
    /// of the hyphen in bytes.
    DropHyphen(usize),
}

/// How the text of `line` and that of the `next` line are joined.
pub(super) fn line_join(line: &str, next: &str) -> LineJoin {
    let Some(last) = line.chars().next_back() else {
        return LineJoin::Space;
    };
    let next = next.trim_start();
    let next_is_lower = next.starts_with(char::is_lowercase);
    match last {
        '\u{ad}' => LineJoin::DropHyphen(2),
        '-' | '\u{2010}' if next_is_lower => {
            let stem = line.trim_end_matches(last);
            let word = stem
                .rsplit(|c: char| !c.is_alphabetic() && c != '-')
                .next()
                .unwrap_or(stem);
            match word {
                _ if !stem.ends_with(char::is_alphabetic) => LineJoin::Space,
                _ if is_start_of_compound(word) => LineJoin::Nothing,
                _ => LineJoin::DropHyphen(last.len_utf8()),
            }
        }
        _ if last.is_ascii() => LineJoin::Space,
        _ if is_unspaced(last) && next.starts_with(is_unspaced) => LineJoin::Nothing,
        _ => LineJoin::Space,
    }
}

/// Whether the hyphen after `word` belongs to a compound, wherever the line breaks: "self-",
/// "twenty-".
fn is_start_of_compound(word: &str) -> bool {
    const FIRST_PARTS: &[&str] = &[
        "all", "anti", "back", "best", "big", "co", "cross", "eight", "eighty", "ex", "fifty",
        "first", "five", "forty", "four", "full", "half", "hard", "high", "ill", "large", "left",
        "long", "low", "mid", "much", "multi", "nine", "ninety", "non", "old", "one", "open",
        "part", "post", "pre", "right", "second", "self", "semi", "seven", "seventy", "short",
        "six", "sixty", "small", "so", "ten", "third", "thirty", "three", "top", "twenty", "two",
        "well", "wide", "year",
    ];
    // A hyphen in the word means that the compound is longer still: "state-of-the-".
    word.contains('-')
        || FIRST_PARTS
            .iter()
            .any(|part| word.eq_ignore_ascii_case(part))
}

/// Whether `c` is a letter or punctuation of a script that puts no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}
