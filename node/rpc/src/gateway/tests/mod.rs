//! The methods as they are called over the wire, over the real runtime.

mod ages;
mod asking;
mod blocks;
mod discovery;
mod load;
mod proofs;
pub(crate) mod runtime;
mod surplus;

use super::{Chain, Finality, Gateway};
use runtime::Fake;
use serde_json::{json, Value};
use std::{sync::Arc, time::Duration};

/// A gateway over a chain in memory, which answers so many questions at once.
fn gateway_with(at_once: usize, waiting: usize) -> (Gateway, Arc<Fake>) {
	gateway_over(Fake::new(), None, at_once, waiting)
}

/// The same over this chain, whose last finalised block may be so old.
fn gateway_over(fake: Fake, max_age: Option<Duration>, at_once: usize, waiting: usize) -> (Gateway, Arc<Fake>) {
	let fake = Arc::new(fake);
	let chain: Arc<dyn Chain> = fake.clone();
	let gateway = Gateway::over(chain, None, max_age, at_once, waiting);
	fake.calls.lock().unwrap().clear();
	(gateway, fake)
}

fn gateway() -> Gateway {
	gateway_with(2, 16).0
}

/// Makes a call as it comes over the wire. `Err` is the error object.
async fn call(gateway: &Gateway, method: &str, params: &str) -> Result<Value, Value> {
	let method = json!(method);
	let request = format!(r#"{{"jsonrpc":"2.0","id":1,"method":{method},"params":{params}}}"#);
	let module = gateway.module().unwrap();
	let (response, _) = module.raw_json_request(&request, 1).await.expect("the request is well-formed");
	let response: Value = serde_json::from_str(&response).expect("the response is JSON");
	match response.get("result") {
		Some(result) => Ok(result.clone()),
		None => Err(response["error"].clone()),
	}
}

/// The value of an answer.
async fn value(gateway: &Gateway, method: &str, params: Value) -> Value {
	call(gateway, method, &params.to_string()).await.expect("there is an answer")["value"].clone()
}

/// The code of an error and what it says, with its data if it has some.
async fn refusal(gateway: &Gateway, method: &str, params: &str) -> (i64, String) {
	let error = call(gateway, method, params).await.expect_err("there is no answer");
	let message = error["message"].as_str().expect("an error has a message");
	let message = error["data"].as_str().map_or(message.to_owned(), |data| format!("{message}: {data}"));
	(error["code"].as_i64().expect("an error has a code"), message)
}
