//! Danish and Norwegian boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static DA: BoundaryWords = BoundaryWords {
    titles: "\
        hr fr frk dr prof ing dir sr jr st skt kapt gen løjtn obl oberst major mr mrs ms red adj rekt pastor sgt \
        cand mag stud civ",
    before_number: "\
        nr no s sd side art kap fig tab bd § tel tlf kl par stk pkt vol bl lb ca omkr cirka afs lit jf pr opl",
    may_end_sentence: "\
        osv etc o.s.v m.m m.fl m.v mv o.l e.l o.lign kr øre mio mia mill mrd tkr min sek tim mdr dg km m cm mm \
        kg g l ha stk årh årg e.kr f.kr evt a.m p.m aps as inc ltd co corp u.s.a e.u ibid red overs udg p.t pga \
        e.v.t",
    continuing: "\
        f.eks feks fx bl.a bla d.v.s dvs s.k såk f.v.t f.t f.d fhv fra.og.med ifm ift iht i.h.t jf jvf m.h.t mht \
        m.a.o mao p.g.a resp ang angå eng ekskl eksk inkl incl lat max maks min nuv obs omkr opr oprind sml særl \
        tidl tysk vedr vha v.h.a vs evt sv da el f.m m.m.m i.f.m i.f.t m.h.p til.dels ivf i.e pr t.o.m",
    months: "jan feb mar apr maj mai jun jul juli aug sept sep okt nov dec des",
    everyday: "\
        side oberst major red bl el bla adj dg da as fra st øre maj mai mar kap min tim fig kr sek fr max obs \
        omkr cirka stud pastor des mag skt kl mill civ jul juli tysk par ing gen",
    starters: "\
        se han hun den det de vi jeg du i man denne dette disse en et ei og men eller så for at om når da der her \
        som hva hvad hvem hvilken hvilket hvilke hvordan hvorfor hvor på av af til fra med uten uden under over \
        etter efter før inden mellom mellem mot mod gjennom gennem ifølge trass trods ikke ingen alle mange noen \
        nogle hver hvert både begge er var har havde hadde blir blev ble kan skal skulle må får nå nu siden \
        senere deretter dog også allerede bare dessuten desuden derimot derfor fordi mens sin min vår vores \
        deres hans hennes hendes",
    reporting: "\
        sa sagde siger sier spurte spurgte spør spørger svarte svarede svarer ropte råbte hvisket hviskede \
        tilføyde tilføjede mente mener forklarte forklarede undret skrev fortalte utbrøt udbrød fortsatte",
    units: "kr min sek tim km m cm mm kg g l ha stk f.kr e.kr",
    closing: "osv o.s.v m.m m.fl m.v mv",
    ordinal_full_stop: true,
    ..BoundaryWords::EMPTY
};
