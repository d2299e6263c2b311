//! At which block is asked, and by which code.

use super::{
	call, gateway, gateway_with, refusal,
	runtime::{self, hash_of, time_of, AGE, BEST, FINALIZED, OLD, OLD_EVENT, OLD_VIEW, PRUNED, UPGRADE},
	value,
};
use crate::{
	gateway::chain::{events_key, By},
	views::Views,
};
use codec::Encode;
use metadata_json::camel_case;
use serde_json::{json, Value};

#[tokio::test]
async fn a_block_is_named_by_its_number_or_its_hash() {
	let gateway = gateway();
	for number in [UPGRADE, FINALIZED, BEST] {
		let (hash, time) = (format!("{:?}", hash_of(number)), time_of(number));
		let age = (time_of(FINALIZED) + AGE).saturating_sub(time);
		let block = json!({ "number": number, "hash": hash, "time": time, "age": age });
		for named in [json!(number), json!(format!("{:?}", hash_of(number)))] {
			for params in [json!({ "network": 0, "block": named }), json!([0, named])] {
				let answer = call(&gateway, "certification_network", &params.to_string()).await.unwrap();
				assert_eq!(answer["block"], block, "{params}");
			}
			let answer = call(&gateway, "civitas_events", &json!({ "block": named }).to_string()).await.unwrap();
			assert_eq!(answer["block"], block);
		}
	}
}

#[tokio::test]
async fn genesis_has_no_time() {
	let answer = call(&gateway(), "validatorSet_approvedCount", "[0]").await.unwrap();
	assert_eq!(answer["block"], json!({ "number": 0, "hash": format!("{:?}", hash_of(0)), "time": 0, "age": null }));
}

#[tokio::test]
async fn a_block_that_is_not_known_is_told_from_one_whose_state_is_not_kept() {
	let gateway = gateway();
	let unknown = format!("0x{}", "77".repeat(32));
	for (block, problem) in [
		(json!(BEST + 1), format!("Unknown block: {}", BEST + 1)),
		(json!(u64::MAX), format!("Unknown block: {}", u64::MAX)),
		(json!(unknown), format!("Unknown block: {unknown}")),
		(
			json!(PRUNED),
			format!("The state of block {PRUNED} ({:?}) is not kept here; an archive node keeps it", hash_of(PRUNED)),
		),
	] {
		for (method, params) in [
			("certification_network", json!({ "network": 0, "block": block })),
			("civitas_view", json!({ "pallet": "certification", "view": "networks", "block": block })),
			("civitas_encodeCall", json!({ "call": runtime::remark(), "block": block })),
			("civitas_events", json!({ "block": block })),
		] {
			let refused = refusal(&gateway, method, &params.to_string()).await;
			assert_eq!(refused, (10_101, problem.clone()), "{method}");
		}
	}
}

#[tokio::test]
async fn what_names_no_block_is_a_wrong_parameter() {
	let gateway = gateway();
	for block in [json!(-1), json!(1.5), json!("4"), json!("0x04"), json!({}), json!([4]), json!(true)] {
		let params = json!({ "network": 0, "block": block }).to_string();
		let (code, message) = refusal(&gateway, "certification_network", &params).await;
		assert_eq!(code, -32_602, "{message}");
		assert!(message.starts_with("Invalid params: block: "), "{message}");
	}
}

#[tokio::test]
async fn an_old_block_answers_by_its_own_code_and_metadata() {
	let (gateway, fake) = gateway_with(2, 16);
	// It is called otherwise there, and what is called so now is not there.
	let params = json!({ "pallet": "certification", "view": OLD_VIEW, "params": [0], "block": OLD });
	assert_eq!(value(&gateway, "civitas_view", params).await["name"], "Registrars");
	assert_eq!(fake.callers(), [(By::Own, OLD), (By::Own, OLD)]);
	let params = json!({ "network": 0, "block": OLD }).to_string();
	let (code, message) = refusal(&gateway, "certification_network", &params).await;
	assert_eq!(code, 10_102);
	assert_eq!(message, format!("The runtime of block {OLD} ({:?}) has no view Certification.network", hash_of(OLD)));
	// What both have is found.
	let params = json!({ "limit": 1, "block": OLD });
	assert_eq!(value(&gateway, "certification_networks", params).await["items"][0]["name"], "Registrars");
}

#[tokio::test]
async fn the_client_is_asked_for_the_newest_code_only() {
	let (gateway, fake) = gateway_with(2, 16);
	for block in [FINALIZED, BEST, UPGRADE, OLD, 0] {
		call(&gateway, "validatorSet_approvedCount", &json!([block]).to_string()).await.unwrap();
	}
	let executed: Vec<_> = fake
		.calls
		.lock()
		.unwrap()
		.iter()
		.filter(|(_, _, method)| method.starts_with("RuntimeViewFunction"))
		.map(|(by, number, _)| (*by, *number))
		.collect();
	let (new, old) = (By::Client, By::Own);
	assert_eq!(executed, [(new, FINALIZED), (new, BEST), (new, UPGRADE), (old, OLD), (old, 0)]);
	// Metadata is read once for each code: that of the newest was before the first question.
	let metadata = fake.calls.lock().unwrap().iter().filter(|(.., method)| method.starts_with("Metadata")).count();
	assert_eq!(metadata, 1);
}

#[tokio::test]
async fn events_are_read_by_the_metadata_of_the_code_that_made_the_block() {
	let (gateway, fake) = gateway_with(2, 16);
	let names = |events: &Value| -> Vec<String> {
		let events = events["items"].as_array().unwrap().iter();
		events.map(|event| event["event"]["system"].as_object().unwrap().keys().next().unwrap().clone()).collect()
	};
	let event = value(&gateway, "civitas_events", json!({ "block": FINALIZED })).await;
	assert_eq!(names(&event), ["remarked"]);
	assert_eq!(event["items"][0]["topics"], json!([]));
	assert!(event["items"][0].get("phase").is_some(), "{event}");
	// The block of the upgrade has new code in its state, and old events.
	for number in [UPGRADE] {
		let event = value(&gateway, "civitas_events", json!({ "block": number })).await;
		assert_eq!(names(&event), [camel_case(OLD_EVENT)]);
	}
	assert_eq!(fake.callers(), [(By::Own, OLD)]);
	// The events are there, and the state before is not, whose code would be needed.
	let (code, message) = refusal(&gateway, "civitas_events", &json!({ "block": OLD }).to_string()).await;
	assert_eq!((code, message.contains("an archive node keeps it")), (10_101, true), "{message}");
	assert_eq!(value(&gateway, "civitas_events", json!({ "block": 0 })).await, json!({ "items": [], "next": null }));
}

#[tokio::test]
async fn code_that_waits_for_the_next_block_has_made_it() {
	let (gateway, fake) = gateway_with(2, 16);
	fake.set(OLD, sp_core::storage::well_known_keys::PENDING_CODE, b"new");
	let event = value(&gateway, "civitas_events", json!({ "block": UPGRADE })).await;
	assert!(event["items"][0]["event"]["system"].get("remarked").is_some(), "{event}");
}

#[tokio::test]
async fn events_are_those_of_the_state() {
	let (gateway, fake) = gateway_with(2, 16);
	let metadata = runtime::metadata();
	let events = value(&gateway, "civitas_events", json!({ "block": FINALIZED })).await;
	assert_eq!(metadata.to_scale(metadata.events_type(), &events["items"]), Ok(runtime::events(&fake, FINALIZED)));
	let one = &runtime::events(&fake, FINALIZED)[1..];
	fake.set(BEST, &events_key(), &[codec::Compact(2_500u32).encode(), one.repeat(2_500)].concat());
	let mut seen = Vec::new();
	let (mut cursor, mut pages) = (Value::Null, 0);
	while pages == 0 || !cursor.is_null() {
		let asked = json!({ "block": BEST, "cursor": cursor, "limit": 2_000 });
		let page = value(&gateway, "civitas_events", asked).await;
		let items = page["items"].as_array().unwrap();
		assert!(items.len() <= 1_000, "a page has a thousand at the most");
		seen.extend(items.iter().cloned());
		(cursor, pages) = (page["next"].clone(), pages + 1);
	}
	assert_eq!((seen.len(), pages), (2_500, 3));
	assert_eq!(value(&gateway, "civitas_events", json!({ "block": BEST })).await["next"], 100);
	let beyond = value(&gateway, "civitas_events", json!({ "block": BEST, "cursor": 9_999 })).await;
	assert_eq!(beyond, json!({ "items": [], "next": null }));
	fake.set(BEST, &events_key(), &vec![0; 3 * 1024 * 1024]);
	let (code, message) = refusal(&gateway, "civitas_events", &json!({ "block": BEST }).to_string()).await;
	assert_eq!((code, message.contains("ask for less")), (10_105, true), "{message}");
}

#[test]
fn a_form_sees_the_same_block() {
	let (gateway, _) = gateway_with(2, 16);
	let blocks = &gateway.0.blocks;
	let block = blocks.find(None).unwrap();
	let views = super::super::ViewsAt { blocks, block, by: By::Client };
	assert_eq!((views.genesis(), views.block().hash), (hash_of(0), hash_of(FINALIZED)));
	let count: u32 = crate::views::ask(&views, "ValidatorSet", "approved_count", ()).unwrap();
	assert_eq!(count, 1);
	let error = crate::views::ask::<u64, _>(&views, "validatorSet", "approvedCount", ()).unwrap_err();
	assert_eq!(error.code(), 10_102);
	let error = crate::views::ask::<u32, _>(&views, "ValidatorSet", "approved_count", (1u8,)).unwrap_err();
	assert_eq!(error.code(), 10_102, "what is not of its types is not asked");
}
