//! The lines of a mail that are not its text, in the languages that mail programs write them in. All word
//! lists of this file were written by the authors of gleaner.

/// What a line or paragraph of a mail is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::clean) enum MailLine {
    /// A field of a header: "From: Jane Doe". A single one may be something else.
    Field,
    /// Announces a quoted mail: "On 3 May 2015, Jane Doe wrote:".
    Attribution,
    /// The end of such a line: "<jane@example.com> wrote:".
    AttributionEnd,
    /// "-----Original Message-----"
    Original,
    /// "---------- Forwarded message ---------"
    Forwarded,
    /// "Best regards,"
    Closing,
    /// "Sent from my iPhone"
    Device,
    /// "This e-mail and any attachments are confidential."
    Disclaimer,
}

/// What `text`, a line or paragraph, is in a mail; `None` for anything else.
pub(in crate::clean) fn mail_line(text: &str) -> Option<MailLine> {
    if text.len() > LINE_BYTES_MAX {
        return is_disclaimer(text).then_some(MailLine::Disclaimer);
    }
    if text.ends_with([':', '：'])
        && let Some(line) = attribution(text)
    {
        return Some(line);
    }
    if text.starts_with(['-', '_', '*', 'B']) {
        let inner = text.trim_matches(['-', '_', '*', ' ', ':']);
        let lower = || inner.to_lowercase();
        let is_ruled = inner.len() + 4 < text.len() || text.starts_with("Begin ");
        if is_ruled && inner.len() <= PHRASE_BYTES_MAX {
            if ORIGINAL.contains(&lower().as_str()) {
                return Some(MailLine::Original);
            }
            if FORWARDED.contains(&lower().as_str()) {
                return Some(MailLine::Forwarded);
            }
        }
    }
    if is_field(text) {
        return Some(MailLine::Field);
    }
    if text.len() <= PHRASE_BYTES_MAX {
        let lower = text.trim_end_matches([',', '.', '!', '，']).to_lowercase();
        if CLOSINGS.contains(&lower.as_str()) {
            return Some(MailLine::Closing);
        }
        if DEVICES
            .iter()
            .any(|device| lower.starts_with(device) || lower.ends_with(device))
        {
            return Some(MailLine::Device);
        }
    }
    is_disclaimer(text).then_some(MailLine::Disclaimer)
}

/// Longer texts are at most disclaimers.
const LINE_BYTES_MAX: usize = 250;

/// Longer texts are no fixed phrases.
const PHRASE_BYTES_MAX: usize = 64;

/// Whether `text`, which ends in a colon, announces a quoted mail, or is the end of such a line.
fn attribution(text: &str) -> Option<MailLine> {
    let words = text.trim_end_matches([':', '：', ' ', '\u{a0}', '\u{202f}']);
    let digits = words.bytes().filter(u8::is_ascii_digit).count();
    let has_address = words.contains('@') && words.contains(['<', '(', '[']);
    let has_verb = || VERBS.iter().any(|verb| words.contains(verb));
    if digits < 4 {
        let is_end = words.starts_with('<') && has_address
            || words.ends_with('>') && has_address && words.split(' ').count() <= 4;
        return is_end.then_some(MailLine::AttributionEnd);
    }
    let opens = || {
        words.starts_with(|c: char| c.is_ascii_digit())
            || OPENERS.iter().any(|opener| words.starts_with(opener))
    };
    // A date and the time of day, and an address or a verb.
    let has_time = words.as_bytes().windows(4).any(|four| {
        four[0].is_ascii_digit()
            && matches!(four[1], b':' | b'.')
            && four[2].is_ascii_digit()
            && four[3].is_ascii_digit()
    });
    let is_attribution = has_address && has_time || has_verb() && (opens() || has_address);
    is_attribution.then_some(MailLine::Attribution)
}

/// What lines start with that announce a quoted mail.
const OPENERS: &[&str] = &[
    "On ", "Am ", "Le ", "El ", "Il ", "Em ", "Op ", "Den ", "På ", "W dniu ", "Dnia ", "Dne ",
    "Dňa ", "在", "于", "於",
];

/// "wrote" in the languages of mail programs.
const VERBS: &[&str] = &[
    " wrote",
    " schrieb",
    " a écrit",
    " escribió",
    " ha scritto",
    " escreveu",
    " schreef",
    " skrev",
    " kirjoitti",
    " napisał",
    " pisze",
    " napsal",
    " написал",
    " пишет",
    " писал",
    " yazdı",
    "書きました",
    "のメール",
    "写道",
    "寫道",
    "님이 작성",
    "님의 말",
    "작성",
];

/// Whether `text` is a field of the header of a mail.
fn is_field(text: &str) -> bool {
    let start = &text.as_bytes()[..text.len().min(FIELD_BYTES_MAX)];
    let Some(colon) = memchr::memchr2(b':', 0xEF, start) else {
        return false;
    };
    let value = text[colon..].trim_start_matches([':', '：', '*']);
    let is_colon = value.len() + colon < text.len();
    let name = text[..colon].trim_matches(['*', ' ', '\u{a0}']);
    is_colon
        && (value.is_empty() || value.starts_with([' ', '\t', '\u{a0}']) || !value.is_ascii())
        && FIELDS.contains(&name)
}

const FIELD_BYTES_MAX: usize = 32;

/// The names of the fields of mail headers, as standards and mail programs write them.
#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "From", "To", "Cc", "CC", "Bcc", "Date", "Sent", "Subject", "Reply-To", "Message-ID", "Message-Id",
    "Received", "Return-Path", "Delivered-To", "MIME-Version", "Mime-Version", "Content-Type",
    "Content-Transfer-Encoding", "Content-Language", "DKIM-Signature", "In-Reply-To", "References", "Sender",
    "User-Agent", "X-Mailer", "List-Id", "List-Unsubscribe", "Importance", "Attachments",
    // de
    "Von", "An", "Gesendet", "Datum", "Betreff", "Antwort an",
    // fr
    "De", "À", "A", "Envoyé", "Date", "Objet", "Cci",
    // es, pt, it
    "Para", "Enviado", "Enviado el", "Asunto", "Fecha", "CCO", "Enviada em", "Enviado em", "Assunto", "Data",
    "Da", "Inviato", "Oggetto",
    // nl
    "Van", "Aan", "Verzonden", "Onderwerp",
    // sv, da, no
    "Från", "Till", "Skickat", "Ämne", "Fra", "Til", "Sendt", "Emne", "Dato", "Kopia", "Kopi",
    // fi
    "Lähettäjä", "Vastaanottaja", "Lähetetty", "Päivämäärä", "Aihe", "Kopio",
    // pl, cs
    "Od", "Do", "Wysłano", "Wysłane", "Temat", "DW", "Komu", "Odesláno", "Předmět", "Kopie",
    // ru
    "От", "Кому", "Отправлено", "Дата", "Тема", "Копия", "От кого",
    // tr
    "Kimden", "Gönderen", "Kime", "Gönderildi", "Gönderilen", "Tarih", "Konu", "Bilgi",
    // ja, zh, ko
    "差出人", "送信者", "宛先", "送信日時", "日時", "件名", "发件人", "收件人", "发送时间", "发送日期", "主题", "抄送", "寄件者",
    "寄件人", "收件者", "寄件日期", "日期", "主旨", "보낸 사람", "보낸사람", "받는 사람", "받는사람", "보낸 날짜", "날짜", "제목", "참조",
];

#[rustfmt::skip]
const ORIGINAL: &[&str] = &[
    "original message", "ursprüngliche nachricht", "originalnachricht", "original-nachricht",
    "message d'origine", "message d’origine", "message original", "mensaje original", "messaggio originale",
    "messaggio original", "mensagem original", "oorspronkelijk bericht", "originele bericht",
    "ursprungligt meddelande", "originalmeddelande", "oprindelig meddelelse", "original meddelelse",
    "opprinnelig melding", "alkuperäinen viesti", "wiadomość oryginalna", "oryginalna wiadomość",
    "původní zpráva", "исходное сообщение", "оригинальное сообщение", "özgün ileti", "orijinal mesaj",
    "元のメッセージ", "原始邮件", "原始郵件", "原始訊息", "원본 메시지", "original appointment",
];

#[rustfmt::skip]
const FORWARDED: &[&str] = &[
    "forwarded message", "begin forwarded message", "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht", "message transféré", "mensaje reenviado", "messaggio inoltrato",
    "mensagem encaminhada", "mensagem reencaminhada", "doorgestuurd bericht", "vidarebefordrat meddelande",
    "videresendt meddelelse", "videresendt melding", "välitetty viesti", "edelleenlähetetty viesti",
    "przekazana wiadomość", "wiadomość przekazana", "přeposlaná zpráva", "пересылаемое сообщение",
    "пересланное сообщение", "yönlendirilmiş ileti", "yönlendirilen mesaj", "転送メッセージ", "转发邮件", "转发的邮件",
    "轉寄郵件", "전달된 메시지",
];

/// What closes a mail.
#[rustfmt::skip]
const CLOSINGS: &[&str] = &[
    "best", "best regards", "best wishes", "kind regards", "kindest regards", "warm regards", "warmest regards",
    "regards", "all the best", "many thanks", "thanks", "thank you", "thanks again", "cheers", "sincerely",
    "sincerely yours", "yours sincerely", "yours faithfully", "yours truly", "yours", "respectfully",
    "with best regards", "with kind regards", "br", "kr",
    "mit freundlichen grüßen", "mit freundlichen grüssen", "freundliche grüße", "viele grüße", "beste grüße",
    "liebe grüße", "herzliche grüße", "schöne grüße", "mit besten grüßen", "hochachtungsvoll", "mfg", "vg", "lg",
    "cordialement", "bien cordialement", "bien à vous", "cordialement vôtre", "meilleures salutations",
    "salutations distinguées", "amicalement", "sincères salutations",
    "saludos", "un saludo", "saludos cordiales", "atentamente", "un cordial saludo", "cordialmente", "un abrazo",
    "cordiali saluti", "distinti saluti", "saluti", "un caro saluto", "a presto",
    "atenciosamente", "cumprimentos", "com os melhores cumprimentos", "melhores cumprimentos", "abraços",
    "um abraço", "obrigado", "obrigada",
    "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "groeten", "groet", "mvg",
    "hoogachtend",
    "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar", "vänligen", "hälsningar", "mvh",
    "med venlig hilsen", "venlig hilsen", "de bedste hilsner", "med vennlig hilsen", "vennlig hilsen", "hilsen",
    "ystävällisin terveisin", "terveisin", "parhain terveisin", "yt",
    "z poważaniem", "pozdrawiam", "z pozdrowieniami", "pozdrowienia",
    "s pozdravem", "s přátelským pozdravem", "zdravím", "děkuji",
    "с уважением", "с наилучшими пожеланиями", "всего доброго", "с приветом",
    "saygılarımla", "saygılarımızla", "iyi çalışmalar", "sevgiler", "teşekkürler",
    "敬具", "よろしくお願いします", "よろしくお願いいたします", "此致", "敬礼", "此致敬礼", "祝好", "谢谢", "謝謝", "감사합니다", "드림", "올림",
];

/// What a device adds, at the start or the end of its line.
#[rustfmt::skip]
const DEVICES: &[&str] = &[
    "sent from my ", "sent from outlook", "sent from mail for windows", "sent via ", "get outlook for ",
    "von meinem ", "gesendet von ", "gesendet mit ", "envoyé de mon ", "envoyé depuis ", "enviado desde ",
    "enviado do meu ", "enviado de mi ", "enviado a partir ", "inviato da ", "inviato dal ", "verstuurd vanaf ",
    "verzonden vanaf ", "skickat från ", "sendt fra ", "lähetetty ", "wysłane z ", "wysłano z ", "odesláno z ",
    "отправлено с ", "отправлено из ", " gönderildi", " cihazımdan gönderildi", "から送信", "发自我的", "傳送自我的",
    "에서 보냄",
];

/// Whether `text` is what firms add below their mails.
fn is_disclaimer(text: &str) -> bool {
    let Some(head) = text.as_bytes().first_chunk::<6>() else {
        return false;
    };
    // Most paragraphs are ruled out here.
    let may_start = match &head.map(|byte| byte.to_ascii_lowercase()) {
        b"this e" | b"this m" | b"this c" | b"the in" | b"the co" | b"confid" | b"discla"
        | b"if you" | b"diese " | b"der in" | b"ce mes" | b"ce cou" | b"cet e-" | b"les in"
        | b"este m" | b"este c" | b"este e" | b"la inf" | b"questo" | b"questa" | b"le inf"
        | b"esta m" | b"dit be" | b"deze e" | b"de inf" | b"detta " | b"denne " | b"ta wia"
        | b"niniej" | b"tento " | b"tato z" | b"bu e-p" | b"bu mes" => true,
        _ => head[..4].contains(&0xC3) || head[0] >= 0x80,
    };
    let starts = || {
        DISCLAIMER_STARTS.iter().any(|words| {
            let head = text.as_bytes().get(..words.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(words.as_bytes()))
        })
    };
    let holds = || {
        let head = text[..text.floor_char_boundary(DISCLAIMER_BYTES_MAX)].to_lowercase();
        DISCLAIMER_WORDS.iter().any(|word| head.contains(word))
    };
    may_start && starts() && holds()
}

const DISCLAIMER_BYTES_MAX: usize = 600;

#[rustfmt::skip]
const DISCLAIMER_STARTS: &[&str] = &[
    "this e-mail", "this email", "this message", "this communication", "the information contained in this",
    "the information in this e", "the contents of this e", "confidentiality notice", "disclaimer",
    "if you are not the intended recipient", "if you have received this e",
    "diese e-mail", "diese nachricht", "der inhalt dieser e-mail", "ce message", "ce courriel", "cet e-mail",
    "les informations contenues dans ce", "este mensaje", "este correo", "la información contenida en este",
    "questo messaggio", "questa e-mail", "questa email", "le informazioni contenute in", "esta mensagem",
    "este e-mail", "dit bericht", "deze e-mail", "de informatie in deze e-mail", "detta meddelande",
    "detta e-postmeddelande", "denne e-mail", "denne e-post", "tämä viesti", "tämä sähköposti",
    "ta wiadomość", "niniejsza wiadomość", "tento e-mail", "tato zpráva", "Это сообщение", "Настоящее сообщение",
    "bu e-posta", "bu mesaj", "本邮件", "本郵件", "このメール", "본 메일", "이 메일",
];

#[rustfmt::skip]
const DISCLAIMER_WORDS: &[&str] = &[
    "confidential", "intended recipient", "intended only", "intended solely", "privileged", "vertraulich",
    "rechtlich geschützt", "confidentiel", "destinataire", "confidencial", "destinatario", "riservat",
    "destinatário", "vertrouwelijk", "konfidentiel", "konfidensiel", "luottamuksell", "poufn", "důvěrn",
    "конфиденциальн", "gizli", "保密", "機密", "机密", "기밀",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: MailLine, texts: &[&str]) {
        for text in texts {
            assert_eq!(mail_line(text), Some(kind), "{text:?}");
        }
    }

    #[test]
    fn attributions_are_recognised() {
        check(
            MailLine::Attribution,
            &[
                "On Mon, Mar 4, 2024 at 3:47 PM Jane Doe <jane@example.com> wrote:",
                "On 3 May 2015, Jane Doe wrote:",
                "Am 04.03.2024 um 15:47 schrieb Jane Doe <jane@example.com>:",
                "Am Mo., 4. März 2024 um 15:47 Uhr schrieb Jane Doe:",
                "Le lun. 4 mars 2024 à 15:47, Jane Doe <jane@example.com> a écrit :",
                "El lun, 4 mar 2024 a las 15:47, Jane Doe (<jane@example.com>) escribió:",
                "Il giorno lun 4 mar 2024 alle ore 15:47 Jane Doe <jane@example.com> ha scritto:",
                "Em seg., 4 de mar. de 2024 às 15:47, Jane Doe <jane@example.com> escreveu:",
                "Op ma 4 mrt 2024 om 15:47 schreef Jane Doe <jane@example.com>:",
                "Den mån 4 mars 2024 kl 15:47 skrev Jane Doe <jane@example.com>:",
                "ma 4. maalisk. 2024 klo 15.47 Jane Doe (jane@example.com) kirjoitti:",
                "pon., 4 mar 2024 o 15:47 Jane Doe <jane@example.com> napisał(a):",
                "po 4. 3. 2024 v 15:47 odesílatel Jane Doe <jane@example.com> napsal:",
                "пн, 4 мар. 2024 г. в 15:47, Jane Doe <jane@example.com>:",
                "Jane Doe <jane@example.com>, 4 Mar 2024 Pzt, 15:47 tarihinde şunu yazdı:",
                "2024年3月4日(月) 15:47 Jane Doe <jane@example.com>:",
                "Jane Doe <jane@example.com> 于2024年3月4日周一 15:47写道：",
                "2024년 3월 4일 (월) 오후 3:47, Jane Doe <jane@example.com>님이 작성:",
            ],
        );
        check(MailLine::AttributionEnd, &["<jane@example.com> wrote:"]);
    }

    #[test]
    fn other_lines_of_mails_are_recognised() {
        check(
            MailLine::Field,
            &[
                "From: Jane Doe",
                "Objet : Le moulin",
                "发件人：张三",
                "*Subject:* Mill",
            ],
        );
        check(
            MailLine::Original,
            &[
                "-----Original Message-----",
                "----- Ursprüngliche Nachricht -----",
            ],
        );
        check(
            MailLine::Forwarded,
            &[
                "---------- Forwarded message ---------",
                "Begin forwarded message:",
            ],
        );
        check(
            MailLine::Closing,
            &[
                "Best regards,",
                "Mit freundlichen Grüßen",
                "Cordialement,",
                "С уважением,",
            ],
        );
        check(
            MailLine::Device,
            &[
                "Sent from my iPhone",
                "Von meinem iPhone gesendet",
                "iPhoneから送信",
            ],
        );
        check(
            MailLine::Disclaimer,
            &["This e-mail and any attachments are confidential."],
        );
    }

    #[test]
    fn prose_is_no_line_of_a_mail() {
        for text in [
            "On Monday the mayor wrote:",
            "On the wall somebody wrote:",
            "The mill closed at 15:47, she said:",
            "This message was clear to all.",
            "Best of all, the mill stayed open.",
            "In 2024 they wrote:",
            "- Original messages were lost",
            "She said: no.",
            "Thanks to the rain the wheel turns.",
        ] {
            assert_eq!(mail_line(text), None, "{text:?}");
        }
    }
}
