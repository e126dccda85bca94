//! The rows of the known keys: which one a name has, and sets of them.
//!
//! A name is looked up in a table that is made from the field table when the program is compiled: one look instead of a
//! comparison with each of the keys.

use super::{Extra, FIELDS, Field, FieldId, KNOWN_EXTRAS, KNOWN_KEYS, Kind, Parent};
use crate::blocks::same;
use crate::suggest::Shape;

/// The row of the key `name` of `parent`, if that is a known one: see [`KNOWN_KEYS`].
#[inline]
pub fn row(parent: Parent, name: &[u8]) -> Option<usize> {
    let table = match parent {
        Parent::Event => &EVENT,
        Parent::Appointment => &APPOINTMENT,
    };
    let (row, known) = table.places.get(slot(name, table.factor))?.as_ref()?;
    same(known.as_bytes(), name).then_some(*row)
}

/// The known key in this row: the object that holds it, and its name.
#[inline]
pub fn key(row: usize) -> Option<(Parent, &'static str)> {
    KEYS.get(row).copied()
}

/// The names of those known keys in `rows` that are in the object `of`, each with its shape.
pub fn names(of: Parent, rows: Rows) -> impl Iterator<Item = (&'static str, Shape)> {
    let keys = rows.rows().filter_map(|row| Some((KEYS.get(row)?, SHAPES.get(row)?)));
    keys.filter(move |((parent, _), _)| *parent == of).map(|((_, name), shape)| (*name, *shape))
}

impl FieldId {
    /// The shape of the field's name.
    pub fn shape(self) -> Shape {
        SHAPES.get(self as usize).copied().unwrap_or(SHAPES[0])
    }
}

/// The shapes of the known keys, by their rows.
static SHAPES: [Shape; KNOWN_KEYS] = shapes();

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn shapes() -> [Shape; KNOWN_KEYS] {
    let keys = keys();
    let mut shapes = [Shape::of_ascii(b""); KNOWN_KEYS];
    let mut row = 0;
    while row < KNOWN_KEYS {
        shapes[row] = Shape::of_ascii(keys[row].1.as_bytes());
        row += 1;
    }
    shapes
}

/// The known keys, by their rows.
static KEYS: [(Parent, &str); KNOWN_KEYS] = keys();

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn keys() -> [(Parent, &'static str); KNOWN_KEYS] {
    let mut keys = [(Parent::Event, ""); KNOWN_KEYS];
    let mut row = 0;
    while row < KNOWN_KEYS {
        keys[row] = if row < FIELDS.len() {
            (FIELDS[row].parent, FIELDS[row].name)
        } else {
            let extra = &KNOWN_EXTRAS[row - FIELDS.len()];
            (extra.parent, extra.name)
        };
        row += 1;
    }
    keys
}

static EVENT: Table = Table::of(Parent::Event);
static APPOINTMENT: Table = Table::of(Parent::Appointment);

/// How many places a table has: so many more than there are keys that some factor gives each key one of its own.
const PLACES: usize = 1 << BITS;
const BITS: u32 = 6;

/// The keys of an object, each at the place that it tells itself.
struct Table {
    factor: u32,
    places: [Option<(usize, &'static str)>; PLACES],
}

/// The place of a key: its length and three of its bytes tell it from all others.
#[expect(clippy::cast_possible_truncation, reason = "of a length that is no key's, any part will do")]
#[inline]
const fn slot(name: &[u8], factor: u32) -> usize {
    let (first, third, last) = match name {
        [first, _, third, .., last] => (*first, *third, *last),
        [first, .., last] => (*first, 0, *last),
        _ => (0, 0, 0),
    };
    let told = u32::from_le_bytes([first, third, last, name.len() as u8]);
    (told.wrapping_mul(factor) >> (u32::BITS - BITS)) as usize
}

impl Table {
    /// Looks for a factor that leads no two keys to one place. It is there: else this would not compile.
    const fn of(parent: Parent) -> Self {
        let mut factor = 0x9E37_79B1;
        loop {
            if let Some(table) = Self::with(parent, factor) {
                return table;
            }
            factor = factor.wrapping_mul(0x0019_660D).wrapping_add(0x3C6E_F35E);
        }
    }

    #[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
    const fn with(parent: Parent, factor: u32) -> Option<Self> {
        let mut places = [None; PLACES];
        let keys = keys();
        let mut row = 0;
        while row < KNOWN_KEYS {
            let (of, name) = keys[row];
            if of as u8 == parent as u8 {
                let place = &mut places[slot(name.as_bytes(), factor)];
                if place.is_some() {
                    return None;
                }
                *place = Some((row, name));
            }
            row += 1;
        }
        Some(Self { factor, places })
    }
}

/// A set of known keys, by their rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rows(u64);

const _: () = assert!(KNOWN_KEYS <= u64::BITS as usize, "a row has a bit");

impl Rows {
    /// All known keys.
    pub const ALL: Self = Self(u64::MAX >> (u64::BITS as usize - KNOWN_KEYS));
    /// The documented fields.
    pub const FIELDS: Self = Self(u64::MAX >> (u64::BITS as usize - FIELDS.len()));

    /// The documented fields that hold a time.
    pub const TIMES: Self = Self::of_kind(Kind::Time);
    /// Those that hold an object.
    pub const OBJECTS: Self = Self::of_kind(Kind::Object);
    /// Those that hold an array.
    pub const ARRAYS: Self = Self::of_kind(Kind::Ids);

    #[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
    const fn of_kind(kind: Kind) -> Self {
        let (mut rows, mut row) = (Self(0), 0);
        while row < FIELDS.len() {
            if FIELDS[row].kind as usize == kind as usize {
                rows.add(row);
            }
            row += 1;
        }
        rows
    }

    /// The start and the end.
    pub const ENDS: Self = Self::of(&[FieldId::StartTime, FieldId::EndTime]);

    /// The known extras that belong to the delivery and not to the appointment: see [`Extra::is_the_deliverys`].
    pub const OF_DELIVERY: Self = Self::of_delivery();

    #[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
    const fn of_delivery() -> Self {
        let (mut rows, mut index) = (Self(0), 0);
        while index < KNOWN_EXTRAS.len() {
            if KNOWN_EXTRAS[index].is_the_deliverys() {
                rows.add(FIELDS.len() + index);
            }
            index += 1;
        }
        rows
    }

    /// Those of these fields.
    #[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
    pub const fn of(fields: &[FieldId]) -> Self {
        let (mut rows, mut index) = (Self(0), 0);
        while index < fields.len() {
            rows.add(fields[index] as usize);
            index += 1;
        }
        rows
    }

    /// Those the bits of which are set, the lowest for the first row.
    pub const fn of_bits(bits: u64) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// Adds the key in this row.
    pub const fn add(&mut self, row: usize) {
        self.0 |= 1 << row;
    }

    /// All but the key in this row.
    #[must_use]
    pub fn without(self, row: usize) -> Self {
        Self(self.0 & !(1 << row))
    }

    /// Those of them that aren't among `others`.
    #[must_use]
    pub fn difference(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Those of them that are among `others` too.
    #[must_use]
    pub fn intersection(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// These and those.
    #[must_use]
    pub const fn union(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether all `others` are among them.
    pub fn hold_all(self, others: Self) -> bool {
        others.difference(self).is_empty()
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a row is among them.
    pub fn holds(self, row: usize) -> bool {
        self.0 >> row & 1 == 1
    }

    /// The rows, in order.
    pub fn rows(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let row = (rest != 0).then_some(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(row)
        })
    }

    /// The documented fields, in the table's order.
    pub fn fields(self) -> impl Iterator<Item = &'static Field> {
        self.rows().map_while(|row| FIELDS.get(row))
    }

    /// The known extras, each with its row.
    pub fn extras(self) -> impl Iterator<Item = (usize, &'static Extra)> {
        let extras = Self(self.0 >> FIELDS.len()).rows();
        extras.filter_map(|index| Some((FIELDS.len() + index, KNOWN_EXTRAS.get(index)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_key_has_its_row_and_no_other_has_one() {
        let fields = FIELDS.iter().map(|field| (field.parent, field.name));
        let keys = fields.chain(KNOWN_EXTRAS.iter().map(|extra| (extra.parent, extra.name)));
        let keys: Vec<(Parent, &str)> = keys.collect();
        assert_eq!(keys.len(), KNOWN_KEYS);
        for (index, (parent, name)) in keys.iter().enumerate() {
            assert_eq!(row(*parent, name.as_bytes()), Some(index), "{name}");
            for (of, _) in &keys {
                let elsewhere = keys.iter().position(|key| *key == (*of, *name));
                assert_eq!(row(*of, name.as_bytes()), elsewhere, "{name}");
            }
            for other in [format!("{name}x"), name.replacen('a', "", 1), name.to_uppercase(), name.replace('e', "a")] {
                let known = keys.iter().position(|key| *key == (*parent, &*other));
                assert_eq!(row(*parent, other.as_bytes()), known, "{other}");
            }
        }
        assert_eq!([&b""[..], b"x", &[b'a'; 300]].map(|name| row(Parent::Event, name)), [None; 3]);
    }
}
