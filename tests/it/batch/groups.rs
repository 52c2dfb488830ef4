//! Adjacent records with the same key are summarized as one.

use super::{Folder, article, ids, ids_and_codes};
use serde_json::{Value, json};

/// Records of these stories, in this order.
fn stories(keys: &[&str]) -> String {
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
    let folder = Folder::new();
    folder.write("in.jsonl", stories(&["a", "a", "a", "b"]));
    folder.batch("in.jsonl -o out.jsonl --group-by story --bullets 9 --carry tag");
    let rows = folder.rows("out.jsonl");
    assert_eq!(ids(&rows), ["a", "b"]);
    assert_eq!(rows[0]["documents"], json!(["r0", "r1", "r2"]));
    assert_eq!(rows[0]["tag"], 0);
    let documents = rows[0]["bullets"].as_array().unwrap().iter();
    let mut documents: Vec<&Value> = documents.map(|bullet| &bullet["document"]).collect();
    documents.dedup();
    assert_eq!(documents, [&json!(0), &json!(1), &json!(2)]);
    // An offset points into the document that the bullet names.
    let bullet = &rows[0]["bullets"].as_array().unwrap()[8];
    let source = article(bullet["document"].as_u64().unwrap(), 4);
    let at = |name: &str| bullet["sources"][0][name].as_u64().unwrap() as usize;
    assert_eq!(&source[at("start")..at("end")], bullet["text"]);
    folder.batch("in.jsonl -o alone.jsonl --bullets 9 --carry tag");
    assert_eq!(rows[1]["bullets"], folder.rows("alone.jsonl")[3]["bullets"]);
}

#[test]
fn blocks_and_shards_keep_groups_whole() {
    let folder = Folder::new();
    let keys: Vec<String> = (0..60).map(|at| format!("k{}", at / 3)).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    folder.write("in.jsonl", stories(&keys));
    folder.batch("in.jsonl -o whole.jsonl --group-by story");
    folder.batch("in.jsonl -o cut.jsonl --group-by story --block-bytes 100 --threads 3");
    assert!(folder.read("whole.jsonl") == folder.read("cut.jsonl"));
    let mut dealt = vec![Value::Null; 20];
    for shard in 0..3 {
        folder.batch(&format!(
            "in.jsonl -o {shard}.jsonl --group-by story --shard {shard}/3"
        ));
        for (at, row) in folder
            .rows(&format!("{shard}.jsonl"))
            .into_iter()
            .enumerate()
        {
            dealt[at * 3 + shard] = row;
        }
    }
    assert_eq!(dealt, folder.rows("whole.jsonl"));
    folder.batch("in.jsonl -o few.jsonl --group-by story --limit 7");
    assert_eq!(folder.rows("few.jsonl"), folder.rows("whole.jsonl")[..7]);
}

#[test]
fn a_key_seen_again_is_an_error_row() {
    let folder = Folder::new();
    folder.write("in.jsonl", stories(&["a", "b", "a", "a", "c"]));
    folder.check_exit("in.jsonl -o out.jsonl --group-by story", 1);
    let rows = folder.rows("out.jsonl");
    assert_eq!(ids(&rows), ["a", "b", "a", "c"]);
    assert_eq!(rows[2]["error"]["code"], "KEY_SEEN_AGAIN");
    assert_eq!(rows[2]["error"]["line"], 3);
    assert_eq!(rows[0]["documents"], json!(["r0"]));
}

#[test]
fn a_group_has_a_limit_in_bytes() {
    let folder = Folder::new();
    folder.write("in.jsonl", stories(&["a", "a", "a", "a", "a", "a", "b"]));
    folder.check_exit("in.jsonl -o out.jsonl --group-by story --max-bytes 1K", 1);
    let rows = folder.rows("out.jsonl");
    assert_eq!(ids(&rows), ["a", "b"]);
    assert_eq!(rows[0]["error"]["code"], "TOO_LARGE");
    assert_eq!(rows[1]["error"], Value::Null);
}

#[test]
fn a_bad_record_does_not_take_its_group_along() {
    let folder = Folder::new();
    let good: Vec<String> = stories(&["a", "a", "b"])
        .lines()
        .map(str::to_owned)
        .collect();
    let bad = r#"{"id":"x","story":"a","text":7}"#;
    let keyless = r#"{"id":"y","text":"It rained."}"#;
    let lines = [
        keyless, &good[0], bad, "{broken", &good[1], keyless, &good[2],
    ];
    folder.write("in.jsonl", lines.join("\n"));
    folder.check_exit("in.jsonl -o out.jsonl --group-by story", 1);
    let rows = folder.rows("out.jsonl");
    let codes = ids_and_codes(&rows);
    assert_eq!(
        codes,
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
}

#[test]
fn a_group_without_a_good_record_is_bad() {
    let folder = Folder::new();
    folder.write("in.csv", "story,id,text\na,1,\na,2,\n7,3,It rained.\n");
    folder.check_exit("in.csv -o out.jsonl --group-by story", 1);
    let rows = folder.rows("out.jsonl");
    let codes = ids_and_codes(&rows);
    assert_eq!(
        codes,
        [
            ("1", "NO_TEXT"),
            ("2", "NO_TEXT"),
            ("a", "NO_TEXT"),
            ("7", "")
        ]
    );
}
