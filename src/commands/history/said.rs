//! What is said of deliveries, until it is written: pieces that several tellers may have said, each in its turn.

use std::io::Write as _;

use anyhow::Result;

use crate::change::history::Place;
use crate::console::Console;
use crate::report::history::{Heading, HistoryReport};

/// What one teller said, in the order of the deliveries.
#[derive(Debug, Default)]
pub(super) struct Said {
    text: Vec<u8>,
    pieces: Vec<Piece>,
}

/// What was said of one delivery.
#[derive(Debug)]
struct Piece {
    /// Of which.
    of: Place,
    /// Where it ends in the text; it begins where the one before ends.
    end: usize,
    kind: Kind,
}

/// What a piece is.
#[derive(Debug)]
enum Kind {
    /// A part of the result, which this has to stand above.
    Result(Option<Heading>),
    /// What is said beside it.
    Complaint,
}

impl Said {
    /// Says something of a delivery: what `write` appends to the text, for which it gives the heading.
    pub(super) fn say(&mut self, of: Place, write: impl FnOnce(&mut Vec<u8>) -> Option<Heading>) {
        let heading = write(&mut self.text);
        self.end(of, Kind::Result(heading));
    }

    /// Says something beside the result.
    pub(super) fn complain(&mut self, of: Place, complaint: &str) {
        self.text.extend_from_slice(complaint.as_bytes());
        self.end(of, Kind::Complaint);
    }

    fn end(&mut self, of: Place, kind: Kind) {
        let end = self.text.len();
        if self.pieces.last().map_or(0, |last| last.end) < end {
            self.pieces.push(Piece { of, end, kind });
        }
    }

    /// Writes what all of them said, in the order of the deliveries, and forgets it. `report` writes what stands above.
    ///
    /// # Errors
    /// Where output can't be written.
    pub(super) fn write(all: &mut [&mut Self], report: &mut dyn HistoryReport, console: &mut Console) -> Result<()> {
        if all.iter().all(|said| said.pieces.is_empty()) {
            return Ok(());
        }
        // Each with where its next piece begins.
        let mut rest: Vec<_> = all.iter().map(|said| (said.pieces.iter().peekable(), 0, &said.text)).collect();
        loop {
            let next = rest.iter_mut().filter_map(|said| Some((said.0.peek()?.of, said)));
            let Some((_, (pieces, start, text))) = next.min_by_key(|(of, _)| *of) else { break };
            let Some(piece) = pieces.next() else { break };
            let piece_text = text.get(*start..piece.end).unwrap_or_default();
            *start = piece.end;
            match &piece.kind {
                Kind::Result(heading) => {
                    if let Some(heading) = heading {
                        report.head(heading, &mut console.out)?;
                    }
                    console.out.write_all(piece_text)?;
                }
                Kind::Complaint => console.complain(String::from_utf8_lossy(piece_text).trim_end_matches('\n'))?,
            }
        }
        for said in all {
            said.text.clear();
            said.pieces.clear();
        }
        Ok(())
    }
}
