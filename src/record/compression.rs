//! gzip and zstd. Inputs are recognized by their first bytes or by the file name; outputs by the
//! file name.

use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;

/// How bytes are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstd,
}

/// The size of the read buffer in front of the gzip decoder.
const BUFFER_BYTES: usize = 256 << 10;

impl Compression {
    /// The compression that the extension of `path` names, and `path` without that extension.
    pub(crate) fn split_extension(path: &Path) -> (Compression, &Path) {
        let stem = path.file_stem().map(Path::new).unwrap_or(path);
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz" | "gzip") => (Compression::Gzip, stem),
            Some("zst" | "zstd") => (Compression::Zstd, stem),
            _ => (Compression::None, path),
        }
    }

    fn from_magic_bytes(bytes: &[u8]) -> Compression {
        match bytes {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
            _ => Compression::None,
        }
    }

    /// Compresses `bytes` into one gzip member or zstd frame. The members or frames of one file may
    /// be concatenated, and the file may be cut between them.
    ///
    /// Uses the default levels: 6 for gzip, 3 for zstd. zstd frames have a checksum.
    pub(crate) fn compress(self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        match self {
            Compression::None => Ok(bytes),
            Compression::Gzip => {
                let compressed = Vec::with_capacity(bytes.len() / 3);
                let mut encoder = GzEncoder::new(compressed, flate2::Compression::default());
                encoder.write_all(&bytes)?;
                encoder.finish()
            }
            Compression::Zstd => {
                let compressed = Vec::with_capacity(bytes.len() / 3);
                let mut encoder = zstd::Encoder::new(compressed, 0)?;
                encoder.include_checksum(true)?;
                encoder.write_all(&bytes)?;
                encoder.finish()
            }
        }
    }
}

/// The decompressed content of `input`. Its first bytes decide how it is compressed; if they are
/// not those of gzip or zstd, `by_name` decides, the compression that its file name states.
pub(super) fn decompress(
    mut input: Box<dyn Read + Send>,
    by_name: Compression,
) -> io::Result<Box<dyn Read + Send>> {
    let mut magic = Vec::with_capacity(4);
    input.by_ref().take(4).read_to_end(&mut magic)?;
    let compression = match Compression::from_magic_bytes(&magic) {
        Compression::None if !magic.is_empty() => by_name,
        found => found,
    };
    let whole = Cursor::new(magic).chain(input);
    Ok(match compression {
        Compression::None => Box::new(whole),
        Compression::Gzip => Box::new(MultiGzDecoder::new(io::BufReader::with_capacity(
            BUFFER_BYTES,
            whole,
        ))),
        Compression::Zstd => Box::new(zstd::Decoder::new(whole)?),
    })
}
