//! How many may ask at once.
//!
//! The RPC server has as many threads for what blocks as it has connections. Without a limit, questions that take the
//! processor would leave none for what makes and imports blocks.

use crate::error::busy;
use jsonrpsee::core::RpcResult;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Places where a question is answered, and a queue before them.
pub(crate) struct Places {
	/// One for each that is answered or waits.
	queue: Arc<Semaphore>,
	/// One for each that is answered.
	running: Arc<Semaphore>,
}

/// A place, which is free again when this is dropped.
pub(crate) struct Place {
	_queue: OwnedSemaphorePermit,
	_running: OwnedSemaphorePermit,
}

impl Places {
	/// So many are answered at once, and so many may wait.
	pub fn new(at_once: usize, waiting: usize) -> Self {
		Self {
			queue: Arc::new(Semaphore::new(at_once.saturating_add(waiting))),
			running: Arc::new(Semaphore::new(at_once)),
		}
	}

	/// Waits for a place, unless too many do.
	pub async fn enter(&self) -> RpcResult<Place> {
		let full = |_| busy("too many are waiting for an answer");
		let queue = self.queue.clone().try_acquire_owned().map_err(full)?;
		let running = self.running.clone().acquire_owned().await.map_err(|_| busy("the node is stopping"))?;
		Ok(Place { _queue: queue, _running: running })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::error::BUSY;

	#[tokio::test]
	async fn who_is_too_many_is_turned_away_and_the_rest_waits() {
		let places = Arc::new(Places::new(1, 1));
		let first = places.enter().await.unwrap();
		let waiting = tokio::spawn({
			let places = places.clone();
			async move { places.enter().await }
		});
		// It has come into the queue once there is no room left in it.
		while places.queue.available_permits() > 0 {
			tokio::task::yield_now().await;
		}
		assert_eq!(places.enter().await.map(|_| ()).unwrap_err().code(), BUSY);
		assert!(!waiting.is_finished());
		drop(first);
		let second = waiting.await.unwrap().unwrap();
		drop(second);
		assert!(places.enter().await.is_ok());
	}

	#[tokio::test]
	async fn who_gives_up_leaves_the_queue() {
		let places = Arc::new(Places::new(1, 1));
		let first = places.enter().await.unwrap();
		let waiting = tokio::spawn({
			let places = places.clone();
			async move { places.enter().await.map(|_| ()) }
		});
		while places.queue.available_permits() > 0 {
			tokio::task::yield_now().await;
		}
		waiting.abort();
		assert!(waiting.await.unwrap_err().is_cancelled());
		drop(first);
		assert!(places.enter().await.is_ok());
		assert_eq!((places.queue.available_permits(), places.running.available_permits()), (2, 1));
	}
}
