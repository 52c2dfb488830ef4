//! Bad records of every kind: each is an error row with its place and, where it can be told, its id;
//! the rest goes on.

#[cfg(feature = "parquet")]
use super::rows;
use super::{Folder, gzip, ids, ids_and_codes, jsonl};
use serde_json::{Value, json};

/// A good record, one that is bad, and a good one again.
#[track_caller]
fn check_line(line: &[u8], code: &str, id: &str, message: &str) {
    let folder = Folder::new();
    let good = br#"{"id":"good","text":"It rained."}"#;
    folder.write("in.jsonl", [&good[..], line, &good[..]].join(&b'\n'));
    folder.check_exit("in.jsonl -o out.jsonl --max-bytes 200", 1);
    let rows = folder.rows("out.jsonl");
    assert_eq!(ids(&rows), ["good", id, "good"]);
    let error = &rows[1]["error"];
    assert_eq!(error["code"], code, "{error}");
    assert_eq!(error["line"], 2);
    assert_eq!(error["input"], "in.jsonl");
    assert!(
        error["message"].as_str().unwrap().contains(message),
        "{error}"
    );
    assert_eq!(rows[0]["error"], Value::Null);
}

#[test]
fn bad_lines() {
    let nameless = "in.jsonl:2";
    check_line(b"not json", "NOT_JSON", nameless, "at byte");
    check_line(b"[1]", "NOT_JSON", nameless, "expected a JSON object");
    check_line(br#"{"id":"a","text":"cut sho"#, "NOT_JSON", "a", "EOF");
    check_line(br#"{"text":"cut sho"#, "NOT_JSON", nameless, "EOF");
    check_line(br#"{"id":"a","text":"A."} x"#, "NOT_JSON", "a", "trailing");
    check_line(
        b"{\"text\":\"caf\xff\",\"id\":\"a\"}",
        "NOT_UTF8",
        "a",
        "byte 12",
    );
    check_line(
        br#"{"text":"\ud83d!","id":"a"}"#,
        "NOT_JSON",
        "a",
        "hex escape",
    );
    check_line(
        br#"{"id":"\ud83d!","text":"A."}"#,
        "NOT_JSON",
        nameless,
        "'id'",
    );
    check_line(br#"{"id":"a"}"#, "NO_TEXT", "a", "--text-field");
    check_line(
        br#"{"id":"a","text":null}"#,
        "NO_TEXT",
        "a",
        "missing or null",
    );
    check_line(br#"{"id":"a","text":""}"#, "NO_TEXT", "a", "empty");
    check_line(br#"{"id":"a","text":12}"#, "WRONG_TYPE", "a", "a number");
    check_line(
        br#"{"id":"a","text":["A."]}"#,
        "WRONG_TYPE",
        "a",
        "an array",
    );
    check_line(
        br#"{"id":"a","text":{"b":"A."}}"#,
        "WRONG_TYPE",
        "a",
        "an object",
    );
    check_line(br#"{"id":"a","text":true}"#, "WRONG_TYPE", "a", "a boolean");
    check_line(
        br#"{"id":"a","text":"A.","title":1}"#,
        "WRONG_TYPE",
        "a",
        "'title'",
    );
    let large = format!(r#"{{"id":"a","text":"{}"}}"#, "A word. ".repeat(1000));
    check_line(large.as_bytes(), "TOO_LARGE", "a", "--max-bytes");
    let large = format!(r#"{{"text":"{}","id":"a"}}"#, "A word. ".repeat(1000));
    check_line(large.as_bytes(), "TOO_LARGE", nameless, "--max-bytes");
}

#[test]
fn white_space_is_a_text_without_sentences() {
    let folder = Folder::new();
    folder.write("in.jsonl", r#"{"id":"a","text":" \n "}"#);
    folder.batch("in.jsonl -o out.jsonl");
    let row = &folder.rows("out.jsonl")[0];
    assert_eq!(row["bullets"], json!([]));
    assert!(row["warnings"].to_string().contains("NO_BODY"), "{row}");
}

/// A file that is bad, after and before good ones: what it gives, as (id, code) pairs.
#[track_caller]
fn check_file(name: &str, bytes: &[u8], expected: &[(&str, &str)]) {
    let folder = Folder::new();
    folder.write("1.jsonl", r#"{"id":"first","text":"It rained."}"#);
    folder.write(name, bytes);
    folder.write("3.jsonl", r#"{"id":"last","text":"It rained."}"#);
    folder.check_exit(
        &format!("1.jsonl {name} 3.jsonl -o out.jsonl --max-bytes 1M"),
        1,
    );
    let rows = folder.rows("out.jsonl");
    let found = ids_and_codes(&rows);
    let whole = [&[("first", "")], expected, &[("last", "")]].concat();
    assert_eq!(found, whole, "{rows:?}");
}

#[test]
fn bad_files() {
    let three = jsonl(3, 2);
    let goods = [("d0", ""), ("d1", ""), ("d2", "")];
    // A frame that ends too early: what was whole is kept.
    let packed = gzip(&three);
    let lines_before_the_end = |cut: usize| {
        let mut whole = Vec::new();
        let mut decoder = flate2::read::GzDecoder::new(&packed[..packed.len() - cut]);
        let _ = std::io::Read::read_to_end(&mut decoder, &mut whole);
        whole.iter().filter(|&&byte| byte == b'\n').count()
    };
    for cut in [6, 60] {
        let whole = lines_before_the_end(cut);
        let bad = format!("2.jsonl.gz:{}", whole + 1);
        let mut expected = goods[..whole].to_vec();
        expected.push((&bad, "TRUNCATED"));
        check_file("2.jsonl.gz", &packed[..packed.len() - cut], &expected);
    }
    let mut flipped = packed.clone();
    let check = flipped.len() - 6;
    flipped[check] ^= 0xff;
    check_file(
        "2.jsonl.gz",
        &flipped,
        &[&goods[..], &[("2.jsonl.gz:4", "CORRUPT")]].concat(),
    );
    check_file(
        "2.jsonl.gz",
        b"{\"id\":\"plain, not packed\"}",
        &[("2.jsonl.gz:1", "CORRUPT")],
    );
    let packed = zstd::encode_all(&three[..], 3).unwrap();
    check_file(
        "2.jsonl.zst",
        &packed[..packed.len() - 9],
        &[("2.jsonl.zst:1", "TRUNCATED")],
    );
    check_file("2.txt", b"caf\xff", &[("2.txt", "NOT_UTF8")]);
    check_file("2.txt", b"", &[("2.txt", "NO_TEXT")]);
    check_file(
        "2.txt",
        "It rained. ".repeat(100_000).as_bytes(),
        &[("2.txt", "TOO_LARGE")],
    );
    check_file(
        "2.parquet",
        b"PAR1 but not really PAR1",
        &[(
            "2.parquet:1",
            if cfg!(feature = "parquet") {
                "CORRUPT"
            } else {
                "UNREADABLE"
            },
        )],
    );
}

#[test]
fn bad_csv() {
    check_file(
        "2.csv",
        b"id,body\n1,It rained.\n",
        &[("2.csv:1", "NO_FIELD")],
    );
    let folder = Folder::new();
    folder.write("in.csv", "");
    folder.batch("in.csv -o out.jsonl");
    assert_eq!(folder.read("out.jsonl"), b"");
}

#[test]
fn bad_rows_of_csv() {
    let rows =
        b"id,text\n1,It rained.\n2,caf\xff\n3\n4,It,rained\n5,\n\xff,It rained.\n7,It rained.\n";
    check_file(
        "2.csv",
        rows,
        &[
            ("1", ""),
            ("2", "NOT_UTF8"),
            ("3", "NOT_CSV"),
            ("4", "NOT_CSV"),
            ("5", "NO_TEXT"),
            ("2.csv:7", "NOT_UTF8"),
            ("7", ""),
        ],
    );
    // A quote left open would swallow the rest of the file, and the memory with it.
    let open = format!(
        "id,text\n1,It rained.\n2,\"It {}",
        "rained. ".repeat(1 << 18)
    );
    check_file(
        "2.csv",
        open.as_bytes(),
        &[("1", ""), ("2.csv:3", "TOO_LARGE")],
    );
    let large = format!(
        "id,text\n1,{}\n2,It rained.\n",
        "It rained. ".repeat(100_000)
    );
    check_file("2.csv", large.as_bytes(), &[("1", "TOO_LARGE"), ("2", "")]);
}

#[cfg(feature = "parquet")]
#[test]
fn bad_parquet() {
    let good = parquet(&jsonl(12, 2), 6);
    // Pages hold two rows, row groups six; the length of the text of d2 is damaged.
    let text = rows(&jsonl(12, 2))[2]["text"]
        .as_str()
        .unwrap()
        .as_bytes()
        .to_vec();
    let at = good
        .windows(text.len())
        .position(|window| window == text)
        .unwrap();
    let mut damaged = good.clone();
    damaged[at - 4..at].copy_from_slice(&[0xff; 4]);
    let mut expected: Vec<(String, &str)> =
        (0..12).map(|number| (format!("d{number}"), "")).collect();
    for row in &mut expected[2..6] {
        row.1 = "CORRUPT";
    }
    let expected: Vec<(&str, &str)> = expected
        .iter()
        .map(|(id, code)| (id.as_str(), *code))
        .collect();
    check_file("2.parquet", &damaged, &expected);
    // The same in the ids: the texts are there, but nothing says whose.
    let at = good.windows(2).position(|window| window == b"d2").unwrap();
    let mut damaged = good.clone();
    damaged[at - 4..at].copy_from_slice(&[0xff; 4]);
    let folder = Folder::new();
    folder.write("in.parquet", damaged);
    folder.check_exit("in.parquet -o out.jsonl", 1);
    let rows = folder.rows("out.jsonl");
    assert_eq!(rows[2]["id"], "in.parquet:3");
    assert_eq!(rows[2]["error"]["row"], 3);
    assert_eq!(rows[6]["error"], Value::Null);
    // The footer is gone.
    check_file(
        "2.parquet",
        &good[..good.len() - 20],
        &[("2.parquet:1", "CORRUPT")],
    );
    let folder = Folder::new();
    folder.write("in.parquet", good);
    let said = folder.check_exit("in.parquet -o out.jsonl --text-field body", 1);
    assert!(said.contains("1 bad"), "{said}");
    let message = folder.rows("out.jsonl")[0]["error"]["message"].to_string();
    assert!(
        message.contains("no column 'body' among id, title, text, source"),
        "{message}"
    );
}

#[test]
fn errors_can_go_to_a_file_beside() {
    let folder = Folder::new();
    folder.write("in.jsonl", "{\"id\":\"a\",\"text\":\"It rained.\"}\n{\"id\":\"b\"}\n{\"id\":\"c\",\"text\":\"It rained.\"}\n");
    folder.check_exit("in.jsonl -o out.jsonl --errors file", 1);
    assert_eq!(ids(&folder.rows("out.jsonl")), ["a", "c"]);
    let errors = folder.rows("out.jsonl.errors.jsonl");
    assert_eq!(ids(&errors), ["b"]);
    assert_eq!(errors[0]["error"]["line"], 2);
    assert!(!folder.has("out.jsonl.errors.partial"));
    // And they are still errors when the job is found complete.
    folder.check_exit("in.jsonl -o out.jsonl --errors file", 1);
}

#[test]
fn an_error_can_fail_the_job() {
    let folder = Folder::new();
    let line = "{\"id\":\"a\",\"text\":\"It rained.\"}\n";
    folder.write(
        "in.jsonl",
        [&line.repeat(20), "{\"id\":\"b\"}\n", line].concat(),
    );
    let args = "in.jsonl -o out.jsonl --errors fail --block-bytes 100";
    let said = folder.check_exit(args, 2);
    assert!(said.contains("in.jsonl, line 21: no text"), "{said}");
    assert!(!folder.has("out.jsonl"));
    // What was good before is kept for the next run.
    let manifest = String::from_utf8(folder.read("out.jsonl.manifest")).unwrap();
    assert!(
        manifest.lines().last().unwrap().contains("\"records\":20"),
        "{manifest}"
    );
}

#[test]
fn too_many_errors_fail_the_job() {
    let folder = Folder::new();
    folder.write("in.jsonl", "{}\n".repeat(10));
    let said = folder.check_exit("in.jsonl -o out.jsonl --max-errors 9", 2);
    assert!(said.contains("more than --max-errors 9"), "{said}");
    assert!(!folder.has("out.jsonl"));
    // The limit does not decide what is written, so another may be set to go on.
    folder.check_exit("in.jsonl -o out.jsonl --max-errors 10", 1);
    assert_eq!(folder.rows("out.jsonl").len(), 10);
}

/// The records as Parquet: pages of two rows, row groups of `rows`, nothing packed.
#[cfg(feature = "parquet")]
pub(super) fn parquet(records: &[u8], group_rows: usize) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use std::sync::Arc;
    let schema = "message record { optional binary id (STRING); optional binary title (STRING);
        required binary text (STRING); optional binary source (STRING); }";
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_data_page_row_count_limit(2)
        .set_write_batch_size(1)
        .build();
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for group in rows(records).chunks(group_rows) {
        let mut group_writer = writer.next_row_group().unwrap();
        for (name, present) in [("id", 1), ("title", 1), ("text", 0), ("source", 1)] {
            let text = |record: &Value| ByteArray::from(record[name].as_str().unwrap());
            let values: Vec<ByteArray> = group.iter().map(text).collect();
            let levels = vec![present; values.len()];
            let mut column = group_writer.next_column().unwrap().unwrap();
            column
                .typed::<ByteArrayType>()
                .write_batch(&values, (present > 0).then_some(&levels[..]), None)
                .unwrap();
            column.close().unwrap();
        }
        group_writer.close().unwrap();
    }
    writer.into_inner().unwrap()
}
