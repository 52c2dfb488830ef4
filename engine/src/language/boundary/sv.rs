//! Swedish boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static SV: BoundaryWords = BoundaryWords {
    titles: "\
        hr fr frk dr prof doc ing dir sr jr st kapt gen löjtn öv överste mr mrs ms kyrkoh red adj rekt",
    before_number: "\
        nr no s sid sidan art kap fig tab bil bd § tel kl st par vol bl lp punkt mom upp ca omkr cirka ung",
    may_end_sentence: "\
        osv etc o.s.v m.m m.fl mfl m.h.a d.v.s o.d e.d o.dyl e.dyl dyl kr öre milj mdr mrd tkr min sek tim mån \
        dag km m cm mm kg g hg l ha st årh årg e.kr f.kr ekr fkr a.m p.m e.m f.m ab hb inc ltd co corp u.s.a \
        ibid red övers uppl f.n p.g.a",
    continuing: "\
        t.ex tex bl.a bla d.v.s dvs s.k sk f.ö f.d fd fr.o.m t.o.m tom fom m.a.o p.g.a pga resp ang eng enl exkl \
        inkl jfr jmf kungl lat max min nuv obs omkr särsk tillf tv urspr utg vs ev övr sv ty fra el ibl t.v t.h \
        s.a.s äv bl f.k o.s.a m.a.p st.f i.st.f u.a a.a p.s i.e",
    months: "jan feb mars apr maj jun jul aug sept sep okt nov dec",
    everyday: "\
        sidan överste st red bl el tom tex bla adj dag sk kl öre maj mars punkt kap min tim bil fig kr sek fr \
        max obs ty omkr cirka upp bd",
    starters: "\
        se han hon den det de vi jag du ni man denna detta dessa en ett och men eller så för att om när då där här \
        som vad vem vilken vilket vilka hur varför var i på av till från med utan under över efter före innan \
        mellan mot genom enligt trots inte ingen inget inga alla många några varje båda är har hade blir blev \
        kan ska skulle måste får idag igår imorgon nu sedan senare därefter dock också även redan bara dessutom \
        däremot därför eftersom medan sin mitt min vår våra deras hans hennes",
    reporting: "\
        sa sade säger frågade frågar svarade svarar ropade viskade tillade menade menar förklarade undrade skrev \
        berättade utropade fortsatte konstaterade tyckte",
    units: "kr min sek tim mån km m cm mm kg g hg l ha st f.kr e.kr",
    closing: "osv o.s.v m.m m.fl mfl o.dyl e.dyl",
    ..BoundaryWords::EMPTY
};
