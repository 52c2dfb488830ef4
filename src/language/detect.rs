//! Which language a text is in, from a few windows of it.
//!
//! Letters tell the script, and for most scripts that tells the language. Among those that share one
//! (Latin, Cyrillic, Arabic), words vote: each of the commonest words of a language is a hit for all
//! languages that have it, worth the more the fewer those are; letters that only some of them write
//! vote likewise.

use super::Language;
use super::row::ROWS;
use super::script::Script;
use std::sync::LazyLock;

/// The language of a text, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detection {
    /// The likeliest language; the script's default or `und` where nothing tells.
    pub language: Language,
    /// 0 to 1: by what share of its votes the language leads the next one, less where votes are few
    /// or other scripts take part.
    pub confidence: f64,
    /// Whether the guess should not be trusted: too little text, or two languages too close.
    pub uncertain: bool,
}

/// How many bytes one look takes from each of its places, and how many places it takes.
const LOOKS: [(usize, usize); 2] = [(160, 4), (512, 8)];

/// A hit of one language alone. It can be shared by up to twelve.
const HIT: u32 = 12;
/// A letter of one language alone.
const LETTER: u32 = 6;
/// Votes that are put against the winner before it has any: what a chance hit or two would make.
const DOUBT: f64 = 2.0 * HIT as f64;
/// Letters (in bytes) that a script of one language has to show before it is half certain.
const SCRIPT_DOUBT: f64 = 6.0;
/// Below this confidence a detection is uncertain.
const CERTAIN: f64 = 0.3;
/// With so many words, a language that we know would have shown itself …
const ENOUGH_WORDS: u32 = 40;
/// … by at least so many votes for each of them.
const VOTES_PER_WORD: f64 = 1.2;

/// Guesses the language of clean text. Reads at most 5 KB of it, less where that is clear.
pub fn detect(text: &str) -> Detection {
    let mut detection = Detection {
        language: Language::UNDETERMINED,
        confidence: 0.0,
        uncertain: true,
    };
    for (window_bytes, places) in LOOKS {
        let mut votes = Votes::default();
        if text.len() <= window_bytes * places {
            votes.read(text);
        } else {
            for place in 0..places {
                votes.read(window(text, text.len() / places * place, window_bytes));
            }
        }
        detection = votes.decide();
        if !detection.uncertain || text.len() <= window_bytes * places {
            break;
        }
    }
    detection
}

/// About `bytes` of `text` from `start`, on whole characters and from the start of a word.
fn window(text: &str, start: usize, bytes: usize) -> &str {
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at += 1;
        }
        at
    };
    let window = &text[boundary(start)..boundary((start + bytes).min(text.len()))];
    match window.find(' ') {
        Some(space) if start > 0 => &window[space..],
        _ => window,
    }
}

/// What a sample has shown.
#[derive(Default)]
struct Votes {
    /// Bytes of letters by script.
    scripts: [u32; Script::COUNT],
    /// Votes by place in [`Table::languages`].
    languages: [u32; VOTERS_MAX],
    words: u32,
}

impl Votes {
    fn read(&mut self, sample: &str) {
        let table = &*TABLE;
        let bytes = sample.as_bytes();
        let (mut word, mut at) = (Word::default(), 0);
        while at < bytes.len() {
            let byte = bytes[at];
            if byte.is_ascii_alphabetic() {
                word.push(byte | 0x20);
                self.scripts[Script::Latin as usize] += 1;
                at += 1;
                continue;
            }
            if byte.is_ascii() {
                self.end_word(&mut word, table);
                at += 1;
                continue;
            }
            let Some(c) = sample[at..].chars().next() else {
                break;
            };
            at += c.len_utf8();
            match Script::of(c) {
                Some(script) => {
                    self.scripts[script as usize] += c.len_utf8() as u32;
                    self.read_letter(c, &mut word, table);
                }
                // A mark on a letter or a joiner between two; all else ends a word.
                None if matches!(c, '\u{300}'..='\u{36F}' | '\u{200C}'..='\u{200D}') => {}
                None => self.end_word(&mut word, table),
            }
        }
        self.end_word(&mut word, table);
    }

    fn read_letter(&mut self, c: char, word: &mut Word, table: &Table) {
        let c = c.to_lowercase().next().unwrap_or(c);
        word.push_char(c);
        let voters = table.letters.get(c as usize).copied().unwrap_or(0);
        self.vote(voters, LETTER);
    }

    fn end_word(&mut self, word: &mut Word, table: &Table) {
        if word.len > 0 {
            self.words += 1;
            self.vote(table.voters(word.hash), HIT);
        }
        *word = Word::default();
    }

    fn vote(&mut self, mut voters: u32, worth: u32) {
        if voters == 0 {
            return;
        }
        let each = (worth / voters.count_ones()).max(1);
        while voters != 0 {
            self.languages[voters.trailing_zeros() as usize] += each;
            voters &= voters - 1;
        }
    }

    fn decide(&self) -> Detection {
        let letters: u32 = self.scripts.iter().sum();
        let count = |script: Script| self.scripts[script as usize];
        let Some(&script) = Script::ALL
            .iter()
            .rev()
            .max_by_key(|&&script| count(script))
        else {
            return self.nothing();
        };
        if letters == 0 {
            return self.nothing();
        }
        // Japanese is Han with kana between; Chinese has none.
        let cjk = count(Script::Han) + count(Script::Kana);
        let (script, bytes) = if matches!(script, Script::Han | Script::Kana) {
            let kana = count(Script::Kana) * 20 > cjk;
            (if kana { Script::Kana } else { Script::Han }, cjk)
        } else {
            (script, count(script))
        };
        let share = f64::from(bytes) / f64::from(letters);
        let (language, confidence) = self.best_of(script, f64::from(bytes));
        let confidence = confidence * share;
        Detection {
            language,
            confidence,
            uncertain: confidence < CERTAIN,
        }
    }

    /// The likeliest language of a script, and how far it leads.
    fn best_of(&self, script: Script, bytes: f64) -> (Language, f64) {
        let default = script.default_language();
        let (mut best, mut best_votes, mut next_votes) = (default, 0, 0);
        let mut candidates = 0;
        for (place, &language) in TABLE.languages.iter().enumerate() {
            if language.scripts().first() != Some(&script) {
                continue;
            }
            candidates += 1;
            let votes = self.languages[place];
            if votes > best_votes {
                (best, best_votes, next_votes) = (language, votes, best_votes);
            } else {
                next_votes = next_votes.max(votes);
            }
        }
        if candidates == 0 {
            return (default, bytes / (bytes + SCRIPT_DOUBT));
        }
        let lead = f64::from(best_votes - next_votes) / (f64::from(best_votes) + DOUBT);
        let few = f64::from(best_votes) < VOTES_PER_WORD * f64::from(self.words);
        if self.words >= ENOUGH_WORDS && few {
            (Language::UNDETERMINED, 0.0)
        } else if lead < CERTAIN && best_votes < 4 * HIT {
            (default, lead)
        } else {
            (best, lead)
        }
    }

    fn nothing(&self) -> Detection {
        Detection {
            language: Language::UNDETERMINED,
            confidence: 0.0,
            uncertain: true,
        }
    }
}

impl Script {
    /// What a text in this script is taken for when nothing else tells.
    fn default_language(self) -> Language {
        TABLE.defaults[self as usize]
    }
}

/// A word as it is read: its lower-case bytes, hashed.
#[derive(Default)]
struct Word {
    hash: u64,
    len: u32,
}

impl Word {
    fn push(&mut self, byte: u8) {
        self.hash = self.hash.wrapping_mul(31).wrapping_add(u64::from(byte));
        self.len += 1;
    }

    fn push_char(&mut self, c: char) {
        let mut bytes = [0; 4];
        c.encode_utf8(&mut bytes).bytes().for_each(|b| self.push(b));
    }
}

/// How many languages may have frequent words: a bit each.
const VOTERS_MAX: usize = 32;
const SLOTS: usize = 4096;

/// Who votes for what.
struct Table {
    /// Languages with frequent words, a bit each in the masks below.
    languages: Vec<Language>,
    /// Open addressing over words' hashes: the hash's upper half above, voters below; 0 is empty.
    slots: Vec<u64>,
    /// Voters by letter, up to the Arabic block.
    letters: Vec<u32>,
    /// By script.
    defaults: [Language; Script::COUNT],
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Table {
        let languages: Vec<Language> = Language::all()
            .filter(|language| !ROWS[language.0 as usize].frequent.is_empty())
            .collect();
        assert!(languages.len() <= VOTERS_MAX, "widen the masks");
        let mut defaults = [Language::UNDETERMINED; Script::COUNT];
        for script in Script::ALL {
            let first =
                Language::all().find(|language| language.scripts().first() == Some(&script));
            defaults[script as usize] = first.unwrap_or(Language::UNDETERMINED);
        }
        let mut table = Table {
            languages,
            slots: vec![0; SLOTS],
            letters: vec![0; 0x1F00],
            defaults,
        };
        for (place, language) in table.languages.clone().into_iter().enumerate() {
            let row = ROWS[language.0 as usize];
            for frequent in row.frequent.split_whitespace() {
                let mut word = Word::default();
                frequent.chars().for_each(|c| word.push_char(c));
                table.add(word.hash, 1 << place);
            }
            for letter in row.letters.chars() {
                table.letters[letter as usize] |= 1 << place;
            }
            // Every letter of this block is Vietnamese.
            if row.tag == "vi" {
                for letter in 0x1EA0..0x1EFA {
                    table.letters[letter] |= 1 << place;
                }
            }
        }
        table
    }

    fn add(&mut self, hash: u64, voter: u32) {
        let (mut at, print) = Table::place(hash);
        while self.slots[at] != 0 && self.slots[at] >> 32 != print {
            at = (at + 1) % SLOTS;
        }
        self.slots[at] |= print << 32 | u64::from(voter);
    }

    /// Whose frequent word this is.
    fn voters(&self, hash: u64) -> u32 {
        let (mut at, print) = Table::place(hash);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return 0;
            }
            if slot >> 32 == print {
                return slot as u32;
            }
            at = (at + 1) % SLOTS;
        }
    }

    fn place(hash: u64) -> (usize, u64) {
        let mixed = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (
            (mixed >> 52) as usize % SLOTS,
            (mixed >> 20) & 0xFFFF_FFFF | 1,
        )
    }
}
