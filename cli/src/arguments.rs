//! What command lines have in common.

use clap::Args;
use subxt::utils::H256;

/// Which node to ask, and how to answer. The heading sets the options of all commands apart from those of one.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Connection and output")]
pub struct Connection {
	/// The WebSocket address of a node that you trust to tell the truth.
	#[arg(long, global = true, value_name = "URL", env = "CIVITAS_URL", default_value = "ws://127.0.0.1:9944")]
	pub url: String,
	/// Connect to another machine even if the connection is not encrypted, so that the answers could be forged on the way.
	#[arg(long, global = true)]
	pub insecure: bool,
	/// Give up after so many seconds.
	#[arg(long, global = true, value_name = "SECONDS", default_value_t = 120)]
	#[arg(value_parser = clap::value_parser!(u64).range(1..=86_400))]
	pub timeout: u64,
	/// Print JSON on standard output, errors too.
	#[arg(long, global = true)]
	pub json: bool,
}

/// An identifier or a hash: 32 bytes in hexadecimal.
pub fn hash(text: &str) -> Result<H256, String> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let mut bytes = [0u8; 32];
	hex::decode_to_slice(digits, &mut bytes).map_err(|_| "not 32 bytes in hexadecimal (64 digits)".to_owned())?;
	Ok(bytes.into())
}

#[cfg(test)]
mod tests {
	use super::*;

	const ID: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

	#[test]
	fn hashes_have_32_bytes() {
		assert_eq!(hash(ID), Ok(H256::repeat_byte(0x11)));
		assert_eq!(hash(&ID[2..]), Ok(H256::repeat_byte(0x11)));
		for wrong in ["", "0x", &ID[..64], &format!("{ID}11"), &ID.replace('1', "g"), &ID.replace("0x", "0x0x")] {
			assert!(hash(wrong).is_err(), "{wrong}");
		}
	}
}
