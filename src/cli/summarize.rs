//! `gleaner summarize`: the bullets of one document.

use super::failure::Failure;
use super::input::InputArgs;
use crate::args::{SummaryArgs, print_line};
use clap::ValueEnum;
use gleaner_engine::{Bullet, Summary};
use gleaner_engine::{Source, Summarizer};
use std::io::{self, Write};

/// Flags of `gleaner summarize`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// Title of the document; sentences that contain its words score higher [default: none]
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    title: String,
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    summary: SummaryArgs,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// One bullet per line
    Text,
    /// One JSON object
    Json,
    /// An HTML list, with the source offsets of each bullet as an attribute
    Html,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let options = args.summary.options().map_err(Failure::Usage)?;
    let input = args.input.read()?;
    let source = Source::new(&input.text).with_title(&args.title);
    let mut summary = Summarizer::new().summarize(&source, &options);
    summary.warnings.extend(input.warning());
    let mut output = io::stdout().lock();
    match args.format {
        Format::Text => write_text(&mut output, &summary)?,
        Format::Json => {
            serde_json::to_writer(&mut output, &summary).map_err(io::Error::from)?;
            output.write_all(b"\n")?;
        }
        Format::Html => write_html(&mut output, &summary)?,
    }
    output.flush()?;
    for warning in &summary.warnings {
        print_line(&warning.message);
    }
    Ok(())
}

fn write_text(output: &mut impl Write, summary: &Summary) -> io::Result<()> {
    for bullet in &summary.bullets {
        writeln!(output, "• {}", bullet.text)?;
        if !bullet.reasons.is_empty() {
            writeln!(
                output,
                "    {:.3} = {}",
                bullet.score,
                format_reasons(bullet)
            )?;
        }
    }
    if !summary.keywords.is_empty() {
        let keywords: Vec<&str> = summary
            .keywords
            .iter()
            .map(|keyword| keyword.text.as_str())
            .collect();
        writeln!(output, "\nKeywords: {}", keywords.join(", "))?;
    }
    Ok(())
}

/// What each feature contributed to a bullet's score: `position +1.693, title +1.272`.
fn format_reasons(bullet: &Bullet) -> String {
    let terms = bullet
        .reasons
        .iter()
        .map(|reason| format!("{} {:+.3}", reason.feature, reason.contribution));
    terms.collect::<Vec<_>>().join(", ")
}

fn write_html(output: &mut impl Write, summary: &Summary) -> io::Result<()> {
    writeln!(output, "<ul lang=\"{}\">", summary.language.tag())?;
    for bullet in &summary.bullets {
        let spans = bullet
            .sources
            .iter()
            .map(|span| format!("{}-{}", span.start, span.end));
        let sources = spans.collect::<Vec<_>>().join(" ");
        writeln!(
            output,
            "  <li data-sources=\"{sources}\">{}</li>",
            escape_html(&bullet.text)
        )?;
    }
    writeln!(output, "</ul>")
}

/// Escapes text for the content of an HTML element.
fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
