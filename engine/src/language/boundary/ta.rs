//! Tamil boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static TA: BoundaryWords = BoundaryWords {
    titles: "திரு திருமதி செல்வி டாக்டர் பேரா முனை மரு புல டாக் பொறி",
    before_number: "ரூ பக் எண் கி பி தொ ப தொலை",
    may_end_sentence: "லிட் கி.மீ மீ செ.மீ கி.கி கி.பி கி.மு",
    continuing: "\
        ஏ பி சி டி ஈ இ எஃப் எப் ஜி எச் ஐ ஜே கே எல் எம் என் ஓ கியூ ஆர் எஸ் யூ வி டபிள்யூ எக்ஸ் வை மு க கா கி சு ச \
        செ வே வ ரா ம மா ந நா த தி து பா பெ அ ஆ உ எ இரா சோ கோ மே ப எ.கா",
    ..BoundaryWords::EMPTY
};
