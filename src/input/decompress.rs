//! Compressed captures, recognised by their first bytes (RFC 1952 for gzip, RFC 8878 for Zstandard).

use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

const GZIP: &[u8] = &[0x1F, 0x8B];
const ZSTANDARD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];

/// How many bytes it takes to recognise a compressed input.
const LONGEST_MAGIC: usize = 4;

/// Reads `input`, through a decompressor where its first bytes say so.
pub(super) fn plain<'i>(mut input: Box<dyn Read + 'i>) -> io::Result<Box<dyn Read + 'i>> {
    let mut first = Vec::with_capacity(LONGEST_MAGIC);
    // One byte decides nearly always: a live input must not wait for four.
    while first.len() < LONGEST_MAGIC && could_be_compressed(&first) {
        if input.by_ref().take(1).read_to_end(&mut first)? == 0 {
            break;
        }
    }
    let is_gzip = first.starts_with(GZIP);
    let is_zstandard = first.starts_with(ZSTANDARD);
    let whole = io::Cursor::new(first).chain(input);
    Ok(if is_gzip {
        gzip(whole)
    } else if is_zstandard {
        Box::new(Frames { source: Some(BufReader::new(whole)), decoder: None })
    } else {
        Box::new(whole)
    })
}

/// Apart, since it takes 40 kilobytes of stack that inputs in plain text do without.
#[inline(never)]
fn gzip<'i>(input: impl Read + 'i) -> Box<dyn Read + 'i> {
    Box::new(MultiGzDecoder::new(BufReader::new(input)))
}

fn could_be_compressed(first: &[u8]) -> bool {
    GZIP.starts_with(first) && first.len() < GZIP.len() || ZSTANDARD.starts_with(first)
}

/// Zstandard frames one after another, as `zstd` itself reads them.
struct Frames<R: Read> {
    /// The compressed bytes, between frames.
    source: Option<BufReader<R>>,
    decoder: Option<Box<StreamingDecoder<BufReader<R>, ruzstd::decoding::FrameDecoder>>>,
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        use io::BufRead as _;
        loop {
            if let Some(decoder) = &mut self.decoder {
                let count = decoder.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
            }
            if let Some(decoder) = self.decoder.take() {
                self.source = Some(decoder.into_inner());
            }
            let Some(source) = &mut self.source else { return Ok(0) };
            if source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            if let Some(source) = self.source.take() {
                let decoder = StreamingDecoder::new(source).map_err(|error| invalid(&error))?;
                self.decoder = Some(Box::new(decoder));
            }
        }
    }
}

fn invalid(error: &impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not a Zstandard frame: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn read(bytes: Vec<u8>) -> io::Result<String> {
        let mut text = String::new();
        plain(Box::new(io::Cursor::new(bytes)))?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn gzip_members_are_joined() {
        let member = |text: &str| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(text.as_bytes()).unwrap();
            encoder.finish().unwrap()
        };
        assert_eq!(read([member("{}\n"), member("[]")].concat()).unwrap(), "{}\n[]");
    }

    #[test]
    fn zstandard_frames_are_joined() {
        let frame = |text: &str| {
            ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Uncompressed)
        };
        assert_eq!(read([frame("{}\n"), frame("[]")].concat()).unwrap(), "{}\n[]");
    }

    #[test]
    fn anything_else_is_left_alone() {
        for text in ["", "{", "(", "\u{1f}", "{\"a\":1}"] {
            assert_eq!(read(text.as_bytes().to_vec()).unwrap(), text);
        }
        assert!(read(vec![0x28, 0xB5, 0x2F, 0xFD, 1, 2, 3]).is_err());
    }
}
