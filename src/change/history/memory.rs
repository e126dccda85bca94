//! Memory for what is known of appointments: many short pieces of bytes, which grow now and then.
//!
//! It comes from the system in large blocks, and in large pages where there are such. Each event needs the pieces of another
//! appointment: of small pages there would be more than a processor knows the places of, and the first touch of each takes
//! longer than reading an event does.

use std::ops::{Deref, DerefMut, Range};

use memmap2::MmapMut;

use crate::source::narrow;

/// Bytes that memory gives at once, on nearly all machines. All pieces are so many bytes long, or a multiple of that.
pub(super) const LINE: usize = 64;

/// Lines of a block: only what is used of it takes memory.
const BLOCK: u32 = 32 << 20 >> 6;

/// Lines of the first block, which is of small pages: to clear a large one takes as long as touching a hundred small ones, and
/// most histories are short.
const FIRST_BLOCK: u32 = 512 << 10 >> 6;

/// Lines of the longest piece that is given a part of a block.
const LONGEST: u32 = 128 << 10 >> 6;

const _: () = assert!(LONGEST <= FIRST_BLOCK && FIRST_BLOCK <= BLOCK, "each block has room for any piece");

/// A piece is given room to grow by one in so many bytes at first: what it outgrows, few others have a use for.
const GROWTH: usize = 16;

/// And it is given as much room as the longest of about so many that outgrew theirs last, if that is at most half as much again as it
/// needs: others of its kind have grown so long.
const KIND: usize = 16;

/// See the [module](self).
#[derive(Debug, Default)]
pub(super) struct Memory {
    blocks: Vec<Block>,
    /// How many lines of the last block are in use.
    used: u32,
    /// How many bytes pieces need that outgrow their room now.
    outgrown: usize,
    /// Pieces that were given back, by the class of their room.
    returned: Vec<Vec<LineId>>,
    /// What is left of one of them, of which single lines are taken: the next line, and how many there are.
    rest: (u32, u32),
    /// Longer pieces have memory of their own.
    long: Vec<Box<[u8]>>,
    /// Those among them that were given back.
    vacant: Vec<u32>,
}

/// A line of some [`Memory`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LineId(u32);

/// A piece of some [`Memory`]. The first one holds nothing and has no room.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// Its first line, or its number among long ones.
    at: u32,
    /// In bytes.
    length: u32,
    /// In lines.
    room: u32,
}

/// Many lines.
#[derive(Debug)]
enum Block {
    Small(Box<[u8]>),
    Large(MmapMut),
}

impl Piece {
    /// Whether it has room for so many bytes.
    fn has_room(&self, length: usize) -> bool {
        length <= self.room as usize * LINE
    }
}

impl Memory {
    /// What a piece of this memory holds.
    #[inline]
    pub(super) fn get(&self, piece: &Piece) -> &[u8] {
        let bytes = if piece.room > LONGEST {
            self.long.get(piece.at as usize).map(|bytes| &**bytes)
        } else {
            self.lines_at(piece.at)
        };
        bytes.and_then(|bytes| bytes.get(..piece.length as usize)).unwrap_or_default()
    }

    /// Makes a piece hold these bytes, one after the other, and nothing of what it held.
    pub(super) fn set(&mut self, piece: &mut Piece, parts: [&[u8]; 2]) {
        let length = parts.iter().map(|part| part.len()).sum();
        if !piece.has_room(length) {
            let room = if piece.room == 0 {
                (length + length / GROWTH).max(self.outgrown.min(length + length / 2))
            } else {
                self.outgrown = length.max(self.outgrown - self.outgrown / KIND);
                length
            };
            let outgrown = std::mem::replace(piece, self.take(room));
            self.give_back(&outgrown);
        }
        piece.length = narrow(length);
        let mut rest = self.get_mut(piece);
        for part in parts {
            let Some((place, behind)) = rest.split_at_mut_checked(part.len()) else { return };
            place.copy_from_slice(part);
            rest = behind;
        }
    }

    /// Puts these bytes in the place of those that a piece holds at `range`; what it holds behind them moves.
    pub(super) fn replace(&mut self, piece: &mut Piece, range: Range<usize>, bytes: &[u8]) {
        let Range { start, end } = range;
        let Some(behind) = (piece.length as usize).checked_sub(end) else { return };
        let moved = start + bytes.len();
        let length = moved + behind;
        if !piece.has_room(length) {
            let held = self.get(piece);
            let [before, behind] = [held.get(..start), held.get(end..)].map(Option::unwrap_or_default);
            return self.set(piece, [&[before, bytes, behind].concat(), b""]);
        }
        piece.length = narrow(length.max(end + behind));
        let held = self.get_mut(piece);
        if moved != end {
            held.copy_within(end..end + behind, moved);
        }
        if let Some(place) = held.get_mut(start..moved) {
            place.copy_from_slice(bytes);
        }
        piece.length = narrow(length);
    }

    /// A line that nobody else has.
    pub(super) fn take_line(&mut self) -> LineId {
        if self.rest.1 == 0 {
            let largest = self.returned.iter_mut().enumerate().rev().find_map(|(class, all)| Some((class, all.pop()?)));
            let Some((class, LineId(first))) = largest else { return LineId(self.take_lines(1)) };
            self.rest = (first, room_of(class));
        }
        let (next, count) = &mut self.rest;
        let line = LineId(*next);
        (*next, *count) = (*next + 1, *count - 1);
        line
    }

    /// A line of this memory.
    #[inline]
    pub(super) fn line(&self, line: LineId) -> Option<&[u8; LINE]> {
        self.lines_at(line.0)?.first_chunk()
    }

    /// The same, to be changed.
    #[inline]
    pub(super) fn line_mut(&mut self, line: LineId) -> Option<&mut [u8; LINE]> {
        self.lines_at_mut(line.0)?.first_chunk_mut()
    }

    /// What a piece of this memory holds, to be changed.
    #[inline]
    pub(super) fn get_mut(&mut self, piece: &Piece) -> &mut [u8] {
        let is_long = piece.room > LONGEST;
        let bytes = if is_long {
            self.long.get_mut(piece.at as usize).map(|bytes| &mut **bytes)
        } else {
            self.lines_at_mut(piece.at)
        };
        bytes.and_then(|bytes| bytes.get_mut(..piece.length as usize)).unwrap_or_default()
    }

    /// The block of a line, from that line on.
    #[inline]
    fn lines_at(&self, line: u32) -> Option<&[u8]> {
        self.blocks.get((line / BLOCK) as usize)?.get((line % BLOCK) as usize * LINE..)
    }

    /// The same, to be changed.
    #[inline]
    fn lines_at_mut(&mut self, line: u32) -> Option<&mut [u8]> {
        self.blocks.get_mut((line / BLOCK) as usize)?.get_mut((line % BLOCK) as usize * LINE..)
    }

    /// A piece with room for so many bytes, which holds nothing yet.
    fn take(&mut self, length: usize) -> Piece {
        let class = class_for(narrow(length.div_ceil(LINE)));
        let room = room_of(class);
        let at = if room > LONGEST {
            self.take_long(room)
        } else if let Some(LineId(first)) = self.returned.get_mut(class).and_then(Vec::pop) {
            first
        } else {
            self.take_lines(room)
        };
        Piece { at, length: 0, room }
    }

    /// The first of so many lines, no more than [`LONGEST`].
    fn take_lines(&mut self, count: u32) -> u32 {
        let lines = |block: &Block| narrow(block.len() / LINE);
        if self.blocks.last().is_none_or(|last| lines(last) - self.used < count) {
            self.blocks.push(if self.blocks.is_empty() { Block::small() } else { Block::large() });
            self.used = 0;
        }
        // More lines than there are numbers for are 256 GiB.
        let first = (narrow(self.blocks.len()) - 1).saturating_mul(BLOCK).saturating_add(self.used);
        self.used += count;
        first
    }

    /// The number of a long piece.
    fn take_long(&mut self, room: u32) -> u32 {
        let number = self.vacant.pop().unwrap_or_else(|| {
            self.long.push(Box::default());
            narrow(self.long.len() - 1)
        });
        if let Some(bytes) = self.long.get_mut(number as usize) {
            *bytes = vec![0; room as usize * LINE].into();
        }
        number
    }

    /// Takes back the room of a piece that nobody holds any more.
    fn give_back(&mut self, piece: &Piece) {
        if piece.room > LONGEST {
            if let Some(bytes) = self.long.get_mut(piece.at as usize) {
                *bytes = Box::default();
            }
            self.vacant.push(piece.at);
        } else if piece.room > 0 {
            let class = class_for(piece.room);
            if self.returned.len() <= class {
                self.returned.resize_with(class + 1, Vec::new);
            }
            if let Some(returned) = self.returned.get_mut(class) {
                returned.push(LineId(piece.at));
            }
        }
    }
}

impl Block {
    fn small() -> Self {
        Self::Small(vec![0; FIRST_BLOCK as usize * LINE].into())
    }

    fn large() -> Self {
        // Where the system maps no memory, it may have some all the same.
        let Ok(block) = MmapMut::map_anon(BLOCK as usize * LINE) else { return Self::small() };
        // One without large pages does without.
        #[cfg(target_os = "linux")]
        let _ = block.advise(memmap2::Advice::HugePage);
        Self::Large(block)
    }
}

impl Deref for Block {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Self::Small(bytes) => bytes,
            Self::Large(bytes) => bytes,
        }
    }
}

impl DerefMut for Block {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Small(bytes) => bytes,
            Self::Large(bytes) => bytes,
        }
    }
}

/// Different rooms between one power of two and the next; below that many lines, each is a room. What is given back can only be
/// used again for the same room: more of them, and less would be; fewer, and more of each would lie idle.
const ROOMS: u32 = 16;

/// The class of the room that so many lines are given: the smallest that is enough.
fn class_for(lines: u32) -> usize {
    let doublings = (lines.saturating_sub(1) / ROOMS).checked_ilog2().unwrap_or(0);
    (doublings * ROOMS + lines.div_ceil(1 << doublings)) as usize
}

/// The lines of a room of this class.
fn room_of(class: usize) -> u32 {
    let class = narrow(class);
    let doublings = (class.saturating_sub(1) / ROOMS).saturating_sub(1);
    (class - doublings * ROOMS) << doublings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_are_large_enough_and_hardly_larger() {
        for lines in (0..5000).chain([LONGEST, LONGEST + 1, 1 << 26]) {
            let room = room_of(class_for(lines));
            assert!(lines <= room && room <= lines + lines / ROOMS, "{room} for {lines}");
            assert_eq!(class_for(room), class_for(lines), "{room} for {lines}");
        }
    }

    /// Numbers that look random, each below `limit`.
    fn below(limit: usize, state: &mut u64) -> usize {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*state >> 33).unwrap() % limit
    }

    #[test]
    fn each_piece_holds_what_was_put_there_last() {
        let (mut memory, mut state) = (Memory::default(), 1);
        let mut pieces: Vec<(Piece, Vec<u8>)> = std::iter::repeat_with(Default::default).take(1500).collect();
        let mut lines = Vec::new();
        for turn in 0..20_000_u32 {
            // Some of them are longer than a block's pieces may be.
            let longest =
                [100, 2000, 2000, 90_000, 90_000, 3 << 20][if turn % 100 == 0 { 5 } else { below(5, &mut state) }];
            let length = below(longest, &mut state);
            let index = below(pieces.len(), &mut state);
            let (piece, held) = &mut pieces[index];
            let [first, second] = [turn.to_le_bytes()[0], 7].map(|byte| vec![byte; length / 2]);
            memory.set(piece, [&first, &second]);
            *held = [first, second].concat();
            if turn % 3 == 0 {
                let line = memory.take_line();
                *memory.line_mut(line).unwrap() = [turn.to_le_bytes()[1]; LINE];
                lines.push((line, turn.to_le_bytes()[1]));
            }
            let (piece, held) = &pieces[below(pieces.len(), &mut state)];
            assert!(memory.get(piece) == held);
        }
        assert!(pieces.iter().all(|(piece, held)| memory.get(piece) == held));
        assert!(lines.iter().all(|(line, byte)| memory.line(*line) == Some(&[*byte; LINE])));
        assert!(memory.blocks.len() > 2 && !memory.long.is_empty());
    }

    #[test]
    fn pieces_of_any_length_may_come_first() {
        for lines in [1, LONGEST - 1, LONGEST, LONGEST + 1, FIRST_BLOCK, FIRST_BLOCK + 1, BLOCK] {
            let (mut memory, mut pieces) = (Memory::default(), [Piece::default(), Piece::default()]);
            let held = vec![b'x'; lines as usize * LINE];
            for piece in &mut pieces {
                memory.set(piece, [&held, b""]);
            }
            assert!(pieces.iter().all(|piece| memory.get(piece) == held), "{lines}");
            memory.replace(&mut pieces[0], 10..held.len(), b"yz");
            assert_eq!(memory.get(&pieces[0]), b"xxxxxxxxxxyz");
        }
    }

    #[test]
    fn what_was_given_back_is_used_again() {
        let mut memory = Memory::default();
        let mut piece = Piece::default();
        for length in [0, 500, 1000, 2000, 4000] {
            memory.set(&mut piece, [&vec![1; length], b""]);
        }
        let used = memory.used;
        let mut others = [Piece::default(), Piece::default()];
        // As much again as half of this is the room of one of those.
        memory.set(&mut others[0], [&[2; 1000 * 2 / 3], b""]);
        for _ in 0..2000 / LINE {
            memory.take_line();
        }
        assert_eq!(memory.used, used);
        memory.set(&mut others[1], [&[3; 3000], b""]);
        assert!(memory.used > used);
    }
}
