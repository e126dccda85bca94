//! The format that suits what is read: a card for one payload; for more, a table on a terminal and TSV elsewhere.
//!
//! Until there is a second payload nobody knows which. Both are written to memory so far, and one is thrown away. Who watches a
//! terminal on which nothing comes for a while is shown the first one as a card, and then a card for each.

use std::io;

use super::card::Card;
use super::table::Table;
use super::tsv::Tsv;
use super::{ShowReport, Shown, Streams, Unread, Wanted};

/// Above this many bytes of complaints about what can't be read, it is not one payload that is shown.
const UNDECIDED: usize = 64 * 1024;

pub(super) struct Auto {
    one: Option<Held<Card>>,
    many: Held<Box<dyn ShowReport>>,
    payloads: u64,
    /// Whether it is cards for good.
    is_settled: bool,
}

/// A report, and what it has written while nobody knew whether it would be the one.
struct Held<R> {
    report: R,
    out: Vec<u8>,
    err: String,
}

impl<R> Held<R> {
    fn new(report: R) -> Self {
        Self { report, out: Vec::new(), err: String::new() }
    }

    fn write<T>(&mut self, write: impl FnOnce(&mut R, &mut Streams<'_>) -> T) -> T {
        write(&mut self.report, &mut Streams { out: &mut self.out, err: &mut self.err })
    }

    fn release(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        streams.err.push_str(&std::mem::take(&mut self.err));
        streams.out.write_all(&std::mem::take(&mut self.out))
    }
}

impl Auto {
    pub(super) fn new(wanted: Wanted) -> Self {
        let many: Box<dyn ShowReport> =
            if wanted.canvas.terminal { Box::new(Table::new(wanted)) } else { Box::new(Tsv::new(wanted)) };
        Self { one: Some(Held::new(Card::new(wanted))), many: Held::new(many), payloads: 0, is_settled: false }
    }

    /// Leaves the card behind, if this is not one payload.
    fn decide(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        let is_one = self.payloads < 2 && self.one.as_ref().is_some_and(|one| one.out.len() < UNDECIDED);
        if !is_one && self.one.take().is_some() {
            self.many.release(streams)?;
        }
        Ok(())
    }
}

impl ShowReport for Auto {
    fn payload(&mut self, shown: &mut Shown<'_, '_>, streams: &mut Streams<'_>) -> io::Result<()> {
        self.payloads += 1;
        if self.payloads > 1 && !self.is_settled {
            self.decide(streams)?;
        }
        match &mut self.one {
            None => self.many.report.payload(shown, streams),
            Some(one) if self.is_settled => one.report.payload(shown, streams),
            Some(one) => {
                one.write(|card, streams| card.payload(shown, streams))?;
                self.many.write(|many, streams| many.payload(shown, streams))
            }
        }
    }

    fn unread(&mut self, unread: &mut Unread<'_, '_>, streams: &mut Streams<'_>) -> io::Result<()> {
        match &mut self.one {
            None => self.many.report.unread(unread, streams),
            Some(one) if self.is_settled => one.report.unread(unread, streams),
            Some(one) => {
                one.write(|card, streams| card.unread(unread, streams))?;
                self.many.write(|many, streams| many.unread(unread, streams))?;
                // A single large payload is no reason to give up on the card.
                if self.payloads == 0 { self.decide(streams) } else { Ok(()) }
            }
        }
    }

    fn waiting(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        if self.one.is_none() { self.many.report.waiting(streams) } else { Ok(()) }
    }

    fn holds_back(&self) -> bool {
        self.one.is_some() && self.payloads > 0 && !self.is_settled
    }

    fn settle(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        self.is_settled = true;
        self.one.as_mut().map_or(Ok(()), |one| one.release(streams))
    }

    fn finish(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        match &mut self.one {
            None => self.many.report.finish(streams),
            Some(one) => {
                one.write(ShowReport::finish)?;
                one.release(streams)
            }
        }
    }

    fn wants_notes(&self) -> bool {
        self.one.is_some()
    }

    fn takes_rows(&self) -> bool {
        self.one.is_none() && self.many.report.takes_rows()
    }
}
