use super::*;

fn terms() -> Value {
	json!({
		"parties": [{ "account": "5A", "role": "landlord" }, { "account": "5B", "role": "tenant" }],
		"obligations": [{
			"debtor": 1, "creditor": { "party": 0 }, "performance": { "pay": {} },
			"awaits": { "claim": { "answerWithin": 60, "silence": "accepts" } },
		}],
	})
}

fn line(claim: Value) -> Value {
	json!({
		"obligation": 0, "asset": null, "accrued": "3000", "due": "0", "paid": "0", "forgiven": "0", "held": "3000",
		"disputed": "0", "owed": "0", "interest": "0", "interestPaid": "0", "lateSince": null, "nextAt": null,
		"nextAmount": "0", "claim": claim, "fulfilledAt": null, "lapsed": null,
	})
}

#[test]
fn it_is_told_whose_turn_it_is() {
	let terms = terms();
	let words = Words::new(&terms, None);
	let told = |line: Value, dispute: Option<Value>| {
		stands(&words, &terms["obligations"][0], &line, dispute.as_ref()).join("\n")
	};
	assert_eq!(told(line(json!(null)), None), "owed now: 0 of native, accrued 3000, held 3000");
	let claim =
		|answer: Value| json!({ "amount": "500", "evidence": "0x07", "at": 1_735_689_600_000_u64, "answer": answer });
	let open = told(line(claim(json!(null))), None);
	let turn = "landlord claims 500, by the evidence 0x07; it is the turn of tenant to answer until 2025-01-01T00:01:00Z, then \
	            silence accepts";
	assert!(open.ends_with(turn), "{open}");
	let answered = told(line(claim(json!(["200", 1_735_689_660_000_u64]))), None);
	// Nobody decides disputes.
	let rest = "tenant accepts 200; until 2025-01-01T00:02:00Z, landlord can claim the rest anew, or it lapses";
	assert!(answered.ends_with(rest), "{answered}");
	let mut decided = terms.clone();
	decided["arbitration"] = json!({ "instances": [{}] });
	let words = Words::new(&decided, None);
	let answered = line(claim(json!(["200", 1_735_689_660_000_u64])));
	let told_so = stands(&words, &decided["obligations"][0], &answered, None).join("\n");
	assert!(
		told_so.ends_with("landlord can claim the rest anew and either side dispute it, or it lapses"),
		"{told_so}"
	);
	let dispute = |stage: Value, turn: Value| {
		let dispute = json!({
			"dispute": { "amount": "300", "ruling": { "amount": "100" } }, "stage": stage, "turn": turn,
		});
		told(line(claim(json!(null))), Some(dispute)).lines().last().map(ToOwned::to_owned).unwrap_or_default()
	};
	let until = 1_735_689_600_000_u64;
	for (stage, turn, expected) in [
		(
			json!({ "evidence": { "instance": 0, "advance": "creditor", "until": until } }),
			json!(["5A"]),
			"it is the turn of landlord to advance the fee of the arbiter, or it loses, until 2025-01-01T00:00:00Z",
		),
		(
			json!({ "evidence": { "instance": 0, "advance": null, "until": until } }),
			json!(["5A", "5B"]),
			"landlord and tenant can show evidence until 2025-01-01T00:00:00Z",
		),
		(json!({ "rule": { "instance": 0, "until": until } }), json!(["5C"]), "it is the turn of 5C to rule"),
		(
			json!({ "appeal": { "instance": 0, "until": until } }),
			json!(["5A", "5B"]),
			"100 is due by a ruling, against which landlord and tenant can appeal",
		),
		(json!({ "decided": { "amount": "100" } }), json!([]), "decided: 100 is due; settle it"),
	] {
		let told = dispute(stage, turn);
		assert!(told.starts_with("in dispute (300): ") && told.contains(expected), "{told}");
	}
}

#[test]
fn it_is_told_who_has_to_sign() {
	let terms = terms();
	let words = Words::new(&terms, None);
	let draft = json!({ "state": "draft", "signed": ["5A"], "unsigned": ["5B"], "terms": { "signBy": 5 } });
	let expired = "draft, signed by landlord, that has expired: anyone can decline it, and the deposit goes back";
	assert_eq!(state(&draft, &words, 6), expired);
	assert_eq!(state(&draft, &words, 5), "draft, signed by landlord; it is the turn of tenant to sign");
	let active = json!({ "state": "active", "activatedAt": 1_735_689_600_000_u64, "endsAt": null });
	assert_eq!(state(&active, &words, 0), "active; runs since 2025-01-01T00:00:00Z");
}

#[test]
fn roles_that_two_have_are_told_apart() {
	let mut terms = terms();
	terms["parties"][1]["role"] = json!("landlord");
	let words = Words::new(&terms, None);
	assert_eq!((words.party(0), words.party(1)), ("landlord (0)".to_owned(), "landlord (1)".to_owned()));
	assert_eq!(words.sides(&terms["obligations"][0]), ("landlord (1)".to_owned(), "landlord (0)".to_owned()));
}
