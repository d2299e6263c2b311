//! Tasks that serve something, such as the transaction pool, and end with it.

use futures::future::{ready, BoxFuture};
use sc_service::{SpawnEssentialTaskHandle, SpawnTaskHandle, TaskManager};
use sp_core::traits::SpawnEssentialNamed;

/// Starts tasks that must not end as long as what they serve is needed.
///
/// The SDK's way to start them takes every end for a failure and logs it as an error, also when what they serve is dropped
/// because the work is done or the node was told to stop.
#[derive(Clone)]
pub struct ServingTasks {
	tasks: SpawnTaskHandle,
	/// What stops the node if one ends too early. A subcommand stops by itself.
	node: Option<SpawnEssentialTaskHandle>,
}

impl ServingTasks {
	/// For a node, which cannot go on without them.
	pub fn of_node(manager: &TaskManager) -> Self {
		Self { tasks: manager.spawn_handle(), node: Some(manager.spawn_essential_handle()) }
	}

	/// For a subcommand, which is finished when its work is.
	pub fn of_subcommand(manager: &TaskManager) -> Self {
		Self { tasks: manager.spawn_handle(), node: None }
	}

	/// The task, and what is to be done at its end.
	fn watched(
		&self,
		name: &'static str,
		group: Option<&'static str>,
		task: BoxFuture<'static, ()>,
	) -> BoxFuture<'static, ()> {
		let node = self.node.clone();
		Box::pin(async move {
			task.await;
			if let Some(node) = node {
				// An essential task that ends at once, which is the failure that it is to report. If the node is stopping
				// already, no task is begun any more.
				node.spawn(name, group, ready(()));
			}
		})
	}
}

impl SpawnEssentialNamed for ServingTasks {
	fn spawn_essential_blocking(&self, name: &'static str, group: Option<&'static str>, task: BoxFuture<'static, ()>) {
		self.tasks.spawn_blocking(name, group, self.watched(name, group, task));
	}

	fn spawn_essential(&self, name: &'static str, group: Option<&'static str>, task: BoxFuture<'static, ()>) {
		self.tasks.spawn(name, group, self.watched(name, group, task));
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::time::Duration;
	use tokio::{runtime::Runtime, time::timeout};

	/// Whether the end of a task that `tasks` starts is a failure of the whole.
	fn fails(tasks: fn(&TaskManager) -> ServingTasks) -> bool {
		let runtime = Runtime::new().expect("a runtime can be made");
		let mut manager = TaskManager::new(runtime.handle().clone(), None).expect("it has no metrics");
		tasks(&manager).spawn_essential("ends-at-once", None, Box::pin(ready(())));
		tasks(&manager).spawn_essential_blocking("ends-at-once", None, Box::pin(ready(())));
		// Long enough for a task that does nothing, on a busy machine.
		runtime
			.block_on(async { timeout(Duration::from_secs(5), manager.future()).await.is_ok_and(|end| end.is_err()) })
	}

	#[test]
	fn a_node_stops_when_what_it_needs_ends_and_a_subcommand_does_not() {
		assert!(fails(ServingTasks::of_node));
		assert!(!fails(ServingTasks::of_subcommand));
	}
}
