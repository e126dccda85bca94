//! A rule's name as an argument: completed by shells, and suggested where it is mistyped.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

use crate::finding::Rule;
use crate::rules::{RULES, find};
use crate::suggest::nearest;

/// Reads the name of a rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleName;

impl RuleName {
    /// Reads it as what findings and policies call the rule.
    pub(super) fn id() -> impl TypedValueParser<Value = &'static str> {
        Self.map(|rule| rule.id)
    }
}

impl TypedValueParser for RuleName {
    type Value = &'static Rule;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<Self::Value, Error> {
        let name = value.to_string_lossy();
        find(&name).ok_or_else(|| {
            let mut error = Error::new(ErrorKind::InvalidValue).with_cmd(command);
            let argument = argument.map_or_else(|| "RULE".to_owned(), ToString::to_string);
            error.insert(ContextKind::InvalidArg, ContextValue::String(argument));
            if let Some(near) = nearest(&name, RULES.iter().map(|rule| rule.id)) {
                error.insert(ContextKind::SuggestedValue, ContextValue::String(near.to_owned()));
            } else {
                let hint = "`hoopspect explain` lists the rules".to_owned().into();
                error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![hint]));
            }
            error.insert(ContextKind::InvalidValue, ContextValue::String(name.into_owned()));
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(RULES.iter().map(|rule| PossibleValue::new(rule.id).help(rule.summary))))
    }
}
