//! The names of schemas in the document of `rpc.discover`.

use serde_json::{json, Value};

/// Where schemas stand in the document.
pub(crate) const SCHEMAS: &str = "#/components/schemas/";

/// Where `rpc.discover` describes the calls of the runtime.
pub(crate) const CALL: &str = "rpc.Call";

/// Where it describes the events of a block.
pub(crate) const EVENTS: &str = "rpc.Events";

/// Where it describes what names a block.
pub(crate) const BLOCK_ID: &str = "rpc.BlockId";

/// Where it describes bytes.
pub(crate) const BYTES: &str = "rpc.Bytes";

/// Refers to a schema of the document.
pub(crate) fn reference(name: &str) -> Value {
	json!({ "$ref": format!("{SCHEMAS}{name}") })
}
