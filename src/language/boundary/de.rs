//! German boundary words, written for gleaner.

use crate::language::BoundaryWords;

pub(crate) static DE: BoundaryWords = BoundaryWords {
    titles: "\
        abg anw bgm dipl dir dr fam fr frl gen hl hr hrn ing inh insp jun kard lic mag med min.präs mr mrs mt obst \
        phil pfr präs prof rer sel sen st sta sto tit univ.-prof",
    before_number: "\
        abb abs abschn anl anm art aufl az bd bde bl bsp ca fig fn fol ggü hft hs jg jh kap lfd nr no nrn p par pos \
        ps rd rn rz s sp spr tab tbl tel teilbd tl ver vers vol vs z ziff zit §",
    abbreviations: "\
        etc usw usf ff f al co corp inc ltd gmbh ag kg e.v str pl dgl u.ä o.ä u.a.m u.v.m n.chr v.chr jh jhd jhdt \
        mio mrd tsd std min sek sec kg km cm mm qm ha od ebd ebda u.s u.s.a d.c a.m p.m b.a m.a m.sc b.sc ph.d \
        mo di mi do fr sa so wo mon tel geb gest verst verh",
    continuing: "\
        z.b z.t z.zt z.hd d.h d.i i.d.r i.a i.d.f i.w i.e.s i.w.s u.a u.u o.g s.o s.u v.a v.h m.e m.w a.d b.w g.g \
        allg anschl aram beisp bes betr bez bezgl bzgl bspw bzw ca chin dt ehem eigtl einschl engl entspr erg ev \
        evtl exkl frz gebr geg gegr gem gen ggf griech hebr hrsg hg i.e inkl insb insbes ital jap jew kath kgl lat \
        lt m.a.w max mind näml o.b österr pol port rel resp röm russ schwed schweiz slg sog span südl nördl östl \
        westl stellv svw tägl tschech türk u.d.t ugs ungar urspr v.l v.l.n.r v.r verw vgl viz vorm vs wg wiss \
        zzgl zus zw zz zzt e.g cf",
    months: "jan jän feb febr mär mrz apr jun jul aug sep sept okt nov dez",
    everyday: "abs do fam gen min sel so bl fig par pol port s sp spr tab tit rel erg ag al od co mi di sa",
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
    ordinal_stop: true,
};
