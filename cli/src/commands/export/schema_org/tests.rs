use super::{
	super::tests::{is_sample, omitted},
	*,
};
use crate::{failure::Exit, test_chain};
use subxt::utils::H256;

/// The shop, what it sells, and a customer: in `tests/shop.json`, as views answer.
const MACHINE: &str = r#"{ "thing": { "owner": "//Alice", "kind": "product",
	"hash": "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } }"#;
const CUSTOMER: &str = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y";

fn shop() -> Value {
	serde_json::from_str(include_str!("../tests/shop.json")).expect("it is JSON")
}

/// What a view answers: reviews on pages of two, as a filter that takes few leaves them short.
fn answer(shop: &Value, view: &str, params: &Value) -> Value {
	let of = |name: &str| params[name].as_str().expect("it is an account").to_owned();
	let case = || &shop[variant(&params["subject"]).0];
	match view {
		"aggregate" => {
			let known = &case()["aggregate"];
			let networks = params["networks"].as_array().expect("it is a list");
			let is_asked = |network: &&Value| networks.contains(&network["network"]);
			let networks: Vec<_> = [&known["network"]].into_iter().filter(is_asked).collect();
			json!({ "subject": known["subject"], "all": known["all"], "scores": known["scores"], "networks": networks })
		},
		"reviews_of" => {
			let network = &params["filter"]["network"];
			let is_heard = |info: &&Value| network.is_null() || info["record"]["voice"]["network"] == *network;
			let first = params["cursor"].as_u64().map_or(0, |cursor| cursor + 1);
			let reviews = case()["reviews"].as_array().expect("it is a list");
			let next = (first + 2 < reviews.len() as u64).then_some(first + 1);
			let page = (0u64..).zip(reviews).filter(|(place, _)| (first..first + 2).contains(place));
			json!({ "items": page.map(|(_, info)| info).filter(is_heard).collect::<Vec<_>>(), "next": next })
		},
		"profile" => shop["profiles"][of("who")].clone(),
		"did_subject" => shop["identities"][of("identity")].clone(),
		other => panic!("nobody asks for {other}"),
	}
}

fn terms(subject: &str, name: Option<&str>, network: Option<u32>) -> Terms {
	Terms { subject: subject.to_owned(), name: name.map(str::to_owned), network }
}

/// What is said, at a block of 2025.
async fn said(shop: Value, terms: &Terms) -> Result<Said, Failure> {
	let chain = test_chain::chain(move |view, params| answer(&shop, view, params));
	let mut said = Said::read(&chain, terms, Value::Null).await?;
	said.block.time = 1_767_225_599_500;
	Ok(said)
}

#[tokio::test]
async fn reviews_are_exported_as_in_the_samples() {
	let review = |number: u8| format!("review {:?}", H256::repeat_byte(number));
	let left_out = [0x16, 0x14, 0x15].map(review);
	for (name, terms, expected) in [
		("product.json", terms(MACHINE, Some("Coffee machine"), None), &left_out[..]),
		("network.json", terms(MACHINE, None, Some(7)), &[]),
		("person.json", terms(CUSTOMER, None, None), &[]),
	] {
		let said = said(shop(), &terms).await.expect("something is said");
		let export = export(&said).expect("it is exported");
		is_sample("reputation", name, &export);
		assert_eq!(omitted(&export), expected);
	}
}

#[tokio::test]
async fn what_nobody_has_reviewed_has_no_rating() {
	let mut empty = shop();
	for review in empty["thing"]["reviews"].as_array_mut().expect("it is a list") {
		review["record"]["state"] = json!("withdrawn");
	}
	let said_of_none = said(empty.clone(), &terms(MACHINE, None, None)).await.expect("there is a subject");
	let failure = export(&said_of_none).expect_err("nothing stands");
	assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "nothing"));
	// What is sealed has no rating, whatever the node says of its state.
	empty["thing"]["reviews"][3]["record"]["state"] = json!("standing");
	let said = said(empty, &terms(MACHINE, None, None)).await.expect("there is a subject");
	assert_eq!(export(&said).expect_err("it says nothing").code, "node");
}

#[tokio::test]
async fn subjects_are_what_the_vocabulary_has() {
	for (kind, ty) in [
		("service", "Service"),
		("content", "CreativeWork"),
		("branch", "LocalBusiness"),
		("website", "WebSite"),
		("vehicle", "Thing"),
	] {
		let said =
			said(shop(), &terms(&MACHINE.replace("product", kind), None, None)).await.expect("there is a subject");
		assert_eq!(said.item()["@type"], ty);
	}
	for (kind, ty, author) in [
		("person", "Person", "Person"),
		("delegate", "Person", "Person"),
		("organisation", "Organization", "Organization"),
		("group", "Organization", "Organization"),
		("device", "Product", "Person"),
		("resource", "Thing", "Person"),
	] {
		let mut shop = shop();
		shop["identities"][CUSTOMER]["kind"] = json!(kind);
		let said = said(shop, &terms(CUSTOMER, Some("Someone"), None)).await.expect("there is a subject");
		assert_eq!((&said.item()["@type"], &said.item()["name"]), (&json!(ty), &json!("Someone")));
		assert_eq!(
			(&said.author(CUSTOMER)["@type"], &said.author(CUSTOMER)["name"]),
			(&json!(author), &json!("diego"))
		);
	}
	let mut unknown = shop();
	unknown["identities"][CUSTOMER] = Value::Null;
	let said = said(unknown, &terms(CUSTOMER, None, None)).await.expect("there is a subject");
	let id = format!("urn:civitas:account:{CUSTOMER}");
	assert_eq!(said.item(), json!({ "@type": "Thing", "@id": id }));
}

#[tokio::test]
async fn what_is_no_subject_is_told_so() {
	for wrong in ["{", r#"{"place":"//Alice"}"#, r#"{"thing":{"owner":"//Alice","kind":"product"}}"#] {
		let failure = said(shop(), &terms(wrong, None, None)).await.expect_err("it is none");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "usage"), "{wrong}");
		assert!(failure.message.starts_with("--subject: "), "{}", failure.message);
	}
}
