//! docs/reasons.md lists every feature and every reason.

use gleaner_engine::fit::Feature;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_docs_list_every_feature_with_its_reason() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reasons.md");
    let text = std::fs::read_to_string(path).unwrap();
    let documented: Vec<(&str, &str)> = text.lines().filter_map(reason_and_feature).collect();
    let expected: BTreeSet<(&str, &str)> = (Feature::ALL.iter())
        .map(|feature| (feature.reason(), feature.name()))
        .collect();
    let listed: BTreeSet<(&str, &str)> = documented.iter().copied().collect();
    let missing: Vec<_> = expected.difference(&listed).collect();
    assert!(missing.is_empty(), "add to docs/reasons.md: {missing:?}");
    let unknown: Vec<_> = listed.difference(&expected).collect();
    assert!(
        unknown.is_empty(),
        "remove from docs/reasons.md: {unknown:?}"
    );
    assert_eq!(documented.len(), expected.len(), "each feature has one row");
}

/// The names in the first two cells of a table row: "| `reason` | `feature` | …".
fn reason_and_feature(line: &str) -> Option<(&str, &str)> {
    let mut cells = line.strip_prefix('|')?.split('|');
    Some((name(cells.next()?)?, name(cells.next()?)?))
}

fn name(cell: &str) -> Option<&str> {
    cell.trim().strip_prefix('`')?.strip_suffix('`')
}
