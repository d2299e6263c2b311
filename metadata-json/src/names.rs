//! How Rust's names are written in JSON and on command lines.

/// A name as JSON has it, by serde's rules for camelCase: `found_network` and `FoundNetwork` are `foundNetwork`.
pub fn camel_case(name: &str) -> String {
	let mut camel = String::with_capacity(name.len());
	let mut upper = false;
	for character in name.chars() {
		if character == '_' {
			// What stands before the first letter says that something is not used.
			upper = !camel.is_empty();
		} else if camel.is_empty() {
			camel.extend(character.to_lowercase());
		} else if upper {
			camel.extend(character.to_uppercase());
			upper = false;
		} else {
			camel.push(character);
		}
	}
	camel
}

/// A name as command lines have it: `found_network`, `FoundNetwork` and `foundNetwork` are `found-network`.
pub fn kebab_case(name: &str) -> String {
	let mut kebab = String::with_capacity(name.len());
	for character in camel_case(name).chars() {
		if character.is_uppercase() {
			kebab.push('-');
			kebab.extend(character.to_lowercase());
		} else {
			kebab.push(character);
		}
	}
	kebab
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_are_as_serde_writes_them() {
		for (rust, json) in [
			("found_network", "foundNetwork"),
			("FoundNetwork", "foundNetwork"),
			("_unused", "unused"),
			("P256", "p256"),
			("sr25519", "sr25519"),
			("a_b_c", "aBC"),
			("Id", "id"),
		] {
			assert_eq!(camel_case(rust), json);
			// It changes no more when it is read as a name again.
			assert_eq!(camel_case(json), json);
		}
	}

	#[test]
	fn names_on_command_lines_have_hyphens() {
		for name in ["found_network", "FoundNetwork", "foundNetwork"] {
			assert_eq!(kebab_case(name), "found-network");
		}
		assert_eq!(kebab_case("IdentityRegistry"), "identity-registry");
	}
}
