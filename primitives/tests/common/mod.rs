//! The files in `test-vectors`, as all tests of them use them.

use serde_json::Value;

/// Bytes as the files have them.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// Compare with the file, or write it. What is computed may take from the file what is not determined.
pub fn compare(name: &str, compute: impl FnOnce(&Value) -> Value) {
	// Of the run and not of the build: another clone may have built this program, of the same sources.
	let folder = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs it");
	let path = std::path::Path::new(&folder).join("test-vectors").join(name);
	let file =
		std::fs::read_to_string(&path).ok().map(|text| serde_json::from_str(&text).unwrap()).unwrap_or(Value::Null);
	let computed = compute(&file);
	if std::env::var_os("CIVITAS_WRITE_VECTORS").is_some() {
		std::fs::write(path, serde_json::to_string_pretty(&computed).unwrap() + "\n").unwrap();
	} else {
		assert_same(&file, &computed, name);
	}
}

/// Say where they differ.
fn assert_same(file: &Value, computed: &Value, at: &str) {
	match (file, computed) {
		(Value::Object(a), Value::Object(b)) => {
			assert!(a.keys().eq(b.keys()), "{at}: other members");
			a.iter().for_each(|(name, value)| assert_same(value, &b[name], &format!("{at}/{name}")));
		},
		(Value::Array(a), Value::Array(b)) => {
			assert_eq!(a.len(), b.len(), "{at}");
			a.iter().zip(b).enumerate().for_each(|(i, (a, b))| assert_same(a, b, &format!("{at}/{i}")));
		},
		_ => assert_eq!(file, computed, "{at}"),
	}
}
