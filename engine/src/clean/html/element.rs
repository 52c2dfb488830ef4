//! What an element's name and its class, id and role say of the text in it.

use super::tokens::Attributes;

/// What an element does to the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Part of a line: `<b>`, `<span>`.
    Inline,
    Link,
    Strong,
    /// A reference mark is a link in here.
    Superscript,
    /// A paragraph; another one ends it.
    Paragraph,
    /// A block that may hold the article: `<div>`, `<section>`.
    Container,
    /// A container that usually does: `<article>`, `<main>`.
    Article,
    /// The head of the page or of an article.
    Header,
    Heading,
    /// A list, which keeps the items of the lists around it open.
    List,
    Item,
    Figure,
    Table,
    Row,
    Cell,
    Verbatim,
    Quote,
    Address,
    /// Nothing of the article is in here: `<nav>`, `<footer>`.
    Apart,
    /// Never shown as text: `<script>`, `<svg>`, `<button>`.
    Hidden,
    Title,
    /// `<br>`
    Break,
    /// Ends a line and holds nothing: `<hr>`.
    Rule,
    /// Holds nothing and ends nothing: `<img>`.
    Void,
}

/// The kind of the element called `name`, lower-case.
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
        b"nav" | b"aside" | b"footer" | b"form" | b"dialog" | b"menu" | b"search" => Kind::Apart,
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

/// What the attributes of an element say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Hint {
    #[default]
    None,
    /// "article-body", "post-content".
    Article,
    /// "sidebar", "related", "cookie-banner".
    Apart,
    Caption,
    Byline,
    /// Marks that editors see, and text for screen readers only.
    Hidden,
}

/// Reads the hint off an element's attributes.
pub(super) fn hint(attributes: &Attributes) -> Hint {
    if attributes.is_hidden {
        return Hint::Hidden;
    }
    let mut subject = false;
    let mut part = false;
    let mut hint = Hint::None;
    let mut skipped = false;
    // "hasSidebar" and "no-ads" tell of the page, not of the element.
    for token in tokens(&attributes.hints) {
        if matches!(token, "has" | "no" | "with" | "without" | "is" | "js") {
            skipped = true;
            continue;
        }
        if std::mem::take(&mut skipped) {
            continue;
        }
        let is = |list: &[&str]| list.iter().any(|word| token.eq_ignore_ascii_case(word));
        let starts = |list: &[&str]| list.iter().any(|word| starts_ignoring_case(token, word));
        if is(APART) || starts(APART_STARTS) {
            return Hint::Apart;
        }
        if is(&[
            "editsection",
            "screenreader",
            "noprint",
            "hidden",
            "invisible",
        ]) {
            return Hint::Hidden;
        }
        if is(&[
            "caption",
            "captions",
            "imagecaption",
            "photocredit",
            "credit",
        ]) {
            hint = Hint::Caption;
        } else if is(&[
            "byline",
            "dateline",
            "timestamp",
            "pubdate",
            "datepublished",
        ]) && hint == Hint::None
        {
            hint = Hint::Byline;
        }
        subject |= is(&[
            "article", "story", "post", "entry", "main", "page", "blog", "news",
        ]);
        part |= is(&["body", "content", "text", "copy"]);
        if is(&["articlebody", "storybody", "maincontent", "main"]) {
            (subject, part) = (true, true);
        }
    }
    match hint {
        Hint::None if subject && part => Hint::Article,
        hint => hint,
    }
}

/// The words of class names: "site-footer", "relatedLinks" and "nav_main" have two each.
fn tokens(hints: &str) -> impl Iterator<Item = &str> {
    hints
        .split(|c: char| !c.is_ascii_alphanumeric())
        .flat_map(|name| {
            let mut rest = name;
            std::iter::from_fn(move || {
                if rest.is_empty() {
                    return None;
                }
                let bytes = rest.as_bytes();
                let hump = (1..bytes.len())
                    .find(|at| {
                        bytes[*at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase()
                    })
                    .unwrap_or(bytes.len());
                let (token, after) = rest.split_at(hump);
                rest = after;
                Some(token)
            })
        })
}

fn starts_ignoring_case(token: &str, start: &str) -> bool {
    token
        .get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Words that mark what is not the article.
const APART: &[&str] = &[
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

/// The same for words with many endings.
const APART_STARTS: &[&str] = &[
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
