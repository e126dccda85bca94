//! A row of the table: what stands in each of its columns.

use crate::finding::Severity;
use crate::json::Value;
use crate::report::show::told::{Moment, Told, is_mistakable, no_time, quoted, seconds_between, status, word};
use crate::report::show::{Shown, Wanted, problems};
use crate::report::signs::Signs;
use crate::report::style::Style;
use crate::report::text::Text;
use crate::schema::{Event, FieldId};
use crate::time::text::{date_clock, duration};

/// A column, in the order from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Number,
    Event,
    Status,
    Start,
    Offset,
    Duration,
    Title,
    Contact,
    Assigned,
    Source,
    Id,
    Problems,
}

impl Column {
    pub(super) const ALL: [Self; 12] = [
        Self::Number,
        Self::Event,
        Self::Status,
        Self::Start,
        Self::Offset,
        Self::Duration,
        Self::Title,
        Self::Contact,
        Self::Assigned,
        Self::Source,
        Self::Id,
        Self::Problems,
    ];

    /// What stands above it: the field's label, where it is a field's.
    pub(super) fn heading(self) -> String {
        let label = match self {
            Self::Number => "#",
            Self::Event => FieldId::Type.field().label,
            Self::Status => FieldId::Status.field().label,
            Self::Start => FieldId::StartTime.field().label,
            Self::Offset => "offset",
            Self::Duration => "dur",
            Self::Title => FieldId::Title.field().label,
            Self::Contact => FieldId::ContactId.field().label,
            Self::Assigned => FieldId::AssignedUserId.field().label,
            Self::Source => FieldId::Source.field().label,
            Self::Id => "id",
            Self::Problems => "problems",
        };
        label.to_ascii_uppercase()
    }

    /// Whether what stands in it is pushed to the right.
    pub(super) fn is_right(self) -> bool {
        matches!(self, Self::Number | Self::Duration)
    }

    /// The most columns that it is given on a screen.
    pub(super) fn widest(self) -> usize {
        match self {
            Self::Number | Self::Event | Self::Offset | Self::Contact | Self::Assigned | Self::Id => 10,
            Self::Status | Self::Duration => 14,
            Self::Start => 24,
            Self::Source => 16,
            Self::Title => 60,
            Self::Problems => usize::MAX,
        }
    }
}

pub(super) struct Row {
    cells: [Text; Column::ALL.len()],
    pub(super) is_update: bool,
    pub(super) has_problems: bool,
}

impl Row {
    pub(super) fn of(shown: &Shown<'_, '_>, number: u64, wanted: Wanted) -> Self {
        let value = |id| shown.fields.and_then(|fields| fields.value(id));
        let told = |id| Told::of(value(id));
        let event = shown.payload.value().get(FieldId::Type.field().name).and_then(Value::text);
        let event = event.as_deref().map(str::trim);
        let fits = wanted.canvas.width.is_some();
        let mark = Signs::of(wanted.canvas).ellipsis;
        let start = Moment::of(value(FieldId::StartTime));
        let seconds = seconds_between(&start, &Moment::of(value(FieldId::EndTime)));
        let zoned = start.time().map(|time| wanted.zone.show(time));
        let short = |id| {
            const KEPT: usize = 6;
            let text = word(&told(id));
            let is_text = matches!(told(id), Told::Text(_) | Told::Json(_));
            if fits && is_text { text.cut(KEPT + mark.chars().count(), mark) } else { text }
        };
        let own = |text: &str| Text::own(text, None);
        let cell = |column: Column| match column {
            Column::Number => Text::own(&number.to_string(), Some(Style::Dim)),
            Column::Problems => said_problems(shown),
            Column::Event => match event.and_then(Event::from_name) {
                Some(event) => own(event.word()),
                None => word(&Told::of(shown.payload.value().get(FieldId::Type.field().name))),
            },
            // Of what can't be shown, only the place and the problem are known.
            _ if shown.fields.is_none() => Text::default(),
            Column::Status => status(&told(FieldId::Status)),
            Column::Start => match (&start, &zoned) {
                (_, Some(shown)) => own(&date_clock(shown.local)),
                (Moment::Not(told), None) => no_time(told),
                (Moment::At(_), None) => Text::default(),
            },
            Column::Offset => zoned.as_ref().map_or_else(Text::default, |shown| own(shown.offset_text.as_str())),
            Column::Duration => seconds.map_or_else(|| own("?"), |seconds| own(&duration(seconds))),
            Column::Title => told(FieldId::Title)
                .show(|title| if is_mistakable(title) { quoted(title, None) } else { Text::outside(title, None) }),
            Column::Contact => short(FieldId::ContactId),
            Column::Assigned => short(FieldId::AssignedUserId),
            Column::Source => word(&told(FieldId::Source)),
            Column::Id => short(FieldId::Id),
        };
        Self {
            cells: Column::ALL.map(cell),
            is_update: event == Some(Event::Update.name()),
            has_problems: !problems(shown.findings).is_empty(),
        }
    }

    pub(super) fn cell(&self, column: Column) -> &Text {
        const NOTHING: &Text = &Text::EMPTY;
        self.cells.get(column as usize).unwrap_or(NOTHING)
    }
}

/// The rules that are broken, in the colour of the worst.
fn said_problems(shown: &Shown<'_, '_>) -> Text {
    let is_error = shown.findings.iter().any(|finding| finding.severity == Severity::Error);
    let style = if is_error { Style::Error } else { Style::Warning };
    Text::own(&problems(shown.findings).join(","), Some(style))
}
