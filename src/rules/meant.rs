//! Which field an unknown key stands for: another spelling or another word for it, a part of its name, or its name in the wrong
//! object.

use crate::json::{JsonType, Member, Value};
use crate::schema::{Field, FieldId, Parent, Rows, names};
use crate::suggest::{Shape, Word};

use super::Inspection;

/// Other words for fields, folded: those of other systems and of other events.
const SYNONYMS: [(&str, FieldId); 27] = [
    ("start", FieldId::StartTime),
    ("startat", FieldId::StartTime),
    ("startsat", FieldId::StartTime),
    ("startdate", FieldId::StartTime),
    ("startdatetime", FieldId::StartTime),
    ("end", FieldId::EndTime),
    ("endat", FieldId::EndTime),
    ("endsat", FieldId::EndTime),
    ("enddate", FieldId::EndTime),
    ("enddatetime", FieldId::EndTime),
    ("added", FieldId::DateAdded),
    ("addedat", FieldId::DateAdded),
    ("created", FieldId::DateAdded),
    ("createdat", FieldId::DateAdded),
    ("createdon", FieldId::DateAdded),
    ("createddate", FieldId::DateAdded),
    ("creationdate", FieldId::DateAdded),
    ("datecreated", FieldId::DateAdded),
    ("updated", FieldId::DateUpdated),
    ("updatedat", FieldId::DateUpdated),
    ("updatedon", FieldId::DateUpdated),
    ("updateddate", FieldId::DateUpdated),
    ("lastupdated", FieldId::DateUpdated),
    ("lastmodified", FieldId::DateUpdated),
    ("modifiedat", FieldId::DateUpdated),
    ("modifiedon", FieldId::DateUpdated),
    ("datemodified", FieldId::DateUpdated),
];

/// How near a key is to what it may stand for, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    /// So many mistakes of spelling.
    Mistakes(usize),
    /// Another word for it.
    Synonym,
    /// A part of its name.
    Part,
    /// Its name, in the wrong object.
    Elsewhere,
}

/// The absent field that each of these unknown keys stands for: keys and fields in the nearest pairs, and of those that are as near
/// the first in the order of the keys.
pub(super) fn fields(inspection: &Inspection<'_>, unknown: &[(Parent, Member<'_>)]) -> Vec<Option<&'static Field>> {
    let absent = Rows::FIELDS.difference(inspection.fields.known());
    let mut near = Vec::new();
    for (place, (parent, member)) in unknown.iter().enumerate() {
        let name = member.name();
        let key = Key::of(*parent, &name, member.value);
        near.extend(absent.fields().filter_map(|field| Some((key.nearness(inspection, field)?, place, field))));
    }
    near.sort_by_key(|(nearness, place, _)| (*nearness, *place));
    let (mut meant, mut served) = (Vec::with_capacity(unknown.len()), Rows::default());
    meant.resize(unknown.len(), None);
    for (_, place, field) in near {
        if let Some(free @ None) = meant.get_mut(place)
            && !served.holds(field.id as usize)
        {
            *free = Some(field);
            served.add(field.id as usize);
        }
    }
    meant
}

/// The known key, there or not, that an unknown one is near to.
pub(super) fn near(parent: Parent, member: Member<'_>) -> Option<&'static str> {
    let name = member.name();
    let key = Key::of(parent, &name, member.value);
    let known = names(parent, key.holders);
    let near = known.filter_map(|(name, shape)| Some((key.mistakes(name, shape)?, name)));
    let synonym = || Some(key.synonym?.field()).filter(|field| field.parent == parent && key.is_of_type(field));
    near.min_by_key(|(mistakes, _)| *mistakes).map(|(_, name)| name).or_else(|| Some(synonym()?.name))
}

/// The known keys in `rows` that may hold a value, as far as its shape tells: an object or array where the field is one, and
/// only there.
fn that_may_hold(rows: Rows, value: Value<'_>) -> Rows {
    rows.difference(match value.json_type() {
        JsonType::Object => Rows::FIELDS.difference(Rows::OBJECTS),
        JsonType::Array => Rows::FIELDS.difference(Rows::ARRAYS),
        _ => Rows::OBJECTS.union(Rows::ARRAYS),
    })
}

/// An unknown key.
struct Key<'k> {
    parent: Parent,
    word: Word<'k>,
    value: Value<'k>,
    /// The field that it is another word for.
    synonym: Option<FieldId>,
    /// The known keys that may hold its value.
    holders: Rows,
}

impl<'k> Key<'k> {
    fn of(parent: Parent, name: &'k str, value: Value<'k>) -> Self {
        let word = Word::of(name);
        let synonym = SYNONYMS.iter().find(|(synonym, _)| *synonym == word.folded()).map(|(_, id)| *id);
        Self { parent, word, value, synonym, holders: that_may_hold(Rows::ALL, value) }
    }

    /// How near it is to an absent field; `None` where it means something else.
    fn nearness(&self, inspection: &Inspection<'_>, field: &Field) -> Option<Nearness> {
        let folded = self.word.folded();
        if field.parent != self.parent {
            // An id may be that of either.
            let is_its_name = || field.id != FieldId::Id && self.word.mistakes(field.name, field.id.shape()) == Some(0);
            let is_elsewhere =
                is_its_name() && self.is_of_type(field) && inspection.fields.object(field.parent).is_some();
            return is_elsewhere.then_some(Nearness::Elsewhere);
        }
        // One slip of the pen is that, whatever the value is.
        let may_be = |mistakes: &usize| self.holders.holds(field.id as usize) || folded.len() > 4 && *mistakes <= 1;
        if let Some(mistakes) = self.mistakes(field.name, field.id.shape()).filter(may_be) {
            return Some(Nearness::Mistakes(mistakes));
        }
        if self.synonym == Some(field.id) && self.is_of_type(field) {
            return Some(Nearness::Synonym);
        }
        (folded.len() >= 4 && is_part(folded, field.name) && self.is_of_type(field)).then_some(Nearness::Part)
    }

    /// How many mistakes are between the key and a name. That it is the appointment's is said by where it stands: the name of that
    /// before it is one mistake.
    fn mistakes(&self, name: &str, shape: Shape) -> Option<usize> {
        let owned = || {
            let own = self.word.folded().strip_prefix(FieldId::Appointment.field().name)?;
            Some(1 + Word::of(own).mistakes(name, shape)?)
        };
        let is_owned = self.parent == Parent::Appointment;
        self.word.mistakes(name, shape).or_else(|| if is_owned { owned() } else { None })
    }

    fn is_of_type(&self, field: &Field) -> bool {
        field.kind.json_type() == self.value.json_type().name() || self.value.is_null()
    }
}

/// Whether a name of the table, which holds nothing but letters, begins or ends with a folded word.
fn is_part(word: &str, name: &str) -> bool {
    let Some(rest) = name.len().checked_sub(word.len()) else { return false };
    let parts = [name.get(..word.len()), name.get(rest..)];
    parts.into_iter().flatten().any(|part| part.eq_ignore_ascii_case(word))
}
