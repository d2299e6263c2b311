//! The few items of the `wasm-opt` crate that `substrate-wasm-builder` uses, without Binaryen.
//!
//! The builder asks for optimisation level 0 with two passes: `StripDwarf`, which drops the `.debug_*` custom sections,
//! and `SignextLowering`, which has nothing to do for a blob built for `wasm32v1-none`: that target has no
//! sign-extension instructions. Compiling Binaryen for that took 640 s of a 26 minute build, alone on its critical path.
//! `Pass::SignextLowering` therefore *checks*: [`parity_wasm`] decodes the MVP only, so a blob with sign-extension or
//! any later instruction is an error rather than a silently wrong artefact.

use parity_wasm::elements::{Module, Section};
use std::path::Path;

/// What went wrong: the input is no MVP module, or a file could not be read or written.
pub type OptimizationError = parity_wasm::elements::Error;

/// The passes that the builder names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
	/// Drop the custom sections whose name begins with `.debug`.
	StripDwarf,
	/// Refuse a module that has instructions beyond the MVP.
	SignextLowering,
}

/// The passes to run, in the shape of the original's builder.
#[derive(Clone, Debug, Default)]
pub struct OptimizationOptions {
	passes: Vec<Pass>,
	keep_names: bool,
}

impl OptimizationOptions {
	/// Level 0: only the passes that are added.
	pub fn new_opt_level_0() -> Self {
		Self::default()
	}

	/// Accepted for the builder's sake: the decoder knows the MVP only.
	pub fn mvp_features_only(&mut self) -> &mut Self {
		self
	}

	/// Whether the `name` section is kept.
	pub fn debug_info(&mut self, keep: bool) -> &mut Self {
		self.keep_names = keep;
		self
	}

	/// Add a pass.
	pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
		self.passes.push(pass);
		self
	}

	/// Read `infile`, run the passes, write `outfile` (which may be the same).
	pub fn run(&self, infile: impl AsRef<Path>, outfile: impl AsRef<Path>) -> Result<(), OptimizationError> {
		let mut module: Module = parity_wasm::deserialize_file(infile)?;
		let strip_dwarf = self.passes.contains(&Pass::StripDwarf);
		module.sections_mut().retain(|section| match section {
			Section::Custom(custom) if custom.name().starts_with(".debug") => !strip_dwarf,
			Section::Custom(custom) if custom.name() == "name" => self.keep_names,
			_ => true,
		});
		parity_wasm::serialize_to_file(outfile, module)
	}
}
