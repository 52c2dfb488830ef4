//! Portuguese boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static PT: BoundaryWords = BoundaryWords {
    titles: "\
        sr sra srs sras srta d dr dra drs dras prof profa profª eng engª arq adv exmo exma ilmo ilma gen cel cap \
        ten maj sgt alm brig cmdt pe fr ir mons sto sta s st dep sen gov min pres mr mrs ms jr v.ex v.exa",
    before_number: "\
        art arts cap caps cf ed ex fasc fig figs fl fls fol inc n no nº núm num nos p pág págs pag par pp sec séc \
        t tab tel tít tom v vol vols §",
    may_end_sentence: "\
        etc cia co corp inc ltda ltd lda s.a s.a.r.l al av apto aptº bl cx depto dpto esq ed jd lg pç pça r rod rua \
        trav tv est e.u.a eua u.s u.s.a u.e o.n.u a.c d.c a.m p.m ph.d min seg máx mín kg km cm mm hab aprox seg \
        ss seg sáb dom ibid op cit loc trad",
    continuing: "p.ex ex v.g e.g i.e cf vs aprox máx mín fam lat ingl fr gr obs ref",
    months: "jan fev mar abr mai jun jul ago set out nov dez",
    everyday: "al cap co d est ex fig gen ir mar min no out p par r s seg set t v ten adv inc rua dom fr bl sec pe",
    starters: "\
        o a os as um uma uns umas este esta estes estas esse essa esses essas aquele aquela isto isso aquilo ele \
        ela eles elas eu tu você vocês nós seu sua seus suas meu minha nosso nossa e ou mas porém contudo todavia \
        entretanto se quando enquanto como porque pois assim também além então depois antes já ainda não nunca \
        nem no na nos nas em de do da dos das ao à aos às com por pelo pela para sem sobre entre até desde após \
        segundo conforme durante contra que quem qual quais onde quanto todo toda todos todas alguns algumas \
        muitos muitas outros outras outro outra cada ambos é são era eram foi foram há havia tem têm tinha está \
        estão hoje ontem amanhã agora aqui ali lá finalmente apesar embora portanto",
    reporting: "\
        acrescenta acrescentou admitiu afirma afirmou alertou anunciou apontou assegurou comentou completou \
        concluiu contou declarou destacou diz disse exclamou explica explicou garantiu gritou indagou insistiu \
        lembrou murmurou observou ponderou pergunta perguntou questionou relatou replicou respondeu ressaltou \
        retrucou sussurrou",
    ..BoundaryWords::EMPTY
};
