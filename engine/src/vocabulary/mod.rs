//! Words → stems and classes, remembered from document to document.
//!
//! Stemming costs far more than looking a word up, and articles share most of their words: so a
//! vocabulary lives as long as its worker. What it remembers never changes an answer: stem ids are
//! only compared within one document.

mod batch;
mod by_language;
mod english;
mod looked_up;

use crate::clean;
use crate::language::{self, Language, WordClass, unspaced};
use crate::scratch::clone_with_capacity;
use crate::span::Span;
use crate::word_map::WordMap;
use crate::word_map::table::{self, KEY_BYTES, Key, Room};
use batch::{AT_ONCE, Batch};
pub(crate) use by_language::Vocabularies;
pub(crate) use looked_up::LookedUp;
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::HashMap;

/// What is known of a word, in one number, so that it is read and written at once: its stem in the
/// lower half, its classes in the upper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word(u64);

impl Word {
    /// The stem of stop words and of single letters.
    pub(crate) const NO_STEM: u32 = u32::MAX;

    const fn new(stem: u32, class: WordClass) -> Word {
        Word(stem as u64 | (class.bits() as u64) << u32::BITS)
    }

    /// Equal for words of equal stem; [`Word::NO_STEM`] for words that carry no topic.
    #[inline]
    pub(crate) const fn stem(self) -> u32 {
        self.0 as u32
    }

    /// What features and trimming look at.
    #[inline]
    pub(crate) const fn class(self) -> WordClass {
        WordClass::of_bits((self.0 >> u32::BITS) as u32)
    }

    /// Whether the word counts as a term.
    #[inline]
    pub(crate) fn is_term(self) -> bool {
        self.stem() != Word::NO_STEM
    }

    /// The word as a number, for vectors.
    #[inline]
    pub(crate) fn bits(self) -> u64 {
        self.0
    }
}

impl Default for Word {
    fn default() -> Word {
        Word::new(Word::NO_STEM, WordClass::default())
    }
}

/// The words of one language that a worker has met.
pub(crate) struct Vocabulary {
    language: Language,
    /// Words as written, but for the case of ASCII letters where they have a key, and folded.
    words: WordMap<Word>,
    /// Ids rise from 0 in the order in which stems come.
    stems: WordMap<u32>,
    stem_weights: StemWeights,
    folded: String,
    batch: Box<Batch>,
}

impl Clone for Vocabulary {
    /// With the same room to grow: else the first word taken in would copy much of it again.
    fn clone(&self) -> Vocabulary {
        Vocabulary {
            language: self.language,
            words: self.words.clone(),
            stems: self.stems.clone(),
            stem_weights: StemWeights {
                table: self.stem_weights.table,
                of: clone_with_capacity(&self.stem_weights.of),
            },
            folded: String::new(),
            batch: Box::default(),
        }
    }
}

/// What a table of weights says of the stems seen so far.
#[derive(Default)]
struct StemWeights {
    /// Which table; 0 for none.
    table: u64,
    of: Vec<f32>,
}

impl Vocabulary {
    /// Words that a worker keeps at most, over all its languages: some 40 MB. Beyond it vocabularies
    /// start anew with the next document, since a stream that keeps bringing new words (identifiers,
    /// noise) gains nothing from the old ones.
    pub(crate) const WORDS_MAX: usize = 1 << 18;

    /// A vocabulary of `language` that knows the words of its lists.
    pub(crate) fn new(language: Language) -> Vocabulary {
        let mut vocabulary = Vocabulary {
            language,
            words: WordMap::default(),
            stems: WordMap::default(),
            stem_weights: StemWeights::default(),
            folded: String::new(),
            batch: Box::default(),
        };
        let mut classed: HashMap<&str, WordClass> = HashMap::new();
        let mut order = Vec::new();
        let mut add = |word, class| {
            let classes = classed.entry(word).or_insert_with(|| {
                order.push(word);
                WordClass::default()
            });
            *classes = classes.with(class);
        };
        language.classed_words(&mut add);
        for trigger_word in clean::boilerplate::TRIGGER_WORDS {
            add(trigger_word, WordClass::BOILERPLATE);
        }
        // "d'ailleurs" looks "ailleurs" up, which has to be there with its classes.
        order.sort_by_key(|word| word.contains('\''));
        for word in order {
            vocabulary.take_in(word, classed[word]);
        }
        vocabulary
    }

    /// How many words are remembered.
    pub(crate) fn word_count(&self) -> usize {
        self.words.len()
    }

    /// Weighs the stems by the table of that number, 0 for no table. `weights` calls what it is given
    /// with each stem that has a weight; it is asked as long as the table is another.
    ///
    /// All those stems are taken in, so that a stem that comes later is known to have none.
    pub(crate) fn weigh_stems(
        &mut self,
        table: u64,
        weights: impl FnOnce(&mut dyn FnMut(&[u8], f32)),
    ) {
        if self.stem_weights.table == table {
            return;
        }
        let mut of = std::mem::take(&mut self.stem_weights.of);
        of.clear();
        weights(&mut |stem, weight| {
            let id = self.stem_id(stem) as usize;
            if of.len() <= id {
                of.resize(id + 1, 0.0);
            }
            of[id] = weight;
        });
        self.stem_weights = StemWeights { table, of };
    }

    /// The weights of stems by their ids, none for those behind the last; empty without a table.
    pub(crate) fn stem_weights(&self) -> &[f32] {
        &self.stem_weights.of
    }

    /// Calls `with` with each stem and its id.
    #[cfg(feature = "fit")]
    pub(crate) fn each_stem(&self, with: impl FnMut(&[u8], u32)) {
        self.stems.each(with);
    }

    /// How many stems there are; ids lie below.
    #[inline]
    pub(crate) fn stem_count(&self) -> usize {
        self.stems.len()
    }

    /// Looks up the `words` of `text`, in any case, which stand in its order: stems and classes, and
    /// what their first bytes make them, into `looked_up`.
    pub(crate) fn look_up(&mut self, text: &str, words: &[Span], looked_up: &mut LookedUp) {
        looked_up.begin(words.len());
        for (words, from) in words.chunks(AT_ONCE).zip((0..).step_by(AT_ONCE)) {
            let known = self.words.short();
            self.batch
                .find(text, words, known, looked_up.part(from, words.len()));
            if self.batch.new_count() > 0 {
                self.learn_new(text, words, |at, word| looked_up.set(from + at, word));
            }
        }
    }

    /// Finds those of `words` that are new, too long for a key or not in ASCII.
    #[inline(never)]
    fn learn_new(&mut self, text: &str, words: &[Span], mut found: impl FnMut(usize, Word)) {
        let is_english = self.language.stemmer() == Some(Algorithm::English);
        for nth in 0..self.batch.new_count() {
            let (at, key) = self.batch.new_word(nth);
            // It may stand beside its place, or have stood among the words in hand twice.
            let word = match self.words.short().search(key) {
                Ok(known) => known,
                Err(room) if is_english && is_plain(key) => self.learn_plain(key, room),
                Err(_) => self.learn(words[at].of(text)),
            };
            found(at, word);
        }
    }

    /// The same as [`Vocabulary::learn`] for a new English word that [`is_plain`], of which only the
    /// stem is unknown, and for which there is `room`.
    fn learn_plain(&mut self, key: Key, room: Room) -> Word {
        let stem = english::stem_of_key(key);
        let word = Word::new(self.stem_id_of_key(stem), WordClass::default());
        self.words.short_mut().insert_at(room, key, word);
        word
    }

    /// Finds or learns any word. One that lost its letters to a pair with the next is none.
    fn learn(&mut self, word: &str) -> Word {
        if word.is_empty() {
            return Word::default();
        }
        if word.len() > KEY_BYTES
            && let Some(known) = self.words.get(word.as_bytes())
        {
            return known;
        }
        let mut folded = std::mem::take(&mut self.folded);
        fold(word, &mut folded);
        let known = self.words.get(folded.as_bytes());
        let known = known.unwrap_or_else(|| self.take_in(&folded, WordClass::default()));
        // Next time it is found as it is written.
        if word.len() > KEY_BYTES {
            if word != folded {
                self.words.insert(word.as_bytes(), known);
            }
        } else if !word.is_ascii()
            && let Some(key) = table::key_of(word.to_ascii_lowercase().as_bytes())
        {
            self.words.short_mut().insert(key, known);
        }
        self.folded = folded;
        known
    }

    /// Stems a new word in lower case and remembers it.
    #[inline(never)]
    fn take_in(&mut self, folded: &str, class: WordClass) -> Word {
        let mut chars = folded.chars();
        let letter = matches!((chars.next(), chars.next()), (Some(c), None)
            if c.is_alphabetic() && c < '\u{2E80}');
        let unglued = self.language.unglued(folded);
        let word = if class.has(WordClass::STOP) || letter || self.is_function_pair(folded) {
            Word::new(Word::NO_STEM, class)
        } else if unglued.len() < folded.len() {
            // "l'homme" is "homme", with what "l'homme" is beside.
            let known = self.words.get(unglued.as_bytes());
            let rest = known.unwrap_or_else(|| self.take_in(unglued, WordClass::default()));
            Word::new(rest.stem(), class.with(rest.class()))
        } else {
            Word::new(self.stem_id_of(folded), class)
        };
        self.words.insert(folded.as_bytes(), word);
        word
    }

    /// Whether this is a pair of touching characters, of a script without spaces, that has one of
    /// the stop words of one character in it ("的", "は") or is of hiragana alone: no topic then.
    fn is_function_pair(&self, folded: &str) -> bool {
        let mut chars = folded.chars();
        let (Some(first), Some(second), None) = (chars.next(), chars.next(), chars.next()) else {
            return false;
        };
        let is_stop = |c: char| {
            let word = self.words.get(c.encode_utf8(&mut [0; 4]).as_bytes());
            word.is_some_and(|word| word.class().has(WordClass::STOP))
        };
        let is_hiragana = |c| ('\u{3041}'..='\u{309F}').contains(&c);
        unspaced(first)
            && unspaced(second)
            && (is_stop(first) || is_stop(second) || is_hiragana(first) && is_hiragana(second))
    }

    /// The id of the stem of a word in lower case.
    fn stem_id_of(&mut self, folded: &str) -> u32 {
        match self.language.stemmer() {
            Some(Algorithm::English) if folded.is_ascii() && folded.len() <= english::BYTES_MAX => {
                self.stem_id(english::stem(folded.as_bytes()).text())
            }
            Some(algorithm) => self.stem_id(Stemmer::create(algorithm).stem(folded).as_bytes()),
            None => self.stem_id(folded.as_bytes()),
        }
    }

    fn stem_id(&mut self, stem: &[u8]) -> u32 {
        if let Some(key) = table::key_of(stem) {
            return self.stem_id_of_key(key);
        }
        self.stems.get(stem).unwrap_or_else(|| {
            let id = self.stems.len() as u32;
            self.stems.insert(stem, id);
            id
        })
    }

    /// The same for a stem that has a key.
    fn stem_id_of_key(&mut self, stem: Key) -> u32 {
        debug_assert!(
            stem != 0,
            "no rule leaves nothing of a word, or makes it longer"
        );
        let room = match self.stems.short().search(stem) {
            Ok(id) => return id,
            Err(room) => room,
        };
        let id = self.stems.len() as u32;
        self.stems.short_mut().insert_at(room, stem, id);
        id
    }
}

/// Whether a word of that key is two ASCII letters or figures or more and nothing else but marks
/// that glue nothing: so no rule but the stemmer's touches it. Such a word is in no list either,
/// if it is new: lists were taken in at the start.
fn is_plain(key: Key) -> bool {
    const ONES: Key = Key::MAX / 0xFF;
    let apostrophes = key ^ (ONES * b'\'' as Key);
    let has_apostrophe = apostrophes.wrapping_sub(ONES) & !apostrophes & (ONES << 7) != 0;
    key > 0xFF && key & (ONES << 7) == 0 && !has_apostrophe
}

/// Writes `word` in lower case, letters of two forms in one.
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
    use super::batch::LOWER_BYTES;
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn of(tag: &str) -> Vocabulary {
        Vocabulary::new(Language::from_tag(tag).unwrap_or(Language::UNDETERMINED))
    }

    /// Checks that two forms count as one term.
    fn check_one_term(tag: &str, one: &str, other: &str) {
        let mut vocabulary = of(tag);
        let (first, second) = (vocabulary.learn(one), vocabulary.learn(other));
        assert!(first.is_term(), "{tag}: {one}");
        assert_eq!(first.stem(), second.stem(), "{tag}: {one}, {other}");
    }

    fn check_no_term(tag: &str, word: &str) {
        assert!(!of(tag).learn(word).is_term(), "{tag}: {word}");
    }

    #[test]
    fn what_an_apostrophe_glues_is_no_part_of_a_term() {
        check_one_term("fr", "l'homme", "Hommes");
        check_one_term("fr", "L’homme", "homme");
        check_one_term("tr", "Ankara'da", "ankara");
        check_no_term("fr", "qu'il");
        check_no_term("fr", "C’est");
        let word = of("fr").learn("C’est");
        assert!(word.class().has(WordClass::POINTING));
    }

    #[test]
    fn letters_of_two_forms_are_one() {
        check_one_term("ro", "științe", "ştiinţe");
        check_one_term("ru", "самолёт", "самолет");
        check_no_term("en", "Don’t");
    }

    #[test]
    fn pairs_of_function_characters_are_no_terms() {
        check_no_term("zh", "桥的");
        check_no_term("ja", "から");
        check_no_term("ja", "橋は");
        assert!(of("zh").learn("石桥").is_term());
        assert!(of("ja").learn("石橋").is_term());
    }

    /// Stem and classes of each word, looked up slowly; no stem for what carries no topic.
    fn naive(words: &[String]) -> Vec<(Option<String>, WordClass)> {
        let mut classes: HashMap<&str, WordClass> = HashMap::new();
        Language::ENGLISH.classed_words(|word, class| {
            let known = classes.entry(word).or_default();
            *known = known.with(class);
        });
        for trigger_word in clean::boilerplate::TRIGGER_WORDS {
            let known = classes.entry(trigger_word).or_default();
            *known = known.with(WordClass::BOILERPLATE);
        }
        let stemmer = Stemmer::create(Algorithm::English);
        let look_up = |word: &String| {
            let mut folded = String::new();
            fold(word, &mut folded);
            let class = classes.get(folded.as_str()).copied().unwrap_or_default();
            let is_topic = !class.has(WordClass::STOP) && folded.chars().count() > 1;
            (is_topic.then(|| stemmer.stem(&folded).into()), class)
        };
        words.iter().map(look_up).collect()
    }

    proptest! {
        #[test]
        fn is_a_slow_look_up(
            words in proptest::collection::vec("[a-cA-Cst]{1,3}(ing|ED|s)?|[a-zéİ]{1,20}|The|said|however", 1..400),
            met_before in "[a-z ]{0,400}",
            gap_at in 0..1_000usize,
        ) {
            let mut vocabulary = Vocabulary::new(Language::ENGLISH);
            let mut looked_up = LookedUp::default();
            let spans = |text: &str| -> Vec<Span> {
                let offset = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
                let span = |word: &str| Span::new(offset(word)..offset(word) + word.len());
                text.split_whitespace().map(span).collect()
            };
            vocabulary.look_up(&met_before, &spans(&met_before), &mut looked_up);
            let (before, behind) = words.split_at(gap_at.min(words.len()));
            // More than is looked at in one piece, if it stands among the words.
            let text = [&before.join(" "), " ".repeat(LOWER_BYTES).as_str(), &behind.join(" ")].concat();
            vocabulary.look_up(&text, &spans(&text), &mut looked_up);
            let expected = naive(&words);
            let mut pairs = HashSet::new();
            prop_assert_eq!(looked_up.len(), words.len());
            for ((word, found), (stem, class)) in words.iter().zip(looked_up.words()).zip(&expected) {
                prop_assert_eq!(found.is_term(), stem.is_some());
                let of_initial = WordClass::of_initial(word.as_bytes()[0]);
                prop_assert_eq!(found.class(), class.with(of_initial));
                pairs.insert((found.stem(), stem));
            }
            // Numbers and stems pair off.
            let numbers: HashSet<u32> = pairs.iter().map(|pair| pair.0).collect();
            let stems: HashSet<_> = pairs.iter().map(|pair| pair.1).collect();
            prop_assert!(numbers.len() == pairs.len() && stems.len() == pairs.len());
        }
    }
}
