use super::*;
use crate::test_chain;

const WHO: &str = "5A";

/// How an obligation stands: who owes, how much now, how much is held, and how much it can come to.
fn line(debtor: &str, asset: Value, owed: &str, held: &str, most: Value) -> Value {
	json!({
		"debtor": debtor, "asset": asset, "owed": owed, "interest": "3", "held": held, "most": most, "paid": "10",
		"forgiven": "0", "disputed": "0", "obligation": 0,
	})
}

fn obligation(awaits: Value, funding: Value) -> Value {
	let mut all = json!({ "fulfilled": [], "late": [], "certificate": null, "condition": null });
	for (name, value) in awaits.as_object().into_iter().flatten() {
		all[name] = value.clone();
	}
	json!({ "performance": { "pay": {} }, "awaits": all, "funding": funding })
}

fn item(later: Value, obligations: Value) -> Item {
	Item {
		id: json!("0x01"),
		certificates: Vec::new(),
		terms: json!({ "obligations": obligations }),
		later: list(&later).to_vec(),
	}
}

#[test]
fn the_most_that_leaves_the_caller_is_stated() {
	let plain = || obligation(json!({}), json!("unfunded"));
	let most = |items: &[Item]| most(items, &json!(WHO));
	// What is owed and not held, by asset, of the caller alone.
	let items = [
		item(
			json!([
				line(WHO, json!(null), "100", "0", json!(null)),
				line(WHO, json!(7), "100", "40", json!("500")),
				line("5B", json!(null), "900", "0", json!(null)),
			]),
			json!([plain(), plain(), plain()]),
		),
		item(json!([line(WHO, json!(null), "20", "900", json!("900"))]), json!([plain()])),
	];
	let money = |asset: Value, amount: &str| json!({ "asset": asset, "amount": amount });
	assert_eq!(most(&items), json!([money(json!(null), "106"), money(json!(7), "63")]));
	assert_eq!(most(&[item(json!([line("5B", json!(null), "9", "0", json!(null))]), json!([plain()]))]), json!([]));
	// What can become due by the very call is all that there can be.
	for awaits in [json!({ "fulfilled": [0] }), json!({ "late": [0] }), json!({ "certificate": {} })] {
		let one = |most: Value| {
			item(
				json!([line(WHO, json!(null), "0", "0", most)]),
				json!([obligation(awaits.clone(), json!("unfunded"))]),
			)
		};
		assert_eq!(most(&[one(json!("500"))]), json!([money(json!(null), "493")]), "{awaits}");
		assert_eq!(most(&[one(json!(null))]), json!(null), "{awaits}");
	}
	let by = obligation(json!({}), json!({ "escrowed": { "at": 5 } }));
	let held = item(json!([line(WHO, json!(null), "0", "90", json!("500"))]), json!([by]));
	assert_eq!(most(&[held]), json!([money(json!(null), "403")]));
}

#[test]
fn what_is_held_for_nothing_goes_back() {
	let goes = |held: &str, most: Value| goes_back(&line(WHO, json!(null), "0", held, most));
	assert!(goes("100", json!("50")) && goes("41", json!("50")));
	assert!(!goes("40", json!("50")) && !goes("100", json!(null)));
}

#[tokio::test]
async fn certificates_are_found_by_their_evidence() {
	let awaited = json!({ "network": 7, "schema": "0x05", "subject": "5B" });
	let certificate =
		|id: &str, evidence: &str| json!({ "id": id, "network": 7, "schema": "0x05", "evidence": evidence });
	let answer = json!({ "items": [certificate("0x0a", "0x01"), certificate("0x0b", "0x02")], "next": null });
	let chain = test_chain::chain(move |view, params| {
		assert_eq!((view, &params["subject"]), ("certificates_of", &json!("5B")));
		answer.clone()
	});
	let agreement = |found: Value| {
		json!({
			"termsHash": "0x02",
			"terms": { "obligations": [obligation(json!({}), json!("unfunded")),
				obligation(json!({ "certificate": awaited }), json!("unfunded"))] },
			"records": [{}, { "found": { "certificate": found }, "fulfilledAt": null, "lapsed": null }],
		})
	};
	let presented = certificates(&chain, &agreement(json!(null))).await.expect("they are listed");
	assert_eq!(presented, [json!({ "obligation": 1, "certificate": "0x0b" })]);
	assert!(certificates(&chain, &agreement(json!(5))).await.expect("nobody asks").is_empty(), "it was found");
}

#[test]
fn what_is_left_is_a_no() {
	let paid =
		|amount: &str| json!({ AGREEMENTS: { "paid": { "agreement": "0x01", "asset": null, "amount": amount } } });
	let failed = json!({ AGREEMENTS: { "settleFailed": { "agreement": "0x01", "error": "unavailable" } } });
	let items = [item(json!([]), json!([]))];
	let told = |events: Vec<Value>, owed: &[(Value, Value)]| {
		let block = crate::chain::BlockId { number: 7, hash: H256::zero(), time: 7, age: None };
		told(&Receipt { transaction: H256::zero(), block, events }, &items, owed)
	};
	let all = told(vec![paid("5"), paid("6")], &[]);
	assert_eq!((all.exit, &all.json["settled"]), (Exit::Success, &json!(["0x01"])));
	assert!(all.text.starts_with("Settled      1 of 1\nPaid         11 of native\n"), "{}", all.text);
	let owed = [(json!("0x01"), line("5B", json!(null), "9", "0", json!(null)))];
	let left = told(vec![paid("5")], &owed);
	assert!(left.exit == Exit::No && left.text.contains("12 of native by 5B, obligation 0 of 0x01"), "{}", left.text);
	let none = told(vec![failed], &[]);
	assert_eq!((none.exit, &none.json["settled"]), (Exit::No, &json!([])));
}

#[test]
fn an_act_is_no_payment() {
	let statement = json!({ "lines": [{ "owed": "1" }, { "owed": "5" }] });
	let of = |performance: Value| json!({ "performance": performance });
	let terms = json!({ "obligations": [of(json!({ "act": { "due": { "at": 0 } } })), of(json!({ "pay": {} }))] });
	assert_eq!(payments(&statement, &terms).map(due).collect::<Vec<_>>(), [5]);
}
