//! Dutch boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static NL: BoundaryWords = BoundaryWords {
    titles: "\
        dhr mevr mgr kard mw mej dr drs ir ing mr mrs ms prof ds em kol kapt gen lt lgen maj sgt st hr fam zr br pr bc ba \
        ma sr jr h",
    before_number: "\
        afb afl art artt bijl blz bl ca cap deel dl fig fol hfst hs jg lid nr nrs no num p pag par pos pp r rdn \
        regel tab tel vol vs §",
    may_end_sentence: "\
        st \
        enz etc e.d e.a e.v ev b.v n.v bv nv inc ltd co corp v.o.f al str pl ln wg mld mln min sec uur kg km cm mm \
        jhr a.d v.chr n.chr a.m p.m u.s u.s.a v.s d.c ph.d m.a m.sc b.sc ma di wo do vr za zo ibid op cit red uitg",
    continuing: "\
        bijv bv b.v d.w.z dwz d.m.v dmv i.v.m ivm i.p.v ipv i.t.t itt m.b.t mbt m.a.w maw m.i m.n m.u.v n.a.v nav \
        o.a oa o.b.v o.l.v o.i.d o.m o.v.v t.a.v t.b.v t.g.v t.n.v t.o.v tov t.w.v v.a v.d v.h v.w.b z.g zgn z.o.z \
        aanv afd afk alg beh betr bep ca cf vgl eig eigl e.g i.e i.h.b i.s.m incl excl ism inz jl lat max min \
        nl nw oorspr oud plm resp soc vnl voorm vs wijlen zgn",
    months: "jan feb febr mrt apr jun jul aug sep sept okt nov dec",
    everyday: "al bep deel di do em gen lid ma nav op oud par pos red regel st uur vol wo zo za bl ba ir maw vs min no oa",
    starters: "\
        de het een deze dit die dat hij zij ze wij we ik jij je jullie u men er hier daar dan toen nu ook maar en \
        of want dus echter toch als wanneer indien terwijl omdat hoewel nadat voordat sinds tot in op aan bij met \
        van voor na naar uit door over onder tegen tussen tijdens volgens zonder wegens ondanks zijn haar hun ons \
        onze mijn wat wie waar hoe waarom welke welk geen niet niets niemand alle alles veel sommige enkele beide \
        elke elk ieder iedere is was waren heeft hebben had wordt worden werd werden kan kunnen zal zullen moet \
        vandaag gisteren morgen later daarna daarom daarnaast bovendien vervolgens uiteindelijk ondertussen zo",
    reporting: "\
        aldus antwoordde beweerde fluisterde grapte herhaalde lachte legde meende merkte mompelde reageerde riep \
        roept schreef schreeuwde stelde verklaarde vertelde vervolgde voegde vraagt vroeg waarschuwde zegt zei \
        zeiden zuchtte",
    compound_endings: "str",
    ..BoundaryWords::EMPTY
};
