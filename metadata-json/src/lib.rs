//! JSON for whatever a chain's metadata (V16) describes: values, arguments, calls and events, and their JSON Schema.
//!
//! The rules are in `docs/json.md`. [`Metadata`] is where to begin: it turns SCALE into JSON ([`Metadata::to_json`]), JSON into
//! SCALE ([`Metadata::to_scale`]), and types into JSON Schema draft-07 ([`Metadata::schemas`]).
//!
//! Both directions are for input by strangers: depth, the number of values and the length of numbers are bounded, and what is
//! wrong is an [`Error`] that says where.

#![deny(missing_docs)]

mod error;
mod forms;
mod metadata;
mod names;
mod node;
mod parse;
mod prepare;
mod read;
mod same;
mod schema;
mod shape;
mod transaction;
mod write;

pub use error::Error;
pub use forms::{key_from_text, key_to_text};
pub use metadata::{Argument, Call, ErrorInfo, Metadata, View};
pub use names::{camel_case, kebab_case};
pub use parse::parse;
pub use schema::Schemas;
pub use shape::Shape;
pub use write::{NoShorthands, Shorthands};

/// How deep values may be nested, and so the JSON of them: what parsers take by default, 128, less what is around a value.
pub const MAX_DEPTH: u32 = 120;

/// How many values one value may consist of.
pub const MAX_VALUES: u32 = 1 << 20;

/// The largest number that every reader of JSON can represent.
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
