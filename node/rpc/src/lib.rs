//! The JSON-RPC of Civitas. Each method mirrors a runtime API: it checks and names what comes in, gives the answer as JSON,
//! and says at which block it is true. A client that does not trust the server asks the same of a light client.

#![deny(missing_docs)]

pub mod block;
pub mod bounded;
pub mod certification;
pub mod error;
pub mod identity;
pub mod json;
#[cfg(test)]
mod mock;

pub use certification::{Certification, CertificationApiServer};
pub use identity::{Identity, IdentityApiServer};
