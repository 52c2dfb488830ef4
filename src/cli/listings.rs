//! `gleaner methods` and `gleaner languages`: what `--method` and `--language` accept.

use super::failure::Failure;
use gleaner_engine::Language;
use gleaner_engine::Method;
use std::io::{self, BufWriter, Write};

/// Prints one method per line: its name and what it does.
pub(super) fn methods() -> Result<(), Failure> {
    let mut output = BufWriter::new(io::stdout().lock());
    for method in Method::ALL {
        writeln!(output, "{:<12} {}", method.name(), method.about())?;
    }
    output.flush()?;
    Ok(())
}

/// Prints one language per line: its tag, name, scripts, and the data that there is for it.
pub(super) fn languages() -> Result<(), Failure> {
    let mut output = BufWriter::new(io::stdout().lock());
    for language in Language::all() {
        let scripts: Vec<String> = (language.scripts().iter())
            .map(|script| format!("{script:?}"))
            .collect();
        let data = [
            (language.stems(), "stems"),
            (language.has_boundary_words(), "abbreviations"),
            (language.has_word_classes(), "word classes"),
        ];
        let data: Vec<&str> = (data.iter())
            .filter_map(|&(is_present, name)| is_present.then_some(name))
            .collect();
        let line = format!(
            "{:<4} {:<13} {:<11} {:>4} stop words  {}",
            language.tag(),
            language.name(),
            scripts.join("+"),
            language.stop_words().len(),
            data.join(", ")
        );
        writeln!(output, "{}", line.trim_end())?;
    }
    output.flush()?;
    Ok(())
}
