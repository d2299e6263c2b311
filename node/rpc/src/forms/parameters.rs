//! Reading what forms are asked with.

use super::names;
use crate::{
	error::{invalid_params, not_known_there, runtime_error},
	views::{Arguments, Views},
};
use civitas_credentials::{Bound, Document};
use civitas_primitives::certification::{status_list::MAX_ENTRIES, MerkleProof};
use codec::{Decode, DecodeAll};
use jsonrpsee::core::RpcResult;
use scale_info::TypeInfo;
use serde_json::Value;
use sp_core::crypto::AccountId32;

/// The pallet whose views forms of certificates ask.
pub const CERTIFICATION: &str = "Certification";

/// The most bytes of JSON that are read: 256 KiB. A request may have more, but what is certified is a document, and it is
/// hashed, copied and compared.
pub const MAX_BYTES: usize = Bound::CREDENTIAL.bytes;

/// The most nodes of the proof of one of a batch: what the largest batch needs.
const MAX_NODES: usize = MAX_ENTRIES.ilog2() as usize;

/// A parameter of a form that an argument of a view of certification has the name of: it is read as the view reads it.
pub fn as_in_view<T>(views: &dyn Views, arguments: &Arguments, view: &str, name: &str) -> RpcResult<T>
where
	T: Decode + TypeInfo + 'static,
{
	let metadata = views.metadata()?;
	let argument = metadata
		.view(CERTIFICATION, view)
		.and_then(|view| view.inputs.iter().find(|input| input.name == name))
		// The view of another version of the runtime may ask in another form.
		.filter(|input| metadata.is::<T>(input.ty))
		.ok_or_else(|| {
			not_known_there(
				format_args!("{name} of {CERTIFICATION}.{view} of the form that is known here"),
				views.block(),
			)
		})?;
	let scale = metadata.to_scale(argument.ty, arguments.get(name).unwrap_or(&Value::Null)).map_err(|error| {
		let error = error.under(name);
		invalid_params(&error.path, &error.problem)
	})?;
	T::decode_all(&mut &scale[..]).map_err(runtime_error)
}

/// A parameter that is JSON, of no more than [`MAX_BYTES`].
pub fn json(arguments: &Arguments, name: &str) -> RpcResult<Option<Document>> {
	let Some(value) = arguments.get(name) else { return Ok(None) };
	let bytes = value.to_string().len();
	if bytes > MAX_BYTES {
		let problem = format!("{bytes} bytes of JSON are more than the {MAX_BYTES} that are read");
		return Err(invalid_params(name, problem));
	}
	let read = Document::from_value_within(value.clone(), Bound::CREDENTIAL);
	read.map(Some).map_err(|problem| invalid_params(name, problem))
}

/// An account, as views take it, or the DID of an identity.
pub fn account(views: &dyn Views, path: &str, value: &Value) -> RpcResult<AccountId32> {
	if let Some(did) = value.as_str().filter(|text| text.starts_with("did:")) {
		return names::identity(path, did);
	}
	let metadata = views.metadata()?;
	let ty = metadata
		.view(CERTIFICATION, "certificates_of")
		.and_then(|view| view.inputs.iter().find(|input| input.name == "subject"))
		.filter(|input| metadata.is::<AccountId32>(input.ty))
		.ok_or_else(|| not_known_there("account of the form that is known here", views.block()))?
		.ty;
	let scale = metadata.to_scale(ty, value).map_err(|error| {
		let error = error.under(path);
		invalid_params(&error.path, &error.problem)
	})?;
	AccountId32::decode_all(&mut &scale[..]).map_err(runtime_error)
}

/// Refuse what is too long to be the proof of one of a batch, before the runtime has to read it.
pub fn check_proof(parameter: &str, proof: &MerkleProof) -> RpcResult<()> {
	let nodes = proof.0.len();
	if nodes > MAX_NODES {
		let problem = format!("the proof has {nodes} nodes; none has more than {MAX_NODES}");
		return Err(invalid_params(parameter, problem));
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;
	use sp_core::H256;

	/// A value whose JSON has so many bytes, quotation marks included.
	fn text(bytes: usize) -> Value {
		"x".repeat(bytes - 2).into()
	}

	fn read(value: Value) -> Result<Option<Document>, String> {
		let Value::Object(values) = json!({ "claims": value }) else { panic!("it is an object") };
		json(&values.into(), "claims").map_err(|error| error.message().to_owned())
	}

	#[test]
	fn what_is_too_long_is_refused_before_it_is_read() {
		assert!(read(text(MAX_BYTES)).is_ok());
		let expected = "Invalid params: claims: 262145 bytes of JSON are more than the 262144 that are read";
		assert_eq!(read(text(MAX_BYTES + 1)).unwrap_err(), expected);
		// Though it would not be what is asked for either.
		let number = json!([text(MAX_BYTES), u64::MAX]);
		assert!(read(number).unwrap_err().contains("more than the 262144"));
	}

	#[test]
	fn what_is_not_too_long_is_read_as_ever() {
		assert_eq!(read(json!(null)), Ok(None));
		let value = json!({ "a": [1, null, "\"ü\n"] });
		assert_eq!(read(value.clone()).unwrap().map(Value::from), Some(value));
		assert!(read(json!({ "a": u64::MAX })).unwrap_err().starts_with("Invalid params: claims: the number"));
	}

	#[test]
	fn the_longest_proof_is_that_of_the_largest_batch() {
		assert_eq!(1 << MAX_NODES, MAX_ENTRIES);
		let check = |nodes| check_proof("presented", &MerkleProof(vec![H256::zero(); nodes]));
		assert!(check(0).is_ok() && check(MAX_NODES).is_ok());
		let problem = "Invalid params: presented: the proof has 21 nodes; none has more than 20";
		assert_eq!(check(21).unwrap_err().message(), problem);
	}
}
