//! JSON to SCALE.

use crate::{
	camel_case,
	forms::{excerpt, from_decimal, from_ss58, key_from_text},
	metadata::Argument,
	node::{Choice, Fields, Member, Node, Number, Special},
	Error, Metadata, MAX_DEPTH, MAX_SAFE_INTEGER, MAX_VALUES,
};
use codec::{Compact, Encode};
use primitive_types::U256;
use serde_json::{Map, Value};

/// What a person may type in place of a value. Each is asked before the usual form, and answers `None` to leave it to that.
pub trait Shorthands {
	/// An account.
	fn account(&self, text: &str) -> Result<Option<[u8; 32]>, String>;
	/// 32 bytes.
	fn hash(&self, text: &str) -> Result<Option<[u8; 32]>, String>;
	/// A number of 64 or 128 bits.
	fn number(&self, text: &str) -> Result<Option<u128>, String>;
}

/// Nothing but the usual forms.
pub struct NoShorthands;

impl Shorthands for NoShorthands {
	fn account(&self, _: &str) -> Result<Option<[u8; 32]>, String> {
		Ok(None)
	}

	fn hash(&self, _: &str) -> Result<Option<[u8; 32]>, String> {
		Ok(None)
	}

	fn number(&self, _: &str) -> Result<Option<u128>, String> {
		Ok(None)
	}
}

impl Metadata {
	/// A value of a type as SCALE.
	pub fn to_scale(&self, ty: u32, json: &Value) -> Result<Vec<u8>, Error> {
		self.to_scale_with(ty, json, &NoShorthands)
	}

	/// The same, of JSON that may have shorthands in it.
	pub fn to_scale_with(&self, ty: u32, json: &Value, shorthands: &dyn Shorthands) -> Result<Vec<u8>, Error> {
		let mut writer = Writer::new(self, shorthands);
		writer.value(ty, json)?;
		Ok(writer.bytes)
	}

	/// Arguments as SCALE, one behind the other: an object of them by name, or a list of them by place, of which those that are
	/// optional may be missing at the end.
	pub fn arguments(&self, inputs: &[Argument], json: &Value, shorthands: &dyn Shorthands) -> Result<Vec<u8>, Error> {
		let mut writer = Writer::new(self, shorthands);
		let members: Vec<_> =
			inputs.iter().map(|input| Member { name: camel_case(&input.name), ty: input.ty }).collect();
		match json {
			Value::Object(object) => writer.object(&members, object, "parameter")?,
			Value::Array(items) => {
				if items.len() > members.len() {
					return Err(Error::new(format!(
						"there are {} parameters, and {} were expected at the most",
						items.len(),
						members.len()
					)));
				}
				for (place, member) in members.iter().enumerate() {
					writer.member(member, items.get(place))?;
				}
			},
			Value::Null => writer.object(&members, &Map::new(), "parameter")?,
			other => return Err(Error::new(format!("{} is neither an object nor a list", shown(other)))),
		}
		Ok(writer.bytes)
	}
}

struct Writer<'a> {
	metadata: &'a Metadata,
	shorthands: &'a dyn Shorthands,
	bytes: Vec<u8>,
	values: u32,
	depth: u32,
}

/// A value in an error.
fn shown(value: &Value) -> String {
	match value {
		Value::String(text) => excerpt(text),
		Value::Array(_) => "a list".to_owned(),
		Value::Object(_) => "an object".to_owned(),
		// A number can have any number of digits.
		other => other.to_string().chars().take(64).collect(),
	}
}

/// An error that says what would have been right.
fn is_not<T>(value: &Value, what: &str) -> Result<T, Error> {
	Err(Error::new(format!("{} is not {what}", shown(value))))
}

impl<'a> Writer<'a> {
	fn new(metadata: &'a Metadata, shorthands: &'a dyn Shorthands) -> Self {
		Self { metadata, shorthands, bytes: Vec::new(), values: MAX_VALUES, depth: 0 }
	}

	fn value(&mut self, ty: u32, json: &Value) -> Result<(), Error> {
		self.values = self.values.checked_sub(1).ok_or_else(|| Error::new("there are too many values"))?;
		if self.depth == MAX_DEPTH {
			return Err(Error::new(format!("values are nested more than {MAX_DEPTH} deep")));
		}
		self.depth += 1;
		self.node(ty, json)?;
		self.depth -= 1;
		Ok(())
	}

	fn node(&mut self, ty: u32, json: &Value) -> Result<(), Error> {
		let metadata = self.metadata;
		match metadata.node(ty)? {
			Node::Null => match json {
				Value::Null => Ok(()),
				other => is_not(other, "null"),
			},
			Node::Bool => match json {
				Value::Bool(value) => self.push(value),
				other => is_not(other, "true or false"),
			},
			Node::Text => match json {
				Value::String(text) => self.push(text),
				other => is_not(other, "a text"),
			},
			Node::Number(number) => self.number(*number, json),
			Node::Bytes => {
				let bytes = bytes(json)?;
				self.push(&bytes)
			},
			Node::FixedBytes(length) => self.fixed_bytes(*length, json),
			Node::List(item) => {
				let items = list(json)?;
				self.length(items.len())?;
				self.items(items, |_| Some(*item))
			},
			Node::FixedList(item, length) => {
				let items = list(json)?;
				if u32::try_from(items.len()) != Ok(*length) {
					return Err(Error::new(format!("the list has {} items, and has to have {length}", items.len())));
				}
				self.items(items, |_| Some(*item))
			},
			Node::Wrapped(inner) => self.value(*inner, json),
			Node::Tuple(parts) => self.tuple(parts, json),
			Node::Struct(members) => self.members(members, json),
			Node::Enum(choices) => self.choice(choices, json),
			Node::Option(inner, nullable) => self.option(*inner, *nullable, json),
			Node::Bits { word, from_the_top } => self.bits(*word, *from_the_top, json),
			Node::Special(special) => self.special(special, json),
		}
	}

	fn push(&mut self, value: &impl Encode) -> Result<(), Error> {
		value.encode_to(&mut self.bytes);
		Ok(())
	}

	fn length(&mut self, length: usize) -> Result<(), Error> {
		let length = u32::try_from(length).map_err(|_| Error::new("the list is too long"))?;
		self.push(&Compact(length))
	}

	fn items(&mut self, items: &[Value], ty: impl Fn(usize) -> Option<u32>) -> Result<(), Error> {
		for (place, item) in items.iter().enumerate() {
			let Some(ty) = ty(place) else { return Ok(()) };
			self.value(ty, item).map_err(|error| error.at(place))?;
		}
		Ok(())
	}

	fn tuple(&mut self, parts: &[u32], json: &Value) -> Result<(), Error> {
		let items = list(json)?;
		if items.len() != parts.len() {
			return Err(Error::new(format!("the list has {} items, and has to have {}", items.len(), parts.len())));
		}
		self.items(items, |place| parts.get(place).copied())
	}

	fn members(&mut self, members: &[Member], json: &Value) -> Result<(), Error> {
		match json {
			Value::Object(object) => self.object(members, object, "field"),
			other => is_not(other, "an object"),
		}
	}

	fn object(&mut self, members: &[Member], object: &Map<String, Value>, what: &str) -> Result<(), Error> {
		if let Some(unknown) = object.keys().find(|name| members.iter().all(|member| member.name != **name)) {
			let known: Vec<_> = members.iter().map(|member| member.name.as_str()).collect();
			let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
			let problem = format!("there is no such {what}; there are: {known}");
			return Err(Error::new(problem).under(excerpt(unknown).trim_matches('"')));
		}
		members.iter().try_for_each(|member| self.member(member, object.get(&member.name)))
	}

	fn member(&mut self, member: &Member, value: Option<&Value>) -> Result<(), Error> {
		let written = match value {
			Some(value) => self.value(member.ty, value),
			None if self.metadata.is_optional(member.ty) => self.value(member.ty, &Value::Null),
			None => Err(Error::new("it is missing")),
		};
		written.map_err(|error| error.under(&member.name))
	}

	fn choice(&mut self, choices: &[Choice], json: &Value) -> Result<(), Error> {
		let find = |name: &str| {
			choices.iter().find(|choice| choice.name == name).ok_or_else(|| {
				let mut known: Vec<_> = choices.iter().take(64).map(|choice| choice.name.as_str()).collect();
				if choices.len() > known.len() {
					known.push("…");
				}
				Error::new(format!("{} is none of: {}", excerpt(name), known.join(", ")))
			})
		};
		let (name, value) = match json {
			Value::String(name) => (name, None),
			Value::Object(object) => match object.iter().next() {
				Some((name, value)) if object.len() == 1 => (name, Some(value)),
				_ => {
					return Err(Error::new(format!("an object of one member is expected, and it has {}", object.len())))
				},
			},
			other => return is_not(other, "a name, or an object of one member"),
		};
		let choice = find(name)?;
		self.bytes.push(choice.index);
		let written = match (&choice.fields, value) {
			(Fields::None, None) => Ok(()),
			(Fields::None, Some(_)) => Err(Error::new("it has no value: give its name alone")),
			(_, None) => Err(Error::new("it is given as an object, with its value under its name")),
			(Fields::One(ty), Some(value)) => self.value(*ty, value),
			(Fields::Several(parts), Some(value)) => self.tuple(parts, value),
			(Fields::Named(members), Some(value)) => self.members(members, value),
		};
		written.map_err(|error| error.under(&choice.name))
	}

	fn option(&mut self, inner: u32, nullable: bool, json: &Value) -> Result<(), Error> {
		let inside = match json {
			Value::Null => {
				self.bytes.push(0);
				return Ok(());
			},
			Value::Object(object) if nullable => match object.get("some") {
				Some(inside) if object.len() == 1 => inside,
				_ => return is_not(json, "null or an object with the member \"some\""),
			},
			_ if nullable => return is_not(json, "null or an object with the member \"some\""),
			json => json,
		};
		self.bytes.push(1);
		let written = self.value(inner, inside);
		if nullable {
			written.map_err(|error| error.under("some"))
		} else {
			written
		}
	}

	fn fixed_bytes(&mut self, length: u32, json: &Value) -> Result<(), Error> {
		if let (32, Some(text)) = (length, json.as_str()) {
			if let Some(hash) = self.shorthands.hash(text).map_err(Error::new)? {
				return self.push(&hash);
			}
		}
		let bytes = bytes(json)?;
		if u32::try_from(bytes.len()) != Ok(length) {
			return Err(Error::new(format!("there are {} bytes, and there have to be {length}", bytes.len())));
		}
		self.bytes.extend(bytes);
		Ok(())
	}

	fn number(&mut self, number: Number, json: &Value) -> Result<(), Error> {
		let what = match number.name() {
			name if name.starts_with('i') => format!("an {name}"),
			name => format!("a {name}"),
		};
		if number.width == 32 {
			return match (number.signed || number.compact, wide(json)) {
				(false, Some(value)) => self.push(&value.to_little_endian()),
				_ => is_not(json, &what),
			};
		}
		let mut shorthand = None;
		if let (8 | 16, Some(text)) = (number.width, json.as_str()) {
			shorthand = self.shorthands.number(text).map_err(Error::new)?;
		}
		let found = match (shorthand, number.decimals, json) {
			(Some(magnitude), ..) => Some((false, magnitude)),
			(None, Some(decimals), Value::String(text)) => from_decimal(text, decimals),
			(None, Some(decimals), json) => {
				let hint = format!("a decimal number in quotes, such as \"0.5\", with {decimals} digits at the most");
				return is_not(json, &hint);
			},
			(None, None, json) => integer(number.width, json),
		};
		let bits = u32::from(number.width) * 8;
		let fits = |(negative, magnitude): &(bool, u128)| match (number.signed, negative) {
			(false, true) => false,
			(false, false) => bits == 128 || magnitude >> bits == 0,
			(true, true) => *magnitude <= 1u128 << (bits - 1),
			(true, false) => magnitude >> (bits - 1) == 0,
		};
		// One number has one form.
		let one_form = |(negative, magnitude): &(bool, u128)| !negative || *magnitude > 0;
		let Some((negative, magnitude)) = found.filter(fits).filter(one_form) else { return is_not(json, &what) };
		if number.compact {
			return self.push(&Compact(magnitude));
		}
		let value = if negative { magnitude.wrapping_neg() } else { magnitude };
		self.bytes.extend(&value.to_le_bytes()[..usize::from(number.width)]);
		Ok(())
	}

	fn bits(&mut self, word: u8, from_the_top: bool, json: &Value) -> Result<(), Error> {
		let Some(text) = json.as_str().filter(|text| text.bytes().all(|bit| matches!(bit, b'0' | b'1'))) else {
			return is_not(json, "a text of 0 and 1");
		};
		self.length(text.len())?;
		let per_word = usize::from(word) * 8;
		let mut bytes = vec![0u8; text.len().div_ceil(per_word) * usize::from(word)];
		for (place, _) in text.bytes().enumerate().filter(|(_, bit)| *bit == b'1') {
			let (at, within) = (place / per_word * per_word, place % per_word);
			let place = at + if from_the_top { per_word - 1 - within } else { within };
			if let Some(byte) = bytes.get_mut(place / 8) {
				*byte |= 1 << (place % 8);
			}
		}
		self.bytes.extend(bytes);
		Ok(())
	}

	fn account(&mut self, json: &Value) -> Result<(), Error> {
		let Value::String(text) = json else { return is_not(json, "the address of an account") };
		if let Some(account) = self.shorthands.account(text).map_err(Error::new)? {
			return self.push(&account);
		}
		if text.starts_with("0x") {
			return self.fixed_bytes(32, json);
		}
		let account = from_ss58(text, self.metadata.ss58_prefix)?;
		self.push(&account)
	}

	fn special(&mut self, special: &Special, json: &Value) -> Result<(), Error> {
		match special {
			Special::Account => self.account(json),
			Special::Address(choices) => match json {
				Value::String(_) => {
					let Some(id) = choices.iter().find(|choice| choice.name == "id") else {
						return is_not(json, "an object of one member");
					};
					self.bytes.push(id.index);
					self.account(json)
				},
				other => self.choice(choices, other),
			},
			Special::Key(choices) => match json {
				Value::String(text) => {
					let (kind, key) = key_from_text(text)?;
					let known = choices.iter().find(|choice| choice.name == kind);
					let length = |choice: &&Choice| match choice.fields {
						Fields::One(ty) => match self.metadata.nodes.get(ty) {
							Some(Node::FixedBytes(length)) => usize::try_from(*length) == Ok(key.len()),
							_ => false,
						},
						_ => false,
					};
					let Some(choice) = known.filter(length) else {
						return is_not(json, &format!("a key of the type {kind}: it has {} bytes", key.len()));
					};
					self.bytes.push(choice.index);
					self.bytes.extend(key);
					Ok(())
				},
				other => self.choice(choices, other),
			},
			Special::Flags(names) => {
				let mut bits = 0u8;
				for (place, item) in list(json)?.iter().enumerate() {
					let bit = item.as_str().and_then(|text| names.iter().position(|name| *name == text));
					let problem = match bit {
						Some(bit) if bits >> bit & 1 == 0 => {
							bits |= 1 << bit;
							continue;
						},
						Some(_) => "it is given twice".to_owned(),
						None => format!("{} is none of: {}", shown(item), names.join(", ")),
					};
					return Err(Error::new(problem).at(place));
				}
				self.push(&bits)
			},
			Special::ModuleError => {
				let Value::Object(object) = json else { return is_not(json, "an object") };
				let text = |name: &str| object.get(name).and_then(Value::as_str);
				let index = object.get("index").and_then(Value::as_u64).and_then(|index| u8::try_from(index).ok());
				let found = match (text("pallet"), index, text("error")) {
					(Some(pallet), None, Some(error)) => self.metadata.module_error_named(pallet, error),
					(None, Some(index), Some(error)) => {
						bytes(&error.into())?.try_into().ok().map(|error: [u8; 4]| (index, error))
					},
					_ => None,
				};
				match found.filter(|_| object.len() == 2) {
					Some(found) => self.push(&found),
					None => is_not(json, "the error of a pallet: {\"pallet\": …, \"error\": …} or {\"index\": …, …}"),
				}
			},
			Special::CallIndex => {
				let prefix = match json {
					Value::String(text) => self.metadata.call_named(text)?,
					Value::Object(object) => {
						let part = |name: &str| u8::try_from(object.get(name)?.as_u64()?).ok();
						match (part("pallet"), part("call")) {
							(Some(pallet), Some(call)) if object.len() == 2 => [pallet, call],
							_ => return is_not(json, "the numbers of a call: {\"pallet\": …, \"call\": …}"),
						}
					},
					other => return is_not(other, "the name of a call, such as \"balances.transferKeepAlive\""),
				};
				self.push(&prefix)
			},
		}
	}
}

fn list(json: &Value) -> Result<&[Value], Error> {
	match json {
		Value::Array(items) => Ok(items),
		other => is_not(other, "a list"),
	}
}

fn bytes(json: &Value) -> Result<Vec<u8>, Error> {
	let digits = json.as_str().and_then(|text| text.strip_prefix("0x"));
	match digits.and_then(|digits| hex::decode(digits).ok()) {
		Some(bytes) => Ok(bytes),
		None => is_not(json, "bytes: 0x and an even number of hexadecimal digits"),
	}
}

/// A whole number: its sign and what is behind it. Numbers of more than 32 bits may be texts.
fn integer(width: u8, json: &Value) -> Option<(bool, u128)> {
	match json {
		Value::Number(number) => {
			let safe = |magnitude: &u64| width <= 4 || *magnitude <= MAX_SAFE_INTEGER;
			match number.as_u64() {
				Some(magnitude) => Some((false, u128::from(Some(magnitude).filter(safe)?))),
				None => {
					let magnitude = number.as_i64()?.unsigned_abs();
					Some((true, u128::from(Some(magnitude).filter(safe)?)))
				},
			}
		},
		Value::String(text) if width > 4 => match text.strip_prefix('-') {
			Some(digits) => Some((true, digits_of(digits)?.parse().ok()?)),
			None => Some((false, digits_of(text)?.parse().ok()?)),
		},
		_ => None,
	}
}

/// Digits, and not so many of them that reading them would take long. One number has one form.
fn digits_of(text: &str) -> Option<&str> {
	let plain = !text.is_empty() && text.len() <= 78 && text.bytes().all(|byte| byte.is_ascii_digit());
	(plain && (text == "0" || !text.starts_with('0'))).then_some(text)
}

fn wide(json: &Value) -> Option<U256> {
	match json {
		Value::String(text) => U256::from_dec_str(digits_of(text)?).ok(),
		Value::Number(number) => number.as_u64().filter(|number| *number <= MAX_SAFE_INTEGER).map(U256::from),
		_ => None,
	}
}
