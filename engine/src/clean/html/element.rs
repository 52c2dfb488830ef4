//! What the name of an element, and its class, id and role, say about the text in it.

use super::tokens::Attributes;

/// What an element means for the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Part of a line: `<span>`, `<i>`.
    Inline,
    Link,
    Strong,
    /// Superscript. A link in here is a reference mark.
    Superscript,
    /// A paragraph. The next paragraph ends it.
    Paragraph,
    /// A block that may hold the article: `<div>`, `<section>`.
    Container,
    /// A container that usually holds the article: `<article>`, `<main>`.
    Article,
    /// The header of the page or of an article.
    Header,
    Heading,
    /// A list. The items of the lists around it stay open.
    List,
    Item,
    Figure,
    Table,
    Row,
    Cell,
    Verbatim,
    Quote,
    Address,
    /// An element that never holds the article: `<nav>`, `<footer>`.
    NonArticle,
    /// An element whose text is never shown or is no prose: `<script>`, `<svg>`, `<button>`.
    Hidden,
    Title,
    /// `<br>`
    Break,
    /// An empty element that ends a line: `<hr>`.
    Rule,
    /// An empty element that ends nothing: `<img>`.
    Void,
}

/// The kind of the element called `name`, which is in lower case.
pub(super) fn kind(name: &[u8]) -> Kind {
    match name {
        b"a" => Kind::Link,
        b"b" | b"strong" => Kind::Strong,
        b"sup" => Kind::Superscript,
        b"p" => Kind::Paragraph,
        b"div" | b"section" | b"body" | b"html" | b"center" | b"details" | b"summary" | b"dl"
        | b"dt" | b"dd" | b"fieldset" | b"hgroup" | b"font-block" => Kind::Container,
        b"article" | b"main" => Kind::Article,
        b"header" => Kind::Header,
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Kind::Heading,
        b"ul" | b"ol" | b"dir" => Kind::List,
        b"li" => Kind::Item,
        b"figure" | b"figcaption" | b"caption" => Kind::Figure,
        b"table" => Kind::Table,
        b"tr" | b"thead" | b"tbody" | b"tfoot" => Kind::Row,
        b"td" | b"th" => Kind::Cell,
        b"pre" | b"xmp" | b"listing" | b"plaintext" => Kind::Verbatim,
        b"blockquote" => Kind::Quote,
        b"address" | b"time-block" => Kind::Address,
        b"nav" | b"aside" | b"footer" | b"form" | b"dialog" | b"menu" | b"search" => {
            Kind::NonArticle
        }
        b"script" | b"style" | b"noscript" | b"template" | b"svg" | b"math" | b"iframe"
        | b"object" | b"select" | b"option" | b"button" | b"textarea" | b"canvas" | b"audio"
        | b"video" | b"map" | b"label" | b"datalist" | b"noembed" | b"noframes" | b"head" => {
            Kind::Hidden
        }
        b"title" => Kind::Title,
        b"br" => Kind::Break,
        b"hr" => Kind::Rule,
        b"img" | b"input" | b"meta" | b"link" | b"base" | b"wbr" | b"area" | b"col" | b"embed"
        | b"source" | b"track" | b"param" => Kind::Void,
        _ => Kind::Inline,
    }
}

/// What the attributes of an element say about the text in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Hint {
    #[default]
    None,
    /// It holds the article: "article-body", "post-content".
    Article,
    /// It does not belong to the article: "sidebar", "related", "cookie-banner".
    NonArticle,
    Caption,
    Byline,
    /// It is not shown, or only to editors or by screen readers.
    Hidden,
}

/// The hint that the attributes of an element give.
pub(super) fn hint(attributes: &Attributes) -> Hint {
    if attributes.is_hidden {
        return Hint::Hidden;
    }
    // An article is named by a subject and a part together: "article-body".
    let mut has_subject = false;
    let mut has_part = false;
    let mut hint = Hint::None;
    // "hasSidebar" and "no-ads" describe the page, not the element: the word after "has" is skipped.
    let mut skips_next = false;
    for word in class_words(&attributes.hints) {
        if matches!(word, "has" | "no" | "with" | "without" | "is" | "js") {
            skips_next = true;
            continue;
        }
        if std::mem::take(&mut skips_next) {
            continue;
        }
        let is = |list: &[&str]| list.iter().any(|known| word.eq_ignore_ascii_case(known));
        let starts = |list: &[&str]| list.iter().any(|start| starts_ignoring_case(word, start));
        if is(NON_ARTICLE_WORDS) || starts(NON_ARTICLE_WORD_STARTS) {
            return Hint::NonArticle;
        }
        if is(HIDDEN_WORDS) {
            return Hint::Hidden;
        }
        if is(CAPTION_WORDS) {
            hint = Hint::Caption;
        } else if is(BYLINE_WORDS) && hint == Hint::None {
            hint = Hint::Byline;
        }
        let names_article = is(&["articlebody", "storybody", "maincontent", "main"]);
        has_subject |= names_article || is(SUBJECT_WORDS);
        has_part |= names_article || is(&["body", "content", "text", "copy"]);
    }
    match hint {
        Hint::None if has_subject && has_part => Hint::Article,
        hint => hint,
    }
}

/// The words of class names: "site-footer", "relatedLinks" and "nav_main" have two each.
fn class_words(hints: &str) -> impl Iterator<Item = &str> {
    hints
        .split(|c: char| !c.is_ascii_alphanumeric())
        .flat_map(|name| {
            let mut rest = name;
            std::iter::from_fn(move || {
                if rest.is_empty() {
                    return None;
                }
                let bytes = rest.as_bytes();
                let next_word = (1..bytes.len())
                    .find(|at| {
                        bytes[*at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase()
                    })
                    .unwrap_or(bytes.len());
                let (word, after) = rest.split_at(next_word);
                rest = after;
                Some(word)
            })
        })
}

fn starts_ignoring_case(word: &str, start: &str) -> bool {
    word.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Class words of what the article may be.
const SUBJECT_WORDS: &[&str] = &[
    "article", "story", "post", "entry", "main", "page", "blog", "news",
];

/// Class words of text that is not shown.
const HIDDEN_WORDS: &[&str] = &[
    "editsection",
    "screenreader",
    "noprint",
    "hidden",
    "invisible",
];

/// Class words of captions.
const CAPTION_WORDS: &[&str] = &[
    "caption",
    "captions",
    "imagecaption",
    "photocredit",
    "credit",
];

/// Class words of bylines.
const BYLINE_WORDS: &[&str] = &[
    "byline",
    "dateline",
    "timestamp",
    "pubdate",
    "datepublished",
];

/// Class words of what does not belong to the article.
const NON_ARTICLE_WORDS: &[&str] = &[
    "ad",
    "ads",
    "adslot",
    "alert",
    "alertdialog",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "button",
    "buttons",
    "carousel",
    "combobox",
    "comment",
    "comments",
    "complementary",
    "consent",
    "contentinfo",
    "contextual",
    "copyright",
    "dialog",
    "disclaimer",
    "dropdown",
    "foot",
    "gdpr",
    "legal",
    "login",
    "masthead",
    "menu",
    "menubar",
    "modal",
    "more",
    "nav",
    "navbar",
    "navigation",
    "overlay",
    "pager",
    "pagination",
    "paywall",
    "popup",
    "promo",
    "promos",
    "rail",
    "rss",
    "search",
    "share",
    "sharebar",
    "sharing",
    "shareline",
    "sidebar",
    "signin",
    "signup",
    "skip",
    "skiplink",
    "social",
    "sponsor",
    "sponsored",
    "survey",
    "tablist",
    "tags",
    "taglist",
    "teaser",
    "teasers",
    "ticker",
    "toc",
    "toolbar",
    "tools",
    "tooltip",
    "topbar",
    "upsell",
    "widget",
    "widgets",
];

/// Starts of such words, where they have many endings.
const NON_ARTICLE_WORD_STARTS: &[&str] = &[
    "advert",
    "cookie",
    "disqus",
    "footer",
    "newsletter",
    "outbrain",
    "popular",
    "recirc",
    "recommend",
    "related",
    "subscri",
    "taboola",
    "trending",
];
