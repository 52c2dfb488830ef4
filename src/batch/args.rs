//! The flags of `gleaner batch`, and what of them decides the output.

use crate::args::{Size, SummaryArgs};
use crate::record::{Compression, Fields, Kind};
use clap::ValueEnum;
use gleaner_engine::Options;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Flags of `gleaner batch`.
#[derive(clap::Args, Clone, Debug)]
pub struct Args {
    /// Files, folders or globs: .jsonl, .csv, .tsv, .parquet, .txt, .md, .html, also as .gz and
    /// .zst; - is standard input
    #[arg(value_name = "INPUT", required = true)]
    pub(super) inputs: Vec<PathBuf>,
    /// Where rows go: .jsonl, .jsonl.gz, .jsonl.zst or .parquet; - is standard output
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: PathBuf,
    /// What the inputs hold, if their names do not say
    #[arg(long, value_name = "KIND", value_enum)]
    read_as: Option<Kind>,
    /// The field that holds the text
    #[arg(long, value_name = "FIELD", default_value = "text")]
    text_field: String,
    /// The field that names the record; without it, a row's id is INPUT:LINE
    #[arg(long, value_name = "FIELD", default_value = "id")]
    id_field: String,
    /// The field that holds the title
    #[arg(long, value_name = "FIELD", default_value = "title")]
    title_field: String,
    /// Fields to copy into the rows, separated by commas; may be repeated
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    carry: Vec<String>,
    /// Summarize adjacent records with the same value as one
    #[arg(long, value_name = "FIELD")]
    group_by: Option<String>,
    /// Stop after that many records, or groups
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<u64>,
    /// Take only every n-th record or group, from the i-th on, counted from 0
    #[arg(long, value_name = "I/N", default_value = "0/1")]
    pub(super) shard: Shard,
    /// Where bad records go: a row of their own, the file OUT.errors.jsonl, or fail the job
    #[arg(long, value_enum, default_value = "row")]
    pub(super) errors: Errors,
    /// Fail the job after more bad records than that
    #[arg(long, value_name = "N")]
    pub(super) max_errors: Option<u64>,
    /// Records or groups over this are bad; in bytes, or in K, M or G (powers of 1024)
    #[arg(long, value_name = "SIZE", default_value = "64M")]
    pub(super) max_bytes: Size,
    /// Worker threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Bound on the memory of all that is being worked on; in the same units
    #[arg(long, value_name = "SIZE", default_value = "1G")]
    pub(super) max_memory: Size,
    /// Write rows as they are done, not in the order of the input
    #[arg(long)]
    pub(super) unordered: bool,
    /// Start over, though there is an output or an unfinished job
    #[arg(long)]
    pub(super) overwrite: bool,
    /// Put down what is done every so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0)]
    pub(super) checkpoint: f64,
    /// How to show how far the job is: auto is a bar on a terminal, else a line now and then
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) progress: ProgressArg,
    /// Say nothing but errors
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Rows of a row group of Parquet, at least
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "N", default_value_t = 16_384)]
    pub(super) row_group: usize,
    /// Bytes of input that one worker takes at a time
    #[arg(long, hide = true, default_value = "1M")]
    pub(super) block_bytes: Size,
    #[command(flatten)]
    summary: SummaryArgs,
}

/// What happens to bad records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Errors {
    /// A row with an error in its place
    Row,
    /// A row in OUT.errors.jsonl
    File,
    /// The job stops
    Fail,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProgressArg {
    /// A bar on a terminal, else plain
    Auto,
    /// A bar
    Bar,
    /// A line every ten seconds
    Plain,
}

/// Every `count`-th record from the `index`-th on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shard {
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
pub(super) enum Form {
    Jsonl(Compression),
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Args {
    /// The summary asked for.
    pub(super) fn options(&self) -> Result<Options, String> {
        self.summary.options()
    }

    pub(super) fn read_as(&self) -> Option<Kind> {
        self.read_as
    }

    pub(super) fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(cores, usize::from)
    }

    pub(super) fn to_stdout(&self) -> bool {
        self.output == Path::new("-")
    }

    pub(super) fn grouped(&self) -> bool {
        self.group_by.is_some()
    }

    pub(super) fn carried(&self) -> &[String] {
        &self.carry
    }

    pub(super) fn fields(&self) -> Fields {
        Fields::new(
            &self.text_field,
            &self.id_field,
            &self.title_field,
            self.group_by.as_deref(),
            &self.carry,
        )
    }

    /// How the name of the output says that rows are written.
    pub(super) fn form(&self) -> Result<Form, String> {
        if self.to_stdout() {
            return Ok(Form::Jsonl(Compression::None));
        }
        let (compression, name) = Compression::of_name(&self.output);
        let extension = name.extension().and_then(|extension| extension.to_str());
        match (extension, compression) {
            (Some("jsonl" | "ndjson" | "json"), compression) => Ok(Form::Jsonl(compression)),
            #[cfg(feature = "parquet")]
            (Some("parquet"), Compression::None) => Ok(Form::Parquet),
            #[cfg(not(feature = "parquet"))]
            (Some("parquet"), _) => Err("this gleaner was built without Parquet".into()),
            _ => Err(format!(
                "cannot tell how to write {}; name it .jsonl, .jsonl.gz, .jsonl.zst or .parquet",
                self.output.display()
            )),
        }
    }

    /// What the flags do not allow together.
    pub(super) fn check(&self) -> Result<(), String> {
        const ROW: &[&str] = &[
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
        if let Some(name) = self.carry.iter().find(|name| ROW.contains(&name.as_str())) {
            return Err(format!(
                "--carry {name} would stand twice in a row, which has a field of that name"
            ));
        }
        let twice = |(at, name)| self.carry[..at].contains(name);
        if let Some((_, name)) = self.carry.iter().enumerate().find(|&one| twice(one)) {
            return Err(format!("--carry {name} is given twice"));
        }
        if self.to_stdout() && self.errors == Errors::File {
            return Err("--errors file needs an output file to put them beside".into());
        }
        if !(0.0..=86400.0).contains(&self.checkpoint) {
            return Err("--checkpoint must be 0 to 86400 seconds".into());
        }
        self.form().map(drop)
    }

    /// Everything that decides the bytes of the output, by name. Threads, memory and progress do not.
    pub(super) fn deciding(&self, options: &Options) -> BTreeMap<String, String> {
        let mut deciding = BTreeMap::new();
        let mut set = |name: &str, value: String| {
            deciding.insert(name.to_owned(), value);
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
        deciding
    }
}

/// The name of a flag's value.
fn name_of(value: &impl ValueEnum) -> String {
    value
        .to_possible_value()
        .map_or(String::new(), |value| value.get_name().to_owned())
}
