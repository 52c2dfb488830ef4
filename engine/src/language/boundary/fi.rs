//! Finnish boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static FI: BoundaryWords = BoundaryWords {
    titles: "\
        hra rva nti tri prof dos ins dipl.ins maist lis kenr ev kapt luutn maj vänr st dr mr mrs ms past rovasti \
        ministeri toht toim pj puh.joht",
    before_number: "\
        n nro nr no s ss sivu luku kpl kuva kuv taul tauluk art kohta § klo puh p tel vol ks vrt noin os",
    may_end_sentence: "\
        jne yms ym jms tms mrd milj tuh mk euro eur min sek tunt t h kk vk v pv km m cm mm kg g l ha kpl eaa ekr \
        jkr a.d oy ab oyj ry inc ltd co corp s.o alk loppup joht til edell seur",
    continuing: "\
        esim mm ns ko em ed ent eli ts tarkk lyh engl ruots saks ransk lat ven kreik viron puhek lähd vert vrt \
        ks kts kans alun synt myöh nyk aik tod.näk todnäk toim huom k mil muk mt s.o os so eaa jaa v.s n.s po vs \
        sit sis liik yht ml pl va tmv",
    months: "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
    everyday: "\
        kuva luku kohta sivu ministeri euro ed em ko so po va no noin min tammi helmi maalis huhti touko kesä \
        heinä elo syys loka marras joulu eli kuv sit ml tod rovasti os mil alk vs",
    starters: "\
        hän he se ne minä sinä me te tämä tuo nämä nuo joka mikä kuka missä mistä mihin milloin miksi miten \
        kuinka ja mutta tai vaan sillä koska kun jos vaikka jotta että ennen jälkeen myös lisäksi kuitenkin \
        silti siis niin näin nyt silloin sitten täällä tässä siellä siinä tuolla täältä sieltä tänään eilen \
        huomenna ei en et emme ette eivät on oli ovat olivat olen voi saa pitää moni monet kaikki jokainen \
        jotkut kukaan mikään yksi kaksi ensin lopuksi vielä jo vain juuri tällä siitä tästä siksi toisaalta \
        esimerkiksi ehkä onko oliko sen hänen heidän niiden tämän",
    reporting: "\
        sanoi sanoo sanoivat kysyi kysyy vastasi vastaa huusi huudahti kuiskasi lisäsi totesi toteaa kertoi \
        kertoo jatkoi selitti ihmetteli naurahti tuumi",
    units: "euro eur mk min km m cm mm kg g l ha kpl eaa ekr jkr v",
    closing: "jne yms jms tms",
    ordinal_full_stop: true,
    ..BoundaryWords::EMPTY
};
