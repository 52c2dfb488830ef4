//! English boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static EN: BoundaryWords = BoundaryWords {
    titles: "\
        adm amb assoc asst attn atty brig capt cdr cllr cmdr col comdr cpl cpt det dr drs ens fr ft gen gens gov govs \
        hon hr insp lance lt maj messrs mgr mlle mme mr mrs ms msgr mss mt mx ofc pfc phd pres prof profs pvt \
        rabbi reg regt rep reps rev revs rt sec sen sens sgt sr st ste supt supts treas",
    before_number: "\
        pop rs hrs \
        app approx art arts bk ca cap ch chap chaps chs cl cls col cols eq eqs ex ext fax fig figs fol lib ln mob n nn no \
        nos nr num op p par para paras pg pgs ph pl pp pt pts ref refs sec secs sect tab tel ver vol vols",
    may_end_sentence: "\
        st \
        inc ltd co corp cos cie plc llc llp esq bros jr sr assn dept univ govt natl intl mfg inst \
        al ed eds trans cit ibid loc seq et rev est misc orig resp incl excl avg max min temp var std \
        ave blvd rd hwy pkwy sq ln dist cent sci tech \
        bd cal cir civ crim ct educ evid fed proc supp \
        adj adv conn conf fem masc sing plur pers esp \
        ala ariz ark calif colo del fla ga ill ind kan ky la mass md mich minn miss mont neb nev okla ont ore \
        penn pa que sask tenn tex va vt wash wis wyo alta \
        mon tue tues wed thu thur thurs fri sat sun \
        a.m p.m a.d b.c c.e b.c.e e.d d.c l.a n.y n.y.c n.j n.c s.c s.d n.d r.i u.s u.s.a u.k u.n e.u u.s.s.r \
        b.a b.s b.sc m.a m.s m.sc m.d m.b.a ph.d j.d d.d.s ll.b ll.m r.n et.al",
    continuing: "vs v e.g i.e eg ie cf viz aka a.k.a c.f w.r.t",
    months: "jan feb mar apr jun jul aug sep sept oct nov dec",
    everyday: "\
        pop cal ed fed fin ill ind lance ma mar mass max min miss mo mon no ore rabbi reg rep sat sing sun \
        tab tech temp var wash wed",
    starters: "\
        a after all also although among an and another any are as at because before being both but by can could \
        despite did do does during each even every finally first for from further furthermore had has have he \
        hence her here his how however i if in indeed instead is it its just last later like many maybe \
        meanwhile might more moreover most my neither nevertheless no nobody none nor not nothing now of often \
        on once one only or other others our over people perhaps please rather recently she should similarly \
        since so some sometimes soon still such than that the their then there therefore these they this those \
        though three through thus to today two under unless unlike until was we well were what whatever when \
        whenever where whereas whether which while who whoever whose why will with within without would yes yet \
        you your",
    reporting: "\
        add added admitted agreed announced answer answered argued ask asked asks began begged bellowed called commented \
        complained concluded continued cried cry declared demanded exclaimed explained gasped growled howled insisted \
        interrupted joked laughed mumbled murmured muttered noted observed pleaded pressed protested quipped \
        recalled remarked replied replies reply responded said say says screamed shouted shrieked sighed snapped sobbed started \
        stammered suggested thought told tweeted urged warned whisper whispered wonder wondered wrote yell yelled",
    labels: "\
        option options plan type group class grade vitamin version hepatitis section part step phase exhibit \
        appendix schedule column category stage level block gate room unit team model",
    ..BoundaryWords::EMPTY
};
