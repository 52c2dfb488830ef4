//! Slovak boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static SK: BoundaryWords = BoundaryWords {
    titles: "\
        dr doc prof ing mgr bc judr mudr mvdr rndr phdr paeddr mddr thdr akad arch art p pán sl sv bl gen plk pplk \
        mjr kpt npor por ppor rtm arcib bisk kard min mr mrs ms st ml jr sr ul nám tr",
    before_number: "č čís čl fig hl kap obr odd ods par písm pr príl r roč s sv str tab tel vol ver z §",
    may_end_sentence: "\
        atď atp a.i etc a.s s.r.o spol o.z v.o.s n.l pred.n.l l tis mil mld min sek hod kg km cm mm ha stor r st \
        usa u.s u.s.a ph.d csc drsc mba ibid op cit red prekl vyd okr pozn",
    continuing: "\
        napr t.j tj tzv tzn resp príp prip m.i cca cf porov pozri najmä ang angl nem fr franc lat gréc tal špan rus \
        poľ čes vl t.č t.r vrát max min býv pôv vs dosl",
    months: "jan feb mar apr máj jún júl aug sep sept okt nov dec",
    everyday: "l s st r p z pr kap par sl min por pán art sv najmä pozri tr",
    starters: "\
        a ale i aj alebo avšak však ak keď keby pretože preto teda potom tiež takisto už ešte nie nikto nič v vo z zo \
        na do od po pred za pod nad pri cez bez pre o u medzi počas podľa okrem on ona ono oni ony ja my ty vy to ten \
        tá tí táto tento toto jeho jej ich môj náš svoj kto čo kde kam ako aký aká aké ktorý ktorá ktoré všetci všetko \
        každý mnoho niektorí niekoľko tak taký tam tu vtedy teraz dnes včera zajtra bol bola bolo boli je sú bude má \
        mal podobne navyše neskôr naopak napriek",
    reporting: "\
        povedal povedala povedali hovorí hovoril uviedol uviedla dodal dodala spýtal spýtala pýta opýtal odpovedal \
        odpovedala odvetil vykríkol zvolal zašepkal poznamenal vyhlásil vyhlásila vysvetlil vysvetlila upozornil \
        napísal pomyslel",
    ordinal_full_stop: true,
    units: "sk kg km cm mm ha min sek hod",
    closing: "atď atp apod",
    ..BoundaryWords::EMPTY
};
