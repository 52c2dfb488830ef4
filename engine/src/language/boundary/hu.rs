//! Hungarian boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static HU: BoundaryWords = BoundaryWords {
    titles: "\
        dr ifj id özv prof mr mrs ms szt st gr br hg kapt gen ezr őrn főhdgy hdgy vez tbk ügyv ig elnök min",
    before_number: "\
        kb sz szám o old p pl fej fejl ábra táb tábl tel bek cikk § c köt évf füz em lev lásd ld vö ssz nr no \
        lfsz",
    may_end_sentence: "\
        stb kft bt rt zrt nyrt kkt kht vll inc ltd co corp u.s.a ft fill mill millió mrd eur usd km m cm mm kg g \
        dkg l ha db fő perc mp évf krt u út tér pu i.sz i.e i.u kr.e kr.u sz.u sz u.i a.m p.m s.k u.a uo ua",
    continuing: "\
        pl ill ún vö ld lsd kb mb max min ford szerk ti tkp azaz ang ném fr lat or gör ol sp tör vm vmi vki vál \
        biz jav uaz röv hiv ez.u ezt nev ni ui m.a.o i.m p.o vs",
    months: "jan febr feb márc már ápr máj jún júl aug szept szep okt nov dec",
    everyday: "\
        elnök min út tér fő u o p szám perc már id ig ábra em millió gen or sp ez ni vez biz ford máj lásd cikk \
        azaz ol ti gr kb",
    starters: "\
        a az egy ez ezek ezt azt azok ő ők én te mi ti és de vagy hanem ha mert mivel hogy amikor mikor miközben \
        míg aki ami amely ahol hol hova honnan miért hogyan milyen melyik ki mit nem ne sem nincs van volt \
        vannak voltak lesz minden mindenki sok néhány több kevés senki semmi itt ott most akkor aztán majd \
        később ma tegnap holnap már még csak is így úgy tehát ezért azért azonban viszont ugyanakkor szerinte \
        szerintük utána előtte közben végül először",
    reporting: "\
        mondta mondja mondták kérdezte kérdezi felelte válaszolta kiáltotta suttogta szólt tette hozzátette \
        közölte kijelentette jelentette gondolta írta mesélte",
    units: "ft eur usd km m cm mm kg g dkg l ha db perc",
    closing: "stb",
    ordinal_full_stop: true,
    ..BoundaryWords::EMPTY
};
