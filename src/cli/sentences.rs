//! `gleaner sentences`: the sentences of one document, as the engine splits it.

use super::failure::Failure;
use super::input::InputArgs;
use crate::args::{parse_language, print_line};
use clap::ValueEnum;
use gleaner_engine::Language;
use gleaner_engine::{InputFormat, Options};
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// Flags of `gleaner sentences`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// Output format
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
    /// Markup of the text: auto, plain, markdown or html
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    input_format: InputFormat,
    /// Language of the text as a BCP 47 tag; `gleaner languages` lists them [default: detected]
    #[arg(long, value_name = "TAG", value_parser = parse_language)]
    language: Option<Language>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// One sentence per line, without its role, each run of white space as one space
    Text,
    /// One JSON object per line, with the role; start and end are byte offsets into the document
    Json,
}

#[derive(Serialize)]
struct SentenceJson<'s> {
    index: usize,
    start: u64,
    end: u64,
    text: &'s str,
    role: &'static str,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let input = args.input.read()?;
    let options = Options::default()
        .with_input_format(args.input_format)
        .with_language(args.language);
    let mut output = BufWriter::new(io::stdout().lock());
    for (index, sentence) in gleaner_engine::sentences(&input.text, &options)
        .iter()
        .enumerate()
    {
        match args.format {
            Format::Text => {
                let words: Vec<&str> = sentence.text.split_whitespace().collect();
                writeln!(output, "{}", words.join(" "))?;
            }
            Format::Json => {
                let json = SentenceJson {
                    index,
                    start: sentence.source.start,
                    end: sentence.source.end,
                    text: &sentence.text,
                    role: sentence.role.name(),
                };
                serde_json::to_writer(&mut output, &json).map_err(io::Error::from)?;
                output.write_all(b"\n")?;
            }
        }
    }
    output.flush()?;
    if let Some(warning) = input.warning() {
        print_line(&warning.message);
    }
    Ok(())
}
