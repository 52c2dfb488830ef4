//! Finds the bytes at which a sentence might end.

/// The positions in a text where a rule has to look: terminators, line ends, closing brackets
/// (list markers), and the first bytes of characters of scripts with terminators of their own.
pub(super) struct Candidates<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(text: &'a str) -> Candidates<'a> {
        Candidates {
            bytes: text.as_bytes(),
            at: 0,
        }
    }
}

impl Iterator for Candidates<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let rest = self.bytes.get(self.at..)?;
        let found = rest.iter().position(|&byte| CANDIDATE[byte as usize])?;
        let candidate = self.at + found;
        self.at = candidate + 1;
        Some(candidate)
    }
}

static CANDIDATE: [bool; 256] = {
    let mut candidate = [false; 256];
    // The last twelve start what `script::mark` knows.
    let starts = b".!?;)\n\xC2\xCD\xD6\xD8\xDB\xE0\xE1\xE2\xE3\xEF";
    let mut i = 0;
    while i < starts.len() {
        candidate[starts[i] as usize] = true;
        i += 1;
    }
    candidate
};
