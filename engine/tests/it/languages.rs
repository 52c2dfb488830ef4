//! A check that every language has to pass, and detection of languages.

use gleaner_engine::{Language, Options, WarningCode, detect, sentences, summarize};
use std::collections::HashSet;
use std::path::Path;
use unicode_segmentation::UnicodeSegmentation;

/// Two forms of one word for each language with a stemmer.
const FORMS: [(&str, &str, &str); 18] = [
    ("ar", "الكتاب", "كتاب"),
    ("da", "stenene", "sten"),
    ("de", "brücken", "brücke"),
    ("el", "γέφυρες", "γέφυρα"),
    ("en", "bridges", "bridge"),
    ("es", "puentes", "puente"),
    ("fi", "kaupungin", "kaupungissa"),
    ("fr", "ponts", "pont"),
    ("hu", "városok", "városban"),
    ("it", "ponti", "ponte"),
    ("nl", "winkels", "winkel"),
    ("no", "broene", "broen"),
    ("pt", "pontes", "ponte"),
    ("ro", "pietre", "pietrele"),
    ("ru", "мосты", "моста"),
    ("sv", "stenar", "sten"),
    ("ta", "பாலங்கள்", "பாலம்"),
    ("tr", "köprüler", "köprü"),
];

/// Languages without spaces between words.
const UNSPACED: [&str; 6] = ["ja", "km", "lo", "my", "th", "zh"];
/// Languages that put no terminator at the end of a sentence, only a space.
const UNTERMINATED: [&str; 2] = ["lo", "th"];
/// The longest and the shortest piece of running text in such a language, in bytes.
const PIECE_BYTES: std::ops::RangeInclusive<usize> = 100..=400;

/// The text of a language in `tests/texts`: some six sentences.
struct Sample {
    language: Language,
    /// The sentences, one a line.
    lines: Vec<String>,
    /// The sentences as running text.
    text: String,
}

impl Sample {
    fn of(language: Language) -> Result<Sample, String> {
        let name = format!("tests/texts/{}.txt", language.tag());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
        let lines: Vec<String> = std::fs::read_to_string(path)
            .map_err(|_| format!("write {name}: some six sentences of your own, one a line"))?
            .lines()
            .map(str::to_owned)
            .collect();
        let between = if matches!(language.tag(), "zh" | "ja") {
            ""
        } else {
            " "
        };
        let text = lines.join(between);
        Ok(Sample {
            language,
            lines,
            text,
        })
    }

    fn is_unterminated(&self) -> bool {
        UNTERMINATED.contains(&self.language.tag())
    }

    /// The texts of the sentences of `text`.
    fn sentences_of(&self, text: &str) -> Vec<String> {
        let options = Options::default().with_language(self.language);
        let found = sentences(text, &options).into_iter();
        found.map(|sentence| sentence.text).collect()
    }

    fn is_detected(&self) -> Result<(), String> {
        let found = detect(&self.text);
        if found.language == self.language && !found.uncertain {
            return Ok(());
        }
        Err(format!(
            "its text is taken for {:?} with confidence {:.2}: look at the commonest words and letters in its row, \
             engine/src/language/row/",
            found.language, found.confidence
        ))
    }

    fn is_split(&self) -> Result<(), String> {
        if self.is_unterminated() {
            return self.is_split_at_spaces();
        }
        let found = self.sentences_of(&self.text);
        if found == self.lines {
            return Ok(());
        }
        let wrong: Vec<_> = found
            .iter()
            .filter(|line| !self.lines.contains(line))
            .collect();
        Err(format!(
            "split into {wrong:#?}: list the abbreviation in engine/src/language/boundary/{}.rs, or teach engine/src/segment \
             the terminator",
            self.language.tag()
        ))
    }

    /// Without terminators, paragraphs still end sentences, and running text is cut into readable
    /// pieces: at spaces, so that no word or number is cut, and without losing anything.
    fn is_split_at_spaces(&self) -> Result<(), String> {
        let by_paragraphs = self.sentences_of(&self.lines.join("\n\n"));
        if by_paragraphs != self.lines {
            return Err(format!("paragraphs are split into {by_paragraphs:#?}"));
        }
        let pieces = self.sentences_of(&self.text);
        let lengths: Vec<usize> = pieces.iter().map(String::len).collect();
        let are_readable = lengths.iter().all(|bytes| PIECE_BYTES.contains(bytes));
        // Pieces that end at spaces and lose nothing give the text again.
        if are_readable && pieces.join(" ") == self.text {
            return Ok(());
        }
        Err(format!(
            "running text is cut into pieces of {lengths:?} bytes: {pieces:#?}"
        ))
    }

    /// In running text a third to a half of the words are function words.
    fn has_stop_words(&self) -> Result<(), String> {
        let stop_words = self.language.stop_words();
        let text = self.text.to_lowercase();
        if UNSPACED.contains(&self.language.tag()) {
            let some = stop_words
                .iter()
                .filter(|word| text.contains(**word))
                .count();
            return (some >= 5)
                .then_some(())
                .ok_or_else(|| format!("only {some} of its stop words occur in its text"));
        }
        let words: Vec<&str> = text
            .split(|c: char| !(c.is_alphanumeric() || c == '\'' || is_mark(c)))
            .filter(|word| !word.is_empty())
            .collect();
        let stopped = words
            .iter()
            .filter(|word| stop_words.contains(word))
            .count();
        let share = stopped as f64 / words.len() as f64;
        let stray: Vec<_> = words
            .iter()
            .filter(|word| !stop_words.contains(word))
            .collect();
        (0.1..0.65).contains(&share).then_some(()).ok_or_else(|| {
            format!(
                "{:.0} % of its text are stop words, look at its row; not: {stray:?}",
                100.0 * share
            )
        })
    }

    fn is_stemmed(&self) -> Result<(), String> {
        let forms = FORMS.iter().find(|(tag, ..)| *tag == self.language.tag());
        match (self.language.stems(), forms) {
            (false, None) => Ok(()),
            (false, Some(_)) => Err("it is in FORMS but has no stemmer".into()),
            (true, None) => Err("give two forms of a word in FORMS, tests/it/languages.rs".into()),
            (true, Some((_, one, other))) => {
                let (one, other) = (self.language.stem(one), self.language.stem(other));
                if one != other || one.is_empty() {
                    return Err(format!("{one:?} and {other:?} should be one stem"));
                }
                self.has_distinct_stems()
            }
        }
    }

    /// Different words keep different stems: a stemmer that removes too much makes few stems of many
    /// words.
    fn has_distinct_stems(&self) -> Result<(), String> {
        let text = self.text.to_lowercase();
        let words: HashSet<&str> = text.unicode_words().collect();
        let stems: HashSet<_> = words.iter().map(|word| self.language.stem(word)).collect();
        (10 * stems.len() >= 9 * words.len())
            .then_some(())
            .ok_or_else(|| format!("{} words have {} stems", words.len(), stems.len()))
    }

    fn is_summarized(&self) -> Result<(), String> {
        let options = Options::default().with_bullets(2);
        let summary = summarize(&self.text, &options);
        let texts: Vec<&str> = summary
            .bullets
            .iter()
            .map(|bullet| bullet.text.as_str())
            .collect();
        let has_warning = |code| summary.warnings.iter().any(|warning| warning.code == code);
        let is_certain = !has_warning(WarningCode::LanguageUncertain);
        // Bullets are whole sentences or pieces, but for an opening that was trimmed and the case of
        // the first letter.
        let units = match self.is_unterminated() {
            true => self.sentences_of(&self.text),
            false => self.lines.clone(),
        };
        let is_end_of = |text: &str, unit: &String| {
            unit.to_lowercase().ends_with(&text.to_lowercase()) && 2 * text.len() > unit.len()
        };
        let are_whole = texts
            .iter()
            .all(|text| units.iter().any(|unit| is_end_of(text, unit)));
        let warns_of_pieces = has_warning(WarningCode::UnitCut) == self.is_unterminated();
        let has_bullets = texts.len() == 2 && texts[0] != texts[1];
        let is_as_expected = summary.language == self.language
            && is_certain
            && has_bullets
            && are_whole
            && warns_of_pieces;
        is_as_expected
            .then_some(())
            .ok_or_else(|| format!("its summary is {texts:#?}, {:?}", summary.warnings))
    }
}

/// Whether `c` is a mark on a letter, such as a vowel sign, or a joiner.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{900}'..='\u{DFF}' | '\u{200C}' | '\u{200D}')
        && !"।॥".contains(c)
}

/// The check for adding a language: each line of a failure says what is wrong with one language.
#[test]
fn every_language_is_detected_split_stemmed_and_summarized() {
    type Check = fn(&Sample) -> Result<(), String>;
    let checks: [(&str, Check); 5] = [
        ("detection", Sample::is_detected),
        ("sentences", Sample::is_split),
        ("stop words", Sample::has_stop_words),
        ("stems", Sample::is_stemmed),
        ("summary", Sample::is_summarized),
    ];
    let mut failures = Vec::new();
    for language in Language::all().skip(1) {
        let name = language.name();
        match Sample::of(language) {
            Err(reason) => failures.push(format!("{name}: {reason}")),
            Ok(sample) => {
                for (what, check) in checks {
                    if let Err(reason) = check(&sample) {
                        failures.push(format!("{name}, {what}: {reason}"));
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[track_caller]
fn check_detected(text: &str, tag: &str, uncertain: bool) {
    let found = detect(text);
    assert_eq!(
        (found.language.tag(), found.uncertain),
        (tag, uncertain),
        "{text:?}: {found:?}"
    );
}

#[test]
fn too_little_text_is_uncertain_and_gets_the_default_of_its_script() {
    check_detected("Tesla shares tumble", "en", true);
    check_detected("Kurz", "en", true);
    check_detected("Правительство", "ru", true);
    check_detected("", "und", true);
    check_detected("2024 – 17 %, 3.5 !!!", "und", true);
}

#[test]
fn an_unknown_language_is_undetermined() {
    // Swahili.
    let text = "Mji wa Orlen ulifungua tena daraja lake la zamani la mawe siku ya Jumamosi baada ya miaka mitatu \
                ya kazi. Wahandisi walibadilisha mawe zaidi ya mia mbili na Anna Keller aliongoza uchunguzi wa \
                sakafu ya mto. Waligundua kwamba nguzo zilikuwa imara kuliko watu wote walivyofikiri. Wafanyabiashara \
                wengi waliogopa kwamba wateja wao hawatarudi.";
    check_detected(text, "und", true);
}

#[test]
fn few_letters_tell_the_only_language_of_a_script() {
    check_detected("Καλημέρα σας", "el", false);
    check_detected("สวัสดีครับ", "th", false);
    check_detected("안녕하세요", "ko", false);
    check_detected("東京は夜の七時です。", "ja", false);
    check_detected("北京今天的天气很好。", "zh", false);
}

#[test]
fn names_in_another_script_and_capitals_do_not_mislead() {
    check_detected(
        "Компания Apple Inc. сообщила, что её новый iPhone будет дороже, чем все ждали.",
        "ru",
        false,
    );
    check_detected(
        "THE MAYOR SAID THAT IT WAS NOT TRUE AND THAT SHE WOULD STAY.",
        "en",
        false,
    );
    check_detected(
        "L’été n’est pas fini, et l’on se baigne encore dans la mer.",
        "fr",
        false,
    );
}

#[test]
fn a_foreign_opening_does_not_decide_the_language_of_a_long_text() {
    let english =
        "The river had risen for three days and nobody knew when it would stop. ".repeat(20);
    check_detected(
        &format!("Die Brücke ist nicht mehr da. {english}"),
        "en",
        false,
    );
}

/// The crate whatlang knows most of the languages. Where both are certain, they should agree.
#[test]
fn whatlang_agrees() {
    let mut compared = 0;
    for language in Language::all().skip(1) {
        let Ok(sample) = Sample::of(language) else {
            continue;
        };
        for line in sample.lines.iter().chain([&sample.text]) {
            let (ours, theirs) = (detect(line), whatlang::detect(line));
            if let Some(theirs) = theirs.filter(|theirs| theirs.is_reliable())
                && !ours.uncertain
            {
                let name = theirs.lang().eng_name();
                let known = [("Bokmal", "Norwegian"), ("Mandarin", "Chinese")];
                let name = known
                    .iter()
                    .find(|(whose, _)| *whose == name)
                    .map_or(name, |(_, ours)| ours);
                assert_eq!(ours.language.name(), name, "{line:?}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 200, "compared only {compared} detections");
}

#[test]
fn tags_are_found_with_subtags_and_by_other_names() {
    let check = |tag: &str, expected: Option<&str>| {
        assert_eq!(
            Language::from_tag(tag).map(Language::tag),
            expected,
            "{tag:?}"
        );
    };
    check("en", Some("en"));
    check("en-GB", Some("en"));
    check("PT-br", Some("pt"));
    check("zh-Hant-TW", Some("zh"));
    check("sr_RS", None);
    check("nb", Some("no"));
    check("nn-NO", Some("no"));
    check("iw", Some("he"));
    check("und", Some("und"));
    check("", None);
    check("english", None);
}

#[test]
fn tags_and_names_are_unique() {
    let mut seen = HashSet::new();
    for language in Language::all() {
        assert!(
            seen.insert(language.tag()) && seen.insert(language.name()),
            "{language:?} has the tag or name of another language"
        );
    }
}

/// Checks that sentences end where `|` stands and nowhere else.
#[track_caller]
fn check_ends(tag: &str, marked: &str) {
    let options = Options::default().with_language(Language::from_tag(tag));
    let found: Vec<String> = sentences(&marked.replace('|', ""), &options)
        .into_iter()
        .map(|sentence| sentence.text)
        .collect();
    let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
    assert_eq!(found, expected, "{tag}");
}

#[test]
fn abbreviations_and_ordinals_end_no_sentence() {
    check_ends(
        "de",
        "Am 3. Oktober kam Prof. Dr. Müller, z. B. mit dem Zug. |Es war spät.",
    );
    check_ends(
        "de",
        "Er kaufte Brot, Käse usw. |Dann ging er heim. |Das kostete ca. 5 Euro.",
    );
    check_ends(
        "de",
        "Im 19. Jahrhundert lebte hier Friedrich II. von Orlen. |Er war arm.",
    );
    check_ends("de", "„Kommst du?“ fragte sie. |Er nickte.");
    check_ends(
        "fr",
        "M. Dupont et Mme. Petit habitent av. de la Gare, cf. p. 12. |Ils sont voisins.",
    );
    check_ends(
        "fr",
        "Il vend du pain, du lait, etc. |Les clients sont contents.",
    );
    check_ends(
        "es",
        "El Sr. López y la Dra. Ruiz viven en EE. UU. desde 1990. |Son médicos.",
    );
    check_ends(
        "es",
        "Compró pan, queso, etc. |Después se fue. |Véase la pág. 12.",
    );
    check_ends(
        "it",
        "Il sig. Rossi e la dott.ssa Bianchi abitano in p.zza Garibaldi. |Sono vicini.",
    );
    check_ends(
        "it",
        "Vende pane, latte ecc. |Poi chiude. |Si veda a pag. 12 del libro.",
    );
    check_ends(
        "pt",
        "O Sr. Silva e a Dra. Costa moram na av. Central. |São vizinhos.",
    );
    check_ends(
        "pt",
        "Vende pão, leite, etc. |Depois fecha. |Veja a pág. 12 do livro.",
    );
    check_ends(
        "nl",
        "Dhr. Jansen en prof. De Vries wonen o.a. in Orlen. |Zij zijn buren.",
    );
    check_ends(
        "nl",
        "Hij verkoopt brood, melk enz. |Daarna gaat hij naar huis. |Zie p. 12 van het boek.",
    );
    check_ends(
        "ru",
        "Проф. Иванов живёт на ул. Ленина, д. 5, т. е. рядом. |Он рад.",
    );
    check_ends("ru", "Он переехал в 1990 г. |Она осталась в г. Орлен.");
    check_ends(
        "ru",
        "Она купила хлеб, молоко и т. д. |Потом ушла. |Это стоило 5 тыс. рублей.",
    );
    check_ends(
        "pl",
        "Prof. Nowak mieszka przy ul. Długiej, tj. obok. |Jest rad.",
    );
    check_ends("pl", "Sprzedaje chleb, mleko itd. |Potem zamyka.");
    check_ends(
        "cs",
        "Dne 3. května přišel Ing. Novák, tj. můj soused. |Byl rád.",
    );
    check_ends("cs", "Prodává chléb, mléko atd. |Pak zavře.");
    check_ends(
        "sk",
        "Dňa 3. mája prišiel Ing. Novák, t. j. môj sused. |Bol rád.",
    );
    check_ends("sk", "Predáva chlieb, mlieko atď. |Potom zatvorí.");
}

#[test]
fn other_scripts_end_sentences_their_own_way() {
    check_ends("zh", "他说：“我们明天再来。”|大家都同意了！|真的吗？");
    check_ends(
        "ja",
        "「明日また来ます。」と彼は言った。|みんなが賛成した。",
    );
    check_ends("ko", "그는 내일 온다고 말했다. |모두가 찬성했다!");
    check_ends("ar", "هل وصل القطار؟ |نعم، وصل اليوم.");
    check_ends("hi", "गाड़ी आ गई। |सब खुश हुए।");
    check_ends("ur", "گاڑی آ گئی۔ |سب خوش ہوئے۔");
    check_ends("hy", "Գնացքը եկավ։ |Բոլորը ուրախ էին։");
    check_ends("am", "ባቡሩ መጣ። |ሁሉም ተደሰቱ።");
    check_ends("my", "ရထား ရောက်ပြီ။ |အားလုံး ပျော်ကြသည်။");
    check_ends("km", "រថភ្លើងមកដល់ហើយ។ |គ្រប់គ្នាសប្បាយ។");
    check_ends("el", "Ήρθε το τρένο; |Ναι, ήρθε σήμερα.");
}
