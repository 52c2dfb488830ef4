//! Scripts by character range: what detection looks at first, and which ones write no spaces.

/// A writing system, as far as telling languages apart needs it.
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

    /// The script of a letter; `None` for what belongs to none or to one that we know nothing of.
    pub(crate) fn of(c: char) -> Option<Script> {
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

/// Whether words of the script that `c` belongs to run together without spaces. UAX #29 gives such
/// text a word a character (katakana: a word a run), so terms are pairs of touching words there.
#[inline]
pub(crate) fn unspaced(c: char) -> bool {
    match c {
        // Most of what is asked: Chinese characters and hiragana, and what is none of these scripts.
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

/// One form for letters that are written in two ways and mean one: apostrophes, the Romanian comma
/// letters (Snowball knows the cedilla ones), Russian ё. Terms and word lists are folded.
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
    fn the_short_way_to_unspaced_scripts_is_the_long_one() {
        for c in char::MIN..=char::MAX {
            assert_eq!(unspaced(c), is_of_unspaced_script(c), "{c:?}");
        }
    }
}
