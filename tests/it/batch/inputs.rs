//! Every kind of input and output gives the same rows, and they are the summaries of `summarize`.

use super::{TestDir, gzip, ids, jsonl, output_soon, rows, stderr};
use serde_json::Value;
use std::io::{Read, Write};
use std::process::Stdio;

/// The standard output of `gleaner summarize - --format json FLAGS --title TITLE` for `text`.
fn summarize(dir: &TestDir, flags: &str, title: &str, text: &str) -> String {
    let mut child = dir
        .command(&format!("summarize - --format json {flags} --title"))
        .arg(title)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn rows_are_the_bytes_of_summarize() {
    let dir = TestDir::new();
    let flags = "--bullets 2 --explain --keywords 3";
    dir.write("in.jsonl", jsonl(5, 12));
    dir.batch(&format!("in.jsonl -o out.jsonl {flags}"));
    let output = String::from_utf8(dir.read("out.jsonl")).unwrap();
    let expected: String = rows(&jsonl(5, 12))
        .iter()
        .map(|record| {
            let field = |name: &str| record[name].as_str().unwrap();
            let summary = summarize(&dir, flags, field("title"), field("text"));
            format!("{{\"id\":{},\"error\":null,{}", record["id"], &summary[1..])
        })
        .collect();
    assert_eq!(output, expected);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(200, 6));
    for format in ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"] {
        for threads in [1, 4] {
            dir.batch(&format!(
                "in.jsonl -o {threads}.{format} --threads {threads} --block-bytes 4K"
            ));
        }
        assert!(
            dir.read(&format!("1.{format}")) == dir.read(&format!("4.{format}")),
            "{format} differs"
        );
    }
    let rows = dir.rows("4.jsonl");
    let expected: Vec<String> = (0..200).map(|number| format!("d{number}")).collect();
    assert_eq!(ids(&rows), expected);
}

#[test]
fn every_kind_of_input_gives_the_same_rows() {
    let dir = TestDir::new();
    let records = jsonl(40, 6);
    dir.write("in.jsonl", &records);
    dir.write("in.ndjson.gz", gzip(&records));
    dir.write("in.jsonl.zst", zstd::encode_all(&records[..], 3).unwrap());
    // Compressed although its name does not say so.
    dir.write("compressed.jsonl", gzip(&records));
    dir.write("in.csv", csv(&records, b','));
    dir.write("in.tsv", csv(&records, b'\t'));
    dir.write("in.csv.gz", gzip(&csv(&records, b',')));
    #[cfg(feature = "parquet")]
    dir.write("in.parquet", super::errors::parquet(&records, 16));
    dir.batch("in.jsonl -o expected.jsonl");
    let expected = dir.read("expected.jsonl");
    assert_eq!(rows(&expected).len(), 40);
    let mut inputs = vec![
        "in.ndjson.gz",
        "in.jsonl.zst",
        "compressed.jsonl",
        "in.csv",
        "in.tsv",
        "in.csv.gz",
    ];
    if cfg!(feature = "parquet") {
        inputs.push("in.parquet");
    }
    for input in inputs {
        let output = dir.batch(&format!("{input} -o -"));
        assert!(output.stdout == expected, "{input} differs");
    }
    let piped = dir.run_with_input("batch - -o -", &gzip(&records));
    assert!(piped.stdout == expected, "standard input differs");
    let piped = dir.run_with_input("batch - -o - --read-as csv", &csv(&records, b','));
    assert!(piped.stdout == expected, "CSV on standard input differs");
}

#[test]
fn every_kind_of_output_holds_the_same_rows() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(40, 6));
    for format in ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"] {
        // Parquet has several row groups here.
        let row_group = match format {
            "parquet" => "--row-group 10",
            _ => "",
        };
        dir.batch(&format!(
            "in.jsonl -o out.{format} --block-bytes 4K --explain --carry source {row_group}"
        ));
    }
    let expected = dir.read("out.jsonl");
    assert_eq!(rows(&expected).len(), 40);
    let mut decompressed = Vec::new();
    flate2::read::MultiGzDecoder::new(&dir.read("out.jsonl.gz")[..])
        .read_to_end(&mut decompressed)
        .unwrap();
    assert!(decompressed == expected);
    assert!(zstd::decode_all(&dir.read("out.jsonl.zst")[..]).unwrap() == expected);
    #[cfg(feature = "parquet")]
    {
        let (groups, found) = parquet_rows(&dir.read("out.parquet"));
        assert!(groups >= 3, "{groups} row groups");
        assert_eq!(found, rows(&expected));
    }
}

#[test]
fn no_records_give_an_empty_output() {
    let dir = TestDir::new();
    dir.write("in.jsonl", "\n\n");
    for format in ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"] {
        dir.batch(&format!("in.jsonl -o out.{format}"));
    }
    assert_eq!(dir.read("out.jsonl"), b"");
    let mut decompressed = Vec::new();
    flate2::read::GzDecoder::new(&dir.read("out.jsonl.gz")[..])
        .read_to_end(&mut decompressed)
        .unwrap();
    assert!(decompressed.is_empty());
    // An empty file is no zstd frame, but decode_all would accept it.
    let zst = dir.read("out.jsonl.zst");
    assert!(!zst.is_empty());
    assert!(zstd::decode_all(&zst[..]).unwrap().is_empty());
    #[cfg(feature = "parquet")]
    assert!(parquet_rows(&dir.read("out.parquet")).1.is_empty());
}

#[test]
fn directories_and_globs_are_read_in_the_order_of_their_names() {
    let dir = TestDir::new();
    for name in [
        "b/2.md",
        "b/10.txt",
        "a.html",
        "c.txt.gz",
        "b/.hidden.txt",
        "b/image.png",
    ] {
        let text = b"<p>The council met. It rained.</p>";
        let bytes = if name.ends_with("gz") {
            gzip(text)
        } else {
            text.to_vec()
        };
        dir.write(&format!("in/{name}"), bytes);
    }
    dir.batch("in -o out.jsonl");
    let all = dir.rows("out.jsonl");
    assert_eq!(
        ids(&all),
        ["in/a.html", "in/b/10.txt", "in/b/2.md", "in/c.txt.gz"]
    );
    for row in &all {
        assert_eq!(row["bullets"][0]["text"], "The council met.");
    }
    // A file that is found twice is read once.
    dir.batch("in/b/*.md in/?.html in -o again.jsonl");
    let again = dir.rows("again.jsonl");
    assert_eq!(
        ids(&again),
        ["in/b/2.md", "in/a.html", "in/b/10.txt", "in/c.txt.gz"]
    );
    // An output in the directory is no input of the next run.
    dir.batch("in -o in/out.jsonl");
    let message = stderr(&dir.batch("in -o in/out.jsonl"));
    assert!(message.contains("is already complete"), "{message}");
    assert_eq!(dir.rows("in/out.jsonl").len(), 4);
}

#[test]
fn carriage_returns_byte_order_marks_and_blank_lines_are_ignored() {
    let dir = TestDir::new();
    dir.write("in.jsonl", "\u{feff}{\"id\":1,\"text\":\"It rained. It snowed.\"}\r\n\r\n  \n{\"text\":\"It rained.\"}");
    dir.batch("in.jsonl -o out.jsonl");
    let all = dir.rows("out.jsonl");
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["id"], 1);
    assert_eq!(all[0]["sentence_count"], 2);
    // A record without an id is named by its place.
    assert_eq!(all[1]["id"], "in.jsonl:4");
    dir.write(
        "in.csv",
        "\u{feff}id,text\r\n1,\"It rained.\nIt \"\"snowed\"\".\"\r\n",
    );
    dir.batch("in.csv -o csv.jsonl --bullets 2");
    let all = dir.rows("csv.jsonl");
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["id"], "1");
    assert_eq!(all[0]["bullets"][1]["text"], "It \"snowed\".");
}

#[test]
fn fields_have_names_and_can_be_carried() {
    let dir = TestDir::new();
    dir.write(
        "in.jsonl",
        r#"{"key":9007199254740993,"body":"It rained. The council met.","meta":{"a":[1, 2.50]},"tag":"\u00e9","none":null}"#,
    );
    dir.batch("-o out.jsonl --text-field body --id-field key --carry meta,tag --carry none,missing in.jsonl");
    let line = String::from_utf8(dir.read("out.jsonl")).unwrap();
    let start = r#"{"id":9007199254740993,"error":null,"meta":{"a":[1, 2.50]},"tag":"\u00e9","none":null,"missing":null,"engine_version":"#;
    assert!(line.starts_with(start), "{line}");
    dir.batch("in.jsonl -o whole.jsonl --text-field body --carry body");
    assert_eq!(
        dir.rows("whole.jsonl")[0]["body"],
        "It rained. The council met."
    );
}

/// The title counts in the scores, so `--explain` shows whether it was read.
#[test]
fn the_title_field_has_a_name() {
    let dir = TestDir::new();
    let (title, text) = ("The bridge", "It rained. The bridge is closed. It snowed.");
    let record = serde_json::json!({"id": "a", "headline": title, "text": text});
    dir.write("in.jsonl", record.to_string());
    dir.batch("in.jsonl -o with.jsonl --explain --title-field headline");
    dir.batch("in.jsonl -o without.jsonl --explain");
    let bullets = |title: &str| -> Value {
        let json = summarize(&dir, "--explain", title, text);
        serde_json::from_str::<Value>(&json).unwrap()["bullets"].take()
    };
    assert_ne!(bullets(title), bullets(""));
    assert_eq!(dir.rows("with.jsonl")[0]["bullets"], bullets(title));
    assert_eq!(dir.rows("without.jsonl")[0]["bullets"], bullets(""));
}

#[test]
fn a_limit_counts_records_and_shards_share_them() {
    let dir = TestDir::new();
    dir.write("a.jsonl", jsonl(10, 2));
    dir.write("b.jsonl", jsonl(10, 2));
    dir.batch("a.jsonl b.jsonl -o all.jsonl --limit 15");
    let all = dir.rows("all.jsonl");
    assert_eq!(all.len(), 15);
    let mut of_shards = Vec::new();
    for shard in 0..4 {
        dir.batch(&format!(
            "a.jsonl b.jsonl -o {shard}.jsonl --limit 15 --shard {shard}/4"
        ));
        of_shards.push(dir.rows(&format!("{shard}.jsonl")));
    }
    let counts: Vec<usize> = of_shards.iter().map(Vec::len).collect();
    assert_eq!(counts, [4, 4, 4, 3]);
    let merged: Vec<Value> = (0..15)
        .map(|number| of_shards[number % 4][number / 4].clone())
        .collect();
    assert_eq!(merged, all);
}

/// With `--unordered` the rows are the same, but those of a slow first block do not come first.
#[test]
fn unordered_rows_do_not_wait_for_a_slow_block() {
    let dir = TestDir::new();
    let mut records = jsonl(1, 20_000);
    records.extend_from_slice(&jsonl(100, 4));
    dir.write("in.jsonl", records);
    dir.batch("in.jsonl -o ordered.jsonl --threads 2 --block-bytes 2K");
    dir.batch("in.jsonl -o unordered.jsonl --threads 2 --block-bytes 2K --unordered");
    let sentence_counts = |name: &str| -> Vec<u64> {
        let rows = dir.rows(name);
        let counts = rows.iter().map(|row| row["sentence_count"].as_u64());
        counts.map(Option::unwrap).collect()
    };
    assert_eq!(sentence_counts("ordered.jsonl")[0], 20_000);
    assert_ne!(sentence_counts("unordered.jsonl")[0], 20_000);
    let sorted = |name: &str| {
        let mut lines: Vec<String> = dir.rows(name).iter().map(Value::to_string).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted("ordered.jsonl"), sorted("unordered.jsonl"));
}

#[test]
fn a_job_needs_no_more_memory_than_one_block() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(60, 20));
    dir.batch("in.jsonl -o much.jsonl --block-bytes 4K");
    dir.batch("in.jsonl -o little.jsonl --block-bytes 4K --max-memory 1K --threads 4");
    assert_eq!(dir.rows("much.jsonl").len(), 60);
    assert!(dir.read("much.jsonl") == dir.read("little.jsonl"));
}

/// The job ends although standard input is still open, and without an error message.
#[test]
fn a_closed_standard_output_ends_the_job() {
    let dir = TestDir::new();
    let mut child = dir
        .command("batch - -o - --block-bytes 2K")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    // Writing fails once the job has ended.
    let _ = input.write_all(&jsonl(300, 4));
    let output = output_soon(child);
    drop(input);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn the_last_line_says_what_was_done_unless_quiet() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(7, 2));
    let message = stderr(&dir.batch("in.jsonl -o out.jsonl"));
    assert!(
        message.starts_with("gleaner: 7 records, 7 rows in out.jsonl; read "),
        "{message}"
    );
    assert_eq!(message.lines().count(), 1, "{message}");
    let message = stderr(&dir.batch("in.jsonl -o quiet.jsonl --quiet"));
    assert_eq!(message, "");
}

#[test]
fn wrong_calls_say_what_to_do() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(1, 2));
    dir.write("in.xyz", "");
    dir.write("directory.jsonl/file", "");
    for (args, expected) in [
        ("none.jsonl -o out.jsonl", "no such file"),
        ("*.none -o out.jsonl", "no file matches *.none"),
        ("directory.jsonl -o out.jsonl", "no input file found"),
        ("in.xyz -o out.jsonl", "pass --read-as"),
        ("in.jsonl -o out.xyz", "name it .jsonl"),
        ("in.jsonl -o in.jsonl", "is also an input"),
        ("in.jsonl -o ./in.jsonl", "is also an input"),
        ("in.jsonl -o directory.jsonl", "is a directory"),
        ("in.jsonl -o - --errors file", "requires an output file"),
        ("in.jsonl -o out.jsonl --carry bullets", "--carry bullets"),
        (
            "in.jsonl -o out.jsonl --carry a,b,a",
            "--carry a is given twice",
        ),
        (
            "in.jsonl -o out.jsonl --checkpoint 86401",
            "--checkpoint 86401 is out of range; expected 0 to 86400",
        ),
        ("in.jsonl -o out.jsonl --shard 4/4", "I from 0 to N-1"),
        (
            "in.jsonl -o out.jsonl --bullets 0",
            "--bullets must be at least 1",
        ),
        ("in.jsonl -o out.jsonl --max-memory none", "64M or 1GiB"),
        ("- -o out.jsonl --read-as parquet", "name a file"),
    ] {
        let message = dir.batch_exits(2, args);
        assert!(message.contains(expected), "{args}: {message}");
        assert!(
            !dir.has("out.jsonl") && !dir.has("out.jsonl.manifest"),
            "{args}"
        );
    }
}

/// The records as CSV.
fn csv(records: &[u8], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    let names = ["source", "text", "id", "title"];
    writer.write_record(names).unwrap();
    for record in rows(records) {
        writer
            .write_record(names.map(|name| record[name].as_str().unwrap()))
            .unwrap();
    }
    writer.into_inner().unwrap()
}

/// The number of row groups of a Parquet file, and its rows as JSON, null fields included.
#[cfg(feature = "parquet")]
fn parquet_rows(file: &[u8]) -> (usize, Vec<Value>) {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    fn json(field: &Field) -> Value {
        match field {
            Field::Null => Value::Null,
            Field::Str(text) => text.as_str().into(),
            Field::Int(number) => (*number).into(),
            Field::Long(number) => (*number).into(),
            Field::Double(number) => (*number).into(),
            Field::ListInternal(list) => list.elements().iter().map(json).collect(),
            Field::Group(row) => row
                .get_column_iter()
                .map(|(name, field)| (name.clone(), json(field)))
                .collect(),
            other => panic!("{other:?} is not in the schema"),
        }
    }
    let reader = SerializedFileReader::new(bytes::Bytes::from(file.to_vec())).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    let rows = rows.map(|row| json(&Field::Group(row.unwrap())));
    (reader.metadata().num_row_groups(), rows.collect())
}

/// `text` in UTF-16, little-endian.
fn utf16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Checks that the only row of `out` has `bullet` and the warning that names `encoding`.
#[track_caller]
fn check_decoded(dir: &TestDir, out: &str, bullet: &str, encoding: &str) {
    let rows = dir.rows(out);
    assert_eq!(rows[0]["bullets"][0]["text"], bullet, "{}", rows[0]);
    let warnings = rows[0]["warnings"].as_array().unwrap();
    let decoded = warnings.iter().find(|warning| warning["code"] == "DECODED");
    let message = decoded.unwrap_or_else(|| panic!("{warnings:?}"))["message"].as_str();
    assert!(message.unwrap().contains(encoding), "{message:?}");
}

#[test]
fn text_and_csv_files_are_decoded_from_other_encodings() {
    let dir = TestDir::new();
    let bullet = "The café in Łódź stays open.";
    let latin = b"The caf\xe9 on the pier stays open all winter.\n";
    let cafe = "The café on the pier stays open all winter.";

    dir.write("a.txt", latin);
    dir.batch("a.txt -o named.jsonl --encoding latin1");
    check_decoded(&dir, "named.jsonl", cafe, "windows-1252");

    let page = b"<meta charset=windows-1252><p>The caf\xe9 on the pier stays open all winter.";
    dir.write("a.html", page);
    dir.batch("a.html -o declared.jsonl");
    check_decoded(&dir, "declared.jsonl", cafe, "windows-1252");

    dir.write("mark.txt", utf16le(&format!("\u{feff}{bullet}\n")));
    dir.batch("mark.txt -o mark.jsonl");
    check_decoded(&dir, "mark.jsonl", bullet, "UTF-16LE");

    let table = format!("id,text\n1,{bullet}\n");
    dir.write("mark.csv", utf16le(&format!("\u{feff}{table}")));
    dir.batch("mark.csv -o csv.jsonl");
    check_decoded(&dir, "csv.jsonl", bullet, "UTF-16LE");
    assert_eq!(ids(&dir.rows("csv.jsonl")), ["1"]);

    dir.write("bare.tsv.gz", gzip(&utf16le(&table.replace(',', "\t"))));
    dir.batch("bare.tsv.gz -o tsv.jsonl --encoding utf-16le");
    check_decoded(&dir, "tsv.jsonl", bullet, "UTF-16LE");

    dir.write("latin.csv", [&b"id,text\n1,"[..], latin].concat());
    dir.batch("latin.csv -o latin.jsonl --encoding windows-1252");
    check_decoded(&dir, "latin.jsonl", cafe, "windows-1252");

    // UTF-8 with a mark is the file's own bytes.
    dir.write("utf8.csv", format!("\u{feff}{table}"));
    dir.batch("utf8.csv -o utf8.jsonl --encoding utf-8");
    let row = &dir.rows("utf8.jsonl")[0];
    assert_eq!(row["bullets"][0]["text"], bullet);
    assert_eq!(row["id"], "1");
    assert!(!row.to_string().contains("DECODED"), "{row}");
}

#[test]
fn what_an_encoding_does_not_allow_is_an_error() {
    let dir = TestDir::new();
    dir.write("a.txt", b"\x81");
    dir.write(
        "a.csv",
        b"id,text\n1,\x81\n2,It rained on the pier all day.\n",
    );
    let run = |command: &str| dir.command(command).output().unwrap();
    run("batch a.txt a.csv -o out.jsonl --quiet --encoding euc-kr");
    let rows = dir.rows("out.jsonl");
    let codes: Vec<&Value> = rows.iter().map(|row| &row["error"]["code"]).collect();
    assert_eq!(
        codes,
        ["NOT_ENCODED", "NOT_ENCODED", ""]
            .map(|code| match code {
                "" => Value::Null,
                code => Value::from(code),
            })
            .iter()
            .collect::<Vec<_>>()
    );

    dir.write("a.jsonl", "{\"text\":\"It rained.\"}\n");
    let output = run("batch a.jsonl -o json.jsonl --encoding latin1");
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("--encoding is for text, CSV and TSV files"),
        "{message}"
    );
}
