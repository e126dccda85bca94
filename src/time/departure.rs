//! The ways in which an ISO 8601 date-time can depart from RFC 3339, and their words.
//!
//! A set of bits, so that a timestamp stays `Copy` and a standard one costs nothing.

use std::borrow::Cow;

/// One way in which a text is ISO 8601, but not RFC 3339 (section 5.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Departure {
    /// `20230925T160000Z`.
    BasicForm,
    /// `2023-W39-1T…`.
    WeekDate,
    /// `2023-268T…`.
    OrdinalDate,
    /// `2023-09-25 16:00:00Z`. RFC 3339 mentions it in a note, but its grammar has no place for it.
    BlankForT,
    /// `…T16Z`.
    NoMinutes,
    /// `…T16:00Z`.
    NoSeconds,
    /// `…T16.5Z`.
    FractionOfHour,
    /// `…T16:00.5Z`.
    FractionOfMinute,
    /// `…T24:00:00Z`: the end of that day.
    Hour24,
    /// `…T16:00:00,5Z`.
    CommaFraction,
    /// `…T16:00:00-0400`.
    OffsetWithoutColon,
    /// `…T16:00:00+05`.
    OffsetWithoutMinutes,
}

impl Departure {
    /// All of them, in the order of their places in a text.
    pub const ALL: [Self; 12] = [
        Self::BasicForm,
        Self::WeekDate,
        Self::OrdinalDate,
        Self::BlankForT,
        Self::NoMinutes,
        Self::NoSeconds,
        Self::FractionOfHour,
        Self::FractionOfMinute,
        Self::Hour24,
        Self::CommaFraction,
        Self::OffsetWithoutColon,
        Self::OffsetWithoutMinutes,
    ];

    /// What is unusual, as a clause for a message.
    pub const fn description(self) -> &'static str {
        match self {
            Self::BasicForm => "it is in the basic form",
            Self::WeekDate => "the date is a week date",
            Self::OrdinalDate => "the date is a year and a day of the year",
            Self::BlankForT => "a blank stands for the `T`",
            Self::NoMinutes => "there are no minutes and seconds",
            Self::NoSeconds => "there are no seconds",
            Self::FractionOfHour => "a fraction of the hour stands for minutes and seconds",
            Self::FractionOfMinute => "a fraction of the minute stands for the seconds",
            Self::Hour24 => "midnight is written as 24:00, the end of the day",
            Self::CommaFraction => "the fraction begins with a comma",
            Self::OffsetWithoutColon => "the offset has no colon",
            Self::OffsetWithoutMinutes => "the offset has no minutes",
        }
    }
}

/// How a timestamp departs from RFC 3339; empty for a standard one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Departures(u16);

impl Departures {
    /// None: RFC 3339, or RFC 3339 without its offset.
    pub const NONE: Self = Self(0);

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `departure` is among them.
    pub const fn contains(self, departure: Departure) -> bool {
        self.0 & (1 << departure as u8) != 0
    }

    /// Each of them, in the order of their places in a text.
    pub fn iter(self) -> impl Iterator<Item = Departure> {
        Departure::ALL.into_iter().filter(move |&departure| self.contains(departure))
    }

    pub(super) fn insert(&mut self, departure: Departure) {
        self.0 |= 1 << departure as u8;
    }

    /// The descriptions as one clause: “there are no seconds and the offset has no colon”.
    pub fn clause(self) -> Cow<'static, str> {
        if self.0.is_power_of_two() {
            // As nearly always there is one.
            let only = Departure::ALL.get(self.0.trailing_zeros() as usize);
            return only.map_or("", |only| only.description()).into();
        }
        let last = self.iter().count().saturating_sub(1);
        let mut clause = String::new();
        for (index, departure) in self.iter().enumerate() {
            clause.push_str(match index {
                0 => "",
                _ if index == last => " and ",
                _ => ", ",
            });
            clause.push_str(departure.description());
        }
        clause.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_departure_has_its_own_bit() {
        for one in Departure::ALL {
            let mut set = Departures::NONE;
            set.insert(one);
            assert!(!set.is_empty());
            assert_eq!(set.iter().collect::<Vec<_>>(), [one]);
            assert_eq!(set.clause(), one.description());
        }
    }

    #[test]
    fn several_are_joined_in_the_order_of_their_places() {
        let mut set = Departures::NONE;
        set.insert(Departure::OffsetWithoutColon);
        set.insert(Departure::NoSeconds);
        set.insert(Departure::BlankForT);
        assert_eq!(set.clause(), "a blank stands for the `T`, there are no seconds and the offset has no colon");
    }
}
