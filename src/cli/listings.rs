//! `gleaner methods` and `gleaner languages`: what can be asked for.

use super::Failure;
use crate::language::Language;
use crate::options::Method;
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
        writeln!(output, "{:<4} {}", language.tag(), language.name())?;
    }
    output.flush()?;
    Ok(())
}
