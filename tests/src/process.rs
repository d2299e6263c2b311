//! The binaries under test, and programs that end by themselves.

use std::{
	env,
	fs::File,
	io::{Read, Seek, SeekFrom},
	path::{Path, PathBuf},
	process::{Child, Stdio},
	time::Duration,
};
use tokio::{process::Command, time::timeout};

/// The node: `CIVITAS_NODE`, or what cargo has built.
pub fn node_binary() -> PathBuf {
	binary("CIVITAS_NODE", "civitas-node", "cargo build --bin civitas-node")
}

/// The command-line client: `CIVITAS_CLI`, or what cargo has built.
pub fn cli_binary() -> PathBuf {
	binary("CIVITAS_CLI", "civitas", "cargo build -p civitas-cli")
}

/// The folder of this repository.
pub fn repository() -> PathBuf {
	// Of the run if cargo runs it, and else of the build: another clone may have built this program, of the same sources.
	let tests = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
	tests.parent().expect("this crate is a folder of the repository").to_owned()
}

fn binary(variable: &str, name: &str, build: &str) -> PathBuf {
	if let Some(path) = env::var_os(variable).map(PathBuf::from) {
		assert!(path.is_file(), "{variable} names {}, which is no file", path.display());
		return path;
	}
	let places = [beside_this_test(), target_folder().map(|target| target.join("debug"))];
	let candidates: Vec<PathBuf> = places.into_iter().flatten().map(|folder| folder.join(name)).collect();
	candidates.iter().find(|path| path.is_file()).cloned().unwrap_or_else(|| {
		panic!("there is no {name} among {candidates:?}: build it with `{build}`, or name it in {variable}")
	})
}

/// Cargo puts tests into `deps`, below the binaries of the same profile.
fn beside_this_test() -> Option<PathBuf> {
	let test = env::current_exe().ok()?;
	Some(test.parent()?.parent()?.to_owned())
}

/// Where the scripts of this project build.
pub fn target_folder() -> Option<PathBuf> {
	match env::var_os("CARGO_TARGET_DIR") {
		// A relative one is meant from where cargo was called, which is the repository; tests run in a folder of it.
		Some(target) => Some(repository().join(target)),
		None => Some(PathBuf::from(env::var_os("HOME")?).join(".cache/civitas/target")),
	}
}

/// A program that has ended.
#[derive(Debug)]
pub struct Finished {
	/// Its exit code; `None` if a signal ended it.
	pub code: Option<i32>,
	/// What it wrote to standard output.
	pub stdout: String,
	/// What it wrote to standard error.
	pub stderr: String,
}

impl Finished {
	/// That it ended well. Returns what it wrote to standard output.
	#[track_caller]
	pub fn success(self) -> String {
		assert_eq!(self.code, Some(0), "it failed:\n{}{}", self.stdout, self.stderr);
		self.stdout
	}

	/// That it refused, with exit code 1 or 2 (the latter is of arguments that cannot be read) and each of `parts` in what it
	/// wrote to standard error, and did not crash.
	#[track_caller]
	pub fn refusal(self, parts: &[&str]) {
		let Self { code, stdout, stderr } = self;
		assert!(matches!(code, Some(1 | 2)), "it exited with {code:?}:\n{stdout}{stderr}");
		assert!(!stderr.contains("panicked at") && !stderr.contains("This is a bug"), "it crashed:\n{stderr}");
		// Where the words come from is the SDK's business and may begin a sentence there or not.
		let lower = stderr.to_lowercase();
		for part in parts {
			assert!(lower.contains(&part.to_lowercase()), "{part:?} is not in:\n{stderr}");
		}
	}
}

/// How long a script may take.
const SCRIPT: Duration = Duration::from_secs(420);

/// Run a script of `tests/clients` with these variables, which has to get to its end and to check as much as it should.
pub async fn script(name: &str, variables: &[(&str, &str)], checks: usize) {
	let clients = repository().join("tests/clients");
	let installed = clients.join("node_modules");
	assert!(installed.is_dir(), "{} is missing: run `npm ci` in {}", installed.display(), clients.display());
	let mut node = Command::new("node");
	node.arg(clients.join(name)).current_dir(&clients).env_remove("NODE_OPTIONS").envs(variables.iter().copied());
	let output = run(node, SCRIPT).await.success();
	assert_eq!(output.lines().filter(|line| line.starts_with("ok ")).count(), checks, "{output}");
}

/// Run a program until it ends, without input. Panics if that takes longer than `limit`; the program is then killed.
pub async fn run(mut command: Command, limit: Duration) -> Finished {
	// Files rather than pipes: what was written can be shown also when the program never ends.
	let mut stdout = tempfile::tempfile().expect("a temporary file can be made");
	let mut stderr = tempfile::tempfile().expect("a temporary file can be made");
	let share = |file: &File| Stdio::from(file.try_clone().expect("a file can be shared"));
	command.stdin(Stdio::null()).stdout(share(&stdout)).stderr(share(&stderr)).kill_on_drop(true);
	let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
	let status = timeout(limit, child.wait()).await;
	let (stdout, stderr) = (contents(&mut stdout), contents(&mut stderr));
	let Ok(status) = status else { panic!("{command:?} did not end within {limit:?}:\n{stdout}{stderr}") };
	let status = status.expect("a child can be waited for");
	Finished { code: status.code(), stdout, stderr }
}

/// All that is in a file, whatever was read or written before.
fn contents(file: &mut File) -> String {
	let mut bytes = Vec::new();
	file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes)).expect("what was written can be read");
	String::from_utf8_lossy(&bytes).into_owned()
}

/// Sees to it that no process outlives this one: what is in a static is never dropped, and who is killed drops nothing at all. But
/// however a process ends, its pipes are closed then.
pub struct Guard(Child);

impl Guard {
	/// Guard the process of this number, and remove its folder with it. Until this is dropped: then somebody else does it.
	pub fn new(process: u32, folder: &Path) -> Self {
		// A signal that a terminal sends goes to all of its processes, and is not meant for this one.
		const WATCH: &str = r#"trap "" HUP INT TERM; read -r _; kill -KILL "$1"; rm -rf "$2""#;
		let mut shell = std::process::Command::new("sh");
		shell.args(["-c", WATCH, "guard", &process.to_string()]).arg(folder);
		let null = Stdio::null;
		let shell = shell.stdin(Stdio::piped()).stdout(null()).stderr(null()).spawn();
		Self(shell.expect("there is a shell"))
	}
}

impl Drop for Guard {
	fn drop(&mut self) {
		// It cannot have ended by itself as long as the pipe is open, which the child holds.
		let _ = self.0.kill();
		let _ = self.0.wait();
	}
}
