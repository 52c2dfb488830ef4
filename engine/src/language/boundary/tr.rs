//! Turkish boundary words, written by the authors of gleaner. `boundary/mod.rs` says how to add an
//! abbreviation.

use super::BoundaryWords;

pub(super) static TR: BoundaryWords = BoundaryWords {
    titles: "\
        dr doç prof yrd uzm op av müh mim arş gör öğr bay bn hz gen alb yb bnb yzb ütğm tğm sn mr mrs ms jr sr \
        st org korg tümg tuğg ord",
    before_number: "\
        no nr s sf sayfa md madde fık bl böl cilt c şek tab tel kat d mah cad sok sk bul ap apt blv bkz krş yy \
        vol",
    may_end_sentence: "\
        vb vs vd vdl ltd şti a.ş as inc co corp tl krş kr mil mlyr min dk sn sa saat km m cm mm kg g gr l ha ad \
        adet mah cad sok sk bul blv apt m.ö m.s i.ö i.s ö.s ö.ö a.b.d t.c k.k.t.c yy yüzyıl m.k p.m a.m ibid çev \
        haz ed der yay",
    continuing: "\
        örn bkz krş yani ör mad ing fr alm lat ar far rus yun it isp hlk esk mec argo fel bot zool kim mat müz \
        sin coğ tar gr yakl takr yak bk age agm agy a.g.e a.g.m örneğin",
    months: "oca şub mar nis may haz tem ağu eyl eki kas ara",
    everyday: "\
        as av op no kat sayfa bay madde d il adet saat yani ara kas haz mar ad der ed tar mat kim sin it ar tem \
        may örneğin ör min cilt ap far mim argo yüzyıl bul mad sa sok uzm",
    starters: "\
        bu şu o bunlar şunlar onlar ben sen biz siz bir ve ama fakat ancak veya ya eğer çünkü için gibi kadar \
        göre sonra önce ise de da ki ne nasıl neden niçin nerede kim hangi her bütün tüm bazı birçok çok az hiç \
        hiçbir değil var yok şimdi bugün dün yarın burada orada böylece böyle öyle yine hem daha en artık ayrıca \
        özellikle aslında belki onun bunun bunu onu buna ona bunda ilk son",
    reporting: "\
        dedi diyor der sordu soruyor cevapladı yanıtladı bağırdı fısıldadı ekledi belirtti söyledi söylüyor \
        konuştu açıkladı diye yazdı düşündü",
    units: "tl kr dk km m cm mm kg g gr l ha m.ö m.s",
    closing: "vb vs vd",
    ordinal_full_stop: true,
    ..BoundaryWords::EMPTY
};
