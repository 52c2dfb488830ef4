//! Back matter: what follows an article in the same text, such as references and thanks.

use crate::clean::block::{Block, Role};

/// Makes boilerplate of all body blocks below a heading of back matter, up to the next heading. The
/// profile of a company ("About Brindle Foods"), which its press releases repeat, is back matter in
/// the second half of a text.
pub(in crate::clean) fn mark_back_matter(content: &str, blocks: &mut [Block]) {
    let mut is_back_matter = false;
    for block in blocks.iter_mut() {
        match block.role {
            Role::Heading => {
                let heading = block.span.of(content);
                let is_late = block.span.start as usize > content.len() / 2;
                is_back_matter =
                    heads_back_matter(heading) || is_late && heads_company_profile(heading);
            }
            // "Forward-Looking Statements" is a heading and boilerplate itself.
            Role::Boilerplate if !is_back_matter => {
                is_back_matter = heads_back_matter(block.span.of(content));
            }
            Role::Body | Role::ListItem if is_back_matter => block.role = Role::Boilerplate,
            _ => {}
        }
    }
}

/// Whether `heading` is one of those below which there is no article any more.
fn heads_back_matter(heading: &str) -> bool {
    const HEADINGS: &[&str] = &[
        "acknowledgement",
        "acknowledgements",
        "acknowledgment",
        "acknowledgments",
        "author contributions",
        "authors' contributions",
        "bibliografía",
        "bibliographie",
        "bibliography",
        "competing interests",
        "conflict of interest",
        "conflicts of interest",
        "danksagung",
        "einzelnachweise",
        "external links",
        "forward-looking statements",
        "funding",
        "further reading",
        "literatur",
        "literature cited",
        "notes and references",
        "quellen",
        "references",
        "referencias",
        "références",
        "siehe auch",
        "safe harbor statement",
        "see also",
        "weblinks",
        "works cited",
    ];
    let words = heading.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '));
    let words = words.trim_end_matches([':', '.', ' ']);
    words.len() <= 30 && HEADINGS.contains(&words.to_lowercase().as_str())
}

/// Whether `heading` is "About" and a name, as in "About Brindle Foods".
fn heads_company_profile(heading: &str) -> bool {
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || matches!(word, "and" | "of" | "the" | "&")
    };
    heading.strip_prefix("About ").is_some_and(|name| {
        name.len() <= NAME_BYTES_MAX && !name.ends_with('?') && name.split_whitespace().all(is_name)
    })
}

/// Longer texts are not the name of a company.
const NAME_BYTES_MAX: usize = 60;
