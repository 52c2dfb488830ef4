//! French word classes and lead-ins, written by the authors of gleaner. `words/mod.rs` says how to add a
//! word.

use super::WordLists;

pub(super) static FR: WordLists = WordLists {
    anaphoric: "\
        il elle ils elles lui leur leurs son sa ses eux ce cet cette ces ceci cela ça celui celle ceux celles \
        celui-ci celle-ci ceux-ci celles-ci celui-là y en ici là c'est c'était dernier ledit tel telle",
    connective: "\
        et mais ou or donc car ni ainsi aussi alors puis ensuite enfin cependant pourtant toutefois néanmoins \
        toujours d'ailleurs ailleurs outre également finalement sinon autrement effectivement notamment parallèlement \
        inversement deuxièmement troisièmement conséquent",
    first_person: "\
        je j'ai j'étais moi me mon ma mes mien mienne nous notre nos nôtre tu te toi ton ta tes vous votre vos vôtre",
    reporting: "\
        dit disait déclare déclaré déclara affirme affirmé affirma explique expliqué expliqua selon ajoute ajouté \
        ajouta précise précisé indique indiqué annonce annoncé estime estimé rapporte rapporté souligne souligné \
        assure assuré répond répondu écrit confirme confirmé raconte prétend demande demandé soutient",
    bonus: "\
        important importante importants importantes principal principale principaux principales essentiel \
        essentielle majeur majeure premier première meilleur meilleure plus grand grande record résultat résultats \
        conclusion significatif significative montre montrent révèle permet objectif but clé historique",
    stigma: "\
        peut-être probablement exemple guère presque apparemment éventuellement tableau figure voir cf",
    quantity: "\
        deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante \
        cinquante soixante cent cents centaine centaines mille millier milliers million millions milliard milliards \
        douzaine dizaine dizaines moitié tiers quart double triple pourcent euro euros dollar dollars livres francs \
        kilomètres km mètres kg kilogrammes tonnes hectares degrés habitants",
    pronouns: "il elle ils elles lui leur eux",
    demonstratives: "ce cet cette ces ceci cela celui celle ceux celles tel telle tels telles",
    definite: "le la les",
    indefinite: "un une des",
    fillers: "oui non bon bonjour merci bienvenue voilà maintenant eh alors",
    opens_clause: "\
        quand lorsque pendant comme après avant si depuis bien parce en dans au aux à avec pour par sur malgré \
        selon dès afin",
    outcomes: "\
        gagné gagne remporté remporte battu mort morts tué tués arrêté condamné jugé rejeté approuvé annoncé \
        annonce montré montre révélé révèle conclu augmenté baissé chuté atteint accepté décidé décision voté \
        signé démissionné résultat résultats découvert élu nommé confirmé",
    of_text: "\
        section chapitre figure tableau suivant suivante suivants précédent exemple exemples image photo vidéo \
        leçon article voir",
    obligations: "\
        doit doivent devrait devraient faut nécessaire important importante essentiel essentielle clé principal \
        principale principaux crucial",
    auxiliaries: "\
        est sont était étaient fut furent a ont avait avaient sera seront peut peuvent pourrait doit doivent va \
        vont fait font faut",
    lead_ins: &[
        "dans le même temps,",
        "pendant ce temps,",
        "par la suite,",
        "par ailleurs,",
        "de surcroît,",
        "d'ailleurs,",
        "entre-temps,",
        "deuxièmement,",
        "troisièmement,",
        "également,",
        "en outre,",
        "de plus,",
        "ensuite,",
        "finalement,",
        "enfin,",
        "puis,",
        "et puis",
        "et",
    ],
};
