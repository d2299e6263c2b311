//! The runtime that a node runs, and its metadata, which is kept in the user's cache folder: it is half a megabyte, and the
//! same for as long as the chain has this version of its code.

use super::Node;
use crate::{document::sha256, failure::Failure};
use metadata_json::Metadata;
use std::{
	cell::OnceCell,
	env, fs, io,
	path::{Path, PathBuf},
	process,
	time::SystemTime,
};
use subxt::{
	client::OfflineClientAtBlock,
	config::substrate::{SpecVersionForRange, SubstrateConfig},
	ext::codec::Decode,
	utils::H256,
	OfflineClient,
};

/// The version of metadata that has view functions.
const VERSION: u32 = 16;

/// Of how many versions the metadata is kept.
const KEPT: usize = 16;

/// What the names of files of metadata end with.
const EXTENSION: &str = "scale";

/// The code of a chain, as far as clients need to know it.
pub struct Runtime {
	pub spec_name: String,
	pub spec_version: u32,
	pub transaction_version: u32,
	/// What calls and views there are, of which types.
	pub metadata: Metadata,
	/// The metadata as the chain gives it.
	bytes: Vec<u8>,
	client: OnceCell<OfflineClientAtBlock<SubstrateConfig>>,
}

impl Runtime {
	/// The runtime of a block, as the node at this address has it.
	pub(super) async fn load(node: &Node, url: &str, genesis: H256, block: H256) -> Result<Self, Failure> {
		let version = node.ask(async |rpc| rpc.state_get_runtime_version(Some(block)).await).await?;
		let (spec_version, transaction_version) = (version.spec_version, version.transaction_version);
		let spec_name = version.other.get("specName").and_then(|name| name.as_str()).unwrap_or("unknown").to_owned();
		let cache = Cache::of_user();
		let name = file_name(url, genesis, spec_version);
		let (bytes, metadata) = match cache.as_ref().and_then(|cache| cache.read(&name)) {
			Some(kept) => kept,
			None => {
				let bytes = fetch(node, block).await?;
				let metadata =
					Metadata::decode(&bytes).map_err(|error| Failure::unknown("metadata", error.to_string()))?;
				if let Some(cache) = cache {
					cache.write(&name, &bytes);
				}
				(bytes, metadata)
			},
		};
		Ok(Self { spec_name, spec_version, transaction_version, metadata, bytes, client: OnceCell::new() })
	}

	/// The runtime that this is the metadata of, for tests.
	#[cfg(test)]
	pub fn of(bytes: Vec<u8>) -> Self {
		let metadata = Metadata::decode(&bytes).expect("it is metadata");
		let (spec_name, client) = ("test".to_owned(), OnceCell::new());
		Self { spec_name, spec_version: 1, transaction_version: 1, metadata, bytes, client }
	}

	/// What signs transactions, and knows what [`Metadata`] does not: runtime APIs. Its types have the same numbers.
	pub(super) fn client(&self, genesis: H256) -> Result<&OfflineClientAtBlock<SubstrateConfig>, Failure> {
		if let Some(client) = self.client.get() {
			return Ok(client);
		}
		let unreadable = || Failure::unknown("metadata", "The metadata of the chain cannot be read.");
		let metadata = subxt::Metadata::decode(&mut &*self.bytes).map_err(|_| unreadable())?;
		let (spec_version, transaction_version) = (self.spec_version, self.transaction_version);
		let config = SubstrateConfig::builder()
			.set_genesis_hash(genesis)
			.set_metadata_for_spec_versions([(spec_version, metadata.into())])
			.set_spec_version_for_block_ranges([SpecVersionForRange {
				block_range: 0..u64::MAX,
				spec_version,
				transaction_version,
			}])
			.build();
		let client = OfflineClient::new_with_config(config).at_block(0u64).map_err(|_| unreadable())?;
		Ok(self.client.get_or_init(|| client))
	}
}

/// The metadata that was used last, of whatever chain: for help and completions when no node can be reached.
pub fn cached() -> Option<Metadata> {
	let cache = Cache::of_user()?;
	let newest = cache.files().into_iter().max_by_key(|(used, _)| *used)?.1;
	cache.read(newest.file_name()?.to_str()?).map(|(_, metadata)| metadata)
}

/// The metadata of a block's code.
async fn fetch(node: &Node, block: H256) -> Result<Vec<u8>, Failure> {
	let version = VERSION.to_le_bytes();
	let ask = "Metadata_metadata_at_version";
	let answer = node.ask(async |rpc| rpc.state_call(ask, Some(&version), Some(block)).await).await?;
	let bytes = <Option<Vec<u8>>>::decode(&mut &*answer).ok().flatten();
	bytes.ok_or_else(|| Failure::unknown("metadata", format!("The chain has no metadata of version {VERSION}.")))
}

/// What the file of metadata is called that a node gave. By metadata calls are encoded, so what one node says of a chain is not
/// believed of another one, which may be trusted more.
fn file_name(url: &str, genesis: H256, spec_version: u32) -> String {
	format!("{}-{spec_version}-{}.{EXTENSION}", hex::encode(genesis), hex::encode(sha256(url.as_bytes())))
}

/// A folder of metadata. Whatever is wrong with it, the metadata can still be asked for.
struct Cache(PathBuf);

impl Cache {
	/// That of the user, if there is such a folder.
	fn of_user() -> Option<Self> {
		let path = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
		let caches = path("XDG_CACHE_HOME").or_else(|| path("HOME").map(|home| home.join(".cache")))?;
		let folder = caches.join("civitas").join("metadata");
		make(&folder).ok()?;
		is_private(&folder).then_some(Self(folder))
	}

	/// A file that was written, if it still is what it was.
	fn read(&self, name: &str) -> Option<(Vec<u8>, Metadata)> {
		let path = self.0.join(name);
		let bytes = fs::read(&path).ok()?;
		let metadata = Metadata::decode(&bytes).ok()?;
		// So that it is known which was used last.
		let _ = fs::File::options().append(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
		Some((bytes, metadata))
	}

	/// Write a file, so that nobody ever reads a part of it, and forget what was not used for long.
	fn write(&self, name: &str, bytes: &[u8]) {
		let temporary = self.0.join(format!("{name}.{}", process::id()));
		let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, self.0.join(name)));
		if written.is_err() {
			let _ = fs::remove_file(&temporary);
		}
		let mut files = self.files();
		files.sort_by_key(|(used, _)| std::cmp::Reverse(*used));
		for (_, path) in files.into_iter().skip(KEPT) {
			let _ = fs::remove_file(path);
		}
	}

	/// The files of metadata, and when they were used.
	fn files(&self) -> Vec<(SystemTime, PathBuf)> {
		let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
		let metadata = |path: &Path| path.extension().is_some_and(|extension| extension == EXTENSION);
		let files = entries.filter(|entry| metadata(&entry.path()));
		files.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect()
	}
}

/// Make a folder that only its owner can use.
fn make(folder: &Path) -> io::Result<()> {
	let mut builder = fs::DirBuilder::new();
	builder.recursive(true);
	#[cfg(unix)]
	{
		use std::os::unix::fs::DirBuilderExt;
		builder.mode(0o700);
	}
	builder.create(folder)
}

/// Whether nobody else can write into a folder, or own it: by what is in it calls are encoded, which are signed then.
#[cfg(unix)]
fn is_private(folder: &Path) -> bool {
	use std::os::unix::fs::MetadataExt;
	// What this process makes belongs to its user.
	let probe = folder.join(format!("owner.{}", process::id()));
	let made = fs::File::options().write(true).create_new(true).open(&probe);
	let user = made.and_then(|file| file.metadata()).map(|metadata| metadata.uid());
	let _ = fs::remove_file(&probe);
	let (Ok(user), Ok(folder)) = (user, fs::metadata(folder)) else { return false };
	folder.mode() & 0o022 == 0 && folder.uid() == user
}

/// Elsewhere permissions are not a matter of modes.
#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
	true
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::test_chain;

	fn cache() -> (tempfile::TempDir, Cache) {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("civitas").join("metadata");
		make(&path).expect("there is room for a folder");
		(folder, Cache(path))
	}

	#[test]
	fn what_was_written_is_read_and_nothing_else() {
		let (_folder, cache) = cache();
		assert!(cache.read("a.scale").is_none());
		let bytes = test_chain::metadata_bytes();
		cache.write("a.scale", &bytes);
		assert_eq!(cache.read("a.scale").expect("it is there").0, bytes);
		cache.write("b.scale", &bytes[..bytes.len() / 2]);
		assert!(cache.read("b.scale").is_none(), "it is broken");
		assert_eq!(cache.files().len(), 2, "there are no other files than these");
	}

	#[test]
	fn what_was_not_used_for_long_is_forgotten() {
		let (_folder, cache) = cache();
		for number in 0..2 * KEPT {
			cache.write(&format!("{number}.scale"), b"metadata");
		}
		assert_eq!(cache.files().len(), KEPT);
	}

	#[test]
	fn what_one_node_says_is_not_believed_of_another() {
		let name = |url: &str| file_name(url, H256::zero(), 7);
		assert_eq!(name("wss://a.example"), name("wss://a.example"));
		assert_ne!(name("wss://a.example"), name("wss://b.example"));
		// Whatever is in the address, it is no path.
		assert!(name("ws://../../x").bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)));
	}

	#[cfg(unix)]
	#[test]
	fn a_folder_of_another_user_is_not_used() {
		use std::os::unix::fs::chown;
		let (_folder, Cache(path)) = cache();
		assert!(is_private(&path));
		assert_eq!(fs::read_dir(&path).expect("it is there").count(), 0, "nothing is left in it");
		// Only the superuser can give folders away, and write into those of others.
		if chown(&path, Some(54_321), None).is_ok() {
			assert!(!is_private(&path));
		}
	}

	#[cfg(unix)]
	#[test]
	fn a_folder_into_which_others_can_write_is_not_used() {
		use std::os::unix::fs::PermissionsExt;
		let (_folder, Cache(path)) = cache();
		let mode = |path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
		assert_eq!((mode(&path), is_private(&path)), (0o700, true));
		fs::set_permissions(&path, PermissionsExt::from_mode(0o777)).expect("it is ours");
		assert!(!is_private(&path));
	}
}
