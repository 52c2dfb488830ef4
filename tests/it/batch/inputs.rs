//! Every kind of input and output gives the same rows, and those are the summaries that `summarize`
//! gives.

use super::{Folder, gzip, ids, jsonl, rows, stderr};
use serde_json::Value;
use std::io::Read;
use std::process::Stdio;

#[test]
fn rows_are_the_bytes_of_summarize() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(5, 12));
    folder.batch("in.jsonl -o out.jsonl --bullets 2 --explain --keywords 3");
    let out = folder.read("out.jsonl");
    let lines: Vec<&str> = std::str::from_utf8(&out).unwrap().lines().collect();
    for (record, line) in rows(&jsonl(5, 12)).iter().zip(lines) {
        let mut summarize = folder
            .command("summarize - --format json --bullets 2 --explain --keywords 3 --title")
            .arg(record["title"].as_str().unwrap())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = summarize.stdin.take().unwrap();
        std::io::Write::write_all(&mut input, record["text"].as_str().unwrap().as_bytes()).unwrap();
        drop(input);
        let summary = summarize.wait_with_output().unwrap().stdout;
        let summary = std::str::from_utf8(&summary).unwrap().trim_end();
        let expected = format!("{{\"id\":{},\"error\":null,{}", record["id"], &summary[1..]);
        assert_eq!(line, expected);
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(200, 6));
    for form in ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"] {
        for threads in [1, 4] {
            folder.batch(&format!(
                "in.jsonl -o {threads}.{form} --threads {threads} --block-bytes 4K"
            ));
        }
        assert!(
            folder.read(&format!("1.{form}")) == folder.read(&format!("4.{form}")),
            "{form} differs"
        );
    }
}

#[test]
fn every_kind_of_input_gives_the_same_rows() {
    let folder = Folder::new();
    let records = jsonl(40, 6);
    folder.write("in.jsonl", &records);
    folder.write("in.ndjson.gz", gzip(&records));
    folder.write("in.jsonl.zst", zstd::encode_all(&records[..], 3).unwrap());
    // Packed, though its name does not say so.
    folder.write("packed.jsonl", gzip(&records));
    folder.write("in.csv", csv(&records, b','));
    folder.write("in.tsv", csv(&records, b'\t'));
    folder.write("in.csv.gz", gzip(&csv(&records, b',')));
    #[cfg(feature = "parquet")]
    folder.write("in.parquet", super::faults::parquet(&records, 16));
    folder.batch("in.jsonl -o expected.jsonl");
    let expected = folder.read("expected.jsonl");
    assert_eq!(rows(&expected).len(), 40);
    let mut inputs = vec![
        "in.ndjson.gz",
        "in.jsonl.zst",
        "packed.jsonl",
        "in.csv",
        "in.tsv",
        "in.csv.gz",
    ];
    if cfg!(feature = "parquet") {
        inputs.push("in.parquet");
    }
    for input in inputs {
        let output = folder.batch(&format!("{input} -o -"));
        assert!(output.stdout == expected, "{input} differs");
    }
    let piped = folder.run_with_input("batch - -o -", &gzip(&records));
    assert!(piped.stdout == expected, "standard input differs");
    let piped = folder.run_with_input("batch - -o - --read-as csv", &csv(&records, b','));
    assert!(piped.stdout == expected, "CSV on standard input differs");
}

#[test]
fn every_kind_of_output_holds_the_same_rows() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(40, 6));
    for form in ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"] {
        folder.batch(&format!(
            "in.jsonl -o out.{form} --block-bytes 4K --explain --carry source"
        ));
    }
    let expected = folder.read("out.jsonl");
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(&folder.read("out.jsonl.gz")[..])
        .read_to_end(&mut unpacked)
        .unwrap();
    assert!(unpacked == expected);
    assert!(zstd::decode_all(&folder.read("out.jsonl.zst")[..]).unwrap() == expected);
    #[cfg(feature = "parquet")]
    for (row, expected) in parquet_rows(&folder.read("out.parquet"))
        .iter()
        .zip(rows(&expected))
    {
        assert_eq!(*row, expected);
    }
}

#[test]
fn nothing_in_is_an_empty_output() {
    let folder = Folder::new();
    folder.write("in.jsonl", "\n\n");
    for form in ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"] {
        folder.batch(&format!("in.jsonl -o out.{form}"));
    }
    assert_eq!(folder.read("out.jsonl"), b"");
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&folder.read("out.jsonl.gz")[..])
        .read_to_end(&mut unpacked)
        .unwrap();
    assert!(unpacked.is_empty());
    #[cfg(feature = "parquet")]
    assert!(parquet_rows(&folder.read("out.parquet")).is_empty());
}

#[test]
fn folders_and_globs_are_read_in_the_order_of_their_names() {
    let folder = Folder::new();
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
        folder.write(&format!("in/{name}"), bytes);
    }
    folder.batch("in -o out.jsonl");
    let all = folder.rows("out.jsonl");
    assert_eq!(
        ids(&all),
        ["in/a.html", "in/b/10.txt", "in/b/2.md", "in/c.txt.gz"]
    );
    assert_eq!(all[0]["bullets"][0]["text"], "The council met.");
    // A file that is named twice is read once.
    folder.batch("in/b/*.md in/?.html in -o again.jsonl");
    let again = folder.rows("again.jsonl");
    assert_eq!(
        ids(&again),
        ["in/b/2.md", "in/a.html", "in/b/10.txt", "in/c.txt.gz"]
    );
    // Nor is an output an input because it stands in the folder.
    folder.batch("in -o in/out.jsonl");
    folder.batch("in -o in/out.jsonl");
    assert_eq!(folder.rows("in/out.jsonl").len(), 4);
}

#[test]
fn line_ends_marks_and_blanks_do_not_matter() {
    let folder = Folder::new();
    folder.write("in.jsonl", "\u{feff}{\"id\":1,\"text\":\"It rained. It snowed.\"}\r\n\r\n  \n{\"text\":\"It rained.\"}");
    folder.batch("in.jsonl -o out.jsonl");
    let all = folder.rows("out.jsonl");
    assert_eq!(all[0]["id"], 1);
    // A record without an id is named by its place.
    assert_eq!(all[1]["id"], "in.jsonl:4");
    folder.write(
        "in.csv",
        "\u{feff}id,text\r\n1,\"It rained.\nIt \"\"snowed\"\".\"\r\n",
    );
    folder.batch("in.csv -o csv.jsonl");
    assert_eq!(folder.rows("csv.jsonl")[0]["sentence_count"], 2);
}

#[test]
fn fields_are_named_and_carried() {
    let folder = Folder::new();
    folder.write(
        "in.jsonl",
        r#"{"key":9007199254740993,"body":"It rained. The council met.","meta":{"a":[1, 2.50]},"tag":"\u00e9","none":null}"#,
    );
    folder.batch("-o out.jsonl --text-field body --id-field key --carry meta,tag --carry none,missing in.jsonl");
    let line = String::from_utf8(folder.read("out.jsonl")).unwrap();
    let head = r#"{"id":9007199254740993,"error":null,"meta":{"a":[1, 2.50]},"tag":"\u00e9","none":null,"missing":null,"engine_version":"#;
    assert!(line.starts_with(head), "{line}");
    folder.batch("in.jsonl -o whole.jsonl --text-field body --carry body");
    assert_eq!(
        folder.rows("whole.jsonl")[0]["body"],
        "It rained. The council met."
    );
    let said = folder.check_exit("in.jsonl -o no.jsonl --carry bullets", 2);
    assert!(said.contains("--carry bullets"), "{said}");
}

#[test]
fn a_limit_counts_records_and_shards_share_them() {
    let folder = Folder::new();
    folder.write("a.jsonl", jsonl(10, 2));
    folder.write("b.jsonl", jsonl(10, 2));
    folder.batch("a.jsonl b.jsonl -o all.jsonl --limit 15");
    let mut shared = Vec::new();
    for shard in 0..4 {
        folder.batch(&format!(
            "a.jsonl b.jsonl -o {shard}.jsonl --limit 15 --shard {shard}/4"
        ));
        shared.push(folder.rows(&format!("{shard}.jsonl")));
    }
    let counts: Vec<usize> = shared.iter().map(Vec::len).collect();
    assert_eq!(counts, [4, 4, 4, 3]);
    let dealt: Vec<Value> = (0..15).map(|at| shared[at % 4][at / 4].clone()).collect();
    assert_eq!(dealt, folder.rows("all.jsonl"));
    folder.check_exit("a.jsonl -o no.jsonl --shard 4/4", 2);
}

#[test]
fn without_order_the_same_rows_come() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(100, 4));
    folder.batch("in.jsonl -o ordered.jsonl");
    folder.batch("in.jsonl -o unordered.jsonl --unordered --threads 4 --block-bytes 2K");
    let sorted = |name: &str| {
        let mut lines: Vec<String> = folder.rows(name).iter().map(Value::to_string).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted("ordered.jsonl"), sorted("unordered.jsonl"));
}

#[test]
fn little_memory_is_enough() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(60, 20));
    folder.batch("in.jsonl -o plenty.jsonl --block-bytes 4K");
    folder.batch("in.jsonl -o little.jsonl --block-bytes 4K --max-memory 1K --threads 4");
    assert!(folder.read("plenty.jsonl") == folder.read("little.jsonl"));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(300, 4));
    let mut child = folder
        .command("batch in.jsonl -o - --block-bytes 2K")
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn the_last_line_tells_what_was_done_unless_quiet() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(7, 2));
    let said = stderr(&folder.batch("in.jsonl -o out.jsonl"));
    assert!(said.contains("7 records, 7 rows in out.jsonl"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    let said = stderr(&folder.batch("in.jsonl -o quiet.jsonl --quiet"));
    assert_eq!(said, "");
}

#[test]
fn wrong_calls_say_the_way_out() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(1, 2));
    folder.write("in.xyz", "");
    folder.write("folder.jsonl/file", "");
    for (args, expected) in [
        ("none.jsonl -o out.jsonl", "no such file"),
        ("*.none -o out.jsonl", "no file matches"),
        ("in.xyz -o out.jsonl", "--read-as"),
        ("in.jsonl -o out.xyz", "name it .jsonl"),
        ("in.jsonl -o in.jsonl", "is an input too"),
        ("in.jsonl -o folder.jsonl", "is a folder"),
        ("in.jsonl -o ./in.jsonl", "is an input too"),
        ("in.jsonl -o - --errors file", "needs an output file"),
        (
            "in.jsonl -o out.jsonl --bullets 0",
            "--bullets must be at least 1",
        ),
        ("in.jsonl -o out.jsonl --max-memory none", "64M or 1GiB"),
        ("- -o out.jsonl --read-as parquet", "name a file"),
    ] {
        let said = folder.check_exit(args, 2);
        assert!(said.contains(expected), "{args}: {said}");
        assert!(
            !folder.has("out.jsonl") && !folder.has("out.jsonl.manifest"),
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

/// The rows of a Parquet file as JSON, fields that are null included.
#[cfg(feature = "parquet")]
fn parquet_rows(file: &[u8]) -> Vec<Value> {
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
    rows.map(|row| json(&Field::Group(row.unwrap()))).collect()
}
