#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod context;
mod document;
mod expand;
mod fields;
mod form;
mod own;
mod time;
mod website;

pub use context::{is_known_context, BADGES_CONTEXT, CREDENTIALS_CONTEXT};
pub use document::{Bound, Document, DocumentError, MAX_DEPTH, MAX_DOCUMENT_BYTES};
pub use fields::are_fields;
pub use form::{
	context_of_anchor, context_of_claims, form_of, is_badge, problems_of, with_chain, without_chain, Form, Names,
	ANCHOR, CLAIMS, PROOF, STATUS,
};
pub use own::{Own, OwnIssuer, Relation, Validity};
pub use time::DateTime;
pub use website::{is_host, website_of};
