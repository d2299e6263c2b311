//! Networks of several validators: what becomes of finality when some of them fail, lie, or are cut off.
//!
//! Their chain has sessions of 20 slots of 250 ms, so that many pass. What takes a minute is run always; the rest by
//! `scripts/network-tests.sh`, which sets `CIVITAS_NETWORK_TESTS`.

mod chain;
mod equivocation;
mod partition;
mod recovery;
mod seldom;

/// Whether the long form is wanted.
fn is_long() -> bool {
	let wanted = std::env::var_os("CIVITAS_NETWORK_TESTS").is_some();
	if !wanted {
		println!("run by scripts/network-tests.sh");
	}
	wanted
}
