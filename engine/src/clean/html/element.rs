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
        b"script" | b"style" | b"noscript" | b"template" | b"svg" | b"iframe"
        | b"object" | b"select" | b"option" | b"button" | b"textarea" | b"canvas" | b"audio"
        | b"video" | b"map" | b"label" | b"datalist" | b"noembed" | b"noframes" | b"head"
        // The reading of a word, the source of a formula, and text that was taken back.
        | b"rt" | b"rp" | b"rtc" | b"annotation" | b"annotation-xml" | b"del" => {
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
    /// It does not seem to belong to the article.
    NonArticle(Doubt),
    Caption,
    Byline,
    /// It is not shown, or only to editors or by screen readers.
    Hidden,
}

/// How strong the signs are that an element does not belong to the article. The prose of the page
/// decides in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doubt {
    #[default]
    None,
    /// The class names the article as well: "article-body paywall".
    Weak,
    /// The class or the id has a word such as "sidebar", or it is a `<form>`.
    Usual,
    /// The element is a `<nav>`, a `<footer>` and the like, or a discussion or gallery, which may be
    /// longer than the article.
    Strong,
}

/// The hint that the attributes of an element of `kind` give.
pub(super) fn hint(kind: Kind, attributes: &Attributes) -> Hint {
    // A formula that a picture shows is hidden as text.
    let is_formula = kind == Kind::Inline
        && class_words(&attributes.hints).any(|word| word.eq_ignore_ascii_case("math"));
    if attributes.is_hidden && !is_formula {
        return Hint::Hidden;
    }
    if attributes.hints.is_empty() && attributes.id.is_empty() {
        return match attributes.is_main {
            true => Hint::Article,
            false => Hint::None,
        };
    }
    let classes = names_hint(&attributes.hints);
    // An id of a paragraph or a heading is the target of a link. It is made from the text.
    let may_have_named_part = matches!(
        kind,
        Kind::Container
            | Kind::Article
            | Kind::Header
            | Kind::List
            | Kind::Item
            | Kind::Table
            | Kind::NonArticle
            | Kind::Figure
    );
    let id = match may_have_named_part {
        true => names_hint(&attributes.id),
        false => Hint::None,
    };
    match (classes, id) {
        (Hint::Hidden, _) | (_, Hint::Hidden) => Hint::Hidden,
        _ if attributes.is_main => Hint::Article,
        (Hint::NonArticle(Doubt::Usual), Hint::Article)
        | (Hint::Article, Hint::NonArticle(Doubt::Usual)) => Hint::NonArticle(Doubt::Weak),
        (Hint::NonArticle(doubt), Hint::NonArticle(other)) => Hint::NonArticle(doubt.max(other)),
        (_, Hint::NonArticle(doubt)) => Hint::NonArticle(doubt),
        (Hint::None, hint) | (hint, _) => hint,
    }
}

/// Whether the class or the id of a hidden element says that it does not belong to the article.
pub(super) fn names_other_content(attributes: &Attributes) -> bool {
    [&attributes.hints, &attributes.id]
        .iter()
        .any(|names| matches!(names_hint(names), Hint::NonArticle(_)))
}

/// Whether a class name hides the element on every screen.
fn hides(name: &str) -> bool {
    HIDDEN_NAMES
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether a class name says that an element which another one hides is shown on some screens.
fn shows_on_some_screens(name: &str) -> bool {
    let is_shown = [
        "block",
        "flex",
        "inline",
        "grid",
        "table",
        "inline-block",
        "inline-flex",
    ];
    let ends = is_shown.iter().any(|shown| {
        name.strip_suffix(shown)
            .is_some_and(|start| start.ends_with(['-', ':']))
    });
    ends && (name.contains(':') || name.starts_with("d-")) || name.contains("not-sr-only")
}

/// The hint that the value of a `class` or `id` gives.
fn names_hint(names: &str) -> Hint {
    let mut hint = Hint::None;
    let mut names_article = false;
    let mut doubt = Doubt::None;
    let is_post = has_post_class(names);
    let mut is_hidden = false;
    for name in names.split_ascii_whitespace() {
        if is_post
            && POST_CLASS_STARTS
                .iter()
                .any(|start| starts_ignoring_case(name, start))
        {
            continue;
        }
        if shows_on_some_screens(name) {
            is_hidden = false;
            break;
        }
        is_hidden |= hides(name);
        // An article is named by a subject and a part together: "article-body".
        let mut has_subject = false;
        let mut has_part = false;
        // "hasSidebar" and "no-ads" describe the page, not the element: the word after "has" is
        // skipped.
        let mut skips_next = false;
        let mut name_doubt = Doubt::None;
        for word in class_words(name) {
            let is = |list: &[&str]| list.iter().any(|known| word.eq_ignore_ascii_case(known));
            if std::mem::take(&mut skips_next) {
                continue;
            }
            if is(&["has", "no", "with", "without", "is", "js"]) {
                skips_next = true;
                continue;
            }
            if is(STRONG_WORDS) {
                name_doubt = Doubt::Strong;
            } else if is(NON_ARTICLE_WORDS) {
                name_doubt = name_doubt.max(Doubt::Usual);
            } else if is(CAPTION_WORDS) {
                hint = Hint::Caption;
            } else if is(BYLINE_WORDS) && hint == Hint::None {
                hint = Hint::Byline;
            }
            let is_whole = is(&["articlebody", "storybody", "maincontent", "main"]);
            has_subject |= is_whole || is(SUBJECT_WORDS);
            has_part |= is_whole || is(&["body", "content", "text", "copy"]);
        }
        names_article |= has_subject && has_part && name_doubt == Doubt::None;
        doubt = doubt.max(name_doubt);
    }
    match (hint, doubt) {
        _ if is_hidden => Hint::Hidden,
        (_, Doubt::Usual) if names_article => Hint::NonArticle(Doubt::Weak),
        (_, Doubt::Usual | Doubt::Strong) => Hint::NonArticle(doubt),
        (Hint::None, _) if names_article => Hint::Article,
        (hint, _) => hint,
    }
}

/// Whether `names` are those that WordPress gives to a post. They include its categories and tags.
fn has_post_class(names: &str) -> bool {
    names.split_ascii_whitespace().any(|name| {
        matches!(
            name,
            "post" | "hentry" | "entry" | "page" | "type-post" | "type-page"
        )
    })
}

/// How the names of a post's categories, tags and the like start.
const POST_CLASS_STARTS: &[&str] = &[
    "category-",
    "tag-",
    "cat-",
    "author-",
    "topic-",
    "term-",
    "format-",
    "type-",
    "status-",
    "post_tag-",
    "tax-",
    "series-",
    "section-",
    "keyword-",
];

/// The words of class names: "site-footer", "relatedLinks" and "nav_main" have two each. A name with
/// capitals inside comes as a whole too, since "SideBar" is one word.
fn class_words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .flat_map(|name| {
            let whole = (first_word(name).len() < name.len()).then_some(name);
            let mut rest = name;
            let parts = std::iter::from_fn(move || {
                let (word, after) = rest.split_at(first_word(rest).len());
                rest = after;
                (!word.is_empty()).then_some(word)
            });
            whole.into_iter().chain(parts)
        })
}

/// The first word of a name of letters and digits: up to a capital after a small letter.
fn first_word(name: &str) -> &str {
    let bytes = name.as_bytes();
    let end = (1..bytes.len())
        .find(|at| bytes[*at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase());
    &name[..end.unwrap_or(bytes.len())]
}

fn starts_ignoring_case(word: &str, start: &str) -> bool {
    word.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Class words of what the article may be.
const SUBJECT_WORDS: &[&str] = &[
    "article", "story", "post", "entry", "main", "page", "blog", "news",
];

/// Class names of text that is not shown, or only to editors or by screen readers.
const HIDDEN_NAMES: &[&str] = &[
    "a11y-hidden",
    "accessibly-hidden",
    "assistive-text",
    "d-none",
    "display-none",
    "editsection",
    "element-hidden",
    "element-invisible",
    "hidden",
    "invisible",
    "mw-editsection",
    "noprint",
    "screen-reader",
    "screen-reader-only",
    "screen-reader-text",
    "screenreader",
    "screenreader-only",
    "screenreader-text",
    "screenReaderText",
    "show-for-sr",
    "sr-only",
    "sronly",
    "u-hidden",
    "u-hiddenVisually",
    "u-sr-only",
    "u-visually-hidden",
    "visually-hidden",
    "visuallyhidden",
    "visibility-hidden",
    "wcag-hidden",
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
    "advert",
    "advertisement",
    "advertisements",
    "advertising",
    "advertorial",
    "adverts",
    "alert",
    "alertdialog",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "button",
    "buttons",
    "carousel",
    "combobox",
    "complementary",
    "consent",
    "contentinfo",
    "contextual",
    "cookie",
    "cookiebanner",
    "cookiebar",
    "cookieconsent",
    "cookienotice",
    "cookies",
    "copyright",
    "dialog",
    "disclaimer",
    "dropdown",
    "foot",
    "footer",
    "footerlinks",
    "footers",
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
    "newsletter",
    "newsletters",
    "outbrain",
    "overlay",
    "pager",
    "pagination",
    "paywall",
    "popular",
    "popup",
    "promo",
    "promos",
    "rail",
    "recirc",
    "recirculation",
    "recommend",
    "recommendation",
    "recommendations",
    "recommended",
    "recommends",
    "related",
    "relatedarticles",
    "relatedcontent",
    "relatedlinks",
    "relatednews",
    "relatedposts",
    "relatedstories",
    "relatedtopics",
    "rss",
    "search",
    "share",
    "sharebar",
    "shareline",
    "sharing",
    "sidebar",
    "signin",
    "signup",
    "skip",
    "skiplink",
    "social",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscriber",
    "subscribers",
    "subscription",
    "subscriptions",
    "survey",
    "tablist",
    "taboola",
    "taglist",
    "tags",
    "teaser",
    "teasers",
    "ticker",
    "toc",
    "toolbar",
    "tools",
    "tooltip",
    "topbar",
    "trending",
    "upsell",
    "widget",
    "widgets",
];

/// Class words of what may be longer than the article: comments by readers, and galleries of pictures.
const STRONG_WORDS: &[&str] = &[
    "comment",
    "comments",
    "commentlist",
    "disqus",
    "galleries",
    "gallery",
    "replies",
    "slideshow",
];
