//! The flags of `gleaner batch`, and which of them determine the output.

use crate::args::{ByteSize, SummaryArgs};
use crate::decode::Encoding;
use crate::record::{Compression, InputKind, WantedFields};
use clap::ValueEnum;
use gleaner_engine::Options;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Flags of `gleaner batch`.
#[derive(clap::Args, Clone, Debug)]
pub struct Args {
    /// Input files, directories or globs: .jsonl, .csv, .tsv, .parquet, .txt, .md or .html, all but
    /// Parquet also with .gz or .zst; - is standard input
    #[arg(value_name = "INPUT", required = true)]
    pub(super) inputs: Vec<PathBuf>,
    /// Output file: .jsonl, .jsonl.gz, .jsonl.zst or .parquet; - writes JSONL to standard output
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: PathBuf,
    /// Kind of records in the inputs [default: by file name]
    #[arg(long, value_name = "KIND", value_enum)]
    read_as: Option<InputKind>,
    /// Encoding of text, CSV and TSV files, for example windows-1252, shift_jis or utf-16le; offsets
    /// then refer to the decoded text [default: the byte order mark, what a text file declares, or
    /// utf-8]
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<Encoding>,
    /// Field that holds the text
    #[arg(long, value_name = "FIELD", default_value = "text")]
    text_field: String,
    /// Field that holds the record's id; a record without an id gets the id INPUT:LINE
    #[arg(long, value_name = "FIELD", default_value = "id")]
    id_field: String,
    /// Field that holds the title
    #[arg(long, value_name = "FIELD", default_value = "title")]
    title_field: String,
    /// Fields to copy from each record into its row, separated by commas; may be repeated
    /// [default: none]
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    carry: Vec<String>,
    /// Field to group by: adjacent records with the same value are summarized together [default:
    /// none]
    #[arg(long, value_name = "FIELD")]
    group_by: Option<String>,
    /// Maximum number of records, or of groups with --group-by, counted over all shards [default: no
    /// limit]
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<u64>,
    /// Process only every N-th record or group, starting with number I; the first is number 0
    #[arg(long, value_name = "I/N", default_value = "0/1")]
    pub(super) shard: Shard,
    /// What to do with bad records
    #[arg(long, value_enum, default_value = "row")]
    pub(super) errors: ErrorPolicy,
    /// Maximum number of bad records; one more ends the job [default: no limit]
    #[arg(long, value_name = "N")]
    pub(super) max_errors: Option<u64>,
    /// Maximum size of a record or group in bytes, or with the suffix K, M or G (powers of 1024);
    /// larger ones are bad records
    #[arg(long, value_name = "SIZE", default_value = "64M")]
    pub(super) max_bytes: ByteSize,
    /// Number of worker threads [default: number of CPU cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Maximum memory for records that are being processed, in bytes or with the suffix K, M or G
    #[arg(long, value_name = "SIZE", default_value = "1G")]
    pub(super) max_memory: ByteSize,
    /// Write rows as soon as they are finished instead of in the order of the input
    #[arg(long)]
    pub(super) unordered: bool,
    /// Start over: discard an unfinished job and replace an existing output
    #[arg(long)]
    pub(super) overwrite: bool,
    /// Seconds between checkpoints, 0 to 86400; Parquet has a checkpoint after each row group
    /// instead
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0)]
    pub(super) checkpoint: f64,
    /// How to show progress on standard error
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) progress: ProgressStyle,
    /// Print nothing but errors
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Number of rows after which a Parquet row group ends; it also ends at 32 MiB
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "N", default_value_t = 16_384)]
    pub(super) row_group: usize,
    /// Bytes of input per block, the amount that a worker thread takes at a time
    #[arg(long, hide = true, default_value = "1M")]
    pub(super) block_bytes: ByteSize,
    #[command(flatten)]
    summary: SummaryArgs,
}

/// What happens to bad records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ErrorPolicy {
    /// Write a row with the error in place of the summary
    Row,
    /// Write that row to the file OUT.errors.jsonl instead
    File,
    /// End the job at the first bad record
    Fail,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProgressStyle {
    /// A bar on a terminal, otherwise lines
    Auto,
    /// A bar
    Bar,
    /// A line every 10 seconds
    Plain,
}

/// Every `count`-th record or group, starting with number `index`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shard {
    /// Less than `count`.
    pub(super) index: u64,
    pub(super) count: u64,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(shard: &str) -> Result<Shard, String> {
        let parsed = shard
            .split_once('/')
            .and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        match parsed {
            Some((index, count)) if index < count => Ok(Shard { index, count }),
            _ => Err("expected I/N with I from 0 to N-1, for example 0/4".into()),
        }
    }
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OutputFormat {
    Jsonl(Compression),
    #[cfg(feature = "parquet")]
    Parquet,
}

/// The fields that every row has. A carried field must not have one of these names.
const ROW_FIELDS: &[&str] = &[
    "id",
    "error",
    "documents",
    "engine_version",
    "weights_id",
    "language",
    "language_confidence",
    "method",
    "sentence_count",
    "bullets",
    "keywords",
    "warnings",
];

impl Args {
    /// How to summarize each record.
    ///
    /// # Errors
    ///
    /// One line that names every option out of range.
    pub(super) fn options(&self) -> Result<Options, String> {
        self.summary.options()
    }

    pub(super) fn read_as(&self) -> Option<InputKind> {
        self.read_as
    }

    pub(super) fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(cores, usize::from)
    }

    pub(super) fn writes_to_stdout(&self) -> bool {
        self.output == Path::new("-")
    }

    /// The output as messages name it.
    pub(super) fn output_name(&self) -> String {
        match self.writes_to_stdout() {
            true => "standard output".into(),
            false => self.output.display().to_string(),
        }
    }

    pub(super) fn is_grouped(&self) -> bool {
        self.group_by.is_some()
    }

    pub(super) fn carried_names(&self) -> &[String] {
        &self.carry
    }

    pub(super) fn wanted_fields(&self) -> WantedFields {
        WantedFields::new(
            &self.text_field,
            &self.id_field,
            &self.title_field,
            self.group_by.as_deref(),
            &self.carry,
        )
    }

    /// The format that the name of the output states.
    ///
    /// # Errors
    ///
    /// The name states none, or one that this build cannot write.
    pub(super) fn output_format(&self) -> Result<OutputFormat, String> {
        if self.writes_to_stdout() {
            return Ok(OutputFormat::Jsonl(Compression::None));
        }
        let (compression, name) = Compression::split_extension(&self.output);
        let extension = name.extension().and_then(|extension| extension.to_str());
        match (extension, compression) {
            (Some("jsonl" | "ndjson" | "json"), compression) => {
                Ok(OutputFormat::Jsonl(compression))
            }
            #[cfg(feature = "parquet")]
            (Some("parquet"), Compression::None) => Ok(OutputFormat::Parquet),
            #[cfg(not(feature = "parquet"))]
            (Some("parquet"), _) => Err(
                "this build cannot write Parquet; rebuild gleaner with the feature parquet".into(),
            ),
            _ => Err(format!(
                "cannot tell the output format from the name {}; name it .jsonl, .jsonl.gz, .jsonl.zst or .parquet",
                self.output.display()
            )),
        }
    }

    /// Checks what clap cannot: values that depend on each other.
    ///
    /// # Errors
    ///
    /// One line that names the first flag with an unusable value.
    pub(super) fn validate(&self) -> Result<(), String> {
        for (index, name) in self.carry.iter().enumerate() {
            if ROW_FIELDS.contains(&name.as_str()) {
                return Err(format!(
                    "--carry {name}: every row already has a field of this name; rename it in the input"
                ));
            }
            if self.carry[..index].contains(name) {
                return Err(format!("--carry {name} is given twice"));
            }
        }
        if self.writes_to_stdout() && self.errors == ErrorPolicy::File {
            return Err("--errors file requires an output file; use --errors row or fail with standard output".into());
        }
        if !(0.0..=86400.0).contains(&self.checkpoint) {
            return Err(format!(
                "--checkpoint {} is out of range; expected 0 to 86400 seconds",
                self.checkpoint
            ));
        }
        self.output_format().map(drop)
    }

    /// The options that determine the bytes of the output, by name. A job can only be resumed if
    /// all of them are the same. Threads, memory and the progress display are not among them.
    pub(super) fn output_options(&self, options: &Options) -> BTreeMap<String, String> {
        let mut by_name = BTreeMap::new();
        let mut set = |name: &str, value: String| {
            by_name.insert(name.to_owned(), value);
        };
        let json = serde_json::to_value(options).unwrap_or_default();
        for (name, value) in json.as_object().into_iter().flatten() {
            set(name, value.to_string());
        }
        set("engine_version", gleaner_engine::ENGINE_VERSION.into());
        set(
            "read_as",
            self.read_as.map_or(String::new(), |kind| name_of(&kind)),
        );
        set("encoding", self.encoding.map_or("", Encoding::name).into());
        set("text_field", self.text_field.clone());
        set("id_field", self.id_field.clone());
        set("title_field", self.title_field.clone());
        set("carry", self.carry.join(","));
        set("group_by", self.group_by.clone().unwrap_or_default());
        set(
            "limit",
            self.limit.map_or(String::new(), |limit| limit.to_string()),
        );
        set(
            "shard",
            format!("{}/{}", self.shard.index, self.shard.count),
        );
        set("errors", name_of(&self.errors));
        set("max_bytes", self.max_bytes.0.to_string());
        set("block_bytes", self.block_bytes.0.to_string());
        set("unordered", self.unordered.to_string());
        #[cfg(feature = "parquet")]
        set("row_group", self.row_group.to_string());
        by_name
    }
}

/// The name of a flag's value.
fn name_of(value: &impl ValueEnum) -> String {
    value
        .to_possible_value()
        .map_or(String::new(), |value| value.get_name().to_owned())
}
