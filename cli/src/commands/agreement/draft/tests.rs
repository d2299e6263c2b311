use super::*;
use crate::{failure::Exit, test_chain};
use clap::Parser;
use subxt_signer::sr25519::dev;

#[derive(clap::Parser)]
struct Line {
	#[command(flatten)]
	draft: DraftArguments,
}

fn address(key: &subxt_signer::sr25519::Keypair) -> String {
	AccountId32(key.public_key().0).to_string()
}

/// The terms of a lease by Alice to Bob.
fn lease() -> Value {
	let template = Template::find("home-lease").expect("there is such a template");
	let values = [
		("landlord", json!(address(&dev::alice()))),
		("tenant", json!(address(&dev::bob()))),
		("rent", json!("1000")),
		("deposit", json!("3000")),
		("minimum", json!({ "months": 12 })),
		("extension", json!({ "months": 1 })),
		("notice", json!(7_776_000)),
		("grace", json!(432_000)),
		("interest", json!(50_500)),
	];
	let mut terms = template.fill(&values.into_iter().collect()).expect("all parameters are known");
	terms.insert("prose".to_owned(), json!({ "hash": template.hash, "uri": "", "clauses": null }));
	terms.insert("template".to_owned(), json!(template.hash));
	terms.insert("signBy".to_owned(), json!(1_735_689_600_000_u64));
	terms.insert("salt".to_owned(), json!(H256::zero()));
	terms.into()
}

#[tokio::test]
async fn terms_are_in_plain_words() {
	let chain = test_chain::chain(|view, _| panic!("nobody asks for {view}"));
	let (terms, _) = plain(&chain, &lease()).await.expect("they are terms");
	let reader = AccountId32(dev::bob().public_key().0);
	let table = Words::new(&terms, Some(reader)).table(Table::default(), |_| Vec::new()).text();
	let hash = terms["template"].as_str().expect("it is a hash");
	let title = Template::find("home-lease").expect("there is such a template").title;
	let (alice, bob) = (address(&dev::alice()), address(&dev::bob()));
	let expected = [
		format!("Party 0       landlord: {alice}"),
		format!("Party 1       tenant: {bob} (you)"),
		"Obligation 0  tenant pays landlord 1000 of native every month, the first at the last signature, until the end \
		 (clause 1); late 5 d after it is due; 5.05 % interest a year on what is late"
			.to_owned(),
		"Obligation 1  tenant pays landlord 3000 of native at the end (clause 2); has to be claimed (answered within 2 w; silence \
		 accepts), until 30 d after the end, or it lapses; all of it is held from the signature of tenant on"
			.to_owned(),
		"Obligation 2  tenant does for landlord what clause 3 says, by the end; has to be claimed (answered within 1 w; silence \
		 accepts); late 1 d after it is due"
			.to_owned(),
		"Term          at least 12 months from the last signature on, then by further terms of 1 month; notice 90 d before"
			.to_owned(),
		"Disputes      nobody decides them".to_owned(),
		format!("Text          {hash}, the clauses of the template \"{}\"", title),
	];
	assert_eq!(table.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn what_others_agree_on_is_in_plain_words_too() {
	let told = |obligation: Value, term: Value| {
		let terms = json!({
			"parties": [{ "account": "5A", "role": "seller" }, { "account": "5B", "role": "buyer" }],
			"obligations": [obligation], "term": term,
			"arbitration": {
				"instances": [{ "arbiter": "5C", "fee": "7", "evidenceWithin": 3_600, "ruleWithin": 60 }],
				"bothAdvance": false, "appealWithin": 7_200, "default": { "numerator": 1, "denominator": 3 },
			},
		});
		Words::new(&terms, None).table(Table::default(), |_| Vec::new()).text()
	};
	let share = json!({
		"clause": 3, "debtor": 0, "creditor": { "account": "5D" },
		"performance": { "share": { "of": 0, "share": { "numerator": 30_000, "denominator": 1_000_000 } } },
		"awaits": { "fulfilled": [0, 1], "late": [2], "until": { "at": 1_735_689_600_000_u64 } }, "funding": "revocable",
	});
	let text = told(share, json!({ "minimum": { "seconds": 0 }, "renewal": "open", "notice": null }));
	for expected in [
		"seller pays 5D 3 % of what obligation 0 has paid (clause 3); once each of the obligations 0, 1 is fulfilled, if obligation 2 \
		 is late, until 2025-01-01T00:00:00Z, or it lapses; paid first from what seller has put on hold for it\n",
		"Term          until it is ended; nobody can give notice\n",
		"decided by 5C for 7 of native (1 h for evidence, then 1 min to rule); who brings it advances the fee; if nobody rules, 1/3 of it is due\n",
	] {
		assert!(text.contains(expected), "{expected} is not in:\n{text}");
	}
	let stream = json!({
		"clause": 1, "debtor": 1, "creditor": { "party": 0 },
		"performance": { "pay": {
			"asset": 7, "amount": "5",
			"accrues": { "stream": { "start": { "end": { "seconds": 60 } }, "every": 3_600, "count": 24 } },
		} },
		"awaits": {}, "funding": { "escrowed": { "activation": { "months": 1 } } },
	});
	let text = told(stream, json!({ "minimum": { "months": 36 }, "renewal": "ends", "notice": null }));
	for expected in [
		"buyer pays seller 5 of asset 7 evenly over 1 d from 1 min after the end on (clause 1); all of it is held from 1 month after \
		 the last signature on\n",
		"Term          36 months from the last signature on\n",
	] {
		assert!(text.contains(expected), "{expected} is not in:\n{text}");
	}
}

#[test]
fn what_a_signature_commits_to_is_told() {
	let money = |amount: &str| json!([{ "asset": null, "amount": amount }]);
	assert_eq!(commitment(&json!({ "most": [], "escrow": [] })), "pay nothing");
	assert_eq!(
		commitment(&json!({ "most": null, "escrow": money("3000") })),
		"something without a bound; 3000 of native of it is held at once"
	);
	assert_eq!(
		commitment(&json!({ "most": [{ "asset": 7, "amount": "5" }], "escrow": [] })),
		"pay at most 5 of asset 7, interest and arbiters' fees aside"
	);
}

#[tokio::test]
async fn what_is_signed_is_what_is_shown() {
	let terms = lease();
	let chain = test_chain::chain(|view, _| panic!("nobody asks for {view}"));
	let (plain, hash) = super::plain(&chain, &terms).await.expect("they are terms");
	assert_eq!(super::plain(&chain, &plain).await.expect("they are terms"), (plain.clone(), hash));
	// What people type in place of values.
	let mut typed = plain.clone();
	typed["parties"][1]["account"] = json!("//Bob");
	typed["signBy"] = json!("2025-01-01T00:00:00Z");
	assert_eq!(super::plain(&chain, &typed).await.expect("they are terms"), (plain.clone(), hash));
	typed["obligations"][0]["clause"] = json!(-1);
	let failure = super::plain(&chain, &typed).await.expect_err("there is no such clause");
	assert!(failure.message.contains("obligations[0].clause"), "{}", failure.message);
}

#[tokio::test]
async fn terms_that_cannot_be_agreed_on_are_refused() {
	let answer = json!({ "err": "partyTwice" });
	let chain = test_chain::chain(move |view, _| {
		assert_eq!(view, "preview");
		answer.clone()
	});
	let failure = preview(&chain, &lease()).await.expect_err("they cannot be agreed on");
	assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "PartyTwice"));
	assert!(failure.message.contains("An account is a party twice."), "{}", failure.message);
}

#[tokio::test]
async fn accounts_are_typed_in_any_way_and_blamed_on_their_parameter() {
	let chain = test_chain::chain(|view, _| panic!("nobody asks for {view}"));
	let me = AccountId32(dev::eve().public_key().0);
	let typed = async |typed: Value| accounts(&chain, me, "arbiters", typed).await;
	assert_eq!(typed(json!("me")).await.expect("it is one"), json!(me));
	let both = typed(json!(["//Alice", "me"])).await.expect("they are accounts");
	assert_eq!(both, json!([address(&dev::alice()), address(&dev::eve())]));
	let failure = typed(json!(["//Alice", "Bob"])).await.expect_err("it is none");
	assert!(failure.message.starts_with("--set arbiters: Bob: "), "{}", failure.message);
}

#[test]
fn the_same_words_are_drafted_once_a_day() {
	let monday = moment::parse("2026-11-30T08:00:00Z").expect("it is a time");
	assert_eq!(end_of_a_day(monday), end_of_a_day(monday + DAY / 2));
	assert_eq!(moment::show(end_of_a_day(monday)), "2026-12-31T00:00:00Z");
	assert_eq!((salt(""), salt("7")), (H256::zero(), document::sha256(b"7")));
	let line = Line::parse_from(["draft", "invoice", "--set", "payer=//Bob", "--set", "interest="]);
	let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
	assert_eq!(line.draft.parameters, [pair("payer", "//Bob"), pair("interest", "")]);
}

/// What an amendment carries over is told, and how long anyone has for anything in a dispute.
#[test]
fn what_differs_is_told() {
	let told = |carries: Value, arbitration: Value| {
		let obligation = json!({
			"clause": 1, "debtor": 1, "creditor": { "party": 0 },
			"performance": { "pay": { "asset": null, "amount": "1000", "accrues": { "once": { "activation": { "seconds": 0 } } } } },
			"awaits": { "fulfilled": [], "late": [] }, "funding": "unfunded", "grace": 0, "interest": null, "assignable": false,
			"carries": carries,
		});
		let terms = json!({
			"parties": [{ "account": "5A", "role": "seller" }, { "account": "5B", "role": "buyer" }],
			"obligations": [obligation], "term": null, "arbitration": arbitration,
			"amends": { "agreement": "0x07", "version": 0 },
		});
		Words::new(&terms, None).table(Table::default(), |_| Vec::new()).text()
	};
	// Of 1000 that were paid nothing more is owed by the one, and 1000 again by the other.
	assert_ne!(told(json!(0), json!(null)), told(json!(null), json!(null)));
	let within = |evidence: u32, rule: u32, appeal: u32| {
		json!({
			"instances": [{ "arbiter": "5C", "fee": "7", "evidenceWithin": evidence, "ruleWithin": rule }],
			"bothAdvance": false, "appealWithin": appeal, "default": { "numerator": 0, "denominator": 1 },
		})
	};
	// Two weeks and a month, or one second to rule and then nothing is due.
	assert_ne!(told(json!(0), within(1_209_600, 2_592_000, 1_209_600)), told(json!(0), within(0, 1, 0)));
}

/// A moment beyond 2^53 - 1 milliseconds is a text in JSON.
#[test]
fn a_moment_that_never_comes_is_told() {
	let at = json!({ "at": "18446744073709551615" });
	let obligation = json!({
		"clause": 1, "debtor": 0, "creditor": { "party": 1 },
		"performance": { "pay": { "asset": null, "amount": "1000", "accrues": { "once": at } } },
		"awaits": { "fulfilled": [], "late": [], "until": at }, "funding": "unfunded", "grace": 0, "interest": null,
		"assignable": false,
	});
	let terms = json!({
		"parties": [{ "account": "5A", "role": "seller" }, { "account": "5B", "role": "buyer" }],
		"obligations": [obligation], "term": null, "arbitration": null, "amends": null,
	});
	let text = Words::new(&terms, None).table(Table::default(), |_| Vec::new()).text();
	assert!(text.contains("18446744073709551615 ms after"), "{text}");
}

#[test]
fn a_template_that_nobody_knows_is_told() {
	let text = |template: Value, prose: Value| {
		let terms =
			json!({ "parties": [], "obligations": [], "template": template, "prose": { "hash": prose, "uri": "" } });
		Words::new(&terms, None).table(Table::default(), |_| Vec::new()).text()
	};
	let unknown = json!(H256::repeat_byte(7));
	assert!(text(unknown.clone(), unknown.clone()).contains("which this client does not have"));
	let invoice = Template::find("invoice").expect("there is such a template");
	assert!(text(json!(invoice.hash), unknown).contains(&format!("by the template \"{}\"", invoice.title)));
}
