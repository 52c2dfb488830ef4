//! German boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static DE: BoundaryWords = BoundaryWords {
    titles: "\
        fa dr prof hr hrn fr frl dipl ing mag st sr jr hl gen präs dir abg rer nat jur phil med pfr mr mrs ms",
    before_number: "\
        nr abb abs art aufl bd kap s tab tel ziff par § st jh jg anm ca pos vers vol no fig",
    may_end_sentence: "\
        etc usw usf ff gmbh ag kg e.v co inc corp ltd u.ä o.ä u.a.m v.chr n.chr jh jhdt mio mrd tsd min sek std \
        kg km cm str pl u.s u.s.a a.m p.m m.a b.a m.sc b.sc ph.d d.c mo di mi do fr sa so geb gest verh",
    continuing: "\
        dr.med dr.phil dr.jur dr.rer rer.nat rer.pol prof.dr dipl.ing med.dent med.vet dr.h h.c \
        str einschließl ausschl ausschließl zuzügl abzügl sämtl gewöhnl ehrenamtl gesetzl schriftl mündl beispielsw wissenschaftl städt staatl gebr hl amtl betr zus \
        z.b d.h u.a i.d.r i.a s.o s.u o.g v.a z.t u.u m.e a.d i.e e.g bzw bspw vgl ca evtl ggf inkl exkl zzgl \
        insb bes einschl sog allg entspr max mind lt vs cf wg bzgl bezgl urspr ehem vorm dt engl frz \
        ital österr schweiz europ lat griech span russ röm ev kath hrsg gegr angebl eigtl rd durchschn jährl monatl \
        mtl nördl südl östl westl ungef z.zt",
    months: "jan jän feb febr mär mrz apr jun jul aug sep sept okt nov dez",
    everyday: "abs do gen min so fig par s tab ag co mi di sa st med nat bes",
    starters: "\
        der die das den dem des ein eine einen einem einer eines er sie es wir ihr ich du man dies diese dieser \
        dieses diesen diesem jene jener jenes dort hier da dann damit danach dabei dadurch dafür dagegen daher \
        darum darin darauf darüber davor doch jedoch aber und oder denn sondern so auch nur noch schon wenn weil \
        während als wie ob obwohl nachdem bevor bis seit seitdem sobald falls in im an am auf aus bei beim mit \
        nach von vom vor zu zum zur für durch gegen ohne um unter über zwischen neben trotz wegen laut was wer wo \
        wann warum wieso welche welcher welches kein keine keiner nicht nichts alle alles viele einige manche \
        mehrere beide jeder jede jedes ist sind war waren hat haben hatte wird werden wurde wurden kann können \
        soll sollte muss darf mein meine dein sein seine ihre unser unsere heute gestern morgen jetzt nun später \
        zuletzt zuvor zuerst zunächst schließlich außerdem zudem allerdings dennoch trotzdem insgesamt vielleicht",
    reporting: "\
        antwortete berichtete bat behauptete betonte brüllte entgegnete ergänzte erklärte erwiderte erzählte fragt \
        fragte flüsterte fügte heißt hieß jubelte kommentierte lachte lautete meint meinte murmelte rief ruft sagt \
        sagte scherzte schreibt schrie schrieb seufzte sprach warnte will wollte wundert wunderte",
    ordinal_full_stop: true,
    units: "kg km cm mm min sek",
    closing: "usw usf",
    compound_endings: "str",
    ..BoundaryWords::EMPTY
};
