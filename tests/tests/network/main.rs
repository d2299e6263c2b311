//! A network of several validators, a third of which and more is lost. The other tests of networks take longer: see `long.rs`.
//!
//! Its chain has sessions of 20 slots of 250 ms, so that many pass.

mod recovery;
