//! Italian boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static IT: BoundaryWords = BoundaryWords {
    titles: "\
        sig sigg sig.ra sigra sig.na signa dott dott.ssa dottssa dr dr.ssa prof prof.ssa proff ing avv arch geom rag \
        on onn sen gen col cap ten magg brig mar cav comm mons don p fra s ss sta sto card egr gent gent.mo ill.mo \
        spett mr mrs ms jr sr st",
    before_number: "\
        all art artt c ca cap capp cfr co col ediz es fasc fig figg fol l lett n nn no nr num p pag pagg par pos pp \
        sec sez t tab tav tel tit tom v vol voll vv §",
    may_end_sentence: "\
        ecc distr suppl etc s.p.a spa s.r.l srl s.n.c s.a.s f.lli soc cia co corp inc ltd al p.za p.zza v.le c.so l.go loc fraz \
        prov reg rep dip min sec kg km cm mm ibid ibidem op cit a.c d.c a.m p.m u.s u.s.a n.y o.n.u u.e ph.d \
        lun mer gio ven sab dom seg segg sgg trad rist ed edd",
    continuing: "p.es ad.es es cfr cf vs i.e e.g c.d cd cosid detto fam fr ingl lat ted sp ca circa max min incl escl",
    months: "gen genn feb febb mar apr mag giu giugn lug ago sett set ott nov dic",
    everyday: "\
        al all col con dip don fig fra fr gen mar min p par prov reg rep s sec soc spa st ten tit v mer set \
        sta sto detto circa cap co mag all",
    starters: "\
        il lo la i gli le l un uno una questo questa questi queste quello quella quelli quelle ciò egli ella esso \
        essa essi esse lui lei loro io tu noi voi si ci vi ne mi ti suo sua suoi sue mio mia nostro nostra e ed o \
        oppure ma però se quando mentre come perché poiché dunque quindi allora così anche inoltre poi infine \
        ancora già non nel nella nei nelle nello negli in di del della dei delle dal dalla da a al alla ai alle \
        con per su sul sulla tra fra dopo prima durante secondo senza verso contro oltre che chi cosa dove quale \
        quali quanto tutti tutto tutte tutta alcuni alcune molti molte altri altre ogni nessuno entrambi è sono \
        era erano fu furono ha hanno aveva avevano c'è oggi ieri domani ora qui lì tuttavia infatti invece forse",
    reporting: "\
        affermò afferma aggiunge aggiunse ammette ammise annuncia assicura chiede chiese commenta commentò conclude \
        concluse conferma dice dichiara dichiarò disse domanda domandò esclama esclamò gridò ha incalza insiste \
        mormorò osserva prosegue proseguì racconta raccontò ribatté ricorda rispose risponde scrive sospirò \
        sostiene spiega spiegò sussurrò urlò",
    semicolon_ends: true,
    ..BoundaryWords::EMPTY
};
