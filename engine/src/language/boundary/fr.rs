//! French boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static FR: BoundaryWords = BoundaryWords {
    titles: "\
        m mm mme mmes mlle mlles mgr me dr drs pr prof st ste sts stes cl cdt col cap capt gal gén lt lieut adj sgt \
        mr mrs ms vve abbé s.a.r s.e s.m sr jr mt",
    before_number: "\
        art al app ch chap cf circ col éd env fasc fig figs fol ill l n no nos num p par pl pp r réf sect suppl t \
        tab tel tél tit tt v vol vols §",
    may_end_sentence: "\
        etc cie co corp inc ltd s.a s.a.r.l sarl al ann av bd boul bld pl rte sq fbg apr dép dépt hab env éd édit \
        coll trad rééd réimpr janv févr avr juil sept oct nov déc lun mar mer jeu ven sam dim min sec kg km cm mm \
        a.m p.m j.-c u.s u.s.a u.k o.n.u s.n.c.f u.r.s.s r.a.t.p e.u b.d d.c ph.d apr.j.-c av.j.-c ibid op loc",
    continuing: "\
        c.-à-d c-à-d càd cad ex p.ex par.ex i.e e.g cf vs v env resp dit adj adv anc angl all auj bot conj esp \
        excl fam fém fig fr gr hist inv invar it lat litt loc masc math méd mod mus orig pers péj philos plur \
        pop prép pron prov qqch qqn rem sing subst syn techn var vx zool",
    months: "janv jan févr fév mars avr mai juin juil août aou sept oct nov déc",
    everyday: "\
        al ann app art cap col coll env ex dit fam fig hab ill inv it l lat loc m mai mar mars me mer min n par pl \
        pop pr prov r rem sam sec sept st t var ven v juin août pers",
    starters: "\
        le la les l un une des du de d ce cet cette ces il elle ils elles on nous vous je j tu mon ma mes ton ta \
        tes son sa ses notre nos votre vos leur leurs mais et ou donc or ni car si quand lorsque comme puisque \
        parce alors ainsi aussi puis ensuite enfin pourtant cependant toutefois néanmoins en dans sur sous avec \
        sans pour par chez entre vers depuis pendant avant après selon malgré dès à au aux qui que quoi où dont \
        comment pourquoi combien quel quelle quels quelles tout toute tous toutes plusieurs certains certaines \
        chaque aucun aucune personne rien est sont était étaient a ont avait avaient ici là voici voilà hier \
        aujourd demain maintenant c ça cela ceci celui celle ceux celles y très plus moins bien d'autres c'est",
    reporting: "\
        a admet affirme affirma ajoute ajouta annonce annonça assure assura balbutia cria crie déclare déclara \
        demande demanda dit dis explique expliqua fit indique insista interroge interrogea lance lança murmura \
        note poursuit poursuivit précise précisa raconte rappelle répète répéta répond répondit reprit s'écria \
        s'exclama s'exclame s'interroge se souligne souffla soupira",
    semicolon_ends: true,
    ..BoundaryWords::EMPTY
};
