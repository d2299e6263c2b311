//! What the runtime has logged as an error.

use log::{Level, LevelFilter, Log, Metadata, Record};
use std::{cell::RefCell, sync::Once};

thread_local! {
	static ERRORS: RefCell<String> = const { RefCell::new(String::new()) };
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
