//! Vietnamese boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static VI: BoundaryWords = BoundaryWords {
    titles: "\
        tp ts ths gs pgs bs ks kts cn ls nsnd nsưt tx tt q p gs.ts pgs.ts gs.tskh tskh st mr mrs ms dr prof jr \
        lm đgm hy",
    before_number: "tr trg đ điều khoản số ch chg tập hình bảng đt tel fax no p vol",
    may_end_sentence: "\
        v.v vv tcn scn ubnd hđnd hcm hn tnhh cp inc ltd co corp u.s u.k a.m p.m km m cm mm kg g ha đ usd",
    continuing: "vd v.d tk td vs i.e e.g",
    everyday: "số điều khoản tập hình bảng vs",
    starters: "\
        các những một tôi anh chị ông bà cô chú em nó họ chúng ta mình người khi nếu nhưng và hay hoặc vì do tuy \
        mặc dù theo trong trên dưới ở tại từ đến với cho của về để này đó đây kia không chưa đã đang sẽ có là \
        thì mà cũng chỉ sau trước hôm ngày năm nay bây giờ lúc hiện ngoài bên cả mỗi mọi nhiều ai gì sao nhiên",
    reporting: "nói hỏi đáp kêu bảo thì",
    closing: "v.v vv",
    ..BoundaryWords::EMPTY
};
