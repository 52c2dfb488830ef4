//! `gleaner methods` and `gleaner languages`: what can be asked for.

use super::Failure;
use gleaner_engine::Language;
use gleaner_engine::Method;
use std::io::{self, BufWriter, Write};

pub(super) fn methods() -> Result<(), Failure> {
    let mut output = BufWriter::new(io::stdout().lock());
    for method in Method::ALL {
        writeln!(output, "{:<12} {}", method.name(), method.about())?;
    }
    output.flush()?;
    Ok(())
}

pub(super) fn languages() -> Result<(), Failure> {
    let mut output = BufWriter::new(io::stdout().lock());
    for language in Language::all() {
        let scripts: Vec<String> = (language.scripts().iter())
            .map(|script| format!("{script:?}"))
            .collect();
        let has = [
            (language.stems(), "stems"),
            (language.has_boundary_words(), "abbreviations"),
            (language.has_word_classes(), "word classes"),
        ];
        let has: Vec<&str> = (has.iter())
            .filter_map(|&(has, what)| has.then_some(what))
            .collect();
        let line = format!(
            "{:<4} {:<13} {:<11} {:>4} stop words  {}",
            language.tag(),
            language.name(),
            scripts.join("+"),
            language.stop_words().len(),
            has.join(", ")
        );
        writeln!(output, "{}", line.trim_end())?;
    }
    output.flush()?;
    Ok(())
}
