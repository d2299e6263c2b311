//! The methods over a mock of the runtime API: what reaches it, and what the outside sees.

mod bounds;
mod credentials;
mod documents;
mod export;
mod lists;
mod reads;
mod runtime;

use super::*;
