//! The signs that human formats draw with: for screens that show more than ASCII, and for those that don't.

use std::borrow::Cow;

use crate::console::Canvas;

/// One set of signs. A sign that stands between two things has its blanks with it.
#[derive(Debug)]
pub struct Signs {
    /// What stands where something was cut off.
    pub ellipsis: &'static str,
    /// Between old and new.
    pub arrow: &'static str,
    /// Between the clocks of one day.
    pub dash: &'static str,
    /// Between the same time in two zones.
    pub dot: &'static str,
    /// Before a line of a stranger's text.
    pub bar: &'static str,
}

static DRAWN: Signs = Signs { ellipsis: "…", arrow: " → ", dash: "–", dot: " · ", bar: "│ " };
static ASCII: Signs = Signs { ellipsis: "...", arrow: " -> ", dash: "-", dot: " | ", bar: "| " };

impl Signs {
    /// Those that `canvas` asks for.
    pub fn of(canvas: Canvas) -> &'static Self {
        if canvas.ascii { &ASCII } else { &DRAWN }
    }

    /// `text`, a sentence of ours, with these signs.
    pub fn spelt<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.ellipsis.is_ascii() || text.is_ascii() {
            return text.into();
        }
        let pairs = [(DRAWN.ellipsis, self.ellipsis), (DRAWN.arrow, self.arrow)];
        pairs.into_iter().fold(text.to_owned(), |text, (drawn, own)| text.replace(drawn, own)).into()
    }
}
