//! Spanish boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static ES: BoundaryWords = BoundaryWords {
    titles: "\
        sr sra sres sras srta srtas d dña dn dr dra dres dras prof profa lic ing arq abog gral gen cnel cap tte \
        sgto cmdte alm mons fr hno hna pbro rvdo sto sta san ilmo ilma excmo excma mr mrs ms st jr",
    before_number: "\
        art arts cap caps cta ed ej exp fasc fig figs fol lám ley n no nº núm núms num nro p pág págs pags pag párr \
        pp pte secc t tab tel teléf tfno tít tom v vol vols vers §",
    may_end_sentence: "\
        etc cía co corp inc ltda ltd s.a s.l s.r.l s.a.u al av avda avd bco blvr c cfr ctra dpto depto edo entlo \
        esq gob hnos izq dcha pl pza plza prov rte urb ee.uu ee uu u.s u.s.a e.u uu.ee jj.oo cc.oo ff.aa a.c d.c \
        a.m p.m a.j.c d.j.c ph.d admón dto min máx mín aprox sig ss gr kg km cm mm hab lun mar mié jue vie sáb dom \
        ibid ibíd op cit loc q.e.p.d p.d",
    continuing: "p.ej ej v.gr v.g vg cf cfr cf e.g i.e vs aprox fam lat ingl fr esp máx mín entre.otros r.e",
    months: "ene feb mar abr may jun jul ago sep sept set oct nov dic",
    everyday: "al art c cap co d ed exp fig ley mar min no p prov san set sig t v ing pl esp fr e.g ms may gen",
    starters: "\
        el la los las lo un una unos unas este esta estos estas ese esa esos esas aquel aquella esto eso él ella \
        ellos ellas yo tú usted ustedes nosotros su sus mi mis nuestro nuestra tu se le les me nos y e o u pero \
        mas sino aunque si cuando mientras como porque pues así también además entonces luego después antes ya \
        aún todavía sin con en de del al a por para desde hasta entre sobre tras según durante contra hacia qué \
        quién quiénes cuál cómo dónde cuándo por no nunca jamás tampoco nada nadie todo toda todos todas algunos \
        algunas algún varios varias muchos muchas otro otra otros otras cada ambos es son era eran fue fueron ha \
        han había hay está están estaba será hoy ayer mañana ahora aquí allí allá finalmente embargo posteriormente",
    reporting: "\
        aclaró admitió advirtió afirma afirmó agregó añade añadió anunció apuntó aseguró comentó concluyó contestó \
        contó cuenta declaró dice dijo exclamó explica explicó expresó gritó indicó insistió interrogó manifestó \
        murmuró pregunta preguntó recordó replicó respondió señaló sostuvo subrayó susurró",
    semicolon_ends: true,
    ..BoundaryWords::EMPTY
};
