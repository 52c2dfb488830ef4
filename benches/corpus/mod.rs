//! What benches read: real articles where given, else made-up ones of the same statistics.

#![allow(dead_code, reason = "each bench uses a part")]

use std::collections::HashSet;

/// Articles to time, and earlier ones for a worker to have seen.
pub(crate) struct Corpus {
    /// Where the texts come from, for reports.
    pub name: String,
    /// Read before the clock runs.
    pub seen: Vec<String>,
    /// Read while the clock runs.
    pub unseen: Vec<String>,
}

impl Corpus {
    /// The articles of `GLEANER_BENCH_DATA` (JSON lines with a `text`), every other one seen; made-up
    /// news without it.
    pub(crate) fn news() -> Corpus {
        match std::env::var("GLEANER_BENCH_DATA") {
            Ok(path) => Corpus::read(&path),
            Err(_) => {
                let mut writer = Writer::new(7);
                let mut articles = || (0..250).map(|_| writer.article(4_000)).collect();
                Corpus {
                    name: "made-up news".into(),
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
        for (line, at) in lines.lines().zip(0..) {
            let record: serde_json::Value = serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{path}:{}: {error}", at + 1));
            let text = record["text"]
                .as_str()
                .unwrap_or_else(|| panic!("{path}:{}: no \"text\"", at + 1));
            [&mut seen, &mut unseen][at % 2].push(text.to_owned());
        }
        Corpus {
            name: path.rsplit('/').next().unwrap_or(path).to_owned(),
            seen,
            unseen,
        }
    }

    /// Bytes of the unseen articles.
    pub(crate) fn unseen_bytes(&self) -> u64 {
        self.unseen.iter().map(|text| text.len() as u64).sum()
    }

    /// Share of the words of the unseen articles that no seen article has.
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

    /// Texts of about `bytes` each, no two alike as long as there are articles for it: one of 1 MB or
    /// more, else a megabyte of them. A short text that is read again and again tells little, since
    /// branch predictors learn it by heart.
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
            let end = text[..end].rfind(". ").map_or(end, |stop| stop + 1);
            text.truncate(end);
            text
        };
        (0..count).map(|_| text()).collect()
    }
}

/// Alphabets of made-up languages.
#[derive(Clone, Copy)]
pub(crate) enum Letters {
    /// ASCII.
    English,
    /// Two bytes a letter.
    Russian,
    /// Three bytes a letter, no spaces.
    Chinese,
}

/// Writes made-up news: word lengths, sentence lengths, the share of frequent words and that of
/// words never seen before (3 to 4 %) are those of English news articles.
pub(crate) struct Writer {
    state: u64,
    topics: Vec<String>,
    coined: u64,
    letters: Letters,
}

impl Writer {
    const FREQUENT: &str = "the of to and a in that is was for on it with he as be at by had not are \
        but from or have an they which one you were all her she there would their we him been has \
        when who will no more if out so up said what its about than into them can only other time new";
    const SYLLABLES: [&str; 32] = [
        "ba", "cor", "den", "el", "fi", "gra", "hol", "in", "ju", "kel", "lo", "mar", "nor", "os",
        "per", "qui", "ros", "sta", "ten", "ul", "ver", "wil", "xan", "yor", "zel", "con", "pre",
        "dis", "ra", "mi", "to", "sen",
    ];
    const ENDINGS: [&str; 10] = ["", "s", "ed", "ing", "er", "ly", "tion", "al", "'s", "ment"];
    const TOPICS: usize = 20_000;

    /// A writer of English-like text.
    pub(crate) fn new(seed: u64) -> Writer {
        Writer::of(Letters::English, seed)
    }

    /// A writer in other letters.
    pub(crate) fn of(letters: Letters, seed: u64) -> Writer {
        let mut writer = Writer {
            state: seed,
            topics: Vec::new(),
            coined: 0,
            letters,
        };
        writer.topics = (0..Writer::TOPICS).map(|_| writer.coin()).collect();
        writer
    }

    /// An article of about `bytes`, its paragraphs of one to four sentences.
    pub(crate) fn article(&mut self, bytes: usize) -> String {
        let subjects: Vec<usize> = (0..25).map(|_| self.zipf(Writer::TOPICS)).collect();
        let mut text = String::new();
        while text.len() < bytes {
            for _ in 0..=self.below(4) {
                self.sentence(&subjects, &mut text);
            }
            text.push_str("\n\n");
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn sentence(&mut self, subjects: &[usize], text: &mut String) {
        let words = 6 + self.below(14) + self.below(14);
        let (space, comma, stop) = match self.letters {
            Letters::Chinese => ("", "，", "。"),
            _ => (" ", ", ", ". "),
        };
        for at in 0..words {
            let word = self.word(subjects);
            if at > 0 {
                text.push_str(if self.below(14) == 0 { comma } else { space });
            }
            if at == 0 || self.below(9) == 0 {
                let mut chars = word.chars();
                text.extend(chars.next().map(|c| c.to_uppercase().next().unwrap_or(c)));
                text.push_str(chars.as_str());
            } else {
                text.push_str(&word);
            }
        }
        text.push_str(stop);
    }

    fn word(&mut self, subjects: &[usize]) -> String {
        match self.below(100) {
            0..45 => {
                let frequent = Writer::FREQUENT.split(' ').filter(|word| !word.is_empty());
                let at = self.zipf(70);
                let word = frequent.clone().nth(at).unwrap_or("the");
                self.spell(word)
            }
            45..65 => {
                let at = subjects[self.below(subjects.len() as u64) as usize];
                self.topics[at].clone()
            }
            65..94 => {
                let at = self.zipf(Writer::TOPICS);
                self.topics[at].clone()
            }
            94..97 => (1 + self.below(2_000)).to_string(),
            _ => self.coin(),
        }
    }

    /// A word that never comes twice.
    fn coin(&mut self) -> String {
        self.coined += 1;
        let mut word = String::new();
        let mut rest = self.coined;
        while rest > 0 {
            word.push_str(Writer::SYLLABLES[(rest % 32) as usize]);
            rest /= 32;
        }
        word.push_str(Writer::ENDINGS[self.below(10) as usize]);
        self.spell(&word)
    }

    fn spell(&self, word: &str) -> String {
        let shifted = |base: u32, spread: u32, step: usize| {
            let letter =
                |c: char| char::from_u32(base + (c as u32 * spread) % (26 * spread)).unwrap_or(c);
            let letters = word.chars().filter(char::is_ascii_alphabetic);
            letters.step_by(step).map(letter).collect()
        };
        match self.letters {
            Letters::English => word.to_owned(),
            Letters::Russian => shifted(0x430, 1, 1),
            Letters::Chinese => shifted(0x4E00, 37, 3),
        }
    }

    /// Below `count`, small numbers oftener (about 1/rank).
    fn zipf(&mut self, count: usize) -> usize {
        let share = self.below(1 << 30) as f64 / f64::from(1 << 30);
        (libm::pow(count as f64, share) - 1.0) as usize
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }
}
