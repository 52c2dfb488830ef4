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
    pronouns: "él ella ello ellos ellas le les lo",
    demonstratives: "\
        este esta esto estos estas ese esa eso esos esas aquel aquella aquello aquellos aquellas tal tales dicho \
        dicha dichos dichas",
    definite: "el la los las",
    indefinite: "un una unos unas",
    fillers: "sí no bueno pues hola gracias bienvenidos bienvenido vaya claro ahora",
    opens_clause: "\
        cuando mientras como después antes si desde aunque porque en al con por para tras durante según hasta \
        debido",
    outcomes: "\
        ganó ganaron venció murió murieron detenido detenidos detuvo condenado condenó falló rechazó aprobó \
        aprobado anunció descubrió encontró mostró demostró reveló concluyó aumentó creció cayó bajó subió \
        alcanzó acordó acordaron decidió decisión firmó dimitió resultado resultados eligió elegido confirmó",
    of_text: "\
        sección capítulo figura tabla siguiente siguientes anterior ejemplo ejemplos imagen foto fotografía \
        vídeo lección apartado veremos estudiaremos veamos",
    obligations: "\
        debe deben debería deberían necesario necesaria importante importantes esencial clave fundamental \
        principal principales crucial",
    auxiliaries: "\
        es son era eran fue fueron está están estaba ha han había habían será serán puede pueden podría podía \
        debe deben hay tiene tienen tenía hizo hace hacen",
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
