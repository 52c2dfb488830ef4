//! Dutch word classes and lead-ins, written by the authors of gleaner. `words/mod.rs` says how to add a
//! word.

use super::WordLists;

pub(super) static NL: WordLists = WordLists {
    anaphoric: "\
        hij zij ze het hem haar hen hun zijn dit dat deze die dergelijke zulke zulk laatstgenoemde eerstgenoemde beide \
        beiden hier daar er hierbij hierdoor hierin hierna hierop daarbij daardoor daarin daarmee daarna daarom daarop \
        daarover daarvan daarvoor ervan erin hiermee hiervan",
    connective: "\
        en maar of want dus echter toch dan ook bovendien daarnaast verder vervolgens daarentegen desondanks niettemin \
        desalniettemin daarom derhalve hierdoor ondertussen intussen inmiddels tenslotte uiteindelijk tevens eveneens \
        evenzo anderzijds enerzijds integendeel overigens trouwens immers anders tweede",
    first_person: "\
        ik mij me mijn mezelf wij we ons onze jij je jou jouw jullie u uw uzelf",
    reporting: "\
        zei zegt zeggen zeiden gezegd volgens aldus vertelt vertelde verklaarde verklaart meldt meldde meldden liet laat \
        weten stelt stelde schrijft schreef voegde vraagt vroeg antwoordde benadrukt benadrukte bevestigt bevestigde \
        ontkent ontkende waarschuwt waarschuwde vermeend naar",
    bonus: "\
        belangrijk belangrijke belangrijkste voornaamste essentieel cruciaal eerste beste grootste hoogste record \
        resultaat resultaten conclusie significant blijkt toont toonde doel kern historisch historische",
    stigma: "misschien wellicht waarschijnlijk bijvoorbeeld voorbeeld nauwelijks blijkbaar mogelijk tabel figuur zie",
    quantity: "\
        twee drie vier vijf zes zeven acht negen tien elf twaalf twintig dertig veertig vijftig zestig zeventig tachtig \
        negentig honderd honderden duizend duizenden miljoen miljoenen miljard miljarden dozijn tientallen helft derde \
        kwart dubbel procent euro cent dollar pond kilometer meter kilo kilogram gram ton hectare graden inwoners",
    lead_ins: &[
        "in de tussentijd,",
        "tegelijkertijd,",
        "daarnaast,",
        "bovendien,",
        "ondertussen,",
        "intussen,",
        "vervolgens,",
        "ten slotte,",
        "tot slot,",
        "verder,",
        "daarna,",
        "en dan",
        "en ook",
        "en",
    ],
};
