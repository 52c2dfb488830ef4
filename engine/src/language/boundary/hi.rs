//! Hindi boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static HI: BoundaryWords = BoundaryWords {
    titles: "\
        डॉ डा डॉक्टर प्रो पं श्री सुश्री कु मि मिस्टर मिसेज स्व मो मौ सं ले कर्नल कै मेजर इं इंजी एड सर सेंट चौ \
        ठा ब्रि",
    before_number: "रु रू पृ सं क्र नं ई वि अध्या खं धारा फोन दू ता लग",
    may_end_sentence: "\
        लि प्रा कं इत्यादि आदि कि.मी किमी मी से.मी सेमी कि.ग्रा किग्रा ग्रा ई.पू ई वि.सं ई.सं",
    continuing: "\
        ए बी सी डी ई एफ जी एच आई जे एल एम एन पी क्यू आर एस टी यू डब्ल्यू एक्स वाई जेड ज़ेड के ओ वी अ उदा जैसे \
        अर्थात् तु बी.ए एम.ए पी.एच.डी",
    ..BoundaryWords::EMPTY
};
