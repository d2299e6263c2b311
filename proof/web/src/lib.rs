//! The checker of proofs for pages in browsers: a module that imports nothing, and so can neither ask anybody nor know the time.
//!
//! What is given and what is answered is in the memory of the module. It is freed with the module: a page makes one for each check, in a
//! worker that it can stop.

// Whoever calls it shares its memory with it.
#![allow(unsafe_code)]
#![deny(missing_docs)]

use civitas_proof::{check as checked, Bundle, Fault, Trust};
use serde_json::{json, Value};
use std::{slice, str};

fn no_random_numbers(_: &mut [u8]) -> Result<(), getrandom::Error> {
	Err(getrandom::Error::UNSUPPORTED)
}

getrandom::register_custom_getrandom!(no_random_numbers);

/// Where so many bytes can be put that are to be given.
#[no_mangle]
pub extern "C" fn reserve(length: usize) -> *mut u8 {
	Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// Which code a bundle needs, by its hash.
///
/// # Safety
///
/// The bytes were put where [`reserve`] has said.
#[no_mangle]
pub unsafe extern "C" fn needs(bundle: *const u8, length: usize) -> *const u8 {
	// SAFETY: as the caller promises.
	let bundle = unsafe { slice::from_raw_parts(bundle, length) };
	let code = Bundle::read(bundle).map(|bundle| civitas_proof::json::text(&bundle.code_hash()));
	answer(&match code {
		Ok(code) => json!({ "code": code }),
		Err(fault) => refused(&fault),
	})
}

/// Check a bundle by a code, from what is trusted: the hash of the genesis block, or the text of a checkpoint.
///
/// # Safety
///
/// The bytes were put where [`reserve`] has said.
#[no_mangle]
pub unsafe extern "C" fn check(
	bundle: *const u8,
	bundle_length: usize,
	code: *const u8,
	code_length: usize,
	trust: *const u8,
	trust_length: usize,
) -> *const u8 {
	// SAFETY: as the caller promises.
	let given = unsafe {
		[
			slice::from_raw_parts(bundle, bundle_length),
			slice::from_raw_parts(code, code_length),
			slice::from_raw_parts(trust, trust_length),
		]
	};
	answer(&told(given))
}

fn told([bundle, code, trust]: [&[u8]; 3]) -> Value {
	let trust = str::from_utf8(trust).map_err(|error| error.to_string()).and_then(Trust::from_text);
	let trust = match trust {
		Ok(trust) => trust,
		Err(problem) => return json!({ "fault": problem }),
	};
	let proven = Bundle::read(bundle).and_then(|bundle| checked(&bundle, code, &trust));
	match proven.and_then(|proven| Ok((proven.to_json()?, proven.checkpoint.to_json()))) {
		Ok((proven, checkpoint)) => json!({ "proven": proven, "checkpoint": checkpoint }),
		Err(fault) => refused(&fault),
	}
}

fn refused(fault: &Fault) -> Value {
	json!({ "fault": fault.to_string() })
}

/// Where an answer is: its length, and then its text.
fn answer(value: &Value) -> *const u8 {
	let text = value.to_string();
	// The memory of the module has less than 4 GiB.
	let length = u32::try_from(text.len()).unwrap_or_default().to_le_bytes();
	let bytes = [&length, text.as_bytes()].concat();
	Box::leak(bytes.into_boxed_slice()).as_ptr()
}
