//! Words → stems and classes, remembered from document to document.
//!
//! Stemming a word costs far more than looking it up, and articles share most of their words. So a
//! vocabulary lives as long as the worker that uses it. What it remembers never changes a result,
//! because the numbers of stems are only compared within one document.

mod bulk_lookup;
mod by_language;
mod english;
mod word_ids;

use crate::clean;
use crate::language::{self, Language, WordClass, is_unspaced};
use crate::scratch::clone_with_capacity;
use crate::span::Span;
use crate::word_map::WordMap;
use crate::word_map::key_table::{self, FreeSlot, KEY_BYTES, Key};
use bulk_lookup::{BulkLookup, GROUP_LEN};
pub(crate) use by_language::Vocabularies;
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::HashMap;
pub(crate) use word_ids::{WordId, WordIds};

/// The words of one language that a worker has met.
pub(crate) struct Vocabulary {
    language: Language,
    /// Words in their folded form. Words with a key are also there as they were written, but for the
    /// case of ASCII letters; longer ones exactly as they were written.
    words: WordMap<WordId>,
    /// Stems and their numbers, which count up from 0 in the order in which stems were met.
    stems: WordMap<u32>,
    stem_weights: StemWeights,
    folded: String,
    bulk_lookup: Box<BulkLookup>,
}

impl Clone for Vocabulary {
    /// Keeps the capacity of its lists; otherwise the first word inserted into the clone would copy
    /// much of it again.
    fn clone(&self) -> Vocabulary {
        Vocabulary {
            language: self.language,
            words: self.words.clone(),
            stems: self.stems.clone(),
            stem_weights: StemWeights {
                table_id: self.stem_weights.table_id,
                by_stem: clone_with_capacity(&self.stem_weights.by_stem),
            },
            folded: String::new(),
            bulk_lookup: Box::default(),
        }
    }
}

/// The weights that a table of stem weights gives to the stems of the vocabulary.
#[derive(Default)]
struct StemWeights {
    /// Which table; 0 for none.
    table_id: u64,
    /// Weights by the number of the stem. Stems beyond its end have no weight.
    by_stem: Vec<f32>,
}

impl Vocabulary {
    /// The number of words that a worker keeps at most, over all its languages; they take about
    /// 40 MB. When there are more, the vocabularies start empty with the next document: a stream that
    /// keeps bringing new words (identifiers, noise) gains nothing from the old ones.
    pub(crate) const WORDS_MAX: usize = 1 << 18;

    /// A vocabulary of `language` with the words of its lists.
    pub(crate) fn new(language: Language) -> Vocabulary {
        let mut vocabulary = Vocabulary {
            language,
            words: WordMap::default(),
            stems: WordMap::default(),
            stem_weights: StemWeights::default(),
            folded: String::new(),
            bulk_lookup: Box::default(),
        };
        let mut listed: HashMap<&str, WordClass> = HashMap::new();
        let mut order = Vec::new();
        let mut add = |word, class| {
            let classes = listed.entry(word).or_insert_with(|| {
                order.push(word);
                WordClass::default()
            });
            *classes = classes.with(class);
        };
        language.classed_words(&mut add);
        for trigger_word in clean::boilerplate::TRIGGER_WORDS {
            add(trigger_word, WordClass::TRIGGER);
        }
        // Words with an apostrophe come last: inserting "d'ailleurs" looks up "ailleurs", which has
        // to be there with its classes by then.
        order.sort_by_key(|word| word.contains('\''));
        for word in order {
            vocabulary.insert(word, listed[word]);
        }
        vocabulary
    }

    /// How many words it remembers.
    pub(crate) fn word_count(&self) -> usize {
        self.words.len()
    }

    /// Sets the weights of stems to those of the table with the number `table_id`, 0 for no table.
    ///
    /// Unless that table is set already, calls `for_each_weight`, which has to pass every stem that
    /// has a weight to its argument. All those stems are inserted, so that a stem that is met later
    /// is known to have no weight.
    pub(crate) fn set_stem_weights(
        &mut self,
        table_id: u64,
        for_each_weight: impl FnOnce(&mut dyn FnMut(&[u8], f32)),
    ) {
        if self.stem_weights.table_id == table_id {
            return;
        }
        let mut by_stem = std::mem::take(&mut self.stem_weights.by_stem);
        by_stem.clear();
        for_each_weight(&mut |stem, weight| {
            let number = self.stem_number(stem) as usize;
            if by_stem.len() <= number {
                by_stem.resize(number + 1, 0.0);
            }
            by_stem[number] = weight;
        });
        self.stem_weights = StemWeights { table_id, by_stem };
    }

    /// The weights of stems by number. Stems beyond its end have none; empty without a table.
    pub(crate) fn stem_weights(&self) -> &[f32] {
        &self.stem_weights.by_stem
    }

    /// Calls `with` for each stem and its number.
    #[cfg(feature = "fit")]
    pub(crate) fn for_each_stem(&self, with: impl FnMut(&[u8], u32)) {
        self.stems.for_each(with);
    }

    /// The number of stems; numbers of stems are below it.
    #[inline]
    pub(crate) fn stem_count(&self) -> usize {
        self.stems.len()
    }

    /// Writes the ids of `words` to `ids`, and remembers those that are new. `words` are words of
    /// `text` in its order, in any case. Their classes include those that depend on the first byte.
    pub(crate) fn look_up(&mut self, text: &str, words: &[Span], ids: &mut WordIds) {
        ids.set_len(words.len());
        for (words, from) in words.chunks(GROUP_LEN).zip((0..).step_by(GROUP_LEN)) {
            let known = self.words.short();
            self.bulk_lookup
                .find(text, words, known, ids.range_mut(from, words.len()));
            if self.bulk_lookup.missing_count() > 0 {
                self.find_missing(text, words, |at, id| ids.complete(from + at, id));
            }
        }
    }

    /// Finds or inserts those of `words` that the bulk look-up missed: words that are new, too long
    /// for a key or not ASCII, and words that are not at their home slot.
    #[inline(never)]
    fn find_missing(&mut self, text: &str, words: &[Span], mut found: impl FnMut(usize, WordId)) {
        let is_english = self.language.stemmer() == Some(Algorithm::English);
        for nth in 0..self.bulk_lookup.missing_count() {
            let (at, key) = self.bulk_lookup.missing_word(nth);
            // The word may be in the table by now, if it is in the group twice.
            let id = match self.words.short().search(key) {
                Ok(known) => known,
                Err(free) if is_english && is_plain(key) => self.insert_plain(key, free),
                Err(_) => self.find_or_insert(words[at].of(text)),
            };
            found(at, id);
        }
    }

    /// Inserts a new English word that [`is_plain`], at the slot that the search found.
    ///
    /// Plain equivalent: [`Vocabulary::find_or_insert`] of the word. Here the word and its stem stay
    /// keys and never become text; this and the stemmer took what a new word costs from 1,600 to
    /// 1,000 instructions. The test `looks_up_what_a_slow_search_finds` covers it.
    fn insert_plain(&mut self, key: Key, free: FreeSlot) -> WordId {
        let stem = english::stem_of_key(key);
        let id = WordId::new(self.stem_number_of_key(stem), WordClass::default());
        self.words.short_mut().insert_at(free, key, id);
        id
    }

    /// Finds or inserts any word. An empty one, which has become part of a pair with the next word,
    /// is no term.
    fn find_or_insert(&mut self, word: &str) -> WordId {
        if word.is_empty() {
            return WordId::default();
        }
        if word.len() > KEY_BYTES
            && let Some(known) = self.words.get(word.as_bytes())
        {
            return known;
        }
        let mut folded = std::mem::take(&mut self.folded);
        fold(word, &mut folded);
        let known = self.words.get(folded.as_bytes());
        let id = known.unwrap_or_else(|| self.insert(&folded, WordClass::default()));
        // Remember the word as written too, so that it is found without folding the next time.
        if word.len() > KEY_BYTES {
            if word != folded {
                self.words.insert(word.as_bytes(), id);
            }
        } else if !word.is_ascii()
            && let Some(key) = key_table::key_of(word.to_ascii_lowercase().as_bytes())
        {
            self.words.short_mut().insert(key, id);
        }
        self.folded = folded;
        id
    }

    /// Stems a new word, given in its folded form, and inserts it.
    #[inline(never)]
    fn insert(&mut self, folded: &str, class: WordClass) -> WordId {
        let mut chars = folded.chars();
        let is_letter = matches!((chars.next(), chars.next()), (Some(c), None)
            if c.is_alphabetic() && c < '\u{2E80}');
        let stripped = self.language.strip_apostrophe_affix(folded);
        let id = if class.has(WordClass::STOP) || is_letter || self.is_function_pair(folded) {
            WordId::new(WordId::NO_STEM, class)
        } else if stripped.len() < folded.len() {
            // "l'homme" has the stem of "homme", and the classes of both.
            let known = self.words.get(stripped.as_bytes());
            let rest = known.unwrap_or_else(|| self.insert(stripped, WordClass::default()));
            WordId::new(rest.stem(), class.with(rest.class()))
        } else {
            WordId::new(self.stem_number_of_word(folded), class)
        };
        self.words.insert(folded.as_bytes(), id);
        id
    }

    /// Whether this is a pair of touching characters of scripts without spaces that carries no
    /// topic: one of them is a stop word ("的", "は"), or both are hiragana.
    fn is_function_pair(&self, folded: &str) -> bool {
        let mut chars = folded.chars();
        let (Some(first), Some(second), None) = (chars.next(), chars.next(), chars.next()) else {
            return false;
        };
        let is_stop = |c: char| {
            let id = self.words.get(c.encode_utf8(&mut [0; 4]).as_bytes());
            id.is_some_and(|id| id.class().has(WordClass::STOP))
        };
        let is_hiragana = |c| ('\u{3041}'..='\u{309F}').contains(&c);
        is_unspaced(first)
            && is_unspaced(second)
            && (is_stop(first) || is_stop(second) || is_hiragana(first) && is_hiragana(second))
    }

    /// The number of the stem of a folded word.
    fn stem_number_of_word(&mut self, folded: &str) -> u32 {
        match self.language.stemmer() {
            Some(Algorithm::English) if folded.is_ascii() && folded.len() <= english::BYTES_MAX => {
                self.stem_number(english::stem(folded.as_bytes()).text())
            }
            Some(algorithm) => self.stem_number(Stemmer::create(algorithm).stem(folded).as_bytes()),
            None => self.stem_number(folded.as_bytes()),
        }
    }

    /// The number of `stem`, a new one if it was not met before.
    fn stem_number(&mut self, stem: &[u8]) -> u32 {
        if let Some(key) = key_table::key_of(stem) {
            return self.stem_number_of_key(key);
        }
        self.stems.get(stem).unwrap_or_else(|| {
            let number = self.stems.len() as u32;
            self.stems.insert(stem, number);
            number
        })
    }

    /// Like [`Vocabulary::stem_number`], for a stem that has a key.
    fn stem_number_of_key(&mut self, stem: Key) -> u32 {
        debug_assert!(
            stem != 0,
            "the stem of a word is not empty and not longer than the word"
        );
        let free = match self.stems.short().search(stem) {
            Ok(number) => return number,
            Err(free) => free,
        };
        let number = self.stems.len() as u32;
        self.stems.short_mut().insert_at(free, stem, number);
        number
    }
}

/// Whether the word of `key` is ASCII, of two bytes or more, and has no apostrophe. The only rule for
/// such a word, if it is new, is the stemmer: words of lists were inserted at the start.
fn is_plain(key: Key) -> bool {
    const ONES: Key = Key::MAX / 0xFF;
    // A byte of `differences` is 0 where there is an apostrophe; subtracting borrows from bit 7 there.
    let differences = key ^ (ONES * b'\'' as Key);
    let has_apostrophe = differences.wrapping_sub(ONES) & !differences & (ONES << 7) != 0;
    key > 0xFF && key & (ONES << 7) == 0 && !has_apostrophe
}

/// Replaces `folded` with `word` in lower case, with one form for letters that are written in two.
fn fold(word: &str, folded: &mut String) {
    folded.clear();
    if word.is_ascii() {
        folded.push_str(word);
        folded.make_ascii_lowercase();
    } else {
        for c in word.chars() {
            folded.extend(c.to_lowercase().map(language::fold));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bulk_lookup::COPY_BYTES;
    use super::*;
    use crate::segment;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn vocabulary(tag: &str) -> Vocabulary {
        Vocabulary::new(Language::from_tag(tag).unwrap_or(Language::UNDETERMINED))
    }

    /// Checks that two forms count as one term.
    fn check_one_term(tag: &str, one: &str, other: &str) {
        let mut vocabulary = vocabulary(tag);
        let (first, second) = (
            vocabulary.find_or_insert(one),
            vocabulary.find_or_insert(other),
        );
        assert!(first.is_term(), "{tag}: {one}");
        assert_eq!(first.stem(), second.stem(), "{tag}: {one}, {other}");
    }

    fn check_no_term(tag: &str, word: &str) {
        assert!(
            !vocabulary(tag).find_or_insert(word).is_term(),
            "{tag}: {word}"
        );
    }

    #[test]
    fn what_an_apostrophe_joins_to_a_word_is_no_part_of_the_term() {
        check_one_term("fr", "l'homme", "Hommes");
        check_one_term("fr", "L’homme", "homme");
        check_one_term("tr", "Ankara'da", "ankara");
        check_no_term("fr", "qu'il");
        check_no_term("fr", "C’est");
        let id = vocabulary("fr").find_or_insert("C’est");
        assert!(id.class().has(WordClass::ANAPHORIC));
    }

    #[test]
    fn letters_written_in_two_forms_are_one() {
        check_one_term("ro", "științe", "ştiinţe");
        check_one_term("ru", "самолёт", "самолет");
        check_no_term("en", "Don’t");
    }

    #[test]
    fn pairs_of_function_characters_are_no_terms() {
        check_no_term("zh", "桥的");
        check_no_term("ja", "から");
        check_no_term("ja", "橋は");
        assert!(vocabulary("zh").find_or_insert("石桥").is_term());
        assert!(vocabulary("ja").find_or_insert("石橋").is_term());
    }

    /// The stem, `None` for words that are no term, and the classes of each English word, found the slow
    /// way.
    fn slow_look_up(words: &[String]) -> Vec<(Option<String>, WordClass)> {
        let mut classes: HashMap<&str, WordClass> = HashMap::new();
        Language::ENGLISH.classed_words(|word, class| {
            let known = classes.entry(word).or_default();
            *known = known.with(class);
        });
        for trigger_word in clean::boilerplate::TRIGGER_WORDS {
            let known = classes.entry(trigger_word).or_default();
            *known = known.with(WordClass::TRIGGER);
        }
        let stemmer = Stemmer::create(Algorithm::English);
        let stem_and_class = |word: &String| {
            let mut folded = String::new();
            fold(word, &mut folded);
            let class = classes.get(folded.as_str()).copied().unwrap_or_default();
            let is_term = !class.has(WordClass::STOP) && folded.chars().count() > 1;
            (is_term.then(|| stemmer.stem(&folded).into()), class)
        };
        words.iter().map(stem_and_class).collect()
    }

    /// Words of running text have the same stem number if and only if they have the same stem.
    #[test]
    fn stems_are_those_of_the_language() {
        macro_rules! texts {
            ($($tag:literal)*) => {
                [$(($tag, include_str!(concat!("../../tests/texts/", $tag, ".txt")))),*]
            };
        }
        let texts = texts!("ar" "da" "de" "el" "en" "es" "fi" "fr" "hu" "it" "nl" "no" "pt" "ro" "ru"
            "sv" "ta" "tr");
        let stemmed = Language::all().filter(|language| language.stems());
        assert_eq!(
            stemmed.count(),
            texts.len(),
            "list every language that stems"
        );
        for (tag, text) in texts {
            let language = Language::from_tag(tag).unwrap();
            let mut vocabulary = Vocabulary::new(language);
            let mut stem_of_number = HashMap::new();
            let mut number_of_stem = HashMap::new();
            segment::words(text, |start, end| {
                let (mut folded, word) = (String::new(), &text[start..end]);
                fold(word, &mut folded);
                let stem = language.stem(language.strip_apostrophe_affix(&folded));
                let stem = stem.into_owned();
                let id = vocabulary.find_or_insert(word);
                if id.is_term() {
                    let number = id.stem();
                    let known = stem_of_number.entry(number).or_insert(stem.clone());
                    assert_eq!(*known, stem, "{language:?}: {word}");
                    let known = number_of_stem.entry(stem).or_insert(number);
                    assert_eq!(*known, number, "{language:?}: {word}");
                }
            });
            assert!(number_of_stem.len() >= 20, "{language:?}");
        }
    }

    proptest! {
        #[test]
        fn looks_up_what_a_slow_search_finds(
            words in proptest::collection::vec("[a-cA-Cst]{1,3}(ing|ED|s)?|[a-zéİ]{1,20}|[a-z]{1,4}'[a-z]{1,2}|The|said|however", 1..400),
            met_before in "[a-z ]{0,400}",
            gap_at in 0..1_000usize,
        ) {
            let mut vocabulary = Vocabulary::new(Language::ENGLISH);
            let mut ids = WordIds::default();
            let spans = |text: &str| -> Vec<Span> {
                let offset = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
                let span = |word: &str| Span::new(offset(word)..offset(word) + word.len());
                text.split_whitespace().map(span).collect()
            };
            vocabulary.look_up(&met_before, &spans(&met_before), &mut ids);
            let (before, behind) = words.split_at(gap_at.min(words.len()));
            // A gap among the words that is longer than the lower-case copy.
            let text = [&before.join(" "), " ".repeat(COPY_BYTES).as_str(), &behind.join(" ")].concat();
            vocabulary.look_up(&text, &spans(&text), &mut ids);
            let expected = slow_look_up(&words);
            let mut pairs = HashSet::new();
            prop_assert_eq!(ids.len(), words.len());
            for ((word, found), (stem, class)) in words.iter().zip(ids.iter()).zip(&expected) {
                prop_assert_eq!(found.is_term(), stem.is_some());
                let of_first_byte = WordClass::of_first_byte(word.as_bytes()[0]);
                prop_assert_eq!(found.class(), class.with(of_first_byte));
                pairs.insert((found.stem(), stem));
            }
            // Each number stands for one stem, and each stem has one number.
            let numbers: HashSet<u32> = pairs.iter().map(|pair| pair.0).collect();
            let stems: HashSet<_> = pairs.iter().map(|pair| pair.1).collect();
            prop_assert!(numbers.len() == pairs.len() && stems.len() == pairs.len());
        }
    }
}
