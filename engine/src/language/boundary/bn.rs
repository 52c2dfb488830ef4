//! Bengali boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static BN: BoundaryWords = BoundaryWords {
    titles: "ড ডা ডাঃ ডঃ মি মিসেস মো মোঃ মোছা মু প্রফ অধ্যা শ্রী সৈ আ মাও জন ব্যা ইঞ্জি",
    before_number: "রু টা পৃ নং সং ধারা ফোন খ্রি খৃ",
    may_end_sentence: "লি প্রা কোং কিমি কি.মি সেমি মি কেজি খ্রি.পূ ইত্যাদি",
    continuing: "\
        এ বি সি ডি ই এফ জি এইচ আই জে কে এল এম এন ও পি কিউ আর এস টি ইউ ভি ডব্লিউ এক্স ওয়াই জেড যেমন উদা তু",
    ..BoundaryWords::EMPTY
};
