//! The websites that issuers name.

/// The website that is meant by a URL (`https:`) or a DID (`did:web:`): the name of its host, in lower case. `None` for other
/// names, such as those that do not say for sure whose they are.
pub fn website_of(id: &str) -> Option<String> {
	let rest = match id.split_at_checked("https://".len()) {
		Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https://") => {
			// Readers differ in what a backslash is; none is in a URL.
			(!rest.contains('\\')).then(|| rest.split(['/', '?', '#']).next())??
		},
		_ => id.strip_prefix("did:web:")?.split([':', '/', '?', '#']).next()?,
	};
	// In a DID the colon before a port is escaped: did:web, section 2.2.
	let (host, port) = match rest.split_once(':').or(rest.split_once("%3A")).or(rest.split_once("%3a")) {
		Some((host, port)) => (host, port),
		None => (rest, ""),
	};
	let host = host.to_ascii_lowercase();
	(is_host(&host) && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(host)
}

/// Whether this is the name of a website as the chain has it: that of a host (RFC 952 and 1123) in lower case, of two labels
/// at least, and no address.
pub fn is_host(name: &str) -> bool {
	let known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
	let is_label = |label: &str| {
		(1..=63).contains(&label.len()) && label.bytes().all(known) && !label.starts_with('-') && !label.ends_with('-')
	};
	let top = name.rsplit('.').next().unwrap_or_default();
	name.len() <= 253
		&& name.contains('.')
		&& name.split('.').all(is_label)
		&& !top.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_website_is_the_host_of_a_url_or_a_did() {
		for id in [
			"https://university.example",
			"https://university.example/",
			"HTTPS://University.Example/a?b#c",
			"https://university.example:8443/a",
			"https://university.example?a@b",
			"https://university.example#x",
			"did:web:university.example",
			"did:web:university.example:faculty#key",
			"did:web:university.example%3A8443",
			"did:web:university.example%3a8443:faculty",
		] {
			assert_eq!(website_of(id).as_deref(), Some("university.example"), "{id}");
		}
		for id in [
			"http://university.example",
			"https://university.example@evil.example",
			"https://evil.example\\@university.example",
			"https://university.example\\.evil.example",
			"https://university.example%2eevil.example",
			"https://university.example.",
			"https://university.example:port",
			"https://.example",
			"https://example",
			"https://127.0.0.1",
			"https://[::1]/",
			"https:///university.example",
			"https:university.example",
			"https://ünïversity.example",
			"https:// university.example",
			"https://",
			"university.example",
			"did:web:",
			"did:WEB:university.example",
			"did:web:university.example%2Fevil",
			"did:web:evil@university.example",
			"did:civitas:university.example",
			"urn:uuid:1",
			"",
		] {
			assert_eq!(website_of(id), None, "{id}");
		}
	}
}
