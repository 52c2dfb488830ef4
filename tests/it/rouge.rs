//! ROUGE equals what the PyPI package rouge-score computes. tests/oracle/rouge_check.py writes and
//! checks the expected figures.

use gleaner::eval::rouge;
use serde_json::Value;

#[test]
fn rouge_equals_the_reference_implementation() {
    let fixture = include_str!("../fixtures/rouge.jsonl");
    let mut cases = 0;
    for line in fixture.lines() {
        let case: Value = serde_json::from_str(line).expect("the fixture is JSON lines");
        let text = |name: &str| case[name].as_str().expect("a text").to_owned();
        let found = rouge(&text("candidate"), &text("reference"));
        for (name, value) in [("one", found.one), ("two", found.two), ("lsum", found.lsum)] {
            let expected = case["rouge"][name].as_f64().expect("a number");
            assert!(
                (value - expected).abs() < 1e-4,
                "{}: {name} is {value}, not {expected}",
                text("about")
            );
        }
        cases += 1;
    }
    assert!(cases >= 40, "the fixture has only {cases} cases");
}
