//! Porter's stemmer (Porter 1980, "An algorithm for suffix stripping") with NLTK's extensions.
//!
//! ROUGE is defined by its tool, and the tool stems with exactly this algorithm: neither Porter's
//! own second one (Snowball English) nor the paper's will give the published figures. The
//! extensions: a few irregular words, `ies`/`ied` of four letters, `y` → `i` after any consonant
//! that is not the first letter, `alli` before the rest of step 2, `bli`, `fulli`, `logi`, and
//! vowel–consonant words of two letters as *o.

/// Words that the rules would get wrong, and their stems.
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

/// Replaces `word`, which is lower-case ASCII letters and digits, by its stem.
pub(super) fn stem(word: &mut Vec<u8>) {
    if let Some((_, stem)) = IRREGULAR.iter().find(|(irregular, _)| word == irregular) {
        word.clear();
        word.extend_from_slice(stem);
        return;
    }
    if word.len() <= 2 {
        return;
    }
    plural(word);
    past_and_gerund(word);
    final_y(word);
    double_suffix(word);
    replace_first(word, STEP_3);
    single_suffix(word);
    final_e(word);
    if word.ends_with(b"ll") && measure(&word[..word.len() - 1]) > 1 {
        word.pop();
    }
}

/// Step 1a.
fn plural(word: &mut Vec<u8>) {
    if word.ends_with(b"ies") {
        word.truncate(word.len() - if word.len() == 4 { 1 } else { 2 });
    } else if word.ends_with(b"sses") {
        word.truncate(word.len() - 2);
    } else if word.ends_with(b"s") && !word.ends_with(b"ss") {
        word.pop();
    }
}

/// Step 1b.
fn past_and_gerund(word: &mut Vec<u8>) {
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

/// Step 1c.
fn final_y(word: &mut [u8]) {
    let last = word.len() - 1;
    if word[last] == b'y' && last > 1 && is_consonant(word, last - 1) {
        word[last] = b'i';
    }
}

/// Step 2.
fn double_suffix(word: &mut Vec<u8>) {
    while word.ends_with(b"alli") && measure(&word[..word.len() - 4]) > 0 {
        word.truncate(word.len() - 2);
    }
    if replace_first(word, STEP_2) {
        return;
    }
    if word.ends_with(b"logi") && measure(&word[..word.len() - 3]) > 0 {
        word.pop();
    }
}

/// Replaces the first suffix of `rules` that the word ends with, if what stands before it has a
/// positive measure. Returns whether the word ended with one.
fn replace_first(word: &mut Vec<u8>, rules: &[(&str, &str)]) -> bool {
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

/// Step 4.
fn single_suffix(word: &mut Vec<u8>) {
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

/// Step 5a.
fn final_e(word: &mut Vec<u8>) {
    if let Some(stem) = word.strip_suffix(b"e") {
        let measure = measure(stem);
        if measure > 1 || measure == 1 && !ends_in_cvc(stem) {
            word.pop();
        }
    }
}

/// Whether the letter at `index` is a consonant: `y` is one at the start and after a vowel.
fn is_consonant(word: &[u8], index: usize) -> bool {
    // A run of y's alternates, so its parity decides; this is a loop so that a word of y's is not
    // a recursion.
    let mut start = index;
    while start > 0 && word[start] == b'y' {
        start -= 1;
    }
    let plain = !matches!(word[start], b'a' | b'e' | b'i' | b'o' | b'u');
    plain == (index - start).is_multiple_of(2)
}

/// How often a consonant follows a vowel: the paper's m.
fn measure(word: &[u8]) -> usize {
    let mut count = 0;
    let mut after_vowel = false;
    for (index, &letter) in word.iter().enumerate() {
        let consonant = match letter {
            b'a' | b'e' | b'i' | b'o' | b'u' => false,
            b'y' => index == 0 || after_vowel,
            _ => true,
        };
        count += usize::from(consonant && after_vowel);
        after_vowel = !consonant;
    }
    count
}

fn has_vowel(word: &[u8]) -> bool {
    (0..word.len()).any(|index| !is_consonant(word, index))
}

fn ends_in_double_consonant(word: &[u8]) -> bool {
    let n = word.len();
    n >= 2 && word[n - 1] == word[n - 2] && is_consonant(word, n - 1)
}

/// The paper's *o, and NLTK's two-letter case.
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

    /// The paper's own examples for each step, as NLTK stems them to the end.
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
