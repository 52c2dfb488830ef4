//! German word classes and lead-ins, written by the authors of gleaner. `words/mod.rs` says how to add a
//! word.

use super::WordLists;

pub(super) static DE: WordLists = WordLists {
    anaphoric: "\
        er sie es ihm ihn ihr ihnen sein seine seinen seinem seiner seines ihre ihren ihrem ihrer ihres dies diese \
        dieser dieses diesem diesen jener jene jenes jenem jenen dieselbe derselbe dasselbe solche solcher solches \
        letztere letzterer letzteres erstere ersterer ersteres beide dort hier da dabei dadurch dafür dagegen \
        daher damit danach daneben daran darauf daraus darin darüber darum darunter davon davor dazu dessen deren",
    connective: "\
        und aber oder doch jedoch sondern denn also dann so außerdem zudem ferner überdies darüberhinaus dennoch \
        trotzdem allerdings hingegen dagegen deshalb deswegen daher darum folglich somit demnach inzwischen \
        unterdessen währenddessen stattdessen andererseits einerseits ebenso ebenfalls auch weiterhin schließlich \
        anschließend danach zugleich gleichzeitig freilich immerhin nämlich sonst übrigens zweitens drittens",
    first_person: "\
        ich mich mir mein meine meinen meinem meiner meines wir uns unser unsere unseren unserem unserer du dich \
        dir dein deine deinen deinem deiner euch euer eure euren",
    reporting: "\
        sagt sagte sagten gesagt laut zufolge erklärt erklärte erklärten betont betonte berichtet berichtete \
        berichteten meint meinte behauptet behauptete glaubt glaubte fragt fragte antwortete schreibt schrieb \
        teilte mitgeteilt äußerte fordert forderte warnt warnte kündigte bestätigte bestätigt bestritt nannte \
        hieß soll sollen angeblich",
    bonus: "\
        wichtig wichtige wichtigste wichtigsten bedeutend bedeutende bedeutendsten bekannt bekannteste größte \
        größten größter höchste höchsten erste erstmals beste besten bedeutet entscheidend ergebnis ergebnisse \
        fazit insgesamt zentral wesentlich wesentliche hauptsächlich bezeichnet zeigt zeigte ziel rekord deutlich",
    stigma: "\
        vielleicht wohl etwa beispielsweise beispiel kaum möglicherweise eigentlich irgendwie quasi sozusagen \
        übrigens abbildung tabelle fußnote siehe",
    quantity: "\
        zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig siebzig \
        achtzig neunzig hundert hunderte hunderten tausend tausende tausenden million millionen milliarde \
        milliarden billion billionen dutzend prozent euro cent dollar franken pfund hälfte drittel viertel doppelt \
        kilometer meter zentimeter kilogramm gramm tonnen liter hektar grad stunden",
    pronouns: "er sie es ihm ihn ihnen ihr",
    demonstratives: "\
        dies diese dieser dieses diesem diesen jene jener jenes jenem jenen solche solcher solches solchen",
    definite: "der die das den dem des",
    indefinite: "ein eine einer einem einen eines",
    fillers: "ja nein nun na also hallo danke willkommen bitte liebe lieber tja gut",
    opens_clause: "\
        wenn während als nach nachdem vor bevor seit obwohl weil da in im an am auf bei mit für zu zum zur von \
        vom trotz bis sobald um",
    outcomes: "\
        gewann gewonnen siegte besiegte starb gestorben getötet verhaftet festgenommen angeklagt verurteilt \
        entschied entschieden entscheidung abgelehnt genehmigt beschlossen beschloss angekündigt kündigte ergab \
        ergaben zeigte zeigten zeigt stieg gestiegen sank gesunken fiel wuchs gewachsen erreichte erreicht \
        einigten einigte unterzeichnet gewählt ernannt entdeckt entdeckte ergebnis ergebnisse freigesprochen",
    of_text: "\
        abschnitt kapitel abbildung tabelle oben unten folgenden folgende beispiel beispiele bild foto video \
        lektion artikel beitrag siehe",
    obligations: "\
        muss müssen musste mussten soll sollen sollte sollten wichtig wichtige wichtigste entscheidend \
        wesentlich wesentliche zentral zentrale notwendig nötig erforderlich",
    auxiliaries: "\
        ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können konnte konnten muss \
        müssen musste soll sollen sollte darf dürfen will wollen gibt gilt heißt",
    lead_ins: &[
        "in der zwischenzeit,",
        "darüber hinaus,",
        "und dann",
        "und auch",
        "und",
    ],
};
