//! What stands in `params`.

use crate::{
	error::{invalid_params, wrong},
	views::{Arguments, Param},
};
use jsonrpsee::{core::RpcResult, types::Params};
use serde_json::{Map, Value};

/// The most bytes of JSON that are read as `params`: 1 MiB. What is read takes many times its size in memory.
pub(crate) const MAX_PARAMS: usize = 1024 * 1024;

/// The parameter that all methods have as their last.
pub(crate) const BLOCK: &str = "block";

/// Parameters, by name or by position.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
	/// By name.
	Named(Map<String, Value>),
	/// By position.
	Placed(Vec<Value>),
}

impl Given {
	/// Reads them. What is said twice is an error, since whoever reads it might take either.
	pub fn read(params: &Params) -> RpcResult<Self> {
		let text = params.as_str().unwrap_or("[]");
		if text.len() > MAX_PARAMS {
			let bytes = text.len();
			return Err(wrong(format_args!("{bytes} bytes of JSON are more than the {MAX_PARAMS} that are read")));
		}
		match metadata_json::parse(text).map_err(wrong)? {
			Value::Object(values) => Ok(Self::Named(values)),
			Value::Array(values) => Ok(Self::Placed(values)),
			Value::Null => Ok(Self::Placed(Vec::new())),
			_ => Err(wrong("they are neither an object nor an array")),
		}
	}

	/// Takes the block out, which is the one after `others` if they are given by position. `null` is none.
	pub fn take_block(&mut self, others: usize) -> Option<Value> {
		let block = match self {
			Self::Named(values) => values.remove(BLOCK),
			Self::Placed(values) if values.len() == others.saturating_add(1) => values.pop(),
			Self::Placed(_) => None,
		};
		block.filter(|block| !block.is_null())
	}

	/// All of them that are not taken out, as JSON.
	pub fn into_json(self) -> Value {
		match self {
			Self::Named(values) => values.into(),
			Self::Placed(values) => values.into(),
		}
	}

	/// By the names that a method gives them. It may have others, which were taken out before.
	pub fn into_arguments(self, params: &[Param], others: &[&str]) -> RpcResult<Arguments> {
		let values = match self {
			Self::Named(values) => values,
			Self::Placed(values) if values.len() > params.len() => {
				let (given, expected) = (values.len(), params.len());
				return Err(wrong(format_args!(
					"there are {given} parameters, and {expected} were expected at the most"
				)));
			},
			Self::Placed(values) => params.iter().map(|param| param.name.to_owned()).zip(values).collect(),
		};
		if let Some(unknown) = values.keys().find(|name| params.iter().all(|param| param.name != *name)) {
			let known: Vec<_> = params.iter().map(|param| param.name).chain(others.iter().copied()).collect();
			let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
			let problem = format!("there is no such parameter; there are: {known}");
			return Err(invalid_params(&excerpt(unknown), problem));
		}
		let values = Arguments::from(values);
		match params.iter().find(|param| param.required && values.get(param.name).is_none()) {
			Some(missing) => Err(invalid_params(missing.name, "it is missing")),
			None => Ok(values),
		}
	}
}

/// The same error, if it says which parameters there are, with the one that all methods have besides.
pub(crate) fn with_block(mut error: metadata_json::Error) -> metadata_json::Error {
	if error.problem.starts_with("there is no such parameter") {
		error.problem = format!("{}, {BLOCK}", error.problem);
	}
	error
}

/// The beginning of a name that someone has made up.
pub(crate) fn excerpt(name: &str) -> String {
	name.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	const PARAMS: [Param; 2] = [param("did", true), param("limit", false)];

	const fn param(name: &'static str, required: bool) -> Param {
		Param { name, required, docs: "", schema: || json!({}) }
	}

	fn read(text: &str) -> Result<Given, String> {
		Given::read(&Params::new(Some(text))).map_err(|error| error.message().to_owned())
	}

	fn arguments(text: &str) -> Result<Arguments, String> {
		read(text)?.into_arguments(&PARAMS, &[BLOCK]).map_err(|error| error.message().to_owned())
	}

	#[test]
	fn they_are_read_by_name_and_by_position() {
		for text in [r#"{"limit": 7, "did": "x"}"#, r#"["x", 7]"#] {
			let arguments = arguments(text).unwrap();
			assert_eq!((arguments.get("did"), arguments.get("limit")), (Some(&json!("x")), Some(&json!(7))));
		}
		for text in [r#"{"did": "x"}"#, r#"["x"]"#, r#"["x", null]"#, r#"{"did": "x", "limit": null}"#] {
			assert_eq!(arguments(text).unwrap().get("limit"), None, "{text}");
		}
	}

	#[test]
	fn each_mistake_is_named() {
		for (text, problem) in [
			("{}", "did: it is missing"),
			("[]", "did: it is missing"),
			("null", "did: it is missing"),
			(r#"{"did": null}"#, "did: it is missing"),
			(r#"{"did": "x", "limits": 7}"#, "limits: there is no such parameter; there are: did, limit, block"),
			(r#"["x", 7, 8]"#, "there are 3 parameters, and 2 were expected at the most"),
			(r#""x""#, "they are neither an object nor an array"),
		] {
			assert_eq!(arguments(text).unwrap_err(), format!("Invalid params: {problem}"));
		}
		let problem = arguments(r#"{"did": "x", "did": "y"}"#).unwrap_err();
		assert!(problem.starts_with("Invalid params: did: it is given twice"), "{problem}");
	}

	#[test]
	fn where_there_is_nothing_to_give_nothing_is_taken() {
		let refusal = |text| read(text).unwrap().into_arguments(&[], &[]).unwrap_err().message().to_owned();
		assert_eq!(refusal(r#"{"block": 7}"#), "Invalid params: block: there is no such parameter; there are: none");
		assert_eq!(refusal("[null]"), "Invalid params: there are 1 parameters, and 0 were expected at the most");
	}

	#[test]
	fn nothing_given_is_an_empty_list() {
		assert_eq!(Given::read(&Params::new(None)), Ok(Given::Placed(Vec::new())));
		assert_eq!(read("null"), Ok(Given::Placed(Vec::new())));
	}

	#[test]
	fn the_block_is_the_last() {
		for (text, block, rest) in [
			(r#"{"did": "x", "block": 7}"#, Some(json!(7)), json!({ "did": "x" })),
			(r#"{"did": "x", "block": null}"#, None, json!({ "did": "x" })),
			(r#"["x", 3, 7]"#, Some(json!(7)), json!(["x", 3])),
			(r#"["x", 3, null]"#, None, json!(["x", 3])),
			(r#"["x", 3]"#, None, json!(["x", 3])),
			(r#"["x", 3, 4, 5]"#, None, json!(["x", 3, 4, 5])),
		] {
			let mut given = read(text).unwrap();
			assert_eq!(given.take_block(2), block, "{text}");
			assert_eq!(given.into_json(), rest, "{text}");
		}
	}

	#[test]
	fn what_is_too_long_is_refused_before_it_is_read() {
		let text = |bytes: usize| format!("[{:?}]", "x".repeat(bytes - 4));
		assert!(read(&text(MAX_PARAMS)).is_ok());
		let problem = read(&text(MAX_PARAMS + 1)).unwrap_err();
		assert_eq!(problem, "Invalid params: 1048577 bytes of JSON are more than the 1048576 that are read");
	}
}
