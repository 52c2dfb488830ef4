//! Indonesian boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static ID: BoundaryWords = BoundaryWords {
    titles: "\
        dr drs dra prof ir hj h kh k.h r ra rr rm tn ny nn sdr sdri bpk st jend letjen mayjen brigjen kol letkol \
        kapt lettu letda serma serka kel kec kab prov jl jln gg kp ds dsn tb ust pdt rev mr mrs ms jr sr s gus \
        kpt yth gn sg",
    before_number: "\
        no nr nomor rp us telp tel fax hp hal hlm h ayat pasal ps bab gbr tab lamp jil vol art ed cet kv rt rw \
        km pkl pk ca thn th tgl lih ttg fig",
    may_end_sentence: "\
        dll dsb dst dkk tbk pt cv inc ltd co corp s.h s.e s.pd s.ag s.t s.kom s.sos s.ip m.h m.m m.si m.pd m.ag \
        m.a m.sc m.hum m.t m.kom sh se ph.d mba juta jt rb mlr km m cm mm kg g gr l ha mnt dtk a.s u.s u.k a.m \
        p.m sm s.m saw swt s.a.w s.w.t ra as alm almh a.n an u.b d.a ybs",
    continuing: "\
        mis a.l al yi yaitu ttg tsb dgn utk sbg spt sda s.d sd cf vs i.e e.g lih lat bhs ing bel arab jw sms \
        mnrt eks a.k.a",
    months: "jan feb peb mar apr mei jun jul ags agt agust sep sept okt nov nop des",
    everyday: "\
        st no ayat pasal bab juta pt as an yaitu ed mis h s r m ra se mar mei gus bel arab eks sms al lat th hal \
        tab ust dr kol ds us",
    starters: "\
        yang dan atau tetapi namun jika bila kalau ketika saat sebelum sesudah setelah karena sebab agar supaya \
        meskipun walaupun di ke dari pada dalam dengan untuk oleh bagi antara tanpa tentang menurut ia dia \
        mereka saya aku kami kita anda kamu ini itu tersebut para sebuah seorang semua setiap banyak beberapa \
        tidak tak bukan belum sudah telah akan sedang masih adalah ada apa siapa mana kapan mengapa bagaimana \
        hari kini sekarang kemudian lalu selain selanjutnya akhirnya sementara juga hanya pemerintah",
    reporting: "\
        kata ujar tutur ucap tanya jawab katanya ujarnya tuturnya ucapnya tanyanya jawabnya tegas jelas ungkap \
        imbuh lanjut",
    units: "km m cm mm kg g l ha mnt dtk sm",
    closing: "dll dsb dst dkk",
    ..BoundaryWords::EMPTY
};
