//! The documents that the load generator sends: those of a file, or synthetic articles.

use std::path::Path;

/// How many documents of a file are used, so that a large file fits into memory.
const TEXTS_MAX: usize = 10_000;
/// The number of different synthetic articles.
const SYNTHETIC_ARTICLES: u64 = 64;

/// The texts in the field `field` of a JSONL file, at most [`TEXTS_MAX`].
///
/// # Errors
///
/// One line with the flag, the file and the line that cannot be used.
pub(super) fn read(path: &Path, field: &str) -> Result<Vec<String>, String> {
    let file_error = |message: String| format!("--data {}: {message}", path.display());
    let content = std::fs::read_to_string(path).map_err(|error| file_error(error.to_string()))?;
    let mut texts = Vec::new();
    for (number, line) in content.lines().take(TEXTS_MAX).enumerate() {
        let line_error = |message: String| file_error(format!("line {}: {message}", number + 1));
        let record: serde_json::Value =
            serde_json::from_str(line).map_err(|error| line_error(error.to_string()))?;
        match record.get(field).and_then(serde_json::Value::as_str) {
            Some(text) if !text.is_empty() => texts.push(text.to_owned()),
            _ => {
                let message =
                    format!("has no text in the field '{field}'; set --text-field to another one");
                return Err(line_error(message));
            }
        }
    }
    if texts.is_empty() {
        return Err(file_error("has no documents".into()));
    }
    Ok(texts)
}

/// Articles of about `bytes` bytes each. Their sentences consist of a few frequent words and of many
/// rare ones, which are made of syllables.
pub(super) fn synthetic(bytes: usize) -> Vec<String> {
    (1..=SYNTHETIC_ARTICLES)
        .map(|seed| article(seed, bytes))
        .collect()
}

fn article(seed: u64, bytes: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "ren", "to", "lim", "sa", "vor", "ne", "kil", "du", "mar", "pe", "ston", "ga", "tri",
        "lo", "wen",
    ];
    const FREQUENT: [&str; 12] = [
        "the", "of", "and", "to", "a", "in", "that", "was", "for", "on", "with", "by",
    ];
    let mut state = seed;
    // SplitMix64 (Steele, Lea & Flood 2014): random enough for prose, and the same on all machines.
    let mut next = |bound: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    };
    let mut text = String::with_capacity(bytes + 64);
    while text.len() < bytes {
        let words = 8 + next(24);
        for word in 0..words {
            let start = text.len();
            if word > 0 && next(2) == 0 {
                text.push_str(FREQUENT[next(FREQUENT.len())]);
            } else {
                for _ in 0..2 + next(2) {
                    text.push_str(SYLLABLES[next(SYLLABLES.len())]);
                }
            }
            if word == 0 {
                text[start..=start].make_ascii_uppercase();
            }
            text.push(if word + 1 == words { '.' } else { ' ' });
        }
        text.push_str(if next(4) == 0 { "\n\n" } else { " " });
    }
    text
}
