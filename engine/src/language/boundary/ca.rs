//! Catalan boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static CA: BoundaryWords = BoundaryWords {
    titles: "\
        sr sra srs sres srta dr dra drs dres prof prof.a en na st sta mn mons gen cap col ten sgt il·lm excm \
        hble lic arq adv eng d mr mrs ms jr pg av avda c pl pça ptge ctra",
    before_number: "\
        art arts cap caps cf fig figs fol làm n nm núm núms pàg pàgs p pp par tel tlf t tom v vol vols vers ed \
        any §",
    may_end_sentence: "\
        etc cia co corp inc ltd s.a s.l s.c.c.l s.c.p aj ajt av avda bda c ctra dept dpt dta esq pl pça ptge pg \
        prov km m cm mm kg g l ha h min s seg eua ee.uu a.c d.c a.m p.m p.d e.p.d r.i.p ibid íd op cit loc rec \
        trad màx mín aprox gral hab",
    continuing: "\
        p.ex ex p.e cf vg v.gr és.a.dir i.e e.g vs aprox màx mín lat fr angl cast esp it al gr port ca fam gral \
        incl",
    months: "gen febr feb març abr maig juny jul ag set oct nov des",
    everyday: "\
        en na al c cap d ed ex art any v és col gen pl ten s h set it fam maig març juny rec seg il l m ag des",
    starters: "\
        el la els les l un una uns unes aquest aquesta aquests aquestes aquell aquella això allò ell ella ells \
        elles jo tu vostè nosaltres seu seva seus es s i o però si quan mentre com perquè que doncs així també a \
        més llavors després abans ja encara sense amb en de del dels al als per pel pels fins entre sobre segons \
        durant contra cap què qui quin quina on no mai tampoc res ningú tot tota tots totes alguns algunes molts \
        moltes altres cada dos és són era eren va van ha han havia hi avui ahir demà ara aquí allà finalment \
        tanmateix malgrat hom",
    reporting: "\
        va diu digué digueren afirma afirmà preguntà pregunta respongué respon exclamà afegí afegeix explicà \
        explica comenta comentà murmurà cridà assegura",
    units: "km m cm mm kg g l ha h min seg hab a.c d.c",
    ..BoundaryWords::EMPTY
};
