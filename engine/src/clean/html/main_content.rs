//! The main content of a page: which of its blocks are the article.
//!
//! No tree of the page is kept. The reader notes for each block which container it stands in and how
//! much of it is links; the roles follow from that once the whole page is read.

use super::element::Doubt;
use crate::cancel::Cancel;
use crate::clean::block::{Block, Role};
use crate::clean::boilerplate::line_role;
use crate::clean::text_form::is_terminated;

/// What the reader has noted of the blocks and containers of a page. Reused from page to page, so that
/// nothing need be allocated.
#[derive(Clone, Debug, Default)]
pub(in crate::clean) struct Scratch {
    /// The context of each block.
    pub(super) contexts: Vec<BlockContext>,
    /// Parents come before their children; the first is the page itself.
    pub(super) containers: Vec<Container>,
    /// The first stands for text outside tables.
    pub(super) tables: Vec<Table>,
}

/// What tells a table of figures from one that only lays out the page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Table {
    /// Whether it has a header or a caption.
    pub(super) has_header: bool,
    /// Whether it says that it is for layout.
    pub(super) is_presentation: bool,
    pub(super) rows: u32,
    pub(super) cells: u32,
    /// Bytes of text that are not links. This and the next are filled in when the page is read.
    pub(super) text_bytes: u32,
    /// Bytes of prose: in paragraphs, or in the only cell of a row.
    pub(super) prose_bytes: u32,
}

impl Table {
    fn is_layout(self) -> bool {
        self.is_presentation || !self.has_header && self.prose_bytes > self.text_bytes / 2
    }
}

/// Where in a page a block stands, and what its text consists of.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockContext {
    /// The innermost container, an index of [`Scratch::containers`].
    pub(super) container: u32,
    /// The innermost table, an index of [`Scratch::tables`].
    pub(super) table: u32,
    /// The number of the heading that the block stands in, or 0.
    pub(super) heading: u32,
    /// How much of the text is links, from 0 to 255.
    pub(super) link_share: u8,
    /// How much of the text is strong, from 0 to 255.
    pub(super) strong_share: u8,
    /// Whether the block stands in a paragraph, a list item or a heading, rather than directly in a
    /// container.
    pub(super) in_text_element: bool,
}

/// An element that may hold the article.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Container {
    /// The container around it. The page is its own parent.
    pub(super) parent: u32,
    /// Bytes of prose that stand in it, and in none of the containers inside it. This and the next are
    /// filled in when the whole page is read.
    pub(super) own_prose_bytes: u32,
    /// Bytes of prose in it.
    pub(super) prose_bytes: u32,
    /// Whether its tag or its class says that it holds an article.
    pub(super) is_article: bool,
    /// How much its tag, class and id speak against its holding a part of the article.
    pub(super) doubt: Doubt,
    /// The [`slug`] of its id.
    pub(super) slug: u32,
    /// The verdict: it does not belong to the article.
    pub(super) is_non_article: bool,
}

/// Gives every block its final role. `None` when cancelled.
pub(super) fn assign_roles(
    content: &str,
    blocks: &mut [Block],
    scratch: &mut Scratch,
    cancel: &mut Cancel,
) -> Option<()> {
    let Scratch {
        contexts,
        containers,
        tables,
    } = scratch;
    open_headings(content, blocks, contexts);
    open_tables(content, blocks, contexts, tables);
    measure_prose(content, blocks, contexts, containers);
    clear_slugs(content, blocks, contexts, containers);
    reject(containers);
    let main = main_container(containers);
    let mut is_below_related = false;
    for (block, context) in blocks.iter_mut().zip(contexts.iter()) {
        let text = block.span.of(content);
        cancel.check_after(text.len())?;
        let is_in_main = is_inside(containers, context.container, main);
        let is_non_article = containers[context.container as usize].is_non_article;
        block.role = match is_non_article {
            true => Role::Boilerplate,
            false => final_role(*block, text, *context, is_in_main),
        };
        if block.role == Role::Heading {
            is_below_related = line_role(text) == Some(Role::Boilerplate);
        }
        // Below "Related stories" there are links, until the next heading or prose.
        if is_below_related {
            match block.role {
                Role::Body if context.link_share < HALF && is_prose(text) => {
                    is_below_related = false;
                }
                _ => block.role = Role::Boilerplate,
            }
        }
    }
    if !blocks.iter().any(|block| block.role.is_body()) {
        find_body_elsewhere(content, blocks, contexts, containers);
    }
    Some(())
}

/// Half of the text, as a share.
const HALF: u8 = 128;

/// Turns `title`, which holds the text of `<title>`, into the title of the page: white space becomes
/// single spaces, and the name of the site at the end is cut off. The first heading replaces an empty
/// title.
pub(super) fn set_title(content: &str, blocks: &[Block], title: &mut String) {
    let words: Vec<&str> = title.split_whitespace().collect();
    let whole = words.join(" ");
    let end = [" | ", " \u{2013} ", " \u{2014} ", " - ", " :: "]
        .iter()
        .filter_map(|separator| whole.rfind(separator))
        .find(|at| whole[..*at].split(' ').count() >= 3);
    *title = whole[..end.unwrap_or(whole.len())].to_owned();
    if title.is_empty()
        && let Some(heading) = blocks.iter().find(|block| block.role == Role::Heading)
    {
        let words: Vec<&str> = heading.span.of(content).split_whitespace().collect();
        *title = words.join(" ");
    }
}

/// Whether a block reads as running text.
fn is_prose(text: &str) -> bool {
    text.len() >= PROSE_BYTES_MIN && is_terminated(text) || text.len() >= 200
}

/// Shorter text is no prose.
pub(super) const PROSE_BYTES_MIN: usize = 60;

/// Bytes of prose on the page, without that of containers which do not belong to the article.
pub(super) fn page_prose_bytes(scratch: &Scratch) -> usize {
    scratch.containers[0].prose_bytes as usize
}

/// Gives the body back what stands in a heading without end: prose below the first line of it.
fn open_headings(content: &str, blocks: &mut [Block], contexts: &[BlockContext]) {
    let (mut heading, mut has_prose) = (0, false);
    for (index, context) in contexts.iter().enumerate() {
        if context.heading == 0 || blocks[index].role != Role::Heading {
            continue;
        }
        let text = blocks[index].span.of(content);
        if context.heading != heading {
            (heading, has_prose) = (context.heading, false);
            let next = contexts.get(index + 1);
            has_prose |= is_prose(text)
                && next.is_some_and(|next| next.heading == heading)
                && is_prose(blocks[index + 1].span.of(content));
            if !has_prose {
                continue;
            }
        }
        has_prose |= is_prose(text);
        if has_prose && is_terminated(text) {
            blocks[index].role = Role::Body;
        }
    }
}

/// Makes body of the cells of tables that only lay out the page.
fn open_tables(
    content: &str,
    blocks: &mut [Block],
    contexts: &[BlockContext],
    tables: &mut [Table],
) {
    for (block, context) in blocks.iter().zip(contexts) {
        let table = &mut tables[context.table as usize];
        if block.role == Role::Table && context.link_share < HALF {
            table.text_bytes += block.span.len() as u32;
            let is_alone = context.in_text_element || table.cells <= table.rows;
            if is_alone && is_prose(block.span.of(content)) {
                table.prose_bytes += block.span.len() as u32;
            }
        }
    }
    for (block, context) in blocks.iter_mut().zip(contexts) {
        if block.role == Role::Table && tables[context.table as usize].is_layout() {
            block.role = Role::Body;
        }
    }
}

/// Notes how much prose stands in each container.
fn measure_prose(
    content: &str,
    blocks: &[Block],
    contexts: &[BlockContext],
    containers: &mut [Container],
) {
    for (block, context) in blocks.iter().zip(contexts) {
        let may_be_article = matches!(block.role, Role::Body | Role::ListItem | Role::Table);
        if may_be_article && context.link_share < HALF && is_prose(block.span.of(content)) {
            containers[context.container as usize].own_prose_bytes += block.span.len() as u32;
        }
    }
}

/// Adds up the prose of all containers that were not rejected.
fn sum_prose(containers: &mut [Container]) {
    for container in containers.iter_mut() {
        container.prose_bytes = match container.is_non_article {
            true => 0,
            false => container.own_prose_bytes,
        };
    }
    // Children add to their parents, which come before them.
    for index in (1..containers.len()).rev() {
        let Container {
            parent,
            prose_bytes,
            ..
        } = containers[index];
        containers[parent as usize].prose_bytes += prose_bytes;
    }
}

/// Decides which of the containers in doubt do not belong to the article: those that hold too small a
/// share of the page's prose. The strongest doubts come first, so that a long discussion counts for
/// nothing when a sidebar is weighed.
fn reject(containers: &mut [Container]) {
    for (doubts, share_min) in [
        ([Doubt::Strong, Doubt::Strong], 0.9),
        ([Doubt::Usual, Doubt::Weak], 0.5),
    ] {
        sum_prose(containers);
        let page_bytes = f64::from(containers[0].prose_bytes);
        for index in 1..containers.len() {
            let container = containers[index];
            let share_min = match container.doubt {
                Doubt::Weak => share_min * 0.8,
                _ => share_min,
            };
            let is_too_small = f64::from(container.prose_bytes) <= share_min * page_bytes;
            containers[index].is_non_article |= containers[container.parent as usize]
                .is_non_article
                || doubts.contains(&container.doubt) && is_too_small;
        }
    }
    sum_prose(containers);
}

/// The main container: the innermost one that is marked as an article and holds more than half of the
/// page's prose, or the page itself if there is none.
fn main_container(containers: &[Container]) -> u32 {
    let half = containers[0].prose_bytes / 2;
    let is_main = |container: &Container| container.is_article && container.prose_bytes > half;
    containers.iter().rposition(is_main).unwrap_or(0) as u32
}

/// Takes the doubt from sections whose id is made from their heading: the section "Search and sharing"
/// of a manual has the id "search-and-sharing". It counts only if the section holds prose.
fn clear_slugs(
    content: &str,
    blocks: &[Block],
    contexts: &[BlockContext],
    containers: &mut [Container],
) {
    sum_prose(containers);
    for (block, context) in blocks.iter().zip(contexts) {
        if block.role != Role::Heading {
            continue;
        }
        let text = block.span.of(content);
        // The heading may stand in a container of its own.
        let parent = containers[context.container as usize].parent;
        for index in [context.container, parent] {
            let container = &mut containers[index as usize];
            if container.doubt == Doubt::Usual
                && container.slug != 0
                && container.prose_bytes > 0
                && container.slug == slug(text.trim_start_matches(is_number_mark))
                && line_role(text) != Some(Role::Boilerplate)
            {
                container.doubt = Doubt::None;
            }
        }
    }
}

/// Whether `c` may stand in the number of a heading, which ids leave out.
fn is_number_mark(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ' ')
}

/// A number that is equal for a heading and for the id that a program makes from it: a hash of the
/// letters and digits. 0 if there are none.
pub(super) fn slug(text: &str) -> u32 {
    let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
    letters.fold(0, |hash: u32, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193) | 1
    })
}

/// Whether `container` is `main` or inside it.
fn is_inside(containers: &[Container], container: u32, main: u32) -> bool {
    let mut at = container;
    // Parents have lower numbers, and no chain is longer than the reader's stack was.
    while at > main {
        at = containers[at as usize].parent;
    }
    at == main
}

/// The role of a block. `block.role` is the role that the elements around it suggest.
fn final_role(block: Block, text: &str, context: BlockContext, is_in_main: bool) -> Role {
    let links = context.link_share;
    let is_mostly_links =
        links >= HALF && !(context.in_text_element && is_prose(text) && links < 200);
    match block.role {
        Role::Heading if is_in_main || links < HALF => Role::Heading,
        role @ (Role::Caption | Role::Code | Role::Quote) => role,
        Role::Byline if text.len() <= 150 => Role::Byline,
        Role::Body | Role::ListItem | Role::Byline if is_mostly_links => Role::Boilerplate,
        Role::Table if is_in_main && !(is_prose(text) && text.len() >= 120) => Role::Table,
        Role::Body | Role::Table | Role::Byline => running_text_role(text, context, is_in_main),
        Role::ListItem if is_in_main => line_role(text).unwrap_or(Role::ListItem),
        _ => Role::Boilerplate,
    }
}

/// The role of a block of running text, or of a block where running text may stand.
fn running_text_role(text: &str, context: BlockContext, is_in_main: bool) -> Role {
    let may_be_outside_main = context.in_text_element && is_prose(text);
    if !(is_in_main || may_be_outside_main) {
        return line_role(text).unwrap_or(Role::Boilerplate);
    }
    if let Some(role) = line_role(text) {
        return role;
    }
    if is_terminated(text) || is_prose(text) {
        return Role::Body;
    }
    if context.strong_share > 240 && text.len() <= 100 {
        return Role::Heading;
    }
    // Short texts directly in a container are labels: "3 min", "Sport".
    if context.in_text_element || text.len() >= 60 {
        Role::Body
    } else {
        Role::Boilerplate
    }
}

/// Finds the body of a page in which no block was taken for body: all of its prose, or if there is
/// none, all text that does not stand in navigation and the like.
fn find_body_elsewhere(
    content: &str,
    blocks: &mut [Block],
    contexts: &[BlockContext],
    containers: &[Container],
) {
    for only_prose in [true, false] {
        for (block, context) in blocks.iter_mut().zip(contexts) {
            let is_text = if only_prose {
                is_prose(block.span.of(content))
            } else {
                !containers[context.container as usize].is_non_article
            };
            if block.role == Role::Boilerplate && context.link_share < HALF && is_text {
                block.role = Role::Body;
            }
        }
        if blocks.iter().any(|block| block.role.is_body()) {
            return;
        }
    }
}
