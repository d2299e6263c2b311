#![no_main]

use civitas_fuzz::{attempt, report::Report, steps};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
	let steps = steps::of_bytes(bytes);
	if let Err(what) = attempt(&steps, &mut Report::default()) {
		panic!("{what}");
	}
});
