//! Spanish word classes and lead-ins, written by the authors of gleaner. `words/mod.rs` says how to add a
//! word.

use super::WordLists;

pub(super) static ES: WordLists = WordLists {
    anaphoric: "\
        él ella ellos ellas ello le les lo su sus suyo suya este esta estos estas esto ese esa esos esas eso aquel \
        aquella aquellos aquellas aquello éste ésta éstos éstas ése ésa aquí allí ahí allá dicho dicha dichos \
        dichas tal tales ambos ambas",
    connective: "\
        y e o u pero mas sino pues así entonces luego después además también tampoco embargo obstante aunque \
        mientras finalmente igualmente asimismo consecuentemente consiguiente por tanto contrario cambio segundo \
        tercero incluso",
    first_person: "\
        yo me mí mi mis mío mía míos mías nosotros nosotras nos nuestro nuestra nuestros nuestras tú te ti tu tus \
        usted ustedes vosotros vosotras vuestro vuestra os",
    reporting: "\
        dijo dice dicen dijeron según afirmó afirma aseguró asegura explicó explica añadió añade señaló señala \
        indicó declaró declaró comentó anunció informó manifestó sostuvo sostiene expresó agregó confirmó negó \
        preguntó respondió escribió presuntamente supuestamente",
    bonus: "\
        importante importantes principal principales fundamental esencial primer primero primera mejor mejores mayor \
        mayores máximo récord resultado resultados conclusión significativo significativa muestra muestran demuestra \
        revela objetivo clave histórico histórica",
    stigma: "quizá quizás acaso probablemente ejemplo apenas aparentemente posiblemente tabla figura véase cf",
    quantity: "\
        dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta \
        cincuenta sesenta setenta ochenta noventa cien ciento cientos doscientos quinientos mil miles millón \
        millones billón billones docena decenas mitad tercio cuarto doble triple porcentaje euro euros dólar \
        dólares pesos libras kilómetros km metros kg kilogramos toneladas hectáreas grados habitantes",
    lead_ins: &[
        "al mismo tiempo,",
        "mientras tanto,",
        "posteriormente,",
        "por otra parte,",
        "adicionalmente,",
        "por último,",
        "a continuación,",
        "entretanto,",
        "en segundo lugar,",
        "finalmente,",
        "igualmente,",
        "asimismo,",
        "después,",
        "además,",
        "también,",
        "luego,",
        "y luego",
        "y además",
        "y",
    ],
};
