//! Jobs with `--group-by`: adjacent records with the same key are summarized together.

use super::{TestDir, article, ids, ids_and_codes};
use serde_json::{Value, json};

/// One record per key, in this order. Record number N has the id `rN`.
fn records(keys: &[&str]) -> String {
    let record = |(number, key): (usize, &&str)| {
        let text = article(number as u64, 4);
        format!(
            "{}\n",
            json!({"id": format!("r{number}"), "story": key, "text": text, "tag": number})
        )
    };
    keys.iter().enumerate().map(record).collect()
}

#[test]
fn a_group_is_one_row_that_lists_its_documents() {
    let dir = TestDir::new();
    dir.write("in.jsonl", records(&["a", "a", "a", "b"]));
    dir.batch("in.jsonl -o out.jsonl --group-by story --bullets 9 --carry tag");
    let rows = dir.rows("out.jsonl");
    assert_eq!(ids(&rows), ["a", "b"]);
    assert_eq!(rows[0]["documents"], json!(["r0", "r1", "r2"]));
    assert_eq!(rows[0]["tag"], 0);
    let bullets = rows[0]["bullets"].as_array().unwrap();
    let mut documents: Vec<&Value> = bullets.iter().map(|bullet| &bullet["document"]).collect();
    documents.dedup();
    assert_eq!(documents, [&json!(0), &json!(1), &json!(2)]);
    // The offsets of a bullet refer to the document that the bullet names.
    assert_eq!(bullets.len(), 9);
    for bullet in bullets {
        let source = article(bullet["document"].as_u64().unwrap(), 4);
        let offset = |name: &str| bullet["sources"][0][name].as_u64().unwrap() as usize;
        assert_eq!(&source[offset("start")..offset("end")], bullet["text"]);
    }
    // A group of one record has the bullets of that record.
    dir.batch("in.jsonl -o single.jsonl --bullets 9 --carry tag");
    assert_eq!(rows[1]["documents"], json!(["r3"]));
    assert_eq!(rows[1]["bullets"], dir.rows("single.jsonl")[3]["bullets"]);
}

#[test]
fn blocks_and_shards_keep_groups_whole() {
    let dir = TestDir::new();
    let keys: Vec<String> = (0..60).map(|number| format!("k{}", number / 3)).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    dir.write("in.jsonl", records(&keys));
    dir.batch("in.jsonl -o whole.jsonl --group-by story");
    dir.batch("in.jsonl -o small.jsonl --group-by story --block-bytes 100 --threads 3");
    assert_eq!(dir.rows("whole.jsonl").len(), 20);
    assert!(dir.read("whole.jsonl") == dir.read("small.jsonl"));
    let mut of_shards = vec![Value::Null; 20];
    for shard in 0..3 {
        dir.batch(&format!(
            "in.jsonl -o {shard}.jsonl --group-by story --shard {shard}/3"
        ));
        let rows = dir.rows(&format!("{shard}.jsonl"));
        for (index, row) in rows.into_iter().enumerate() {
            of_shards[index * 3 + shard] = row;
        }
    }
    assert_eq!(of_shards, dir.rows("whole.jsonl"));
    dir.batch("in.jsonl -o few.jsonl --group-by story --limit 7");
    assert_eq!(dir.rows("few.jsonl"), dir.rows("whole.jsonl")[..7]);
}

#[test]
fn a_key_that_comes_again_is_an_error_row() {
    let dir = TestDir::new();
    dir.write("in.jsonl", records(&["a", "b", "a", "a", "c"]));
    dir.batch_exits(1, "in.jsonl -o out.jsonl --group-by story");
    let rows = dir.rows("out.jsonl");
    assert_eq!(
        ids_and_codes(&rows),
        [("a", ""), ("b", ""), ("a", "KEY_SEEN_AGAIN"), ("c", "")]
    );
    assert_eq!(rows[2]["error"]["line"], 3);
    assert_eq!(rows[0]["documents"], json!(["r0"]));
}

#[test]
fn max_bytes_limits_a_group() {
    let dir = TestDir::new();
    dir.write("in.jsonl", records(&["a", "a", "a", "a", "a", "a", "b"]));
    dir.batch_exits(1, "in.jsonl -o out.jsonl --group-by story --max-bytes 1K");
    let rows = dir.rows("out.jsonl");
    assert_eq!(ids_and_codes(&rows), [("a", "TOO_LARGE"), ("b", "")]);
}

#[test]
fn a_bad_record_does_not_spoil_its_group() {
    let dir = TestDir::new();
    let good: Vec<String> = records(&["a", "a", "b"])
        .lines()
        .map(str::to_owned)
        .collect();
    let bad = r#"{"id":"x","story":"a","text":7,"tag":9}"#;
    let keyless = r#"{"id":"y","text":"It rained."}"#;
    let lines = [
        keyless, bad, &good[0], "{broken", &good[1], keyless, &good[2],
    ];
    dir.write("in.jsonl", lines.join("\n"));
    dir.batch_exits(1, "in.jsonl -o out.jsonl --group-by story --carry tag");
    let rows = dir.rows("out.jsonl");
    assert_eq!(
        ids_and_codes(&rows),
        [
            ("y", "NO_KEY"),
            ("x", "WRONG_TYPE"),
            ("in.jsonl:4", "NOT_JSON"),
            ("y", "NO_KEY"),
            ("a", ""),
            ("b", ""),
        ]
    );
    assert_eq!(rows[4]["documents"], json!(["r0", "r1"]));
    // Carried fields come from the first good record.
    assert_eq!(rows[4]["tag"], 0);
}

/// Damaged lines have no key. Up to 1000 of them stay in a group; then the group ends, so that a
/// damaged file does not have to fit into memory.
#[test]
fn a_group_ends_after_a_thousand_records_without_a_key() {
    for (count, continues) in [(1000, true), (1001, false)] {
        let dir = TestDir::new();
        let broken = "{broken\n".repeat(count);
        let good = records(&["a", "a"]);
        let (first, second) = good.split_once('\n').unwrap();
        dir.write("in.jsonl", format!("{first}\n{broken}{second}"));
        dir.batch_exits(1, "in.jsonl -o out.jsonl --group-by story");
        let rows = dir.rows("out.jsonl");
        let bad = rows
            .iter()
            .filter(|row| row["error"]["code"] == "NOT_JSON")
            .count();
        assert_eq!(bad, count);
        let of_group: Vec<&Value> = rows.iter().filter(|row| row["id"] == "a").collect();
        if continues {
            assert_eq!(of_group.len(), 1);
            assert_eq!(of_group[0]["documents"], json!(["r0", "r1"]));
        } else {
            assert_eq!(of_group.len(), 2);
            assert_eq!(of_group[0]["documents"], json!(["r0"]));
            assert_eq!(of_group[1]["error"]["code"], "KEY_SEEN_AGAIN");
        }
    }
}

#[test]
fn a_group_without_a_good_record_is_bad() {
    let dir = TestDir::new();
    dir.write("in.csv", "story,id,text\na,1,\na,2,\n7,3,It rained.\n");
    dir.batch_exits(1, "in.csv -o out.jsonl --group-by story");
    assert_eq!(
        ids_and_codes(&dir.rows("out.jsonl")),
        [
            ("1", "NO_TEXT"),
            ("2", "NO_TEXT"),
            ("a", "NO_TEXT"),
            ("7", "")
        ]
    );
}
