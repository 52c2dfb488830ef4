//! Czech boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static CS: BoundaryWords = BoundaryWords {
    titles: "\
        dr doc prof ing mgr bc judr mudr mvdr rndr phdr paeddr mddr thdr akad arch bca mga dis p pí sl pan sv bl \
        gen plk pplk mjr kpt npor por ppor rtm prap arcib bisk kard min mr mrs ms st ml jr sr ul nám tř",
    before_number: "\
        č čís čl fig hl kap obr odd odst par pís př příl r roč s sv str tab tel tzn vol ver §",
    may_end_sentence: "\
        atd atp apod aj etc a.s s.r.o spol o.s v.o.s n.l př.n.l l n.m tis mil mld min sek hod kč kg km cm mm ha \
        stol r st usa u.s u.s.a ph.d csc drsc mba ibid op cit red překl vyd zn okr pozn",
    continuing: "\
        např tj tzv tzn resp popř příp mj m.j cca cf srov viz zejm zvl ang angl něm fr franc lat řec it šp rus \
        pol slov vl t.č t.j t.r vč max min tehd býv pův vs dosl obd kol",
    months: "led ún bře dub kvě čvn čvc srp zář říj lis pro",
    everyday: "l s st r p dub led pro zář kap kol par sl min por pan pol sv př it aj",
    starters: "\
        a ale i nebo avšak však pokud když kdyby protože proto tedy pak potom také též už již ještě ne nikdo nic v \
        ve z ze na do od po před za pod nad při přes bez pro o u mezi během podle kromě on ona ono oni ony já my ty \
        vy to ten ta ti tato tento toto jeho její jejich můj náš svůj kdo co kde kam jak jaký jaká jaké který která \
        které všichni všechno každý mnoho někteří několik tak takový tam tady zde tehdy teď nyní dnes včera zítra \
        byl byla bylo byli je jsou bude má měl podobně navíc později naopak přesto",
    reporting: "\
        řekl řekla řekli říká říkal říkala uvedl uvedla dodal dodala zeptal zeptala ptá ptal odpověděl odpověděla \
        odvětil vykřikl zvolal zašeptal poznamenal prohlásil prohlásila vysvětlil vysvětlila upozornil napsal \
        pomyslel",
    ordinal_full_stop: true,
    units: "kč kg km cm mm ha min sek hod",
    closing: "atd atp apod",
    ..BoundaryWords::EMPTY
};
