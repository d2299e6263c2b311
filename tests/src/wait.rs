//! Waiting for something, but not for ever.

use std::{fmt::Display, time::Duration};
use tokio::time::{sleep, timeout_at, Instant};

/// How long a node may take to answer JSON-RPC. On an idle machine it takes seconds; tests share theirs with each other.
pub const START: Duration = Duration::from_secs(180);
/// How long a transaction may take from the pool to finality: two or three blocks, on a busy machine.
pub const FINALITY: Duration = Duration::from_secs(120);
/// How long a network may take to find together, catch up and vote.
pub const NETWORK: Duration = Duration::from_secs(300);
/// How long a program that should refuse its arguments may take to do so.
pub const REFUSAL: Duration = Duration::from_secs(60);

/// How often is looked again.
const PAUSE: Duration = Duration::from_millis(50);

/// Look again and again until `attempt` succeeds; its errors say what is there instead. Nowhere else does a test sleep.
///
/// Panics, naming `what`, when `limit` has passed.
pub async fn until<T>(what: impl Display, limit: Duration, mut attempt: impl AsyncFnMut() -> Result<T, String>) -> T {
	let deadline = Instant::now() + limit;
	let mut last = "nothing yet".to_owned();
	loop {
		match timeout_at(deadline, attempt()).await {
			Ok(Ok(value)) => return value,
			Ok(Err(seen)) => last = seen,
			// The attempt itself hangs: what was seen before it is all there is to tell.
			Err(_) => {},
		}
		assert!(Instant::now() < deadline, "waited {limit:?} for {what}; the last that was seen: {last}");
		sleep(PAUSE).await;
	}
}
