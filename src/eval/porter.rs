//! Porter's stemmer (Porter 1980, "An algorithm for suffix stripping") with NLTK's extensions.
//!
//! The `rouge-score` package stems with this variant, so only this variant reproduces its figures:
//! neither the algorithm of the paper nor Porter2 (Snowball English, which the engine uses) does.
//! NLTK's extensions to the paper:
//!
//! - a list of irregular words;
//! - `ies` and `ied` in words of four letters become `ie`;
//! - `y` becomes `i` after any consonant that is not the first letter;
//! - step 2 replaces `alli` first, and also knows the suffixes `bli`, `fulli` and `logi`;
//! - the condition *o also holds for words of a vowel and a consonant.

/// Irregular words and their stems; the rules below would stem these wrongly.
const IRREGULAR: &[(&[u8], &[u8])] = &[
    (b"sky", b"sky"),
    (b"skies", b"sky"),
    (b"dying", b"die"),
    (b"lying", b"lie"),
    (b"tying", b"tie"),
    (b"news", b"news"),
    (b"innings", b"inning"),
    (b"inning", b"inning"),
    (b"outings", b"outing"),
    (b"outing", b"outing"),
    (b"cannings", b"canning"),
    (b"canning", b"canning"),
    (b"howe", b"howe"),
    (b"proceed", b"proceed"),
    (b"exceed", b"exceed"),
    (b"succeed", b"succeed"),
];

const STEP_2: &[(&str, &str)] = &[
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("bli", "ble"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
    ("fulli", "ful"),
];

const STEP_3: &[(&str, &str)] = &[
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
];

const STEP_4: &[&str] = &[
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou",
    "ism", "ate", "iti", "ous", "ive", "ize",
];

/// Replaces `word`, which must consist of lower-case ASCII letters and digits, with its stem.
pub(super) fn stem(word: &mut Vec<u8>) {
    if let Some((_, stem)) = IRREGULAR.iter().find(|(irregular, _)| word == irregular) {
        word.clear();
        word.extend_from_slice(stem);
        return;
    }
    if word.len() <= 2 {
        return;
    }
    strip_plural(word);
    strip_past_and_gerund(word);
    replace_final_y(word);
    shorten_double_suffix(word);
    replace_first_suffix(word, STEP_3);
    strip_single_suffix(word);
    strip_final_e(word);
    // Step 5b: a double l.
    if word.ends_with(b"ll") && measure(&word[..word.len() - 1]) > 1 {
        word.pop();
    }
}

/// Step 1a: plurals.
fn strip_plural(word: &mut Vec<u8>) {
    if word.ends_with(b"ies") {
        word.truncate(word.len() - if word.len() == 4 { 1 } else { 2 });
    } else if word.ends_with(b"sses") {
        word.truncate(word.len() - 2);
    } else if word.ends_with(b"s") && !word.ends_with(b"ss") {
        word.pop();
    }
}

/// Step 1b: past tenses and gerunds.
fn strip_past_and_gerund(word: &mut Vec<u8>) {
    if word.ends_with(b"ied") {
        word.truncate(word.len() - if word.len() == 4 { 1 } else { 2 });
        return;
    }
    if word.ends_with(b"eed") {
        if measure(&word[..word.len() - 3]) > 0 {
            word.pop();
        }
        return;
    }
    let Some(kept) = [&b"ed"[..], b"ing"].iter().find_map(|suffix| {
        let kept = word.strip_suffix(*suffix)?.len();
        has_vowel(&word[..kept]).then_some(kept)
    }) else {
        return;
    };
    word.truncate(kept);
    let last = word[kept - 1];
    if word.ends_with(b"at") || word.ends_with(b"bl") || word.ends_with(b"iz") {
        word.push(b'e');
    } else if ends_in_double_consonant(word) {
        if !matches!(last, b'l' | b's' | b'z') {
            word.pop();
        }
    } else if measure(word) == 1 && ends_in_cvc(word) {
        word.push(b'e');
    }
}

/// Step 1c: a final y.
fn replace_final_y(word: &mut [u8]) {
    let last = word.len() - 1;
    if word[last] == b'y' && last > 1 && is_consonant(word, last - 1) {
        word[last] = b'i';
    }
}

/// Step 2: suffixes that contain another suffix.
fn shorten_double_suffix(word: &mut Vec<u8>) {
    while word.ends_with(b"alli") && measure(&word[..word.len() - 4]) > 0 {
        word.truncate(word.len() - 2);
    }
    if replace_first_suffix(word, STEP_2) {
        return;
    }
    if word.ends_with(b"logi") && measure(&word[..word.len() - 3]) > 0 {
        word.pop();
    }
}

/// Finds the first suffix of `rules` that the word ends with, and replaces it if the rest of the
/// word has a measure above 0. Returns whether such a suffix was found, replaced or not.
fn replace_first_suffix(word: &mut Vec<u8>, rules: &[(&str, &str)]) -> bool {
    for (suffix, replacement) in rules {
        if word.ends_with(suffix.as_bytes()) {
            let kept = word.len() - suffix.len();
            if measure(&word[..kept]) > 0 {
                word.truncate(kept);
                word.extend_from_slice(replacement.as_bytes());
            }
            return true;
        }
    }
    false
}

/// Step 4: single suffixes.
fn strip_single_suffix(word: &mut Vec<u8>) {
    let Some(suffix) = STEP_4
        .iter()
        .find(|suffix| word.ends_with(suffix.as_bytes()))
    else {
        return;
    };
    let kept = word.len() - suffix.len();
    let stem = &word[..kept];
    if measure(stem) > 1 && (*suffix != "ion" || stem.ends_with(b"s") || stem.ends_with(b"t")) {
        word.truncate(kept);
    }
}

/// Step 5a: a final e.
fn strip_final_e(word: &mut Vec<u8>) {
    if let Some(stem) = word.strip_suffix(b"e") {
        let m = measure(stem);
        if m > 1 || m == 1 && !ends_in_cvc(stem) {
            word.pop();
        }
    }
}

/// Whether the letter at `index` is a consonant. `y` is a consonant at the start of the word and
/// after a vowel.
fn is_consonant(word: &[u8], index: usize) -> bool {
    // In a run of y's, consonants and vowels alternate, so the letter before the run and the
    // distance to it decide. A loop rather than recursion, because a word may be all y's.
    let mut start = index;
    while start > 0 && word[start] == b'y' {
        start -= 1;
    }
    let start_is_consonant = !matches!(word[start], b'a' | b'e' | b'i' | b'o' | b'u');
    start_is_consonant == (index - start).is_multiple_of(2)
}

/// The paper's measure m: how often a vowel is followed by a consonant.
fn measure(word: &[u8]) -> usize {
    let mut count = 0;
    let mut after_vowel = false;
    for (index, &letter) in word.iter().enumerate() {
        let is_consonant = match letter {
            b'a' | b'e' | b'i' | b'o' | b'u' => false,
            b'y' => index == 0 || after_vowel,
            _ => true,
        };
        count += usize::from(is_consonant && after_vowel);
        after_vowel = !is_consonant;
    }
    count
}

fn has_vowel(word: &[u8]) -> bool {
    (0..word.len()).any(|index| !is_consonant(word, index))
}

/// The paper's condition *d.
fn ends_in_double_consonant(word: &[u8]) -> bool {
    let n = word.len();
    n >= 2 && word[n - 1] == word[n - 2] && is_consonant(word, n - 1)
}

/// The paper's condition *o: the word ends in consonant, vowel, consonant, and the last is not w, x
/// or y. NLTK adds words of a vowel and a consonant.
fn ends_in_cvc(word: &[u8]) -> bool {
    let n = word.len();
    if n == 2 {
        return !is_consonant(word, 0) && is_consonant(word, 1);
    }
    n >= 3
        && is_consonant(word, n - 3)
        && !is_consonant(word, n - 2)
        && is_consonant(word, n - 1)
        && !matches!(word[n - 1], b'w' | b'x' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: &str) {
        let mut bytes = word.as_bytes().to_vec();
        stem(&mut bytes);
        assert_eq!(std::str::from_utf8(&bytes).unwrap(), expected, "{word}");
    }

    /// Examples from the paper; the stems are those that NLTK gives after all steps.
    #[test]
    fn examples_of_the_paper() {
        for (word, expected) in [
            ("caresses", "caress"),
            ("ponies", "poni"),
            ("ties", "tie"),
            ("feed", "feed"),
            ("agreed", "agre"),
            ("plastered", "plaster"),
            ("conflated", "conflat"),
            ("hopping", "hop"),
            ("falling", "fall"),
            ("filing", "file"),
            ("happy", "happi"),
            ("enjoy", "enjoy"),
            ("relational", "relat"),
            ("vietnamization", "vietnam"),
            ("electrical", "electr"),
            ("adoption", "adopt"),
            ("controll", "control"),
            ("generalizations", "gener"),
            ("oscillators", "oscil"),
        ] {
            check(word, expected);
        }
    }

    #[test]
    fn extensions_of_nltk() {
        for (word, expected) in [
            ("dying", "die"),
            ("news", "news"),
            ("innings", "inning"),
            ("dies", "die"),
            ("died", "die"),
            ("spied", "spi"),
            ("fly", "fli"),
            ("geology", "geolog"),
            ("hopefully", "hope"),
            ("using", "use"),
            ("yyyy", "yyyi"),
        ] {
            check(word, expected);
        }
    }
}
