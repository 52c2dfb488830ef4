//! Which blocks of a page are the article.

use super::{Container, Scratch, Traits};
use crate::cancel::Cancel;
use crate::clean::plain::line_role;
use crate::clean::{Block, Role, line};

/// Gives every block its last role; `None` when cancelled.
pub(super) fn settle(
    content: &str,
    blocks: &mut [Block],
    scratch: &mut Scratch,
    cancel: &mut Cancel,
) -> Option<()> {
    let Scratch { traits, containers } = scratch;
    let main = main_container(content, blocks, traits, containers);
    let mut after_related = false;
    for (block, traits) in blocks.iter_mut().zip(traits.iter()) {
        let text = block.span.of(content);
        cancel.check_after(text.len())?;
        let is_in_main = is_inside(containers, traits.container, main);
        block.role = settled(*block, text, *traits, is_in_main);
        if block.role == Role::Heading {
            after_related = line_role(text) == Some(Role::Boilerplate);
        }
        // Below "Related stories" stand links until the next heading or prose.
        if after_related {
            match block.role {
                Role::Body if traits.links < HALF && is_prose(text) => after_related = false,
                _ => block.role = Role::Boilerplate,
            }
        }
    }
    if !blocks.iter().any(|block| block.role.is_body()) {
        rescue(content, blocks, traits);
    }
    Some(())
}

const HALF: u8 = 128;

/// The page's title without the name of the site, or else its first heading.
pub(super) fn title(content: &str, blocks: &[Block], title: &mut String) {
    let words: Vec<&str> = title.split_whitespace().collect();
    let whole = words.join(" ");
    let cut = [" | ", " \u{2013} ", " \u{2014} ", " - ", " :: "]
        .iter()
        .filter_map(|mark| whole.rfind(mark))
        .find(|at| whole[..*at].split(' ').count() >= 3);
    *title = whole[..cut.unwrap_or(whole.len())].to_owned();
    if title.is_empty()
        && let Some(heading) = blocks.iter().find(|block| block.role == Role::Heading)
    {
        let words: Vec<&str> = heading.span.of(content).split_whitespace().collect();
        *title = words.join(" ");
    }
}

/// Whether a block reads as running text.
fn is_prose(text: &str) -> bool {
    text.len() >= 60 && line::is_terminated(text) || text.len() >= 200
}

/// The deepest container that is marked as an article and holds at least half of the page's prose;
/// the page itself if there is none.
fn main_container(
    content: &str,
    blocks: &[Block],
    traits: &[Traits],
    containers: &mut [Container],
) -> u32 {
    for (block, traits) in blocks.iter().zip(traits) {
        let text = block.span.of(content);
        let counts = matches!(block.role, Role::Body | Role::ListItem | Role::Table);
        if counts && !traits.is_apart && traits.links < HALF && is_prose(text) {
            containers[traits.container as usize].prose += block.span.len() as u32;
        }
    }
    // Parents come before their children.
    for index in (1..containers.len()).rev() {
        let Container { parent, prose, .. } = containers[index];
        containers[parent as usize].prose += prose;
    }
    let half = containers[0].prose / 2;
    let is_main = |container: &Container| container.is_article && container.prose > half;
    containers.iter().rposition(is_main).unwrap_or(0) as u32
}

/// Whether `container` is `main` or inside it.
fn is_inside(containers: &[Container], container: u32, main: u32) -> bool {
    let mut at = container;
    // Parents have lower numbers, and no chain is longer than the stack was.
    while at > main {
        at = containers[at as usize].parent;
    }
    at == main
}

/// The role of a block, given where it stands.
fn settled(block: Block, text: &str, traits: Traits, is_in_main: bool) -> Role {
    let is_mostly_links =
        traits.links >= HALF && !(traits.is_marked && is_prose(text) && traits.links < 200);
    match block.role {
        _ if traits.is_apart => Role::Boilerplate,
        Role::Heading if is_in_main || traits.links < HALF => Role::Heading,
        role @ (Role::Caption | Role::Code | Role::Quote) => role,
        Role::Byline if text.len() <= 150 => Role::Byline,
        Role::Body | Role::ListItem | Role::Byline if is_mostly_links => Role::Boilerplate,
        Role::Table if is_in_main && !(is_prose(text) && text.len() >= 120) => Role::Table,
        Role::Body | Role::Table | Role::Byline => body(text, traits, is_in_main),
        Role::ListItem if is_in_main => line_role(text).unwrap_or(Role::ListItem),
        _ => Role::Boilerplate,
    }
}

/// The role of running text, or of what stands where running text may.
fn body(text: &str, traits: Traits, is_in_main: bool) -> Role {
    let is_terminated = line::is_terminated(text);
    let may_be_outside = traits.is_marked && is_prose(text);
    if !(is_in_main || may_be_outside) {
        return line_role(text).unwrap_or(Role::Boilerplate);
    }
    if let Some(role) = line_role(text) {
        return role;
    }
    if is_terminated || is_prose(text) {
        return Role::Body;
    }
    if traits.strong > 240 && text.len() <= 100 {
        return Role::Heading;
    }
    // Words in bare markup are labels: "3 min", "Sport".
    if traits.is_marked || text.len() >= 60 {
        Role::Body
    } else {
        Role::Boilerplate
    }
}

/// Finds the body of a page that hides it: all of its prose, or else whatever text it has.
fn rescue(content: &str, blocks: &mut [Block], traits: &[Traits]) {
    for strict in [true, false] {
        for (block, traits) in blocks.iter_mut().zip(traits) {
            let is_text = if strict {
                is_prose(block.span.of(content))
            } else {
                !traits.is_apart
            };
            if block.role == Role::Boilerplate && traits.links < HALF && is_text {
                block.role = Role::Body;
            }
        }
        if blocks.iter().any(|block| block.role.is_body()) {
            return;
        }
    }
}
