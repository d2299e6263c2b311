//! What executes the runtime, and where its compiled code is kept from one start to the next.
//!
//! To compile the runtime takes seconds, and to read what was compiled a tenth of one. What is read is executed as it is, with
//! all rights of this process; so it is kept where nobody else can have put it.

use crate::client::HostFunctions;
use sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_service::Configuration;
use std::{
	env, fs, io,
	os::unix::fs::{DirBuilderExt, MetadataExt},
	path::{Path, PathBuf},
	sync::Once,
};

/// The folder of compiled code, in that of a chain.
const FOLDER: &str = "wasm-cache";

/// The same, in the folder of what the user's programs may forget.
const FOLDER_OF_USER: &str = "civitas/wasm";

/// The bits of a folder's mode that let others read it, enter it, or write in it.
const OTHERS: u32 = 0o077;

/// The bits of a folder's mode that let others write in it.
const WRITTEN_BY_OTHERS: u32 = 0o022;

/// The bit of a folder's mode that keeps those who may write in it from renaming and removing what is not theirs.
const STICKY: u32 = 0o1000;

/// The user who may do everything anyway.
const ROOT: u32 = 0;

/// That compiled code is not kept has been told: a node has two executors.
static TOLD: Once = Once::new();

/// A new executor, as the node is configured for: what the SDK makes of that, with a folder for compiled code.
pub fn new(config: &Configuration) -> WasmExecutor<HostFunctions> {
	let settings = &config.executor;
	let heap = settings.default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| HeapAllocStrategy::Static {
		extra_pages: u32::try_from(pages).unwrap_or(u32::MAX),
	});
	let builder = WasmExecutor::builder()
		.with_execution_method(settings.wasm_method)
		.with_onchain_heap_alloc_strategy(heap)
		.with_offchain_heap_alloc_strategy(heap)
		.with_max_runtime_instances(settings.max_runtime_instances)
		.with_runtime_cache_size(settings.runtime_cache_size);
	match folder(config) {
		Ok(folder) => builder.with_cache_path(folder).build(),
		Err(error) => {
			TOLD.call_once(|| log::warn!("The compiled runtime is not kept, so the next start takes longer: {error}"));
			builder.build()
		},
	}
}

/// Where compiled code is kept: beside the chain's database, or, if that is not there to stay, where the user's programs
/// keep such things.
fn folder(config: &Configuration) -> io::Result<PathBuf> {
	if config.base_path.path().starts_with(env::temp_dir()) {
		let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
		let cache = cache.or_else(|| Some(env::home_dir()?.join(".cache")));
		let cache = cache.ok_or_else(|| io::Error::other("there is neither XDG_CACHE_HOME nor HOME"))?;
		return private(&cache.join(FOLDER_OF_USER));
	}
	// Apart, since the chain's folder is not only for this user's eyes.
	fs::create_dir_all(&config.data_path)?;
	private(&config.data_path.join(FOLDER))
}

/// Makes the folder if there is none, and refuses it if anybody else could have put something there. Returns its path
/// without links, which somebody could point elsewhere.
fn private(folder: &Path) -> io::Result<PathBuf> {
	let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
	fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(named)?;
	let folder = folder.canonicalize().map_err(named)?;
	// This process is whom the files belong to that it makes.
	let me = tempfile::tempfile_in(&folder).and_then(|file| file.metadata()).map_err(named)?.uid();
	for part in folder.ancestors() {
		let metadata = part.metadata()?;
		let shared = if part == folder { is_shared } else { is_replaceable };
		if shared(metadata.uid(), metadata.mode(), me) {
			return Err(io::Error::other(format!(
				"others could put something into {} by way of {}, which is of mode {:o} and of the user {}",
				folder.display(),
				part.display(),
				metadata.mode() & 0o7777,
				metadata.uid(),
			)));
		}
	}
	Ok(folder)
}

/// Whether a folder is not `me`'s alone.
fn is_shared(owner: u32, mode: u32, me: u32) -> bool {
	owner != me || mode & OTHERS != 0
}

/// Whether somebody else could put another folder in the place of one that is in this.
fn is_replaceable(owner: u32, mode: u32, me: u32) -> bool {
	![ROOT, me].contains(&owner) || (mode & WRITTEN_BY_OTHERS != 0 && mode & STICKY == 0)
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_runtime::WASM_BINARY;
	use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
	use sp_maybe_compressed_blob::{decompress, CODE_BLOB_BOMB_LIMIT};
	use sp_state_machine::BasicExternalities;
	use std::{
		fs::Permissions,
		os::unix::fs::{symlink, PermissionsExt},
		time::{Duration, Instant},
	};

	const ME: u32 = 1_000;
	const ANOTHER: u32 = 1_001;

	fn mode_of(folder: &Path) -> u32 {
		folder.metadata().expect("it exists").mode() & 0o777
	}

	fn set_mode(folder: &Path, mode: u32) {
		fs::set_permissions(folder, Permissions::from_mode(mode)).expect("it is ours");
	}

	#[test]
	fn the_folder_is_made_for_its_user_alone() {
		let parent = tempfile::tempdir().expect("a temporary folder can be made");
		let folder = parent.path().join("a/b");
		let made = private(&folder).expect("it is ours");
		assert_eq!(made, folder.canonicalize().expect("it was made"));
		assert_eq!((mode_of(&folder), mode_of(&parent.path().join("a"))), (0o700, 0o700));
		assert_eq!(fs::read_dir(&folder).expect("it was made").count(), 0);
		// The next start finds it.
		assert_eq!(private(&folder).expect("it is still ours"), made);
		// By a link, it is what the link leads to.
		let link = parent.path().join("link");
		symlink(&folder, &link).expect("a link can be made");
		assert_eq!(private(&link).expect("it is ours"), made);
	}

	#[test]
	fn a_folder_that_others_can_reach_is_refused() {
		let parent = tempfile::tempdir().expect("a temporary folder can be made");
		let folder = parent.path().join("a/b");
		private(&folder).expect("it is ours");
		for mode in [0o770, 0o707, 0o755, 0o701] {
			set_mode(&folder, mode);
			let error = private(&folder).expect_err("others can reach it").to_string();
			assert!(error.contains(&format!("{mode:o}")), "{error}");
		}
		set_mode(&folder, 0o700);
		for (mode, accepted) in [(0o755, true), (0o775, false), (0o757, false), (0o1777, true)] {
			set_mode(&parent.path().join("a"), mode);
			assert_eq!(private(&folder).is_ok(), accepted, "{mode:o}");
		}
	}

	#[test]
	fn a_file_in_the_place_of_the_folder_is_told() {
		let parent = tempfile::tempdir().expect("a temporary folder can be made");
		let file = parent.path().join("file");
		fs::write(&file, "").expect("it can be written");
		let error = private(&file).expect_err("it is no folder").to_string();
		assert!(error.contains("file"), "{error}");
	}

	#[test]
	fn nothing_of_another_user_is_trusted() {
		assert!(!is_shared(ME, 0o40700, ME));
		assert!(is_shared(ANOTHER, 0o40700, ME));
		assert!(is_shared(ROOT, 0o40700, ME));
		for owner in [ROOT, ME] {
			assert!(!is_replaceable(owner, 0o40755, ME));
			assert!(!is_replaceable(owner, 0o41777, ME));
			assert!(is_replaceable(owner, 0o40777, ME));
		}
		// Who owns a folder can change its mode.
		assert!(is_replaceable(ANOTHER, 0o40700, ME));
		assert!(is_replaceable(ANOTHER, 0o41777, ME));
	}

	/// Every node compiles the runtime at its first start and at each upgrade, and imports no block meanwhile: on two cores it takes some
	/// seconds. Whoever makes it larger has to say so here.
	#[test]
	fn the_runtime_is_not_too_large_and_soon_compiled() {
		const LARGEST: usize = 10_000_000;
		const LONGEST: Duration = Duration::from_secs(60);
		let code = WASM_BINARY.expect("the runtime was built: this does not work with SKIP_WASM_BUILD");
		let plain = decompress(code, CODE_BLOB_BOMB_LIMIT).expect("it can be decompressed");
		assert!(plain.len() <= LARGEST, "the runtime has {} bytes", plain.len());

		let executor = WasmExecutor::<HostFunctions>::builder().build();
		let wrapped = WrappedRuntimeCode(code.into());
		let runtime = RuntimeCode { code_fetcher: &wrapped, heap_pages: None, hash: vec![1] };
		let begun = Instant::now();
		let mut state = BasicExternalities::default();
		let (answer, _) = executor.call(&mut state, &runtime, "Core_version", &[], CallContext::Offchain);
		answer.expect("the runtime can be compiled");
		let took = begun.elapsed();
		println!("the runtime has {} bytes, and was compiled in {took:?}", plain.len());
		assert!(took < LONGEST, "it took {took:?} to compile the runtime");
	}
}
