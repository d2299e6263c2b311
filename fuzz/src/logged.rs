//! What the runtime has logged as an error, and where it has panicked.

use log::{Level, LevelFilter, Log, Metadata, Record};
use std::{
	cell::{Cell, RefCell},
	panic::{catch_unwind, set_hook, take_hook, AssertUnwindSafe},
	sync::Once,
};

thread_local! {
	static ERRORS: RefCell<String> = const { RefCell::new(String::new()) };
	/// Whether panics of this thread are noted and not printed: while steps are left out, one after the other, each would be.
	static QUIET: Cell<bool> = const { Cell::new(false) };
}

struct Errors;

impl Log for Errors {
	fn enabled(&self, metadata: &Metadata) -> bool {
		metadata.level() == Level::Error
	}

	fn log(&self, record: &Record) {
		if self.enabled(record.metadata()) {
			ERRORS.with_borrow_mut(|errors| errors.push_str(&format!("{}: {}\n", record.target(), record.args())));
		}
	}

	fn flush(&self) {}
}

/// What this thread has logged since it was asked last.
pub fn take() -> String {
	static BEGUN: Once = Once::new();
	BEGUN.call_once(|| {
		if log::set_logger(&Errors).is_ok() {
			log::set_max_level(LevelFilter::Error);
		}
	});
	ERRORS.with_borrow_mut(std::mem::take)
}

/// Do something. If it panics, say why and where, and what was logged.
pub fn caught<R>(act: impl FnOnce() -> R) -> Result<R, String> {
	static BEGUN: Once = Once::new();
	BEGUN.call_once(|| {
		let usual = take_hook();
		set_hook(Box::new(move |panic| match QUIET.get() {
			true => ERRORS.with_borrow_mut(|errors| errors.push_str(&format!("{panic}\n"))),
			false => usual(panic),
		}));
	});
	take();
	QUIET.set(true);
	let outcome = catch_unwind(AssertUnwindSafe(act));
	QUIET.set(false);
	outcome.map_err(|_| take())
}
