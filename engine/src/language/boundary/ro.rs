//! Romanian boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static RO: BoundaryWords = BoundaryWords {
    titles: "\
        dl dna dra d-l d-na d-ra dr prof conf lect ing arh av sf sfânt gen col lt cpt mr plt acad pr mons str bd \
        bdul b-dul șos sos al cal piața jud com sat mun or mrs ms jr sr st",
    before_number: "\
        art alin lit pct nr nrs p pag pp par cap fig tab tel vol ed etaj et ap bl sc sect sec c cca t §",
    may_end_sentence: "\
        etc ș.a s.a ș.a.m.d s.r.l srl s.n.c r.a lei mil mld min sec ore km m cm mm kg g ha gr a.c d.c î.hr d.hr \
        î.e.n e.n a.m p.m s.u.a u.e u.s o.n.u p.s ibid op cit red trad co inc corp ltd ph.d",
    continuing: "\
        de.ex d.ex ex adică cf v vs i.e e.g resp aprox circa lat fr engl germ it rus gr n.n n.r n.red așa.zis \
        d.p.d.v incl max min sg pl",
    months: "ian feb mar apr iun iul aug sept sep oct noi nov dec",
    everyday: "\
        al lei ore sat com min mil sector mar cap or piața ed et v ex sf noi circa co red pl ap bl",
    starters: "\
        a ale ai al și dar însă sau ori iar deci așadar dacă când cât cum unde deși fiindcă pentru că după \
        înainte în la pe de din prin cu fără spre către între sub peste până el ea ei ele eu tu noi voi acest \
        această acești aceste acesta aceasta aceștia acestea acel acea acei acele un o unii unele mulți multe \
        fiecare toți toate nimeni nimic cine ce care nu este sunt era erau au fost va vor astăzi azi ieri mâine \
        acum atunci aici acolo totuși astfel potrivit conform apoi ulterior doar chiar deja încă mai",
    reporting: "\
        spuse spus spune întrebă întreabă răspunse răspunde strigă exclamă adăugă adaugă afirmă declară susține \
        murmură șopti zise zice",
    units: "lei km m cm mm kg g ha min sec î.hr d.hr",
    closing: "ș.a ș.a.m.d",
    ..BoundaryWords::EMPTY
};
