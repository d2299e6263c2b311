//! Many questions at once.

use super::{
	call, gateway_with, refusal,
	runtime::{FINALIZED, OLD},
};
use crate::gateway::{chain::By, raw, MAX_ANSWER};
use serde_json::json;
use std::time::Duration;

/// Lets others go on until something is so.
async fn until(mut so: impl FnMut() -> bool) {
	while !so() {
		tokio::time::sleep(Duration::from_millis(1)).await;
	}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_too_many_is_asked_to_come_back() {
	let (gateway, fake) = gateway_with(1, 1);
	fake.close(Some(By::Client));
	let ask = || {
		let gateway = gateway.clone();
		tokio::spawn(async move { call(&gateway, "validatorSet_approvedCount", "[]").await })
	};
	let first = ask();
	until(|| fake.callers().len() == 1).await;
	let second = ask();
	// Once the second waits, nobody else may.
	let busy = loop {
		let mut third = ask();
		match tokio::time::timeout(Duration::from_millis(200), &mut third).await {
			Ok(answer) => break answer.unwrap().unwrap_err(),
			// It has come before the second one, which is turned away then.
			Err(_) => third.abort(),
		}
	};
	assert_eq!(busy["code"], 10_104);
	assert!(busy["message"].as_str().unwrap().ends_with("ask again"), "{busy}");
	fake.close(None);
	assert_eq!(first.await.unwrap().unwrap()["value"], 1);
	let _ = second.await.unwrap();
	assert_eq!(call(&gateway, "validatorSet_approvedCount", "[]").await.unwrap()["value"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_about_old_blocks_go_one_by_one_and_keep_nobody_waiting() {
	let (gateway, fake) = gateway_with(1, 1);
	fake.close(Some(By::Own));
	let old: Vec<_> = (0..3)
		.map(|_| {
			let gateway = gateway.clone();
			let params = json!([OLD]).to_string();
			tokio::spawn(async move {
				// They come one after the other to the gate, where one may wait only.
				loop {
					match call(&gateway, "validatorSet_approvedCount", &params).await {
						Err(error) if error["code"] == 10_104 => tokio::task::yield_now().await,
						answer => break answer,
					}
				}
			})
		})
		.collect();
	until(|| fake.callers().len() == 1).await;
	for _ in 0..3 {
		let answer = loop {
			match call(&gateway, "validatorSet_approvedCount", "[]").await {
				Err(error) if error["code"] == 10_104 => tokio::task::yield_now().await,
				answer => break answer.unwrap(),
			}
		};
		assert_eq!(answer["block"]["number"], FINALIZED);
	}
	let waiting = fake.callers().iter().filter(|(by, _)| *by == By::Own).count();
	assert_eq!(waiting, 1, "the others wait for the first");
	fake.close(None);
	for old in old {
		assert_eq!(old.await.unwrap().unwrap()["block"]["number"], OLD);
	}
}

#[test]
fn what_is_too_large_is_not_answered() {
	let text = |bytes: usize| "x".repeat(bytes - 2);
	assert_eq!(raw(&text(MAX_ANSWER)).unwrap().get().len(), MAX_ANSWER);
	let error = raw(&text(MAX_ANSWER + 1)).unwrap_err();
	assert_eq!(
		(error.code(), error.message()),
		(10_105, "The answer would have more than 8388608 bytes; ask for less")
	);
}

#[tokio::test]
async fn a_runtime_that_fails_is_an_error() {
	let (gateway, fake) = gateway_with(2, 16);
	fake.set(FINALIZED, &super::super::chain::time_key(), &[1]);
	let (code, message) = refusal(&gateway, "validatorSet_approvedCount", "[]").await;
	assert_eq!((code, message.starts_with("The runtime could not answer: ")), (10_102, true), "{message}");
}

#[tokio::test]
async fn who_waits_for_the_runtime_keeps_nobody_waiting() {
	// There is one thread for what does not wait, which is this one: were a question answered on it, this would never end.
	let certificate = format!("0x{}", "11".repeat(32));
	for (method, params) in [
		("certification_verify", json!([certificate])),
		("civitas_view", json!(["certification", "verify", [certificate]])),
		("civitas_verifyCredential", json!([{ "civitas": { "certificate": certificate } }])),
		("civitas_exportCredential", json!([certificate])),
		("civitas_exportStatusList", json!([certificate, "revocation"])),
		("civitas_resolveDid", json!([format!("did:civitas:{}", sp_keyring::Sr25519Keyring::Alice.to_account_id())])),
	] {
		let (gateway, fake) = gateway_with(1, 1);
		fake.close(Some(By::Client));
		let asked = tokio::spawn(async move { call(&gateway, method, &params.to_string()).await });
		until(|| asked.is_finished() || !fake.callers().is_empty()).await;
		assert!(!asked.is_finished(), "{method} has asked nothing");
		fake.close(None);
		// What is answered is for others to test.
		let _ = asked.await.unwrap();
	}
}
