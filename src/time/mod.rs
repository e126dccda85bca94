//! Date-times as payloads state them: the ISO 8601 profile, time zones to show them in, and their words for people.
//!
//! The profile is this project's own, over chrono's calendar arithmetic: chrono's parsers take what RFC 3339 does not
//! (`:60` in any minute, U+2212 as a sign) and can't say which part of a text is wrong. Nothing here knows of
//! findings, fields or formats.

mod calendar;
mod database;
mod departure;
mod digits;
mod fault;
mod fixed;
mod forms;
mod grammar;
mod guess;
mod instant;
mod moving;
mod names;
mod numbers;
#[cfg(test)]
mod properties;
mod read;
mod shift;
mod stamp;
pub mod text;
pub mod zone;

pub use database::is_known_zone;
pub use departure::{Departure, Departures};
pub use fixed::Fixed;
pub use instant::Instant;
pub use moving::{Move, is_epoch};
pub use names::is_calendar_word;
pub use read::{Invalid, parse, read};
pub use stamp::{OffsetText, Timestamp};
pub use zone::{Shown, UnknownZone, Zone};
