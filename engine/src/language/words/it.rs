//! Italian word classes and lead-ins, written by the authors of gleaner. `words/mod.rs` says how to add a
//! word.

use super::WordLists;

pub(super) static IT: WordLists = WordLists {
    anaphoric: "\
        egli ella esso essa essi esse lui lei loro gli lo suo sua suoi sue questo questa questi queste quello quella \
        quelli quelle quel ciò costui costei costoro colui tale tali entrambi entrambe qui lì là ci vi ne quest'ultimo \
        quest'ultima",
    connective: "\
        e ed o oppure ma però bensì dunque quindi perciò pertanto allora poi inoltre anche infine infatti tuttavia \
        eppure comunque invece intanto nondimeno altrimenti ancora così ossia cioè insomma anzi viceversa \
        successivamente secondariamente",
    first_person: "\
        io me mi mio mia miei mie noi ci nostro nostra nostri nostre tu te ti tuo tua tuoi tue voi vi vostro vostra \
        vostri vostre",
    reporting: "\
        disse dice detto dicono secondo afferma affermato affermò dichiarato dichiara dichiarò spiega spiegato spiegò \
        aggiunge aggiunto aggiunse sottolinea sottolineato annunciato annuncia riferito riferisce sostiene sostenuto \
        racconta raccontato conferma confermato scrive scritto chiede chiesto presumibilmente",
    bonus: "\
        importante importanti principale principali fondamentale essenziale primo prima primi migliore migliori \
        maggiore maggiori massimo record risultato risultati conclusione significativo significativa mostra mostrano \
        dimostra rivela obiettivo chiave storico storica",
    stigma: "forse magari probabilmente esempio appena apparentemente eventualmente tabella figura cfr vedi",
    quantity: "\
        due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici venti trenta \
        quaranta cinquanta sessanta settanta ottanta novanta cento centinaia duecento cinquecento mille mila migliaia \
        milione milioni miliardo miliardi dozzina decine metà terzo quarto doppio triplo percento euro dollari \
        sterline chilometri km metri kg chilogrammi tonnellate ettari gradi abitanti",
    pronouns: "lui lei egli ella esso essa loro essi esse gli",
    demonstratives: "questo questa questi queste quello quella quelli quelle ciò tale tali",
    definite: "il lo la i gli le",
    indefinite: "un uno una",
    fillers: "sì no bene allora ciao grazie benvenuti ecco ora",
    opens_clause: "\
        quando mentre come dopo prima se da sebbene perché in nel nella al alla con per su durante secondo fino",
    outcomes: "\
        vinto vince battuto morto morti ucciso arrestato condannato respinto approvato annunciato trovato \
        mostrato rivelato concluso aumentato diminuito caduto raggiunto deciso decisione votato firmato dimesso \
        risultato risultati scoperto eletto confermato",
    of_text: "\
        sezione capitolo figura tabella seguente seguenti precedente esempio esempi immagine foto video lezione \
        articolo vedi",
    obligations: "\
        deve devono dovrebbe dovrebbero necessario necessaria importante importanti essenziale chiave principale \
        principali fondamentale",
    auxiliaries: "\
        è sono era erano fu furono ha hanno aveva avevano sarà saranno può possono potrebbe deve devono c'è \
        viene vengono",
    lead_ins: &[
        "nel frattempo,",
        "successivamente,",
        "allo stesso tempo,",
        "in seguito,",
        "in aggiunta,",
        "per di più,",
        "in secondo luogo,",
        "inoltre,",
        "intanto,",
        "infine,",
        "poi,",
        "e poi",
        "e inoltre",
        "ed",
        "e",
    ],
};
