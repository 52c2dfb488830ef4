//! Croatian boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static HR: BoundaryWords = BoundaryWords {
    titles: "\
        dr mr prof doc ing dipl mag g gđa gđica gosp gđ sv fra vlč mons akad gen puk bojn sat por general adm \
        red o s ul trg bb mrs ms jr sr st ak",
    before_number: "br čl st str s sv sl tab tel t toč god pog gl odj knj vol kat usp v vidi r § al",
    may_end_sentence: "\
        itd itsl i.sl isl sl tj d.o.o d.d j.d.o.o o.d inc ltd co corp kn lp eur mil mlrd milijuna tis min sek h \
        km m cm mm kg g dag l ha kom god st stolj pr.kr po.kr pr.n.e n.e p.k s.a.d u.s.a e.u a.m p.m ibid ur \
        prev izd nakl hrv",
    continuing: "\
        npr tj tzv tkz odn usp v vidi cca ca oko engl njem franc lat grč tal rus tur španj mađ češ slov srp vs \
        prim op bilj im sing mn jd max min maks uklj isklj dr",
    months: "\
        sij velj ožu tra svi lip srp kol ruj lis stu pro siječ trav svib list stud pros jan feb mar apr maj jun \
        jul aug sept okt nov dec",
    everyday: "\
        s o g v st sat red trg general vidi oko im por pro lis lip stu tra svi list op mil usp dr kat bb prim \
        kol mar maj jul srp sl ur po adm god br al tur",
    starters: "\
        a ali i ili no pa te kad kada dok ako iako jer zato zbog nakon prije poslije u na o od do za s sa iz po \
        pod nad pred pri kroz bez kod prema između tijekom on ona ono oni one ja ti mi vi to taj ta ovaj ova ovo \
        ovi ove onaj njegov njezin njihov moj naš svoj tko što gdje kamo odakle zašto kako kakav koji koja koje \
        svi sve svaki svaka mnogi neki nekoliko nitko ništa ne nije nema je su bio bila bilo bili će tada sada \
        danas jučer sutra ovdje tamo tako također međutim ipak osim samo već još",
    reporting: "\
        reče rekao rekla rekli kaže kazao kazala upita upitao upitala odgovori odgovorio odgovorila doda dodao \
        dodala viknu povika prošapta objasni objasnio istaknuo istaknula piše pomisli",
    units: "kn lp eur min sek h km m cm mm kg g dag l ha kom god st",
    closing: "itd itsl isl i.sl",
    ordinal_full_stop: true,
    ..BoundaryWords::EMPTY
};
