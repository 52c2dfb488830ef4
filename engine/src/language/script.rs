//! Scripts by ranges of characters, for detection and for telling which scripts use no spaces.

/// A writing system, as far as detection of languages tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Script {
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Greek letters.
    Greek,
    /// Armenian letters.
    Armenian,
    /// Hebrew letters.
    Hebrew,
    /// Arabic letters.
    Arabic,
    /// Devanagari letters.
    Devanagari,
    /// Bengali letters.
    Bengali,
    /// Tamil letters.
    Tamil,
    /// Thai letters.
    Thai,
    /// Lao letters.
    Lao,
    /// Burmese letters.
    Myanmar,
    /// Ethiopic letters.
    Ethiopic,
    /// Khmer letters.
    Khmer,
    /// Hangul, as syllables or single letters.
    Hangul,
    /// Hiragana and katakana.
    Kana,
    /// Chinese characters.
    Han,
}

impl Script {
    /// Every script.
    pub const ALL: [Script; Script::COUNT] = [
        Script::Latin,
        Script::Cyrillic,
        Script::Greek,
        Script::Armenian,
        Script::Hebrew,
        Script::Arabic,
        Script::Devanagari,
        Script::Bengali,
        Script::Tamil,
        Script::Thai,
        Script::Lao,
        Script::Myanmar,
        Script::Ethiopic,
        Script::Khmer,
        Script::Hangul,
        Script::Kana,
        Script::Han,
    ];

    pub(super) const COUNT: usize = Script::Han as usize + 1;

    /// The script of a letter; `None` for characters that are no letters and for other scripts.
    pub(crate) fn of(c: char) -> Option<Script> {
        // Fast path for Russian; the range is within that of Cyrillic below.
        if let 'А'..='я' = c {
            return Some(Script::Cyrillic);
        }
        Some(match c as u32 {
            0x41..=0x5A | 0x61..=0x7A => Script::Latin,
            0..0xAA => return None,
            0xAA | 0xBA | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x24F | 0x1E00..=0x1EFF => {
                Script::Latin
            }
            0x370..=0x3FF | 0x1F00..=0x1FFF => Script::Greek,
            0x400..=0x52F => Script::Cyrillic,
            0x531..=0x587 => Script::Armenian,
            0x591..=0x5F4 => Script::Hebrew,
            0x620..=0x65F
            | 0x66E..=0x6D3
            | 0x6D5..=0x6FF
            | 0x750..=0x77F
            | 0xFB50..=0xFDFF
            | 0xFE70..=0xFEFC => Script::Arabic,
            0x900..=0x963 => Script::Devanagari,
            0x980..=0x9E5 => Script::Bengali,
            0xB80..=0xBE5 => Script::Tamil,
            0xE01..=0xE4E => Script::Thai,
            0xE81..=0xECE | 0xEDC..=0xEDF => Script::Lao,
            0x1000..=0x103F | 0x1050..=0x108F => Script::Myanmar,
            0x1200..=0x135A => Script::Ethiopic,
            0x1780..=0x17D3 => Script::Khmer,
            0x1100..=0x11FF | 0x3131..=0x318E | 0xAC00..=0xD7A3 => Script::Hangul,
            0x3041..=0x309F
            | 0x30A1..=0x30FA
            | 0x30FC..=0x30FF
            | 0x31F0..=0x31FF
            | 0xFF66..=0xFF9F => Script::Kana,
            0x3005..=0x3007
            | 0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xF900..=0xFAFF
            | 0x20000..=0x323AF => Script::Han,
            0xFF21..=0xFF3A | 0xFF41..=0xFF5A => Script::Latin,
            _ => return None,
        })
    }
}

/// Whether `c` belongs to a script that puts no spaces between words. UAX #29 finds a word in each
/// character of such text (in katakana, in each run), so the engine uses pairs of touching words as
/// terms there.
///
/// The plain equivalent is [`is_of_unspaced_script`], which a test compares for every character.
/// Answering at once for Chinese characters, hiragana and everything before Thai was part of a change
/// that took twenty Chinese articles from 21.1 to 16.8 million instructions.
#[inline]
pub(crate) fn is_unspaced(c: char) -> bool {
    match c {
        '\u{4E00}'..='\u{9FFF}' | '\u{3041}'..='\u{3096}' => true,
        ..'\u{E00}' => false,
        _ => is_of_unspaced_script(c),
    }
}

fn is_of_unspaced_script(c: char) -> bool {
    matches!(
        Script::of(c),
        Some(
            Script::Han
                | Script::Kana
                | Script::Thai
                | Script::Lao
                | Script::Myanmar
                | Script::Khmer
        )
    )
}

/// Maps letters that are written in two forms to one of them: apostrophes, the Romanian letters with a
/// comma (to those with a cedilla, which Snowball knows) and Russian ё. Terms and word lists are folded
/// in this way.
pub(crate) fn fold(c: char) -> char {
    match c {
        '’' | 'ʼ' | '＇' => '\'',
        'ș' => 'ş',
        'ț' => 'ţ',
        'ё' => 'е',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fast_path_of_unspaced_scripts_is_exact() {
        for c in char::MIN..=char::MAX {
            assert_eq!(is_unspaced(c), is_of_unspaced_script(c), "{c:?}");
        }
    }
}
