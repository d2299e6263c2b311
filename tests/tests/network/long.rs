//! What becomes of finality when validators fail, lie, or are cut off: tests that take minutes, and need root for a name space of the
//! network. `scripts/network-tests.sh` runs them.

mod equivocation;
mod partition;
mod seldom;
