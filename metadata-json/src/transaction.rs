//! Transactions, as blocks have them.

use crate::{camel_case, Error, Metadata};
use codec::{Compact, Decode};
use serde_json::{json, Map, Value};

impl Metadata {
	/// A transaction as a block has it, with its length in front: its `version`; its `signer` and `signature` if it has them, and else null; its
	/// `extensions`, by name; and its `call`.
	pub fn transaction(&self, bytes: &[u8]) -> Result<Value, Error> {
		let unreadable = |error: codec::Error| Error::new(format!("the transaction cannot be read: {error}"));
		let mut rest = bytes;
		let Compact(length) = Compact::<u32>::decode(&mut rest).map_err(unreadable)?;
		if usize::try_from(length) != Ok(rest.len()) {
			return Err(Error::new(format!("the transaction says that it has {length} bytes, and has {}", rest.len())));
		}
		let kind = u8::decode(&mut rest).map_err(unreadable)?;
		let version = kind & 0b0011_1111;
		let (mut signer, mut signature) = (Value::Null, Value::Null);
		let extensions = match (version, kind >> 6) {
			// It is not signed, as what a block says of itself.
			(4 | 5, 0b00) => Value::Null,
			(4, 0b10) => {
				signer = self.read(self.extrinsic.address_ty.id, &mut rest).map_err(|error| error.under("signer"))?;
				signature =
					self.read(self.extrinsic.signature_ty.id, &mut rest).map_err(|error| error.under("signature"))?;
				self.extensions_of(0, &mut rest)?
			},
			(5, 0b01) => {
				let version = u8::decode(&mut rest).map_err(unreadable)?;
				self.extensions_of(version, &mut rest)?
			},
			_ => return Err(Error::new(format!("the transaction is of an unknown kind: it begins with {kind:#04x}"))),
		};
		let call = self.to_json(self.call_type(), rest).map_err(|error| error.under("call"))?;
		Ok(json!({
			"version": version, "signer": signer, "signature": signature, "extensions": extensions, "call": call,
		}))
	}

	/// What a transaction says beside its call.
	fn extensions_of(&self, version: u8, bytes: &mut &[u8]) -> Result<Value, Error> {
		let places = self.extrinsic.transaction_extensions_by_version.get(&version);
		let places = places.ok_or_else(|| Error::new(format!("there are no extensions of version {version}")))?;
		let mut extensions = Map::new();
		for Compact(place) in places {
			let known = usize::try_from(*place).ok().and_then(|place| self.extrinsic.transaction_extensions.get(place));
			let known = known.ok_or_else(|| Error::new(format!("the metadata has no extension {place}")))?;
			let name = camel_case(&known.identifier);
			let value = self.read(known.ty.id, bytes).map_err(|error| error.under(&name).under("extensions"))?;
			extensions.insert(name, value);
		}
		Ok(extensions.into())
	}
}
