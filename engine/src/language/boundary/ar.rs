//! Arabic boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static AR: BoundaryWords = BoundaryWords {
    titles: "د أ م أ.د ا.د م.د د.م السيد الشيخ دكتور مهندس بروف",
    before_number: "ص ج ط رقم هاتف ت ف م هـ ق ر",
    may_end_sentence: "هـ ق.م ب.م ش.م.م ش.م ذ.م.م كم سم مم كغ كجم إلخ الخ ا.هـ",
    continuing: "مثلا أي تقر إلخ",
    everyday: "السيد الشيخ دكتور مهندس رقم هاتف أي مثلا إلخ الخ",
    reporting: "\
        قال قالت قالوا يقول تقول أضاف أضافت وأضاف أكد أكدت صرح صرحت أعلن أعلنت أوضح أوضحت أشار أشارت ذكر ذكرت سأل \
        سألت أجاب أجابت رد ردت كتب كتبت قائلا قائلة مضيفا مؤكدا موضحا التالي التالية الآتي الآتية يلي منها وهي هي هو",
    label_colon: true,
    ..BoundaryWords::EMPTY
};
