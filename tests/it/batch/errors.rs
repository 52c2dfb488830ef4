//! Bad records of every kind. Each has an error row with its place and, if it can be recovered, its
//! id; the other records are summarized.

#[cfg(feature = "parquet")]
use super::rows;
use super::{TestDir, gzip, ids, ids_and_codes, jsonl};
use serde_json::{Value, json};

/// Checks the error row of `line`, which stands between two good records.
#[track_caller]
fn check_line(line: &[u8], code: &str, id: &str, message: &str) {
    let dir = TestDir::new();
    let good = br#"{"id":"good","text":"It rained."}"#;
    dir.write("in.jsonl", [&good[..], line, &good[..]].join(&b'\n'));
    dir.batch_exits(1, "in.jsonl -o out.jsonl --max-bytes 200");
    let rows = dir.rows("out.jsonl");
    assert_eq!(
        ids_and_codes(&rows),
        [("good", ""), (id, code), ("good", "")]
    );
    let error = &rows[1]["error"];
    assert_eq!(error["line"], 2);
    assert_eq!(error["input"], "in.jsonl");
    assert!(
        error["message"].as_str().unwrap().contains(message),
        "{error}"
    );
    for row in [&rows[0], &rows[2]] {
        assert_eq!(row["error"], Value::Null);
        assert_eq!(row["bullets"][0]["text"], "It rained.");
    }
}

#[test]
fn bad_lines() {
    let no_id = "in.jsonl:2";
    check_line(b"not json", "NOT_JSON", no_id, "at byte");
    check_line(b"[1]", "NOT_JSON", no_id, "expected a JSON object");
    check_line(br#"{"id":"a","text":"cut sho"#, "NOT_JSON", "a", "EOF");
    check_line(br#"{"text":"cut sho"#, "NOT_JSON", no_id, "EOF");
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
        no_id,
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
    check_line(large.as_bytes(), "TOO_LARGE", no_id, "--max-bytes");
}

/// The limit is exact, and a line over it that spans several reads of the input is one bad record.
#[test]
fn lines_may_have_max_bytes() {
    let dir = TestDir::new();
    let line = |length: usize| {
        let empty = r#"{"id":"a","text":""}"#.len();
        format!(
            "{{\"id\":\"a\",\"text\":\"{}\"}}\n",
            "a".repeat(length - empty)
        )
    };
    dir.write("in.jsonl", [line(100), line(101), line(1 << 20)].concat());
    dir.batch_exits(1, "in.jsonl -o out.jsonl --max-bytes 100");
    let rows = dir.rows("out.jsonl");
    let too_large = ("a", "TOO_LARGE");
    assert_eq!(ids_and_codes(&rows), [("a", ""), too_large, too_large]);
    assert_eq!(rows[2]["error"]["line"], 3);
}

#[test]
fn white_space_is_a_text_without_sentences() {
    let dir = TestDir::new();
    dir.write("in.jsonl", r#"{"id":"a","text":" \n "}"#);
    dir.batch("in.jsonl -o out.jsonl");
    let row = &dir.rows("out.jsonl")[0];
    assert_eq!(row["error"], Value::Null);
    assert_eq!(row["bullets"], json!([]));
    assert!(row["warnings"].to_string().contains("NO_BODY"), "{row}");
}

/// Runs a job over the file `name` between two good files. Checks the rows of the three, as pairs
/// of id and error code, and returns them.
#[track_caller]
fn check_file(name: &str, bytes: &[u8], expected: &[(&str, &str)]) -> Vec<Value> {
    let dir = TestDir::new();
    dir.write("1.jsonl", r#"{"id":"first","text":"It rained."}"#);
    dir.write(name, bytes);
    dir.write("3.jsonl", r#"{"id":"last","text":"It rained."}"#);
    dir.batch_exits(
        1,
        &format!("1.jsonl {name} 3.jsonl -o out.jsonl --max-bytes 1M"),
    );
    let rows = dir.rows("out.jsonl");
    let all = [&[("first", "")], expected, &[("last", "")]].concat();
    assert_eq!(ids_and_codes(&rows), all, "{rows:?}");
    rows
}

#[test]
fn bad_files() {
    let three = jsonl(3, 2);
    let good = [("d0", ""), ("d1", ""), ("d2", "")];
    // The records before the place where a gzip file ends early are kept.
    let compressed = gzip(&three);
    let lines_before_the_end = |cut: usize| {
        let mut bytes = Vec::new();
        let mut decoder = flate2::read::GzDecoder::new(&compressed[..compressed.len() - cut]);
        let _ = std::io::Read::read_to_end(&mut decoder, &mut bytes);
        bytes.iter().filter(|&&byte| byte == b'\n').count()
    };
    for cut in [6, 60] {
        let lines = lines_before_the_end(cut);
        let bad = format!("2.jsonl.gz:{}", lines + 1);
        let mut expected = good[..lines].to_vec();
        expected.push((&bad, "TRUNCATED"));
        check_file(
            "2.jsonl.gz",
            &compressed[..compressed.len() - cut],
            &expected,
        );
    }
    let mut damaged = compressed.clone();
    let checksum = damaged.len() - 6;
    damaged[checksum] ^= 0xff;
    check_file(
        "2.jsonl.gz",
        &damaged,
        &[&good[..], &[("2.jsonl.gz:4", "CORRUPT")]].concat(),
    );
    check_file(
        "2.jsonl.gz",
        b"{\"id\":\"plain, not compressed\"}",
        &[("2.jsonl.gz:1", "CORRUPT")],
    );
    let compressed = zstd::encode_all(&three[..], 3).unwrap();
    check_file(
        "2.jsonl.zst",
        &compressed[..compressed.len() - 9],
        &[("2.jsonl.zst:1", "TRUNCATED")],
    );
    check_file("2.txt", b"caf\xff", &[("2.txt", "NOT_UTF8")]);
    check_file("2.txt", b"", &[("2.txt", "NO_TEXT")]);
    check_file("2.txt", b"%PDF-1.4\n1 0 obj", &[("2.txt", "NOT_TEXT")]);
    check_file("2.html", b"{\\rtf1 It rained.}", &[("2.html", "NOT_TEXT")]);
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

/// A file that exists but whose start cannot be read, not even by root.
#[cfg(target_os = "linux")]
const UNREADABLE: &str = "/proc/self/mem";

#[cfg(target_os = "linux")]
#[test]
fn a_text_file_that_cannot_be_read_is_a_bad_record() {
    let dir = TestDir::new();
    dir.write("1.txt", "It rained.");
    dir.write("2.txt", "It snowed.");
    dir.batch_exits(
        1,
        &format!("1.txt {UNREADABLE} 2.txt -o out.jsonl --read-as text"),
    );
    assert_eq!(
        ids_and_codes(&dir.rows("out.jsonl")),
        [("1.txt", ""), (UNREADABLE, "UNREADABLE"), ("2.txt", "")]
    );
}

/// An error of the operating system may be temporary, so it is not a bad record but ends the job.
#[cfg(target_os = "linux")]
#[test]
fn a_table_that_cannot_be_read_ends_the_job() {
    let dir = TestDir::new();
    dir.write("1.jsonl", jsonl(3, 2));
    let args = format!("1.jsonl {UNREADABLE} --read-as jsonl");
    let message = dir.batch_exits(2, &format!("{args} -o out.jsonl"));
    assert!(
        message.contains(&format!("cannot read {UNREADABLE}"))
            && message.contains("run the same command to resume"),
        "{message}"
    );
    // What was written to standard output is gone, so there is nothing to resume.
    let message = dir.batch_exits(2, &format!("{args} -o -"));
    assert!(
        message.contains(&format!("cannot read {UNREADABLE}")) && !message.contains("resume"),
        "{message}"
    );
}

#[test]
fn csv_without_the_text_column() {
    let rows = check_file(
        "2.csv",
        b"id,body\n1,It rained.\n2,It snowed.\n",
        &[("2.csv:1", "NO_FIELD")],
    );
    let message = rows[1]["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("no column 'text'; pass --text-field with one of: id, body"),
        "{message}"
    );
}

#[test]
fn an_empty_csv_file_has_no_records() {
    let dir = TestDir::new();
    dir.write("in.csv", "");
    dir.batch("in.csv -o out.jsonl");
    assert_eq!(dir.read("out.jsonl"), b"");
}

#[test]
fn bad_rows_of_csv() {
    let rows =
        b"id,text\n1,It rained.\n2,caf\xff\n3\n4,It,rained\n5,\n\xff,It rained.\n7,It rained.\n";
    let rows = check_file(
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
    assert_eq!(rows[3]["error"]["line"], 4);
    // A quote that is never closed must not take the whole file as one field.
    let unclosed = format!(
        "id,text\n1,It rained.\n2,\"It {}",
        "rained. ".repeat(1 << 18)
    );
    check_file(
        "2.csv",
        unclosed.as_bytes(),
        &[("1", ""), ("2.csv:3", "TOO_LARGE")],
    );
    let large = format!(
        "id,text\n1,{}\n2,It rained.\n",
        "It rained. ".repeat(100_000)
    );
    check_file("2.csv", large.as_bytes(), &[("1", "TOO_LARGE"), ("2", "")]);
}

/// Overwrites the length in front of `value` in an uncompressed Parquet file.
#[cfg(feature = "parquet")]
fn damage_length(file: &[u8], value: &[u8]) -> Vec<u8> {
    let start = file
        .windows(value.len())
        .position(|window| window == value)
        .unwrap();
    let mut damaged = file.to_vec();
    damaged[start - 4..start].copy_from_slice(&[0xff; 4]);
    damaged
}

/// The codes of 12 rows: `code` for those from 2 to 5, none for the others.
#[cfg(feature = "parquet")]
fn codes_of_damaged_page(code: &str) -> Vec<&str> {
    let codes = (0..12).map(|row| if (2..6).contains(&row) { code } else { "" });
    codes.collect()
}

#[cfg(feature = "parquet")]
#[test]
fn a_damaged_page_of_parquet_costs_the_rest_of_its_row_group() {
    // Pages have two rows and row groups six. The page with d2 and d3 is damaged.
    let good = parquet(&jsonl(12, 2), 6);
    let text = rows(&jsonl(12, 2))[2]["text"].as_str().unwrap().to_owned();
    let ids: Vec<String> = (0..12).map(|number| format!("d{number}")).collect();
    let expected: Vec<(&str, &str)> = ids
        .iter()
        .map(String::as_str)
        .zip(codes_of_damaged_page("CORRUPT"))
        .collect();
    check_file(
        "2.parquet",
        &damage_length(&good, text.as_bytes()),
        &expected,
    );
}

#[cfg(feature = "parquet")]
#[test]
fn a_damaged_id_of_parquet_is_replaced_by_the_place() {
    let good = parquet(&jsonl(12, 2), 6);
    let dir = TestDir::new();
    dir.write("in.parquet", damage_length(&good, b"d2"));
    dir.batch_exits(1, "in.parquet -o out.jsonl");
    let rows = dir.rows("out.jsonl");
    let codes: Vec<&str> = ids_and_codes(&rows).iter().map(|row| row.1).collect();
    assert_eq!(codes, codes_of_damaged_page("CORRUPT"));
    assert_eq!(rows[1]["id"], "d1");
    assert_eq!(rows[2]["id"], "in.parquet:3");
    assert_eq!(rows[2]["error"]["row"], 3);
    assert_eq!(rows[2]["error"]["line"], Value::Null);
    assert_eq!(rows[6]["id"], "d6");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_without_its_footer() {
    let good = parquet(&jsonl(12, 2), 6);
    check_file(
        "2.parquet",
        &good[..good.len() - 20],
        &[("2.parquet:1", "CORRUPT")],
    );
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_without_the_text_column() {
    let dir = TestDir::new();
    dir.write("in.parquet", parquet(&jsonl(12, 2), 6));
    let message = dir.batch_exits(1, "in.parquet -o out.jsonl --text-field body");
    assert!(message.contains("1 records, 1 bad"), "{message}");
    let rows = dir.rows("out.jsonl");
    assert_eq!(ids_and_codes(&rows), [("in.parquet:1", "NO_FIELD")]);
    let message = rows[0]["error"]["message"].as_str().unwrap();
    assert!(
        message
            .contains("no column 'body'; pass --text-field with one of: id, title, text, source"),
        "{message}"
    );
}

#[test]
fn errors_can_go_to_a_side_file() {
    let dir = TestDir::new();
    dir.write("in.jsonl", "{\"id\":\"a\",\"text\":\"It rained.\"}\n{\"id\":\"b\"}\n{\"id\":\"c\",\"text\":\"It rained.\"}\n");
    dir.batch_exits(1, "in.jsonl -o out.jsonl --errors file");
    assert_eq!(ids(&dir.rows("out.jsonl")), ["a", "c"]);
    let errors = dir.rows("out.jsonl.errors.jsonl");
    assert_eq!(ids_and_codes(&errors), [("b", "NO_TEXT")]);
    assert_eq!(errors[0]["error"]["line"], 2);
    assert!(!dir.has("out.jsonl.errors.partial"));
    // A job that is found complete has the exit code that it had.
    dir.batch_exits(1, "in.jsonl -o out.jsonl --errors file");
    assert_eq!(dir.rows("out.jsonl.errors.jsonl"), errors);
}

#[test]
fn an_error_can_end_the_job() {
    let dir = TestDir::new();
    let line = "{\"id\":\"a\",\"text\":\"It rained.\"}\n";
    dir.write(
        "in.jsonl",
        [&line.repeat(20), "{\"id\":\"b\"}\n", line].concat(),
    );
    let args = "in.jsonl -o out.jsonl --errors fail --block-bytes 100";
    let message = dir.batch_exits(2, args);
    assert!(
        message.contains("in.jsonl, line 21: no text") && message.contains("--errors row"),
        "{message}"
    );
    assert!(!dir.has("out.jsonl"));
    // The blocks before it are written and counted by a checkpoint.
    let manifest = String::from_utf8(dir.read("out.jsonl.manifest")).unwrap();
    let last = manifest.lines().last().unwrap();
    assert!(last.contains("\"records\":20"), "{manifest}");
    assert_eq!(ids(&dir.rows("out.jsonl.partial")), ["a"; 20]);
}

#[test]
fn too_many_errors_end_the_job() {
    let dir = TestDir::new();
    dir.write("in.jsonl", "{}\n".repeat(10));
    let message = dir.batch_exits(2, "in.jsonl -o out.jsonl --max-errors 9");
    assert!(
        message.contains("10 bad records exceed --max-errors 9"),
        "{message}"
    );
    assert!(message.contains("in.jsonl, line 1: no text"), "{message}");
    assert!(!dir.has("out.jsonl"));
    // The limit does not determine the output, so the job can be resumed with another one.
    dir.batch_exits(1, "in.jsonl -o out.jsonl --max-errors 10");
    assert_eq!(dir.rows("out.jsonl").len(), 10);
}

/// The records as uncompressed Parquet, with two rows per page and `group_rows` per row group.
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
        for (name, definition_level) in [("id", 1), ("title", 1), ("text", 0), ("source", 1)] {
            let text = |record: &Value| ByteArray::from(record[name].as_str().unwrap());
            let values: Vec<ByteArray> = group.iter().map(text).collect();
            let levels = vec![definition_level; values.len()];
            let mut column = group_writer.next_column().unwrap().unwrap();
            column
                .typed::<ByteArrayType>()
                .write_batch(&values, (definition_level > 0).then_some(&levels[..]), None)
                .unwrap();
            column.close().unwrap();
        }
        group_writer.close().unwrap();
    }
    writer.into_inner().unwrap()
}
