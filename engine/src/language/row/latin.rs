//! Languages of Latin script. The authors of gleaner wrote the lists of frequent words and the stop
//! words named `added` or given to `crate_list_and`; see `row/mod.rs` for how to add a language or a
//! word.

use super::{Apostrophe, Row, StopWords, crate_list_and};
use crate::language::script::Script;
use rust_stemmers::Algorithm;

const LATIN: Row = Row {
    scripts: &[Script::Latin],
    ..Row::EMPTY
};

pub(super) static ROWS: [Row; 21] = [
    Row {
        tag: "en",
        name: "English",
        stemmer: Some(Algorithm::English),
        frequent: "\
            the of and to in that is was for it with as his on be at by he had are but from have they which you \
            were her she their we been has would this will what there who when more out said about its into \
            than them can could not or after new also some all if only just do my me how any very did does \
            being where why over most many your our us these those while through because",
        stop_words: StopWords {
            from_crate: true,
            added: "also although among amongst another anyone anything around became become becomes besides came \
                cannot come could despite done either else enough especially even ever every everyone everything \
                get gets getting go goes going got hence however indeed instead least less let like likely made \
                make makes making many may maybe might moreover mr mrs ms much must neither never nevertheless \
                none nothing often one ones onto others otherwise per perhaps quite rather really said say saying \
                says seem seemed seems several shall since someone something sometimes somewhat still therefore \
                though throughout thus together told toward towards unless upon us used using usually via well \
                went whatever whenever wherever whereas whether whichever whoever whose within without would yet \
                ah actually bit eh gonna gotta guess hm hmm kind know lot mean mm oh ok okay sort stuff thing \
                things think uh um wanna want yeah yep yes",
            // "ma" is half of a contraction, which words after UAX #29 never are, and a word of its own.
            removed: "ma",
        },
        ..LATIN
    },
    Row {
        tag: "de",
        name: "German",
        stemmer: Some(Algorithm::German),
        frequent: "\
            der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an er hat \
            aus bei sind nach wie dass einer um sie wird einen noch war zum haben nur über so oder aber vor zur \
            bis durch wurde werden einem ich mich mir mein meine wir uns unser sein seine ihr ihre dieser diese \
            dieses unter gegen man kann hatte hier da wenn mehr sehr schon immer am keine alle bin habe waren \
            ohne etwas ab",
        letters: "äöüß",
        stop_words: crate_list_and(
            "ab beim bereits besonders bisher bzw dabei dadurch dafür dagegen daher damals danach daran darauf \
            daraus darin darüber davon davor deren deshalb etwa etwas ganz gar geht gibt ging hätte hätten ihre \
            ihren ihrem immer innerhalb jedoch kam kamen kaum konnte konnten könnten lassen lässt ließ mal mehr \
            mehrere mittlerweile möchte müssen mussten neben nie nämlich obwohl oft sagt sagte sagen schon sei \
            seien seit seitdem sobald sogar sollen sollten somit sowie sowohl statt trotz trotzdem viele vielen \
            vieler vielleicht wann warum wäre wären wegen wem wen wenig wenige weniger wer wessen wobei wodurch \
            wohl worden wurde wurden zudem zunächst zusammen",
        ),
        ..LATIN
    },
    Row {
        tag: "fr",
        name: "French",
        stemmer: Some(Algorithm::French),
        frequent: "\
            de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont ou \
            avec son aux d cette l mais comme on qu nous sa fait été aussi leur bien peut ces elle deux ont \
            même ses était entre je tu mon ma elles leurs où si très étaient avait peu après sous sans dont cet \
            ainsi lors puis car donc vers fut être avoir depuis encore toujours autres y n c j",
        letters: "éèàùçâêîôûëïüœæ",
        stop_words: crate_list_and(
            "afin ainsi alors après aucun aucune auprès aussi autre autres avant beaucoup bien car cela celle \
            celles celui cependant certain certaine certaines certains cet cette ceux chaque chez ci comme \
            comment contre déjà depuis dès désormais devant doit doivent donc dont durant elles encore enfin \
            entre environ er etc fait faire font hors ici jamais jusqu jusque laquelle lequel lesquelles lesquels \
            leurs lors lorsque là malgré mieux moins notamment où outre parce parfois parmi pendant peu peut \
            peuvent plus plusieurs plutôt pourquoi pourtant presque puis puisque quand quant quel quelle quelles \
            quelque quelques quels quoi sans sauf selon seulement si sinon soi sous souvent surtout tant tandis \
            tel telle telles tels toujours tous tout toute toutefois toutes très trop vers via voici voilà \
            aujourd'hui quelqu'un",
        ),
        apostrophe: Apostrophe::EndsPrefix("l d j m n s t c qu jusqu lorsqu puisqu quoiqu"),
        ..LATIN
    },
    Row {
        tag: "es",
        name: "Spanish",
        stemmer: Some(Algorithm::Spanish),
        frequent: "\
            de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya este sí \
            porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante \
            todos uno ni contra fue ser son ha es había fueron ella ellas mi si puede así tiene han estaba \
            están esto eso otros otra otro dos tan cada ante además según mismo sido parte años bien solo tras \
            e he eran hace",
        letters: "áéíóúñü",
        stop_words: crate_list_and(
            "además ahí ahora algún alguna algunas alguno alrededor ambos antes apenas aquel aquella aquellas \
            aquello aquellos aquí así aún aunque bajo bastante bien cada casi cierta ciertas cierto ciertos \
            cualquier cuales cuanto cuyo cuya cuyos cuyas da dado debe deben decir dentro después dice dicho \
            dijo ejemplo embargo encima entonces etc fuera hace hacen hacer hacia hecho incluso junto luego \
            mayor mediante menos mientras misma mismas mismo mismos modo ninguna ninguno nunca parece parte \
            pesar podría podrían pudo puede pueden pues salvo según ser si siempre siendo sido sino solo sólo \
            tal tales tampoco tan todavía toda todas tras través u usted ustedes varias varios vez veces ver",
        ),
        ..LATIN
    },
    Row {
        tag: "it",
        name: "Italian",
        stemmer: Some(Algorithm::Italian),
        frequent: "\
            di e il la che in a per è un del con della non i da una sono si le dei nel al alla come delle più \
            anche ha gli lo su ma o se dal nella ed loro questo essere dalla degli sua suo alle stato tra cui \
            era hanno ai l dell mi ho io noi lui lei questi quello quella nei nelle agli allo dagli dalle \
            perché così molto dopo solo prima due tutti tutto ogni ancora fu aveva poi quando dove senza nello \
            sull",
        letters: "àèéìòù",
        stop_words: crate_list_and(
            "abbastanza adesso affinché alcun alcuna alcune alcuni alcuno allora almeno altra altre altri altro \
            ancora appena assai attraverso benché bensì ben bene certo ciascun ciascuno ciò cioè circa comunque \
            così davanti dentro dice dire dopo dovrebbe dunque durante ecc ecco entrambi entro eppure essere \
            stato stata stati state fino forse fra già grazie infatti inoltre insieme intanto invece laddove \
            lungo mai malgrado meglio meno mentre molta molte molti molto nemmeno neppure nessun nessuna nessuno \
            nonostante nulla o ogni ognuno oltre oppure ora ormai parte però piuttosto po poco poi poiché \
            possono potrebbe prima proprio pure può qualche qualcosa qualcuno qualsiasi quando quasi quel \
            quindi secondo sempre senza seppur sia solo soltanto soprattutto sopra sotto spesso stessa stesse \
            stessi stesso tale tali tanto tranne troppo tuttavia tutta tutte viene vengono verso via",
        ),
        apostrophe: Apostrophe::EndsPrefix(
            "l d un c dell all nell sull dall quest quell sant anch com dov senz tutt n s m t v",
        ),
        ..LATIN
    },
    Row {
        tag: "pt",
        name: "Portuguese",
        stemmer: Some(Algorithm::Portuguese),
        frequent: "\
            de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem \
            à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois \
            sem mesmo aos são pelos meu minha nós eles elas foram tinha pode este esta esse essa isto dois duas \
            outro outros todos cada sobre após ainda apenas onde bem assim então porque nas num numa às lhe \
            estão você",
        letters: "ãõçáéíóúâêôà",
        stop_words: crate_list_and(
            "acima agora ainda além algo alguém algum alguma algumas alguns ali ambos ante antes apenas apesar \
            após aqui assim através bem cada certa certas certo certos cerca contra contudo cuja cujas cujo \
            cujos daquele daquela deste desta destes destas desse dessa desses dessas disso disto deve devem \
            dizer diz disse durante embora enquanto então essa etc fazer faz fez feito havia hoje logo menos \
            mesma mesmas mesmos muita muitas muitos nada naquele nenhum nenhuma nessa nesse nesta neste ninguém \
            nunca onde ora outra outras outro outros parte pode podem poderia pois porém porque portanto pouca \
            poucas pouco poucos próprio própria quais quase quanto quantos quê salvo segundo sempre sendo sido \
            sob sobre tais tal talvez tampouco tanto tão todo toda todos todas tudo vai vários várias vez vezes",
        ),
        ..LATIN
    },
    Row {
        tag: "nl",
        name: "Dutch",
        stemmer: Some(Algorithm::Dutch),
        frequent: "\
            de van het een en in is dat op te zijn met voor die niet aan er om ook als dan maar bij nog uit \
            door hij naar heeft hebben ze wordt over tot werd worden of kan meer wat deze zich al hun geen was \
            dit zou zo haar ik je we hem me mijn ons onze jij u hen niets iets alle veel zeer waar toen omdat \
            tegen onder zonder na tussen andere twee eerste altijd mensen ben had hadden waren moet moeten jaar \
            uw mij",
        letters: "ëïéö",
        stop_words: crate_list_and(
            "aldus alleen allemaal alsof binnen boven bovendien buiten daardoor daarin daarmee daarna daarnaast \
            daarom daarvan daarvoor doch eerst eigenlijk elk elke enkel enkele enz er even gaan gaat gedurende \
            hierbij hierdoor hoewel ieder iedere intussen inmiddels je juist krijgen laten liet maakt minder \
            misschien moeten mogen nadat namelijk net niemand nooit ofwel ongeveer onlangs onze ooit opnieuw \
            pas per rond samen sinds soms sommige steeds tegelijk ten ter terug terwijl tijdens totdat tussen \
            vaak vanaf vanwege verder via volgens vooral voordat vrijwel waarbij waardoor waarin waarmee waarom \
            waarop waarvan waarvoor wanneer we weer welke wel weinig wij zei zeer zegt zelfs zoals zodat zodra \
            zouden zowel zullen",
        ),
        ..LATIN
    },
    Row {
        tag: "sv",
        name: "Swedish",
        stemmer: Some(Algorithm::Swedish),
        frequent: "\
            och i att det som en på är av för med den till inte har de ett om han men var jag från vi så kan \
            när år sig under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla \
            andra mycket än här då bara in blir du hon honom henne dem oss min mitt denna detta dessa hur vad \
            vilket redan mellan utan två någon något några åt genom sedan samt hans hennes vårt även enligt",
        letters: "åäöé",
        stop_words: crate_list_and(
            "ännu allt alltid andra annan annat bara behöver bland borde både därför därmed däremot dock ens \
            enligt finns fick få får före genom ganska går gick gör göra gjorde gäller inför innan inte istället \
            ju kommer kom kring lite låg låter lika man medan men mer mest mindre måste många möjligt ner nog \
            nästan nya också olika redan samt sade sedan senare ser ska skall säger säga så sätt tack tar trots \
            tills ur utanför utom varit vare varje vid vill väl även över",
        ),
        ..LATIN
    },
    Row {
        tag: "da",
        name: "Danish",
        stemmer: Some(Algorithm::Danish),
        frequent: "\
            og i at det er en til af på som med for den de der ikke har et han var om sig men fra jeg vi så kan \
            blev efter også eller ved når ud hun skal sin havde år være mere hvor nu over bliver kun alle \
            mellem meget noget andre mod nogle hvad du hende ham os dem min mit mine denne dette disse hvordan \
            hvilket allerede uden under to nogen går gennem siden samt hans hendes vores ifølge dog selv ville \
            kunne måtte",
        letters: "æøåé",
        stop_words: crate_list_and(
            "allerede altid andet andre bare begge blandt bør både derfor dermed derved desuden dog eget egne \
            ellers endnu enten få får fik flere fleste gennem gør gøre gjorde går gik hver hverken hvilke \
            hvilken hvilket hvordan hvorfor idet igen igennem ikke imellem inden ingen intet jo kan kom kommer \
            langt lige lidt man mellem mens mere mest mindre måske måtte nemlig ny nye nær næsten nok nær ofte \
            omkring overfor samme samt siden siger sagde stadig synes sådan så tage tager tidligere trods ved \
            via ville vil være bliver blive",
        ),
        ..LATIN
    },
    Row {
        tag: "no",
        name: "Norwegian",
        stemmer: Some(Algorithm::Norwegian),
        frequent: "\
            og i det på som er en til å for av at med de har den ikke han om et var fra men jeg vi så seg kan \
            ble etter også eller ved når ut hun skal sin hadde år være mer hvor nå over blir bare alle mellom \
            mye noe andre mot noen hva du henne ham oss dem min mitt mine denne dette disse hvordan hvilken \
            allerede uten under to gjennom siden samt hans hennes vår ifølge selv ville kunne måtte mens gjør",
        letters: "æøåé",
        stop_words: crate_list_and(
            "allerede alltid andre annen annet derfor dermed dessuten enda enten få får fikk flere fleste \
            gjennom gjør gjøre gjorde går gikk hver hverken hvordan ifølge igjen ingen innen kom kommer likevel \
            litt må måtte man mens mer mest mindre nesten nok ny nye ofte omkring rundt samt seg sier sa slik \
            snart stadig så tar tidligere tross ved via videre vært",
        ),
        ..LATIN
    },
    Row {
        tag: "fi",
        name: "Finnish",
        stemmer: Some(Algorithm::Finnish),
        frequent: "\
            ja on ei että se oli hän mutta myös ovat joka kun niin kuin sen ole tai olla mukaan jo vain nyt \
            sekä voi jos mitä he ollut olisi vuonna siitä tämä joita sitä kaikki jälkeen hänen kanssa vielä \
            enemmän eivät koska mikä ne siinä tämän jonka ennen noin mukana minä sinä me te minun sinun meidän \
            tuo nämä nuo siis kuten aina hyvin paljon vuoden kaksi yksi ensimmäinen aikana välillä ilman \
            ilmoitti sanoi sitten tässä siellä täällä joiden joissa",
        letters: "äöå",
        stop_words: crate_list_and(
            "aikana ainoastaan aina asti edes ehkä eivät eli ennen erittäin esimerkiksi ettei hyvin ilman jo \
            jokainen joko jolloin jopa joskus joten juuri jälkeen kaikki kaikkien kautta koko kuitenkin kuten \
            lisäksi lähes läpi melko mennessä miten monet myös mm muun muassa muut muuta muun ne niinpä nro nyt \
            näin oikein paitsi paljon pitkin pois saakka samoin siis silti sitten takia tosin tuskin uudelleen \
            useat vain varsin vasta vastaan vielä voi voidaan voivat vuoksi välillä yhdessä yhä ympäri",
        ),
        ..LATIN
    },
    Row {
        tag: "hu",
        name: "Hungarian",
        stemmer: Some(Algorithm::Hungarian),
        frequent: "\
            a az és hogy nem is egy ez van de meg volt csak mint már ha még el azt ki vagy ezt amely után lehet \
            le fel úgy kell sem mert minden pedig több aki nagyon majd így között szerint ami lesz két ne én ő \
            itt arra sok ezek te mi ti ők engem őt nekem volna vagyok voltak lenne fog egyik másik új nagy első \
            mindig soha ahol akkor amikor azonban illetve saját hozzá alatt előtt óta felé nélkül",
        letters: "áéíóöőúüű",
        // NLTK's list has õ instead of ő.
        stop_words: crate_list_and(
            "ő ők őt őket elő először előtt első se ha is be ám akár alá aligha azonnal bárki bármi bizony \
            csupán egyaránt egyúttal el előbb ennél főleg hiába hozzá ide igaz inkább kb kívül körül le mely \
            mellé merre mivel mögött nála nehogy ők ön önök óta rajta rám se sőt szinte szét tőle továbbra úgy \
            végül viszont volna volnának általa aztán két ki",
        ),
        ..LATIN
    },
    Row {
        tag: "ro",
        name: "Romanian",
        stemmer: Some(Algorithm::Romanian),
        frequent: "\
            de și în a la cu pe nu este care din o să mai un că se pentru ale au sunt ce al fost prin sau ca \
            după dar lui cel această fi unui ar fără sa fie cele lor pot foarte acest între aceste când doar \
            până toate iar mult vor eu tu el ea noi voi ei ele mine meu mea nostru acesta aceea acestea unde \
            cum ori nici deși era erau avea am ai ați doi prima primul despre către printre asupra",
        letters: "ăâîșțşţ",
        stop_words: crate_list_and(
            "fiind fiecărui însă întrucât poate putea pot precum prin privind totuşi tot toate unele unor vor \
            aceasta această aceştia astfel atât avea către cea cei cât dacă deja deoarece dintre după fără \
            foarte iar încă înainte însuşi lângă mult multe mulţi niciun nicio numai oricare peste şi s-a să-şi \
            spre sub sunt timp",
        ),
        ..LATIN
    },
    Row {
        tag: "tr",
        name: "Turkish",
        stemmer: Some(Algorithm::Turkish),
        frequent: "\
            ve bir bu da de için ile olarak çok daha gibi olan en ne ise sonra kadar o var ancak her ama değil \
            olduğu ilk göre iki büyük yeni olduğunu tarafından diye ya oldu yok ki bunu mi tüm hem kendi önce \
            şey veya yer etti bin ben sen biz siz onlar benim bana onu onun şu şöyle böyle nasıl neden nerede \
            kim hangi bazı birçok hiç sadece çünkü eğer bile üzerinde içinde karşı rağmen iyi zaman gün yıl",
        letters: "çğıöşüâ",
        stop_words: crate_list_and(
            "ancak arada ardından artık asla ayrıca başka bazen bazı ben beni benim beri bile bir biraz birçok \
            birlikte biz bize bizi bizim böyle bunu bunun bunlar buna bundan burada bütün çünkü dahi değil \
            diğer dolayı dolayısıyla ederek eden edilen ediyor etmek etti etmiş fakat göre halen hangi hatta \
            henüz herhangi herkes hiçbir ilgili ilk itibaren kadar karşı kendi kendine kendisi kimse lakin \
            madem nasıl neden nedeniyle olan olarak oldu olduğu olduğunu olması olmak olmadı olmayan olsa olup \
            olur oluyor ona ondan onlar onların onu onun orada oysa önce öyle pek rağmen sadece sen seni senin \
            sizin sonra şimdi şöyle şekilde şunu tarafından var yalnız yapılan yaptı yeniden yine yoksa yok \
            yönelik zaten üzere",
        ),
        apostrophe: Apostrophe::StartsSuffix,
        ..LATIN
    },
    Row {
        tag: "pl",
        name: "Polish",
        frequent: "\
            w i na się nie z do to że jest o jak za od po ale co tym przez był dla tego oraz już czy tylko ich \
            jego są przy może jej było tak które być który która przed ze również jako ma ten lub roku między \
            pod nad bardzo gdy będzie ja ty my wy on ona mnie mi mój moja nasz ta te tej tych sobie siebie \
            gdzie kiedy dlaczego nawet jeszcze też jednak nim nich niej jestem byli była dwa",
        letters: "ąćęłńóśźż",
        stop_words: crate_list_and(
            "byłby byłoby jakie jeśli mógł mogła mogły nimi niż ową owych sama swego swoich swojego swojej tych",
        ),
        ..LATIN
    },
    Row {
        tag: "cs",
        name: "Czech",
        frequent: "\
            a v se na je že to s z do o i ve si by pro jako po jsou ale od který která které za k byl až tak \
            při nebo jeho také u jsem ze už podle však jen být může než před co bude byla bylo roce let mezi \
            její ještě pouze já ty my vy on ona mě mi můj moje náš ten ta tento tato těch sobě sebe kde kdy \
            proč ani jste jsme má mají měl byli dva není nich tím kteří",
        letters: "áčďéěíňóřšťúůýž",
        stop_words: StopWords {
            from_crate: true,
            added: "byla bylo byli byly jejichž jejího každá každé každý kdy kterého které kterých kterým která \
                mezi neboť něj nich nimi nyní pak při roce sám sama své svého této též těchto touto tuto uvedl \
                vždyť zatím zcela",
            removed: "clanek clanku clanky článek článku články design email děkovat děkujeme děkuji tema téma \
                zprávy zpravy nula strana",
        },
        ..LATIN
    },
    Row {
        tag: "sk",
        name: "Slovak",
        frequent: "\
            a v sa na je že to s z do o i vo si by pre ako po sú ale od ktorý ktorá ktoré za k bol až tak pri \
            alebo jeho aj u som zo už podľa však len byť môže než pred čo bude bola bolo roku rokov medzi jej \
            ešte iba ja ty my vy on ona mňa mi môj moja náš ten tá tento táto tých sebe kde kedy prečo ani ste \
            sme má majú mal boli dva nie nich tým ktorí",
        letters: "áäčďéíľĺňóôŕšťúýž",
        stop_words: crate_list_and(
            "aký boli cez ďalej hoci ibaže jej jeho každý kedy ktoré ktorého ktorých ktorým kým medzi najskôr \
            nebol nebola nebolo niekoľko pričom roku rokov sám svoju však vždy zatiaľ",
        ),
        ..LATIN
    },
    Row {
        tag: "id",
        name: "Indonesian",
        frequent: "\
            yang dan di dengan untuk dari ini itu dalam pada tidak akan ke adalah juga oleh sebagai ada \
            tersebut karena mereka bisa saat telah lebih atau sudah dapat kata bahwa saya menjadi kepada \
            seperti hanya masih orang para secara kami anda dia setelah antara ia belum aku kamu mu nya tetapi \
            namun sangat semua setiap beberapa ketika jika maka lagi pun sedang pernah tahun dua satu hari bagi \
            hingga agar sehingga itulah inilah kita kalau hal",
        stop_words: StopWords {
            from_crate: true,
            added: "para secara serta tersebut telah yaitu yakni",
            removed: "masalah persoalan pertanyaan kasus keinginan jumlah bulan hari tahun waktu ibu bapak",
        },
        ..LATIN
    },
    Row {
        tag: "vi",
        name: "Vietnamese",
        frequent: "\
            và của là có được cho trong các một những không với người đã này khi đến ra ở để từ vào như nhiều \
            năm về lại cũng đó tại phải theo trên sau nhưng thì nước đang còn sẽ bị làm hơn việc anh tôi ông \
            ngày rất em chị bà chúng họ mình bạn nó ai gì nào đây kia thế sao hay hoặc nếu mà nên vì do bởi \
            cùng đều chỉ mới vẫn hai ba lúc nữa đi",
        letters: "ăâđêôơưáàãéèíìóòõúùýĩũạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
        stop_words: StopWords {
            from_crate: true,
            added: "bị bởi các cho có cùng của cũng đã đang đây đến để đều đó được gì hay hơn khi không là lại lên \
                mà mỗi một này nên nếu ngay nhiều như nhưng những nơi nữa phải qua ra rằng rất rồi sau sẽ so sự \
                tại theo thì trên trước từ từng và vẫn vào vậy vì việc với vừa",
            removed: "nhà người năm ngày tháng",
        },
        ..LATIN
    },
    Row {
        tag: "ca",
        name: "Catalan",
        frequent: "\
            de la i el que a en els un les per una amb és del al no va l d es ha més com són seva aquest ser \
            també dels però aquesta si pel ja fins on entre sobre quan ho hi seu tot molt han era anys després \
            perquè sense havia tots jo tu ell ella ells meu seus nostre aquests aquell \
            aquella això què encara sota abans sempre mai cada altres altre dos té tenen fou hem heu",
        letters: "àéèíïóòúüç",
        stop_words: crate_list_and(
            "així això aquell aquella aquesta aquestes aquests cal després doncs gairebé malgrat mentre segons també tan",
        ),
        apostrophe: Apostrophe::EndsPrefix("l d m n s t"),
        ..LATIN
    },
    Row {
        tag: "hr",
        name: "Croatian",
        frequent: "\
            i je u na se da za su od koji s kao što to ne a o iz će bi ali ili nije koje sam samo te kako nakon \
            više biti može bio ima bila sve prema još koja već tako godine kad do po smo bez ako dok među ja ti \
            mi vi on ona oni mene meni moj naš ovaj ova ovo taj ta tih sebe gdje zašto nego ni nisam ste imaju \
            bili bilo dva njih tim",
        letters: "čćđšž",
        stop_words: crate_list_and(
            "dok iako jer kada kad koja koje koji kojem kojeg koju među nakon općenito prije prema stoga tijekom više također",
        ),
        ..LATIN
    },
];
