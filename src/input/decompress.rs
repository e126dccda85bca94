//! Compressed captures, recognised by their first bytes (RFC 1952 for gzip, RFC 8878 for Zstandard).

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

const GZIP: &[u8] = &[0x1F, 0x8B];
const ZSTANDARD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];

/// A skippable frame's first bytes behind its very first, which is one of [`SKIPPABLE_FIRST`].
const SKIPPABLE: &[u8] = &[0x2A, 0x4D, 0x18];
const SKIPPABLE_FIRST: std::ops::RangeInclusive<u8> = 0x50..=0x5F;

const DAMAGED: &str = "the compressed data is damaged";

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
    let is_zstandard = first.len() == LONGEST_MAGIC && could_be_zstandard(&first);
    let whole = io::Cursor::new(first).chain(input);
    Ok(if is_gzip {
        gzip(whole)
    } else if is_zstandard {
        Box::new(Frames { source: BufReader::new(whole), decoder: Box::default(), is_within: false })
    } else {
        Box::new(whole)
    })
}

/// Apart, since it takes 40 kilobytes of stack that inputs in plain text do without.
#[inline(never)]
fn gzip<'i>(input: impl Read + 'i) -> Box<dyn Read + 'i> {
    Box::new(Members { decoder: Some(GzDecoder::new(BufReader::new(input))) })
}

fn could_be_compressed(first: &[u8]) -> bool {
    GZIP.starts_with(first) && first.len() < GZIP.len() || could_be_zstandard(first)
}

/// Whether `first` is, or may become, what a frame begins with.
fn could_be_zstandard(first: &[u8]) -> bool {
    let is_skippable = |(first, rest): (&u8, &[u8])| SKIPPABLE_FIRST.contains(first) && SKIPPABLE.starts_with(rest);
    ZSTANDARD.starts_with(first) || first.split_first().is_some_and(is_skippable)
}

/// Members of a gzip file one after another, as `gzip` itself reads them: zeros behind them are padding.
struct Members<R: Read> {
    /// `None` behind the last one.
    decoder: Option<GzDecoder<BufReader<R>>>,
}

impl<R: Read> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let count = decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(mut source) = self.decoder.take().map(GzDecoder::into_inner) else { break };
            match next_byte(&mut source)? {
                None => break,
                Some(first) if GZIP.first() == Some(&first) => self.decoder = Some(GzDecoder::new(source)),
                Some(_) => return Err(strange()),
            }
        }
        Ok(0)
    }
}

/// What comes behind zeros; it is still to be read.
fn next_byte(source: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        let bytes = source.fill_buf()?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let next = bytes.get(zeros).copied();
        source.consume(zeros);
        if next.is_some() {
            return Ok(next);
        }
    }
}

/// Zstandard frames one after another, as `zstd` itself reads them: those that hold something else are skipped.
struct Frames<R: Read> {
    source: BufReader<R>,
    decoder: Box<FrameDecoder>,
    /// Whether a frame has begun that is not at its end.
    is_within: bool,
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.is_within {
                while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                    let decoded = self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1));
                    decoded.map_err(|_| self.failure(DAMAGED))?;
                }
                let count = self.decoder.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
                self.is_within = false;
            }
            if self.source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => self.is_within = true,
                Err(error) => self.skip(&error)?,
            }
        }
    }
}

impl<R: Read> Frames<R> {
    /// Skips the frame that could not be read because of this `error`, if it is one to be skipped.
    fn skip(&mut self, error: &FrameDecoderError) -> io::Result<()> {
        match error {
            FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. }) => {
                let length = u64::from(*length);
                let skipped = io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
                if skipped < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
            }
            FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::BadMagicNumber(_)) => Err(strange()),
            FrameDecoderError::WindowSizeTooBig { .. } => {
                Err(self.failure("to decompress it takes more memory than there should be for it"))
            }
            _ => Err(self.failure(DAMAGED)),
        }
    }

    /// Why nothing more can be read: what is left is too little, or else `reason`.
    fn failure(&mut self, reason: &str) -> io::Error {
        match self.source.fill_buf() {
            Ok([]) => io::ErrorKind::UnexpectedEof.into(),
            Err(error) => error,
            Ok(_) => io::Error::new(io::ErrorKind::InvalidData, reason),
        }
    }
}

fn strange() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "what follows the compressed data is not compressed")
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

    fn member(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn frame(text: &str) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Uncompressed)
    }

    #[test]
    fn gzip_members_are_joined() {
        assert_eq!(read([member("{}\n"), member("[]")].concat()).unwrap(), "{}\n[]");
        assert_eq!(read([member("{}\n"), vec![0; 20_000], member("[]"), vec![0; 512]].concat()).unwrap(), "{}\n[]");
    }

    #[test]
    fn zstandard_frames_are_joined_and_others_skipped() {
        assert_eq!(read([frame("{}\n"), frame(""), frame("[]")].concat()).unwrap(), "{}\n[]");
        let skipped = |first: u8| [&[first, 0x2A, 0x4D, 0x18, 4, 0, 0, 0][..], b"abcd"].concat();
        let all = [skipped(0x50), frame("{}\n"), skipped(0x5F), skipped(0x57), frame("[]"), skipped(0x50)].concat();
        assert_eq!(read(all).unwrap(), "{}\n[]");
    }

    #[test]
    fn what_is_wrong_with_compressed_data_is_said_in_our_words() {
        let long = "{\"a\":1}\n".repeat(1000);
        let cut = |whole: Vec<u8>, by: usize| whole[..whole.len() - by].to_vec();
        let is_cut = [
            cut(member(&long), 9),
            cut(frame(&long), 9),
            cut([frame(&long), vec![0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0]].concat(), 0),
            cut(frame(&long), frame(&long).len() - 5),
        ];
        for bytes in is_cut {
            assert_eq!(read(bytes).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        }
        for bytes in [[member(&long), b"hello".to_vec()].concat(), [frame(&long), b"hello".to_vec()].concat()] {
            assert_eq!(read(bytes).unwrap_err().to_string(), "what follows the compressed data is not compressed");
        }
    }

    #[test]
    fn anything_else_is_left_alone() {
        for text in ["", "{", "(", "\u{1f}", "{\"a\":1}"] {
            assert_eq!(read(text.as_bytes().to_vec()).unwrap(), text);
        }
        assert!(read(vec![0x28, 0xB5, 0x2F, 0xFD, 1, 2, 3]).is_err());
    }
}
