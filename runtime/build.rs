//! Builds the runtime as WebAssembly, and, with `metadata-hash`, learns the hash of its metadata for hardware wallets.

fn main() {
	#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();

	#[cfg(all(feature = "std", feature = "metadata-hash"))]
	substrate_wasm_builder::WasmBuilder::init_with_defaults().enable_metadata_hash("CIV", 12).build();
}
