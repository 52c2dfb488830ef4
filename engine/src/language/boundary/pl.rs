//! Polish boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static PL: BoundaryWords = BoundaryWords {
    titles: "\
        dr hab prof mgr inż lek med doc p pan pani ks o s św bł abp bp kard gen płk ppłk mjr kpt por ppor sierż adm \
        paraf kom nadkom podkom insp podinsp nadinsp asp kmdr fot proj ul al pl os red dyr prez min mec mr mrs ms jr sr",
    before_number: "\
        art cz dz fig kol lp n nr nry p par pkt poz r rozdz rys s str szt t tab tel tom ust ver vol w zob zał zad §",
    may_end_sentence: "\
        itd itp etc im in inn m.in al r rr w ww wiek godz min sek tys mln mld bln zł gr kg km cm mm ha s.a sp z.o.o \
        woj pow gm n.e p.n.e a.m p.m u.s u.s.a ibid op cit red tłum wyd ur zm",
    continuing: "\
        np tzn tj tzw m.in m.innymi ok por zob cf ang niem fr franc łac gr wł ros hiszp czes japoń jw ds b d.s \
        dot ew ewent wg właśc względn max min maks tzn śp vs pn płd zach wsch pot przen lm lp",
    months: "sty lut mar kwi kwiec maj cze czerw lip sie sierp wrz wrześ paź paźdz lis list gru grud",
    everyday: "al art kom o s os in par min por maj list lut pan pani med pot fr w r p lis sp",
    starters: "\
        a ale i oraz lecz jednak jeśli jeżeli gdy kiedy gdyby ponieważ dlatego więc zatem potem następnie także \
        również też już jeszcze nie nikt nic w we z ze na do od po przed za pod nad przy przez bez dla o u między \
        podczas według mimo on ona ono oni one ja my ty wy to ten ta te ci tego jego jej ich mój nasz swój kto co \
        gdzie skąd jak jaki jaka jakie który która które wszyscy wszystko każdy wiele niektórzy kilka tak taki \
        tam tu tutaj wtedy teraz dziś dzisiaj wczoraj jutro był była było byli jest są będzie ma został tylko \
        właśnie ponadto natomiast później",
    reporting: "\
        powiedział powiedziała powiedzieli mówi mówił mówiła zapytał zapytała spytał spytała odpowiedział \
        odpowiedziała odparł odparła dodał dodała krzyknął krzyknęła szepnął szepnęła zawołał zawołała zauważył \
        stwierdził stwierdziła wyjaśnił wyjaśniła podkreślił podkreśliła pisze pomyślał",
    ordinal_full_stop: true,
    units: "r zł gr kg km cm mm ha min sek godz w wiek n.e p.n.e",
    closing: "itd itp",
    ..BoundaryWords::EMPTY
};
