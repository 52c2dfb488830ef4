//! The texts that benchmarks read: real articles if a file of them is given, otherwise generated
//! articles with the same statistics.

#![allow(dead_code, reason = "no benchmark uses all of it")]

use std::collections::HashSet;

/// Articles to measure with, and articles that a worker has read before.
pub(crate) struct Corpus {
    /// Where the articles come from, for reports.
    pub name: String,
    /// Articles that a worker reads before the measurement.
    pub seen: Vec<String>,
    /// Articles that the measurement reads.
    pub unseen: Vec<String>,
}

impl Corpus {
    /// The articles in the file `GLEANER_BENCH_DATA` (JSON lines with a `text`), every other one of
    /// them seen. Without that variable, 250 seen and 250 unseen generated articles.
    pub(crate) fn news() -> Corpus {
        match std::env::var("GLEANER_BENCH_DATA") {
            Ok(path) => Corpus::read(&path),
            Err(_) => {
                let mut generator = ArticleGenerator::new(7);
                let mut articles = || (0..250).map(|_| generator.article(4_000)).collect();
                Corpus {
                    name: "generated news".into(),
                    seen: articles(),
                    unseen: articles(),
                }
            }
        }
    }

    fn read(path: &str) -> Corpus {
        let lines = std::fs::read_to_string(path)
            .unwrap_or_else(|error| panic!("cannot read GLEANER_BENCH_DATA={path}: {error}"));
        let (mut seen, mut unseen) = (Vec::new(), Vec::new());
        for (line, index) in lines.lines().zip(0..) {
            let record: serde_json::Value = serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{path}:{}: {error}", index + 1));
            let text = record["text"]
                .as_str()
                .unwrap_or_else(|| panic!("{path}:{}: no \"text\"", index + 1));
            [&mut seen, &mut unseen][index % 2].push(text.to_owned());
        }
        Corpus {
            name: path.rsplit('/').next().unwrap_or(path).to_owned(),
            seen,
            unseen,
        }
    }

    /// The total length of the unseen articles in bytes.
    pub(crate) fn unseen_bytes(&self) -> u64 {
        self.unseen.iter().map(|text| text.len() as u64).sum()
    }

    /// The share of the unseen articles' words that occur in no seen article.
    pub(crate) fn never_seen_share(&self) -> f64 {
        use unicode_segmentation::UnicodeSegmentation;
        let known: HashSet<String> = self
            .seen
            .iter()
            .flat_map(|text| text.unicode_words())
            .map(str::to_lowercase)
            .collect();
        let (mut words, mut new) = (0u32, 0u32);
        for word in self.unseen.iter().flat_map(|text| text.unicode_words()) {
            words += 1;
            new += u32::from(!known.contains(&word.to_lowercase()));
        }
        f64::from(new) / f64::from(words)
    }

    /// Texts of about `bytes` bytes each, made of articles: a megabyte of them in total, or one text
    /// if it is longer than that. No two are alike while there are enough articles. One short text
    /// read again and again would tell little, because branch predictors learn it.
    pub(crate) fn of_size(&self, bytes: usize) -> Vec<String> {
        let count = (1_000_000 / bytes).max(1);
        let mut articles = self.unseen.iter().chain(&self.seen).cycle();
        let mut text = || {
            let mut text = String::with_capacity(bytes + 16_384);
            for article in articles.by_ref() {
                text.push_str(article);
                if text.len() >= bytes {
                    break;
                }
                text.push_str("\n\n");
            }
            let end = text.floor_char_boundary(bytes);
            let end = text[..end].rfind(". ").map_or(end, |index| index + 1);
            text.truncate(end);
            text
        };
        (0..count).map(|_| text()).collect()
    }
}

/// The alphabets of the generated languages.
#[derive(Clone, Copy)]
pub(crate) enum Alphabet {
    /// One byte per letter (ASCII).
    English,
    /// Two bytes per letter.
    Russian,
    /// Three bytes per letter, and no spaces between words.
    Chinese,
}

/// Generates news articles of invented words. Word lengths, sentence lengths, the share of frequent
/// words and the share of words never seen before (3 to 4 %) are those of English news.
pub(crate) struct ArticleGenerator {
    random_state: u64,
    /// Words that occur again and again, the frequent ones first.
    topic_words: Vec<String>,
    /// How many words were invented so far.
    invented: u64,
    alphabet: Alphabet,
}

impl ArticleGenerator {
    const FREQUENT: &str = "the of to and a in that is was for on it with he as be at by had not are \
        but from or have an they which one you were all her she there would their we him been has \
        when who will no more if out so up said what its about than into them can only other time new";
    const SYLLABLES: [&str; 32] = [
        "ba", "cor", "den", "el", "fi", "gra", "hol", "in", "ju", "kel", "lo", "mar", "nor", "os",
        "per", "qui", "ros", "sta", "ten", "ul", "ver", "wil", "xan", "yor", "zel", "con", "pre",
        "dis", "ra", "mi", "to", "sen",
    ];
    const ENDINGS: [&str; 10] = ["", "s", "ed", "ing", "er", "ly", "tion", "al", "'s", "ment"];
    const TOPIC_WORDS: usize = 20_000;

    /// Generates articles that look like English.
    pub(crate) fn new(seed: u64) -> ArticleGenerator {
        ArticleGenerator::with_alphabet(Alphabet::English, seed)
    }

    /// Generates articles in another alphabet.
    pub(crate) fn with_alphabet(alphabet: Alphabet, seed: u64) -> ArticleGenerator {
        let mut generator = ArticleGenerator {
            random_state: seed,
            topic_words: Vec::new(),
            invented: 0,
            alphabet,
        };
        generator.topic_words = (0..ArticleGenerator::TOPIC_WORDS)
            .map(|_| generator.new_word())
            .collect();
        generator
    }

    /// An article of about `bytes` bytes, in paragraphs of one to four sentences.
    pub(crate) fn article(&mut self, bytes: usize) -> String {
        let topics: Vec<usize> = (0..25)
            .map(|_| self.zipf(ArticleGenerator::TOPIC_WORDS))
            .collect();
        let mut text = String::new();
        while text.len() < bytes {
            for _ in 0..=self.below(4) {
                self.push_sentence(&topics, &mut text);
            }
            text.push_str("\n\n");
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn push_sentence(&mut self, topics: &[usize], text: &mut String) {
        let words = 6 + self.below(14) + self.below(14);
        let (space, comma, full_stop) = match self.alphabet {
            Alphabet::Chinese => ("", "，", "。"),
            _ => (" ", ", ", ". "),
        };
        for index in 0..words {
            let word = self.word(topics);
            if index > 0 {
                text.push_str(if self.below(14) == 0 { comma } else { space });
            }
            if index == 0 || self.below(9) == 0 {
                let mut chars = word.chars();
                text.extend(chars.next().map(|c| c.to_uppercase().next().unwrap_or(c)));
                text.push_str(chars.as_str());
            } else {
                text.push_str(&word);
            }
        }
        text.push_str(full_stop);
    }

    /// A frequent word (45 %), a word of the article's topics (20 %), of any topic (29 %), a number
    /// (3 %) or a new word (3 %).
    fn word(&mut self, topics: &[usize]) -> String {
        match self.below(100) {
            0..45 => {
                let frequent =
                    (ArticleGenerator::FREQUENT.split(' ')).filter(|word| !word.is_empty());
                let index = self.zipf(70);
                let word = frequent.clone().nth(index).unwrap_or("the");
                self.spell(word)
            }
            45..65 => {
                let index = topics[self.below(topics.len() as u64) as usize];
                self.topic_words[index].clone()
            }
            65..94 => {
                let index = self.zipf(ArticleGenerator::TOPIC_WORDS);
                self.topic_words[index].clone()
            }
            94..97 => (1 + self.below(2_000)).to_string(),
            _ => self.new_word(),
        }
    }

    /// A word that this generator has not used before.
    fn new_word(&mut self) -> String {
        self.invented += 1;
        let mut word = String::new();
        let mut rest = self.invented;
        while rest > 0 {
            word.push_str(ArticleGenerator::SYLLABLES[(rest % 32) as usize]);
            rest /= 32;
        }
        word.push_str(ArticleGenerator::ENDINGS[self.below(10) as usize]);
        self.spell(&word)
    }

    /// Writes an English-like word in the alphabet.
    fn spell(&self, word: &str) -> String {
        let shifted = |base: u32, spread: u32, step: usize| {
            let letter =
                |c: char| char::from_u32(base + (c as u32 * spread) % (26 * spread)).unwrap_or(c);
            let letters = word.chars().filter(char::is_ascii_alphabetic);
            letters.step_by(step).map(letter).collect()
        };
        match self.alphabet {
            Alphabet::English => word.to_owned(),
            Alphabet::Russian => shifted(0x430, 1, 1),
            Alphabet::Chinese => shifted(0x4E00, 37, 3),
        }
    }

    /// A random number below `count`; the probability of each is about proportional to 1/rank.
    fn zipf(&mut self, count: usize) -> usize {
        let share = self.below(1 << 30) as f64 / f64::from(1 << 30);
        (libm::pow(count as f64, share) - 1.0) as usize
    }

    /// A random number below `bound`, by SplitMix64.
    fn below(&mut self, bound: u64) -> u64 {
        self.random_state = self.random_state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.random_state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }
}
