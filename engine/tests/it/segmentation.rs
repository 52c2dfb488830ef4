//! Sentence boundaries and words.

use gleaner_engine::fit::Block;
use gleaner_engine::fit::{self, SentenceSpan};
use gleaner_engine::{Language, Role, Span};
use proptest::prelude::*;
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;

fn split(text: &str, language: Language) -> Vec<SentenceSpan> {
    let mut sentences = Vec::new();
    let block = Block {
        span: Span::new(0..text.len()).trimmed(text),
        role: Role::Body,
    };
    fit::sentences_of_block(text, block, language, &mut sentences);
    sentences
}

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    fit::words(text, |start, end| words.push(&text[start..end]));
    words
}

/// Checks that `|` stands exactly where sentences end.
fn check(marked: &str) {
    check_in("en", marked);
}

fn check_in(language: &str, marked: &str) {
    let text = marked.replace('|', "");
    let language = Language::from_tag(language).unwrap_or(Language::UNDETERMINED);
    let found: Vec<&str> = split(&text, language)
        .iter()
        .map(|sentence| sentence.span.of(&text))
        .collect();
    let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
    assert_eq!(found, expected);
}

#[test]
fn terminators_end_sentences() {
    check("It rained. |We stayed in.");
    check("Who knows? |Nobody! |So be it.");
    check("Really?! |Yes!! |Fine...");
    check("She left (at last). |He stayed.");
    check("No terminator at all");
}

#[test]
fn abbreviations_end_sentences_before_starters_but_not_before_names() {
    check("Dr. Ames met Mrs. Okoro. |They talked.");
    check("Ames works for Harbour Inc. in Leeds.");
    check("Ames works for Harbour Inc. |She likes it there.");
    check("The U.S. Navy left. |He lives in the U.S. |She does not.");
    check("The train left at 5 p.m. |They missed it.");
    check("Shares of Harbour Inc. (HRB) rose.");
    check("LEEDS, Ala. — The mayor resigned.");
    check("Fruit, e.g. Apples, and so on.");
    check("It has pears, plums, etc. |Some are ripe.");
}

#[test]
fn everyday_words_are_no_abbreviations() {
    check("The cat sat. |Then it slept.");
    check("She said no. |Nobody asked why.");
    check("He fell ill. |Doctors came.");
}

#[test]
fn brackets_between_sentences_belong_to_neither_sentence() {
    check("It rained on Monday. |(example.com) |We stayed in.");
    check("It will wait for 2.1. |(example.com) |We stayed in.");
    check("He lives in the U.S. |(example.com) |She does not.");
    check("It rained. |[Read more: The flood] |We stayed in.");
    check("It rained. |(Photo by Jane Doe) |“We stayed in.”");
    check("Harbour Inc. (example.com) Chairman Moss left.");
    check("It rained. |(We stayed in.) |Nobody came.");
    check("It rained. |(ii) We stayed in.");
    check("It rained. |(The Reporter) |We stayed in.");
    check("It rained. |[Prime Minister] Smith stayed in.");
    check("“I like her. |[Donna] Moss is strong,” she said.");
    check("It rained. |(Former) President Moss stayed in.");
    check("He won. |(the first time in years) The mayor smiled.");
    check("It rained. |👉 Stay in. |✅ Read a book.");
}

#[test]
fn initials_belong_to_names() {
    check("J. R. Moss wrote it. |It sold well.");
    check("Ask George W. Hill about it.");
    check("Between you and I. |Do tell.");
    check("They chose plan B. |It worked.");
    check("King Charles V. |This was long ago.");
}

#[test]
fn full_stops_in_numbers_end_no_sentence() {
    check("It cost 3.50 euros. |That is 1.000.000 too much.");
    check("See p. 12 and Fig. 3 for details.");
    check("It lasted until 2004. |Then came rain.");
    check("She was born c. 1580 (d. 1640) in Bath.");
    check("It was 20 °C. |The ice melted.");
    check("The gate is No. 5 of nine. |Use it.");
}

#[test]
fn list_markers_belong_to_their_items() {
    check("1. Rain fell. |2. Rivers rose.");
    check("1) Rain |2) Wind");
    check("a. Rain |b. Wind |c. Snow");
    check("IV. The voyage home");
    check("2.1. Methods of counting");
    check("Figure 3. The old harbour.");
    check("Two reasons: 1. It rained all week.");
    check("• 9. Oats |• 10. Rye");
    check("Rain fell |■ Rivers rose |◦ Roads closed");
}

#[test]
fn legal_abbreviations_end_no_sentence() {
    check("See Moss v. Hill Inc., 5 F.3d 12 (9th Cir. 2001). |It was overruled.");
    check("Fed. R. Civ. P. 12(b)(6) applies. |Sec. 3(a) does not.");
    check("Is it no. 5? |No. |It is fig. 2. |In 2010 it was Fig. 1.");
}

#[test]
fn reporting_words_belong_to_the_quotation_before() {
    check("\"Why?\" he asked. |\"Because!\" Jane Moss replied. |They left.");
    check("“Stop!” she said. |“It is late.” |He nodded.");
    check("He said: “It is late.” |She agreed.");
    check("'Enough.' |She stood up.");
}

#[test]
fn ellipses_end_sentences_before_capitals_only() {
    check("Well ... maybe not.");
    check("I wonder... |The door opened.");
    check("He was . . . tired.");
    check("It was late [...] and dark.");
    check("It was late. |. . . Nobody came.");
}

#[test]
fn full_stops_in_addresses_end_no_sentence() {
    check("Write to a.moss@example.com or see https://example.com/a.html?b=C.d today.");
    check("It ended at last.|Everyone went home.");
    check("Use example.com. |It is free.");
    check("What happened?|how come?");
}

#[test]
fn citations_and_emoticons_belong_to_the_sentence_before() {
    check("Ice floats.[1] |Salt sinks. [2] [3] |Oil floats.");
    check("It is so. [citation needed] |We think.");
    check("We won! :) |Let us dance.");
    check("We won! 🎉🎉 |Let us dance.");
    check("A note (see below. ) |And more.");
}

#[test]
fn informal_sentences_start_in_lower_case() {
    check("it works fine. |but it is slow. |thanks! |i love it.");
    check("Thanks for everything. |you are kind.");
    check("He works at Yahoo! in Leeds.");
    check("Hello there. |eBay sells it.");
}

#[test]
fn line_ends_inside_a_block_are_spaces() {
    check("It cost\n$4.20 a sack. |The\nSeine froze, said Dr.\nAmes.");
    check("oats\n|• rye\n|• barley and wheat");
    check(
        "The council met on Tuesday evening to talk about the\n\
         harbour, which Mayor Joan Ames and the council of\n\
         Leeds had closed. |Nobody knew when the old harbour\n\
         would open again.",
    );
}

#[test]
fn scripts_have_terminators_of_their_own() {
    for marked in [
        "今天下雨。|我们在家。",
        "“下雨了。”他说。|“真的？”她问。",
        "雨が降った。|家にいた。",
        "「雨です。」と彼は言った。|彼女は黙った。",
        "「雨です。寒いです。」と彼は言った。",
        "비가 왔다. |우리는 집에 있었다.",
        "वर्षा हुई। |हम घर पर रहे।",
        "هل هطل المطر؟ |نعم. |بقينا في البيت.",
        "بارش ہوئی۔ |ہم گھر پر رہے۔",
        "ዝናብ ዘነበ። |ቤት ቆየን።",
        "မိုးရွာသည်။ |အိမ်မှာနေသည်။",
        "ភ្លៀងធ្លាក់។ |យើងនៅផ្ទះ។",
        "Անձրև եկավ։ |Մենք տանն էինք։",
        "Έβρεξε; |Ναι. |Μείναμε σπίτι.",
        "ฝนตกเมื่อ พ.ศ. 2559 ที่บ้าน",
    ] {
        check_in("und", marked);
    }
}

#[test]
fn languages_have_abbreviations_and_ordinals_of_their_own() {
    check_in(
        "de",
        "Am 3. Mai kam der 2. Weltkrieg zur Sprache. |Das war z. B. neu. |Es kostet rd. 40 Mark.",
    );
    check_in("de", "Das geschah 1945. |Danach war Ruhe.");
    check_in("de", "„Es regnet.“ |Sie ging. |Dr. Moos blieb.");
    check_in("fr", "M. Moreau et Mme Petit sont partis. |Il pleut.");
    check_in("fr", "« Pourquoi ? » demanda-t-il. |Elle partit.");
    check_in("fr", "« Il pleut. » |Elle partit.");
    check_in("es", "La Sra. Ruiz llegó. |¿Quién la vio? |¡Nadie!");
    check_in("und", "Dr. Moss saw Mr. Hill. |No. 5 won.");
    check_in("ru", "А. С. Иванов родился в г. Казани. |Он жил там.");
}

#[test]
fn abbreviations_of_every_language_end_no_sentence() {
    for (language, marked) in [
        ("ar", "وصل د. كمال صباحا. |وتحدث م. نادر عن الطريق."),
        (
            "bg",
            "Говори проф. Манчев от ул. Роза. |Виж стр. 14. |Купи хляб, сирене и т. н. |Валя.",
        ),
        ("bn", "ডা. করিম এলেন। |এ. কে. রহমান গেলেন।"),
        (
            "ca",
            "La Sra. Puig viu a l'av. Diagonal, p. ex. Barcelona. |Vegeu la pàg. 7.",
        ),
        ("da", "Hr. Holm købte ca. 5 kg f.eks. Æbler. |Se s. 12."),
        (
            "de",
            "Dr. med. Vogel wohnt in der Lindenstr. 7 hier. |Er kam einschl. der Kinder.",
        ),
        (
            "el",
            "Ο Δρ. Ρόμπερτς ήρθε. |Βλ. σελ. 14 και αριθ. 3. |Πήρε ψωμί, τυρί κ.λπ. |Έφυγε.",
        ),
        (
            "fi",
            "Hän osti esim. 5 mm. paksun levyn, ks. s. 12. |Se oli ohut.",
        ),
        (
            "fr",
            "Voir l'art. R. 214-3 du code. |Il aime l'art. |Les toiles sont belles.",
        ),
        ("hi", "डॉ. मेहता आए। |प्रो. जोशी गए। |ए. पी. सिंह रुके।"),
        (
            "hr",
            "Pjevali su npr. Marko i Ana, v. str. 12. |Bilo je kasno.",
        ),
        (
            "hu",
            "Dr. Kiss és ifj. Nagy a Kovács kft. 3. emeletén voltak. |Ettek, ittak stb. |Aztán mentek.",
        ),
        (
            "id",
            "Drs. Hadi membayar Rp. 25.000 di Jl. Melati. |Telp. 5512 rusak.",
        ),
        (
            "it",
            "Serve spazio, ad es. RAM o disco. |Si veda l'art. 12.",
        ),
        ("no", "Hr. Dahl kom kl. 10 til nr. 7. |Se s. 12."),
        (
            "ro",
            "Dl. Popa citează art. 5 alin. (2) și pct. 3. |Are lei, dolari etc. |Apoi pleacă.",
        ),
        (
            "sv",
            "Mötet med hr. Berg börjar kl. 9 på sid. 3. |Det tog t.ex. 5 min.",
        ),
        ("ta", "திரு. குமார் வந்தார். |ஏ. கே. ராஜன் சென்றார்."),
        (
            "tr",
            "Doç. Aydın geldi, bkz. Ek sayfa. |Elma, armut vb. |Sonra gitti.",
        ),
        (
            "uk",
            "Проф. Бондар цитує ст. 12 і мал. 4 на вул. Лесі. |Дощило.",
        ),
        ("vi", "Ông ấy sống ở TP. Huế với TS. Minh. |Trời mưa."),
        (
            "en",
            "It cost Rs. 450 (pop. 256,000). |She likes pop. |Rock is loud.",
        ),
    ] {
        check_in(language, marked);
    }
}

#[test]
fn units_and_years_end_a_sentence_before_a_capital() {
    check_in(
        "ru",
        "Это было в 1954 г. |Марина помнит. |Он жил в г. Казани.",
    );
    check_in("ru", "Там были столы, стулья и т. д. |Марина ушла.");
    check_in(
        "ru",
        "«Пора», прошептала она. |Некоторые ушли в XIX в. |Город рос.",
    );
    check_in(
        "uk",
        "Купили хліба, сиру і т. д. |Марія пішла. |Це було в 1954 р. |Місто росло.",
    );
    check_in("bg", "Беше през 1954 г. |Марина помни. |Писа г. Петров.");
    check_in(
        "pl",
        "Kosztuje 45 zł. |Marek zapłacił. |Jabłka, gruszki itp. |Marek je.",
    );
    check_in("cs", "Stálo to 45 Kč. |Marek zaplatil.");
}

#[test]
fn a_full_stop_after_a_long_word_ends_a_sentence_before_a_small_letter() {
    let check_split = |language, first: &str, second: &str| {
        check_in(language, &format!("{first} |{second}"));
    };
    check_split("en", "We walked to the harbour.", "boats lay there.");
    check_split("fi", "Menimme satamaan.", "siellä oli veneitä.");
    check_split("sv", "Vi gick till hamnen.", "båtarna låg där.");
    check_split("bg", "Отидохме до морето.", "там имаше лодки.");
    check_split("el", "Πήγαμε στο λιμάνι.", "εκεί είχε βάρκες.");
    // Shorter words may be abbreviations, and long abbreviations are in lists.
    check("It is approx. five miles incl. the park, said Mr. Hill.");
    check("The min. amount is small.");
    check_in(
        "de",
        "Er nahm alles einschl. der Möbel und zzgl. der Kisten mit.",
    );
}

#[test]
fn a_colon_is_a_full_stop_in_armenian() {
    check_in("hy", "Այսօր ցուրտ է: |Մենք տանն ենք: |Ժամը 10:30 է:");
    check_in("hy", "Պատճառը մեկն է. Արամը հիվանդ է: |Նա չի գա:");
    check_in("hy", "Եկան շատերը (տասը մարդ): |Հետո գնացին:");
    check("He has two: Bread and salt.");
}

#[test]
fn quotation_marks_of_two_characters_open_and_close() {
    check_in("nl", "Zij lachte. |,,Wie is daar?'' |Niemand wist het.");
    check_in(
        "nl",
        "De winkel sluit. |,,Het gaat niet meer.'' |De buren treuren.",
    );
    check_in(
        "nl",
        "De winkel sluit. |,,Het gaat niet meer. '' |De buren treuren.",
    );
    check("Bread,, salt and oil.");
}

#[test]
fn marks_that_stand_apart_belong_to_the_sentence_before() {
    check_in("vi", "\"Bao giờ con về ? \" . |Cha tôi lo .");
    check_in("vi", "\" Vui quá ! \" . |Em bé cười .");
    check_in("cs", "\" Nechce nás znovu. \" |Potom odešel.");
    check("He left. |\"Stay,\" she said.");
    check_in("vi", "Làng có 12 . 500 người. |Họ làm ruộng.");
    check_in("vi", "Ông sinh năm 1954 . |500 người đến.");
}

#[test]
fn question_marks_in_addresses_end_no_sentence() {
    check("See http://www.example.com/show.asp?PageID=17 for more. |It is free.");
    check("See example.com/a/b.php?Name=Hill&x=1 now. |It is free.");
    check("Who came?|Nobody knew.");
}

#[test]
fn dates_with_stops_are_whole() {
    check_in("tr", "Toplantı 17.05. 2019 günü yapıldı. |Herkes geldi.");
    check_in("de", "Er kam am 3. 5. 2019 an. |Dann ging er.");
    check_in("de", "Das war Platz 3. |2019 gewann er.");
    check_in("fi", "Kokous oli 3. 5. 2019 illalla. |Kaikki tulivat.");
}

#[test]
fn brackets_of_speech_and_titles() {
    check_in("ja", "母は言った。|「店は閉まる。|歩くしかない。");
    check_in("ja", "「雨です。寒いです。」と母は言った。|父は黙った。");
    check_in("zh", "我们看了《走吧！妈妈》这部电影。|她喜欢。");
    check_in("zh", "她读《明天见？一本书》。|他也读。");
    check_in("zh", "他来了！|《城市》很好。");
}

#[test]
fn labels_streets_and_hours_end_english_sentences() {
    check("They took option A. |Restart the pump.");
    check("She lives at 9 Baker St. |The house is old.");
    check("The St. James Park is near St. Ives.");
    check("The office opens at 9 a.m. |Staff come earlier.");
    check("The office opens at 9 a.m. Monday and at 10 a.m. Eastern Time.");
    check("It tells the lives of singers J.P. Hill and R. Moss.");
}

#[test]
fn a_semicolon_before_a_sentence_starter_ends_a_sentence_in_some_languages() {
    check_in("es", "Llegó tarde; |En 1995 se fue.");
    check_in("fr", "Il vint ; |En 1945 il partit.");
    check_in("it", "Venne tardi; |Il giorno dopo partì.");
    check_in("es", "Visitó Quito; La Paz; El Salvador y Lima. |Volvió.");
    check_in("fr", "Paris ; Lyon ; Marseille sont grandes.");
    check_in("es", "Llegó tarde; nadie lo vio.");
    check("He came late; The Hague was dark.");
}

#[test]
fn a_middle_dot_is_a_semicolon_in_greek() {
    check_in("el", "Δεν ξέρω· |όμως θα ρωτήσω. |Ναι.");
    check_in("el", "Θέλω δύο · |ένα για μένα.");
    check("Two· three and four.");
}

#[test]
fn a_label_at_the_start_of_an_arabic_text_stands_alone() {
    check_in(
        "ar",
        "سؤال وجواب: |ماذا حدث في المدينة بعد المطر؟ |خرج الناس إلى الشوارع.",
    );
    check_in("ar", "قال الوزير: سنعمل على حل المشكلة. |ثم خرج.");
    check_in("ar", "وأضاف المتحدث: إن الأمر صعب جدا هنا. |لم يقل أكثر.");
    check_in("ar", "ملاحظة: الباب مغلق اليوم.");
    check_in("ar", "وصل الساعة 05:01 صباحا إلى المدينة. |ثم خرج.");
}

#[test]
fn smileys_end_sentences() {
    check("It was so nice :) |We stayed.");
    check("It was so nice.:) |We stayed.");
    check("It was so nice ;-) |We stayed.");
    check("It was so nice :) and warm.");
    check("He wrote (see page 2:) We stayed.");
}

#[test]
fn scores_codes_and_counted_numbers_are_no_ordinals() {
    check_in("fi", "Peli päättyi 2–1. |Ruotsi hävisi.");
    check_in("pl", "Legia wygrała 2:0. |Widzew przegrał.");
    check_in("bg", "Завърши 2: 2. |Пирин спечели.");
    check_in("pl", "Zgodnie z art. 5 ust. 2. |Marek wygrał.");
    check_in(
        "de",
        "Siehe Abs. 2. |Haus und Hof bleiben. |Es ist Nr. 5. |Haus 6 folgt.",
    );
    check_in("de", "Am 3. Mai kam er. |Der 1. Preis ging an Anna.");
    check_in("pl", "To był 3. Pułk.");
}

#[test]
fn amounts_and_single_letters_end_sentences() {
    check_in(
        "pl",
        "Kosztuje 10 tys. zł. |Marek zapłacił. |Żyło tu 100 tys. Polaków.",
    );
    check_in(
        "bg",
        "Струва 22 хил. лв. |Марин плати. |Даде $ 11 млн. |Марин взе.",
    );
    check_in(
        "uk",
        "Коштує 63 тис. |Марія платить. |Вона не є. |Втім, ні.",
    );
    check_in("hu", "Ez az ő. |Péter jött.");
    check_in(
        "nl",
        "Hij gaf op. |Piet bleef. |Zie op. 21 en Kerkstr. 5. |Mgr. Peeters zweeg.",
    );
    check_in(
        "pl",
        "Szkoła im. Jana Mazura stoi. |Dał im. |Potem poszedł.",
    );
}

#[test]
fn long_numbers_of_sections_and_articles_are_markers() {
    check_in("it", "Si veda sotto. |1012. Usurpazioni.");
    check_in(
        "ro",
        "E clar. |3.4.2.5.1. Poziția liniei. |Vezi lit. (a) și dr. Marin Popa.",
    );
    check("It was 2015. |Hill left.");
    check_in("hu", "Ez a II. Kovács Anna utca. |Jó.");
    check_in("de", "Es herrschte Karl V. |Danach kam Ruhe.");
    check("The file is /usr/lib/x.so. |Delete it.");
}

#[test]
fn quoted_speech_with_marks_apart_goes_on() {
    check_in("vi", "\" Ai đó ? \" - tôi hỏi . |Không ai .");
    check_in("vi", "Ông nói \" Vui quá ! \" , rồi cười .");
    check_in("zh", "你看《走吧!》了吗? |好。");
    check_in("he", "הוא הלך... ואז חזר. |סוף.");
    check_in("hy", "Նա գնաց...: |Հետո եկավ:");
    check("Played for Harbour Inc.: Julie Hill won.");
}

#[test]
fn over_long_units_are_cut_at_their_best_inner_boundary() {
    let clause = "and the river rose over the old harbour walls ";
    let speech = format!(
        "{}; {}, {}",
        clause.repeat(5),
        clause.repeat(6),
        clause.repeat(9)
    );
    let pieces = split(&speech, Language::ENGLISH);
    assert!(
        pieces
            .iter()
            .all(|piece| piece.cut && piece.span.len() <= 400)
    );
    assert!(pieces[0].span.of(&speech).ends_with(';'));
    assert!(pieces[1].span.of(&speech).ends_with(','));
    let continues: Vec<bool> = pieces.iter().map(|piece| piece.continues).collect();
    assert_eq!(continues.iter().filter(|&&continues| !continues).count(), 1);
    assert!(!continues[pieces.len() - 1]);

    let statute = format!("{}.", clause.repeat(18).trim());
    assert_eq!(
        split(&statute, Language::ENGLISH).len(),
        1,
        "a sentence is left whole"
    );
    // Without any boundary, a piece has as many whole characters as fit.
    let unspaced = "ก".repeat(1000);
    let pieces = split(&unspaced, Language::UNDETERMINED);
    let lengths: Vec<usize> = pieces.iter().map(|piece| piece.span.len()).collect();
    assert_eq!(lengths, [399, 399, 399, 399, 399, 399, 399, 207]);
}

#[test]
fn hostile_text_takes_linear_time() {
    const BYTES: usize = 300_000;
    let cost = |piece: &str| {
        let text = piece.repeat(BYTES / piece.len());
        let start = Instant::now();
        let sentences = split(&text, Language::ENGLISH).len();
        let mut words = 0;
        fit::words(&text, |_, _| words += 1);
        assert!(sentences <= text.len() && words <= text.len());
        start.elapsed()
    };
    let ordinary = cost("The harbour was quiet on that day, and nobody came. ");
    let many_closers = format!(".{}", ")".repeat(BYTES / 2));
    let many_spaces = format!(".{}", " ".repeat(BYTES / 2));
    for piece in [
        many_closers.as_str(),
        many_spaces.as_str(),
        ".))))",
        ".    ",
        "x",
        "A. ",
        "a. ",
        "1. ",
        "1) ",
        "\n",
        "a\n",
        "I.\n",
        "\u{301}",
        "a\u{301}",
        ".",
        ". ",
        "!",
        "! ",
        ".[1]",
        ". [1] ",
        "「",
        "「。",
        "「『",
        "《！",
        ". \" ",
        ". '' ",
        "a/b.c?",
        "12 . ",
        "3. 5. ",
        "あ。",
        "…",
        ". - - ",
        "a.\"\" ",
        "(.",
        "\"",
        "A.B.C. ",
        ". :) ",
        ". 😀",
        "漢字",
        "ก ",
        "a.\u{a0}»",
        "\u{ad}\u{200d}",
        " \u{301}",
    ] {
        let hostile = cost(piece);
        // Quadratic time would be thousands of times as much.
        let bearable = ordinary * 300 + Duration::from_millis(500);
        assert!(
            hostile < bearable,
            "{hostile:?} against {ordinary:?} for {piece:.9}"
        );
    }
}

#[test]
fn words_are_those_of_unicode_segmentation_for_every_character() {
    // Blocks of ideographs and syllables and rare scripts are left out; they are like their neighbours.
    let varied = [
        '\0'..='\u{3100}',
        '\u{a960}'..='\u{ac10}',
        '\u{fb00}'..='\u{ffff}',
        '\u{1f100}'..='\u{1f700}',
    ];
    for c in varied.into_iter().flatten() {
        for text in [format!("a{c}b {c}1"), format!("1{c}2 a{c} '{c}")] {
            let expected: Vec<&str> = text.unicode_words().collect();
            assert_eq!(words(&text), expected, "{text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Sentences lose nothing but white space, do not overlap, and are trimmed.
    #[test]
    fn sentences_cover_all_text_in_order(
        text in hostile_text(),
        language in 0..Language::all().count(),
    ) {
        let language = Language::all().nth(language).unwrap();
        let mut end = 0;
        for sentence in split(&text, language) {
            let span = sentence.span.range();
            prop_assert!(text[end..span.start].trim().is_empty());
            prop_assert_eq!(sentence.span.of(&text).trim(), sentence.span.of(&text));
            prop_assert!(!span.is_empty());
            end = span.end;
        }
        prop_assert!(text[end..].trim().is_empty());
    }

    #[test]
    fn words_are_those_of_unicode_segmentation(text in hostile_text()) {
        let expected: Vec<&str> = text.unicode_words().collect();
        prop_assert_eq!(words(&text), expected);
    }
}

/// Text made of pieces that segmentation has rules for, and of any other characters.
fn hostile_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z]{1,6}",
        4 => r#"[ .!?,;:'"()\[\]\-_*\n]{1,3}"#,
        2 => "[0-9]{1,3}",
        2 => "[éßЖяΩ’“”…–•«»。」「と\u{301}\u{200d}\u{a0}\u{ad}Ⓜא٣]{1,2}",
        1 => "\\PC{1,3}",
        1 => proptest::sample::select(vec!["Mr.", "U.S.", "p.m.", "[12]", ". . .", "1)", "2.", "e.g."])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

#[test]
fn note_numbers_belong_to_the_sentence_before() {
    check("The mill closed in the spring.1 |Nobody bought it.");
    check("The mill closed.2,3 |It stands empty.4-6 |The council met.12");
    check("“The mill closed.”7 |Nobody bought it.");
    check("Was it the flood?9 |Nobody knows.");
    check("Version 3.12 The last one.");
    check("It grew by 3.5 The next year it fell.");
    check("See vol.3 The Mill.");
    check("It came from example.com.12 The");
}
