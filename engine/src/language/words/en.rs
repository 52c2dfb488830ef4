//! English word classes and lead-ins, written by the authors of gleaner. `words/mod.rs` says how to add a
//! word.

use super::WordLists;

pub(super) static EN: WordLists = WordLists {
    anaphoric: "\
        he she it they him her them his hers its their theirs this that these those such here both others neither \
        former latter he's she's it's they're that's he'd she'd they'd he'll she'll they'll it'd it'll that'll they've",
    connective: "\
        and but or nor so yet however instead therefore thus hence moreover furthermore meanwhile nevertheless \
        nonetheless then also besides otherwise still rather similarly likewise consequently accordingly \
        additionally conversely alternatively subsequently afterwards afterward plus indeed again finally lastly \
        secondly thirdly anyway equally too though that's",
    first_person: "\
        i me my mine myself we us our ours ourselves you your yours yourself yourselves i'm i've i'd i'll we're \
        we've we'd we'll you're you've you'd you'll let's",
    reporting: "\
        said says say saying told tells tell according ask asked asks added adds admitted admits acknowledged \
        alleged alleges allegedly announced argued argues believed believes believe claimed claims commented \
        conceded confirmed confirms declared denied denies described explained explains insisted insists \
        mentioned noted notes quoted recalled remarked replied reported reportedly reports responded revealed \
        speaking stated states stressed suggested suggests testified thinks thought tweeted urged urges warned \
        warns wrote writes",
    bonus: "\
        achieve achieved achieves achievement aim aims announced best biggest breakthrough cause caused causes \
        central chief clearly conclude concluded concludes conclusion conclusions confirm confirms critical \
        crucial decisive demonstrate demonstrated demonstrates demonstrating discovered effective essential \
        evidence fastest finding findings first found fundamental goal greatest highest historic important \
        importantly improve improved improves improvement indicate indicates key largest leading lowest main \
        major most novel outcome outperform outperforms overall primary principal propose proposed proposes \
        purpose record result results reveal revealed reveals show showed shown shows significant significantly \
        strong strongest study substantial summary suggest suggests top ultimately unprecedented vital winner \
        worst",
    stigma: "\
        actually anyhow anyway apparently appendix aside basically cf example examples figure footnote guess \
        hardly hello hi hopefully impossible incidentally instance kind literally maybe merely might okay \
        otherwise perhaps possibly presumably probably quite scarcely seem seems simply somehow somewhat sort \
        suppose table thank thanks unclear unlikely welcome yeah",
    quantity: "\
        two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
        eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand \
        thousands million millions billion billions trillion trillions dozen dozens half third quarter twice \
        double doubled triple tripled percent percentage cent cents per dollar dollars pound pounds euro euros \
        yen usd eur gbp mile miles kilometer kilometers kilometre kilometres km meter meters metre metres feet \
        foot inches kg kilograms tons tonnes acres degrees barrels points basis bps",
    pronouns: "\
        he she it they him her them his hers himself herself itself themselves he's she's it's they're he'd \
        she'd they'd he'll she'll they'll it'll they've",
    demonstratives: "this these those such",
    definite: "the",
    indefinite: "a an",
    fillers: "\
        well yes no oh hey hi hello now okay ok um uh yeah right so thanks thank welcome congratulations sorry \
        please dear look actually anyway",
    opens_clause: "\
        when while as after before if since although though because in at on by with for to from despite unlike \
        during under until once",
    outcomes: "\
        won wins win beat beats defeated died dies killed killing arrested charged sentenced convicted ruled \
        rules held dismissed allowed granted rejected approved announced found finds showed shows demonstrated \
        revealed reveals concluded concludes conclude suggest suggests indicates indicate confirmed increased \
        increases decreased rose rises fell falls dropped grew reached agreed agrees decided decision voted \
        passed launched signed ordered resigned result results resulted resulting discovered identified \
        acquitted upheld overturned awarded appointed elected recovered improved reduced",
    of_text: "\
        section sections chapter chapters figure figures table tables above below following previous \
        here lesson lessons episode tutorial exercise exercises example examples discuss discussed \
        discusses introduce introduced learn learned describe described lecture module paragraph appendix \
        diagram image images photo photograph video screenshot readers reader let let's",
    obligations: "\
        must should shall need needs needed important importantly key essential critical crucial main primary \
        significant significantly major recommend recommends recommended require requires required",
    auxiliaries: "\
        is are was were be been has have had will would can could may might must should shall do does did isn't \
        aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't cannot couldn't don't doesn't didn't \
        it's he's she's that's there's i'm we're they're you're i've we've they've he'll she'll they'll",
    lead_ins: &[
        "at the end of the day,",
        "on top of all that,",
        "in the meantime,",
        "on top of that,",
        "in addition to that,",
        "in addition to this,",
        "around the same time,",
        "in the meanwhile,",
        "by the way,",
        "in addition,",
        "after that,",
        "what's more,",
        "what is more,",
        "separately,",
        "additionally,",
        "furthermore,",
        "moreover,",
        "meanwhile",
        "meantime,",
        "subsequently,",
        "afterwards,",
        "afterward,",
        "incidentally,",
        "besides,",
        "further,",
        "later,",
        "also,",
        "plus,",
        "then,",
        "and then",
        "and also",
        "and",
    ],
};
