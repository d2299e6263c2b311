//! SCALE to JSON.

use crate::{
	camel_case,
	forms::{key_to_text, to_decimal, to_ss58},
	node::{Choice, Fields, Member, Node, Number, Special},
	Error, Metadata, MAX_DEPTH, MAX_SAFE_INTEGER, MAX_VALUES,
};
use codec::{Compact, Decode};
use primitive_types::U256;
use serde_json::{json, Map, Value};

impl Metadata {
	/// A value of a type as JSON. All bytes have to be of it.
	pub fn to_json(&self, ty: u32, scale: &[u8]) -> Result<Value, Error> {
		let mut bytes = scale;
		let value = self.read(ty, &mut bytes)?;
		match bytes.len() {
			0 => Ok(value),
			left => Err(Error::new(format!("{left} bytes are left over"))),
		}
	}

	/// A value of a type as JSON, from where `bytes` begin; they go on behind it.
	pub fn read(&self, ty: u32, bytes: &mut &[u8]) -> Result<Value, Error> {
		Reader { metadata: self, bytes, values: MAX_VALUES, depth: 0 }.value(ty)
	}
}

struct Reader<'a, 'bytes> {
	metadata: &'a Metadata,
	bytes: &'a mut &'bytes [u8],
	/// How many values there may still be.
	values: u32,
	depth: u32,
}

impl Reader<'_, '_> {
	fn value(&mut self, ty: u32) -> Result<Value, Error> {
		self.values = self.values.checked_sub(1).ok_or_else(|| Error::new("there are too many values"))?;
		if self.depth == MAX_DEPTH {
			return Err(Error::new(format!("values are nested more than {MAX_DEPTH} deep")));
		}
		self.depth += 1;
		let value = self.node(ty)?;
		self.depth -= 1;
		Ok(value)
	}

	fn node(&mut self, ty: u32) -> Result<Value, Error> {
		let metadata = self.metadata;
		match metadata.node(ty)? {
			Node::Null => Ok(Value::Null),
			Node::Bool => match self.byte()? {
				0 => Ok(false.into()),
				1 => Ok(true.into()),
				other => Err(Error::new(format!("{other} is neither true nor false"))),
			},
			Node::Text => {
				let length = self.length()?;
				let text = std::str::from_utf8(self.take(length)?);
				text.map(Value::from).map_err(|_| Error::new("the text is not UTF-8"))
			},
			Node::Number(number) => self.number(*number),
			Node::Bytes => {
				let length = self.length()?;
				Ok(self.hex(length)?)
			},
			Node::FixedBytes(length) => self.hex(*length),
			Node::List(item) => {
				let length = self.length()?;
				self.list(*item, length)
			},
			Node::FixedList(item, length) => self.list(*item, *length),
			Node::Wrapped(inner) => self.value(*inner),
			Node::Tuple(parts) => self.tuple(parts),
			Node::Struct(members) => self.object(members),
			Node::Enum(choices) => self.choice(choices),
			Node::Option(inner, nullable) => match self.byte()? {
				0 => Ok(Value::Null),
				1 if *nullable => Ok(json!({ "some": self.value(*inner)? })),
				1 => self.value(*inner),
				other => Err(Error::new(format!("{other} is neither Some nor None"))),
			},
			Node::Bits { word, from_the_top } => self.bits(*word, *from_the_top),
			Node::Special(special) => self.special(special),
		}
	}

	fn take(&mut self, length: u32) -> Result<&[u8], Error> {
		let length = usize::try_from(length).unwrap_or(usize::MAX);
		let (taken, rest) = self.bytes.split_at_checked(length).ok_or_else(|| Error::new("the bytes end too early"))?;
		*self.bytes = rest;
		Ok(taken)
	}

	fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
		let (taken, rest) = self.bytes.split_first_chunk().ok_or_else(|| Error::new("the bytes end too early"))?;
		let taken = *taken;
		*self.bytes = rest;
		Ok(taken)
	}

	fn byte(&mut self) -> Result<u8, Error> {
		self.array::<1>().map(|[byte]| byte)
	}

	fn hex(&mut self, length: u32) -> Result<Value, Error> {
		self.take(length).map(|bytes| format!("0x{}", hex::encode(bytes)).into())
	}

	fn length(&mut self) -> Result<u32, Error> {
		let length = Compact::<u32>::decode(self.bytes).map_err(|_| Error::new("the length cannot be read"))?;
		Ok(length.0)
	}

	fn list(&mut self, item: u32, length: u32) -> Result<Value, Error> {
		// What has no bytes could be any number of items; the number of values is bounded besides.
		let room = self.bytes.len().min(usize::try_from(length).unwrap_or(usize::MAX));
		let mut items = Vec::with_capacity(room);
		for place in 0..usize::try_from(length).unwrap_or(usize::MAX) {
			items.push(self.value(item).map_err(|error| error.at(place))?);
		}
		Ok(items.into())
	}

	fn tuple(&mut self, parts: &[u32]) -> Result<Value, Error> {
		let mut items = Vec::with_capacity(parts.len());
		for (place, part) in parts.iter().enumerate() {
			items.push(self.value(*part).map_err(|error| error.at(place))?);
		}
		Ok(items.into())
	}

	fn object(&mut self, members: &[Member]) -> Result<Value, Error> {
		let mut object = Map::new();
		for member in members {
			let value = self.value(member.ty).map_err(|error| error.under(&member.name))?;
			object.insert(member.name.clone(), value);
		}
		Ok(object.into())
	}

	fn chosen<'a>(&mut self, choices: &'a [Choice]) -> Result<&'a Choice, Error> {
		let index = self.byte()?;
		let place = choices.binary_search_by_key(&index, |choice| choice.index);
		place
			.ok()
			.and_then(|place| choices.get(place))
			.ok_or_else(|| Error::new(format!("there is no variant {index}")))
	}

	fn choice(&mut self, choices: &[Choice]) -> Result<Value, Error> {
		let choice = self.chosen(choices)?;
		let value = match &choice.fields {
			Fields::None => return Ok(choice.name.clone().into()),
			Fields::One(ty) => self.value(*ty),
			Fields::Several(parts) => self.tuple(parts),
			Fields::Named(members) => self.object(members),
		};
		let value = value.map_err(|error| error.under(&choice.name))?;
		Ok(Map::from_iter([(choice.name.clone(), value)]).into())
	}

	fn number(&mut self, number: Number) -> Result<Value, Error> {
		if number.width == 32 {
			let value = if number.compact {
				return Err(Error::new("there is no compact form of a number of 256 bits"));
			} else {
				U256::from_little_endian(&self.array::<32>()?)
			};
			// The sign is the highest bit.
			return Ok(if number.signed && value.bit(255) {
				format!("-{}", (!value).overflowing_add(U256::one()).0).into()
			} else {
				value.to_string().into()
			});
		}
		let (negative, magnitude) = if number.compact { (false, self.compact(number)?) } else { self.fixed(number)? };
		Ok(match number.decimals {
			Some(decimals) => to_decimal(negative, magnitude, decimals).into(),
			None => integer(negative, magnitude, number.width),
		})
	}

	fn compact(&mut self, number: Number) -> Result<u128, Error> {
		let unreadable = || Error::new(format!("the {} cannot be read", number.name()));
		let Compact(value) = Compact::<u128>::decode(self.bytes).map_err(|_| unreadable())?;
		if number.width < 16 && value >> (u32::from(number.width) * 8) != 0 {
			return Err(Error::new(format!("{value} is not a {}", number.name())));
		}
		Ok(value)
	}

	fn fixed(&mut self, number: Number) -> Result<(bool, u128), Error> {
		let mut bytes = [0; 16];
		let taken = self.take(u32::from(number.width))?;
		let negative = number.signed && taken.last().is_some_and(|last| *last >= 0x80);
		if negative {
			bytes = [0xff; 16];
		}
		for (byte, taken) in bytes.iter_mut().zip(taken) {
			*byte = *taken;
		}
		Ok((negative, if negative { i128::from_le_bytes(bytes).unsigned_abs() } else { u128::from_le_bytes(bytes) }))
	}

	fn bits(&mut self, word: u8, from_the_top: bool) -> Result<Value, Error> {
		let length = self.length()?;
		let per_word = u32::from(word) * 8;
		let words = length.div_ceil(per_word);
		let bytes =
			self.take(words.checked_mul(u32::from(word)).ok_or_else(|| Error::new("there are too many bits"))?)?;
		let bit = |place: u32| {
			let (at, within) = (place / per_word * per_word, place % per_word);
			// Words are little-endian, so the lowest bit is in the first byte.
			let place = at + if from_the_top { per_word - 1 - within } else { within };
			bytes.get(place as usize / 8).is_some_and(|byte| byte >> (place % 8) & 1 == 1)
		};
		Ok((0..length).map(|place| if bit(place) { '1' } else { '0' }).collect::<String>().into())
	}

	fn special(&mut self, special: &Special) -> Result<Value, Error> {
		let prefix = self.metadata.ss58_prefix;
		match special {
			Special::Account => Ok(to_ss58(&self.array()?, prefix).into()),
			Special::Address(choices) => match self.choice(choices)? {
				Value::Object(mut object) if object.contains_key("id") => Ok(object.remove("id").unwrap_or_default()),
				other => Ok(other),
			},
			Special::Key(choices) => {
				let choice = self.chosen(choices)?;
				let length = match &choice.fields {
					Fields::One(ty) => match self.metadata.node(*ty)? {
						Node::FixedBytes(length) => *length,
						_ => return Err(Error::new("a key is not bytes")),
					},
					_ => return Err(Error::new("a key is not bytes")),
				};
				let key = self.take(length)?.to_vec();
				match key_to_text(&choice.name, &key) {
					Some(text) => Ok(text.into()),
					None => {
						Ok(Map::from_iter([(choice.name.clone(), format!("0x{}", hex::encode(key)).into())]).into())
					},
				}
			},
			Special::Flags(names) => {
				let bits = self.byte()?;
				if u32::from(bits) >> names.len() != 0 {
					return Err(Error::new(format!("{bits} has bits without a name")));
				}
				let set = names.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
				Ok(set.map(|(_, name)| Value::from(*name)).collect())
			},
			Special::ModuleError => {
				let [pallet, error @ ..] = self.array::<5>()?;
				Ok(match self.metadata.module_error(pallet, error) {
					Some(found) => json!({ "pallet": camel_case(&found.pallet), "error": camel_case(&found.name) }),
					None => json!({ "index": pallet, "error": format!("0x{}", hex::encode(error)) }),
				})
			},
			Special::CallIndex => {
				let [pallet, call] = self.array()?;
				Ok(match self.metadata.call_at([pallet, call]) {
					Some(found) => format!("{}.{}", camel_case(&found.pallet), camel_case(&found.name)).into(),
					None => json!({ "pallet": pallet, "call": call }),
				})
			},
		}
	}
}

/// A whole number. Those of more than 32 bits are texts where readers of JSON would round them; those of more than 64 bits
/// always, so that what is read as a text today is one tomorrow.
fn integer(negative: bool, magnitude: u128, width: u8) -> Value {
	match u64::try_from(magnitude) {
		Ok(magnitude) if width <= 4 || (width == 8 && magnitude <= MAX_SAFE_INTEGER) => {
			match i64::try_from(magnitude) {
				Ok(magnitude) if negative => (-magnitude).into(),
				_ => magnitude.into(),
			}
		},
		_ => format!("{}{magnitude}", if negative { "-" } else { "" }).into(),
	}
}
