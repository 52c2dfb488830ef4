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
    pronouns: "hij zij ze het hem haar hen hun",
    demonstratives: "dit deze dat die zulke zulk",
    definite: "de het",
    indefinite: "een",
    fillers: "ja nee nou hallo dank bedankt welkom goed dus nu",
    opens_clause: "\
        toen terwijl als na nadat voor voordat sinds hoewel omdat in op bij met om van door tijdens volgens tot",
    outcomes: "\
        won gewonnen wint versloeg overleden stierf gedood gearresteerd aangehouden veroordeeld besloot besloten \
        besluit afgewezen goedgekeurd aangekondigd bleek blijkt toonde gestegen gedaald steeg daalde bereikt \
        bereikte akkoord getekend gekozen benoemd ontdekt resultaat resultaten",
    of_text: "\
        hoofdstuk paragraaf sectie figuur tabel volgende vorige voorbeeld voorbeelden foto video les artikel zie",
    obligations: "\
        moet moeten moest zou zouden belangrijk belangrijke belangrijkste essentieel nodig noodzakelijk cruciaal",
    auxiliaries: "\
        is zijn was waren wordt worden werd werden heeft hebben had hadden kan kunnen kon zal zullen moet moeten \
        mag wil gaat",
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
