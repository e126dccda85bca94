//! The field table for others: as a JSON Schema, and as a table in Markdown.

mod json;
mod json_schema;
mod markdown;
mod pattern;

pub use json_schema::json_schema;
pub use markdown::markdown;
