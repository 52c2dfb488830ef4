//! gzip and zstd, told by their magic bytes or by the file's name.

use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstd,
}

/// Decoded bytes are handed on in pieces of this size.
const BUFFER_BYTES: usize = 256 << 10;

impl Compression {
    /// What the name of a file promises, and the name without that promise.
    pub(crate) fn of_name(path: &Path) -> (Compression, &Path) {
        let stem = path.file_stem().map(Path::new).unwrap_or(path);
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz" | "gzip") => (Compression::Gzip, stem),
            Some("zst" | "zstd") => (Compression::Zstd, stem),
            _ => (Compression::None, path),
        }
    }

    fn of_magic(bytes: &[u8]) -> Compression {
        match bytes {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
            _ => Compression::None,
        }
    }

    /// `bytes` packed by themselves: packs may be put behind one another, and cut between.
    ///
    /// gzip at its default level 6, zstd at its default level 3 with a checksum.
    pub(crate) fn pack(self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        match self {
            Compression::None => Ok(bytes),
            Compression::Gzip => {
                let packed = Vec::with_capacity(bytes.len() / 3);
                let mut encoder = GzEncoder::new(packed, flate2::Compression::default());
                encoder.write_all(&bytes)?;
                encoder.finish()
            }
            Compression::Zstd => {
                let packed = Vec::with_capacity(bytes.len() / 3);
                let mut encoder = zstd::Encoder::new(packed, 0)?;
                encoder.include_checksum(true)?;
                encoder.write_all(&bytes)?;
                encoder.finish()
            }
        }
    }
}

/// What `input` holds, unpacked if it is packed or if `promised` to be.
pub(super) fn unpack(
    mut input: Box<dyn Read + Send>,
    promised: Compression,
) -> io::Result<Box<dyn Read + Send>> {
    let mut magic = Vec::with_capacity(4);
    input.by_ref().take(4).read_to_end(&mut magic)?;
    let found = match Compression::of_magic(&magic) {
        Compression::None if !magic.is_empty() => promised,
        found => found,
    };
    let whole = Cursor::new(magic).chain(input);
    Ok(match found {
        Compression::None => Box::new(whole),
        Compression::Gzip => Box::new(MultiGzDecoder::new(io::BufReader::with_capacity(
            BUFFER_BYTES,
            whole,
        ))),
        Compression::Zstd => Box::new(zstd::Decoder::new(whole)?),
    })
}
