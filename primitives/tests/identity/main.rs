//! What other crates, and clients in other languages, can rely on: keys, signatures, the envelope and the test vectors.

#[path = "../common/mod.rs"]
mod common;
mod envelope;
mod keys;
mod points;
mod signatures;
mod vectors;
mod webauthn;
