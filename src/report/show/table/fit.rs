//! The table's columns: which there are, and how wide.

use super::row::{Column, Row};
use crate::console::Canvas;
use crate::report::signs::Signs;
use crate::report::style::{Paint, Style};
use crate::report::text::{Text, fill};

/// Blanks between columns.
const GAP: usize = 2;
/// What the title keeps when it gives way, before columns beyond it go; and where there are none of these any more.
const TITLE_KEEPS: usize = 20;
const TITLE_KEEPS_LAST: usize = 10;
/// What the list of problems keeps.
const PROBLEMS_KEEP: usize = 16;
/// Digits of the row's number where nobody knows yet how many rows there will be.
const DIGITS: usize = 4;

pub(super) struct Layout {
    columns: Vec<(Column, usize)>,
    /// Whether wider cells are cut.
    cuts: bool,
    mark: &'static str,
}

impl Layout {
    /// Columns for `rows`; `more` says that more rows may come.
    pub(super) fn of<'r>(rows: impl Iterator<Item = &'r Row>, more: bool, canvas: Canvas) -> Self {
        let rows: Vec<&Row> = rows.collect();
        let has_events = rows.iter().any(|row| !row.is_update);
        let mut columns: Vec<(Column, usize)> = Column::ALL
            .into_iter()
            .filter(|&column| column != Column::Event || has_events)
            .map(|column| (column, natural(column, &rows, more, canvas)))
            .collect();
        if let Some(width) = canvas.width {
            fit(&mut columns, width);
        }
        Self { columns, cuts: canvas.width.is_some(), mark: Signs::of(canvas).ellipsis }
    }

    /// The line above the rows.
    pub(super) fn heading(&self, paint: Paint) -> String {
        self.compose(paint, false, |column| Text::own(&column.heading(), Some(Style::Dim)))
    }

    /// A row's line; with a sign behind its number, where there is no column that says what its problems are.
    pub(super) fn line(&self, row: &Row, paint: Paint) -> String {
        // A deletion that comes after the columns were chosen has to be told from what it deletes.
        let is_unexpected = !row.is_update && !self.has(Column::Event);
        let shown = |column| if column == Column::Status && is_unexpected { Column::Event } else { column };
        self.compose(paint, row.has_problems && self.marks(), |column| row.cell(shown(column)).clone())
    }

    /// Whether rows with problems have a sign instead of saying which.
    pub(super) fn marks(&self) -> bool {
        self.has(Column::Number) && !self.has(Column::Problems)
    }

    fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(other, _)| *other == column)
    }

    fn compose(&self, paint: Paint, is_marked: bool, cell: impl Fn(Column) -> Text) -> String {
        let mut line = String::new();
        // Blanks are written only before something, so that no line ends with them.
        let mut blanks = 0;
        for &(column, width) in &self.columns {
            let text = cell(column);
            let text = if self.cuts { text.cut(width, self.mark) } else { text };
            let room = width.saturating_sub(text.width());
            let (before, after) = if column.is_right() { (room, 0) } else { (0, room) };
            blanks += before;
            if text.width() > 0 {
                fill(&mut line, std::mem::take(&mut blanks));
                text.write(text.all(), paint, &mut line);
            }
            blanks += after + GAP;
            if column == Column::Number && is_marked {
                let sign = Text::own("!", Some(Style::Warning));
                sign.write(sign.all(), paint, &mut line);
                blanks -= sign.width();
            }
        }
        line.push('\n');
        line
    }
}

/// How wide a column is that holds what it has to hold.
fn natural(column: Column, rows: &[&Row], more: bool, canvas: Canvas) -> usize {
    let widest = rows.iter().map(|row| row.cell(column).width()).max().unwrap_or(0);
    let width = if canvas.width.is_some() { widest.min(column.widest()) } else { widest };
    let least = if column == Column::Number && more { DIGITS } else { column.heading().len() };
    width.max(least)
}

/// Makes the columns fit: the title gives way first, then the list of problems; then columns go, from the right.
fn fit(columns: &mut Vec<(Column, usize)>, width: usize) {
    let natural = columns.clone();
    loop {
        let total: usize = columns.iter().map(|(_, width)| width + GAP).sum();
        let Some(excess) = total.saturating_sub(GAP).checked_sub(width).filter(|&excess| excess > 0) else { break };
        let is_last = columns.last().is_some_and(|(column, _)| *column == Column::Title);
        let keeps = |column: Column| match column {
            Column::Title => Some(if is_last { TITLE_KEEPS_LAST } else { TITLE_KEEPS }),
            Column::Problems => Some(PROBLEMS_KEEP),
            _ => None,
        };
        let giving = columns.iter_mut().find(|(column, width)| keeps(*column).is_some_and(|keeps| *width > keeps));
        if let Some((column, width)) = giving {
            *width = width.saturating_sub(excess).max(keeps(*column).unwrap_or(0));
            continue;
        }
        let last = columns.iter().rposition(|(column, _)| !matches!(column, Column::Start | Column::Offset));
        match last {
            Some(last) => columns.remove(last),
            None => break,
        };
    }
    // What a dropped column has left free goes back to the title.
    let total: usize = columns.iter().map(|(_, width)| width + GAP).sum();
    let free = (width + GAP).saturating_sub(total);
    let wish = natural.iter().find(|(column, _)| *column == Column::Title).map_or(0, |(_, width)| *width);
    if let Some((_, title)) = columns.iter_mut().find(|(column, _)| *column == Column::Title) {
        *title = (*title + free).min(wish.max(*title));
    }
}
