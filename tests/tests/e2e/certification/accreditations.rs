//! Accreditations: accepted by those who hold them, extended before and after their ends, and passed to successors.

use super::*;
use civitas_tests::certification::amend_accreditation;

/// In milliseconds.
const SECOND: u64 = 1_000;

/// Move the chain's clock on, by so many milliseconds at least.
async fn advance(client: &Client, time: u64) {
	client.call("dev_advanceTime", json!([time.div_ceil(SECOND)])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_issued_lives_on_when_an_accreditation_is_extended() {
	// A chain of its own, whose clock is moved on.
	let federation = Federation::found_alone().await;
	let (client, accreditation) = (federation.client(), federation.of_faculty);
	let (university, faculty) = (&federation.university, &federation.faculty);
	let until = async |valid_until| {
		let terms = terms_of_faculty(federation.degree, Some(valid_until));
		federation.at(university, amend_accreditation(accreditation, terms)).await.0
	};
	let now = client.time(client.finalized().await.1).await;
	let (first, second) = (now + YEAR, now + 2 * YEAR);
	until(first).await;
	let degree = federation.graduate(content(document(7))).await;
	let class = Class::of(100);
	federation.at(faculty, class.issue(accreditation, federation.degree)).await;
	let authority = Authority::Accreditation(accreditation);
	let batch = batch_id(authority, &federation.degree, &class.root(), 100, None, None);
	let both = async |time| {
		let reason = federation.reason(degree, time, None).await;
		assert_eq!(federation.member(batch, json!(class.present(42)), time, None).await, reason);
		reason
	};

	// Extended in time, it is as if it had been given for longer.
	until(second).await;
	advance(client, first - now + SECOND).await;
	for time in [None, Some(first), Some(first + 1)] {
		assert_eq!(both(time).await, Value::Null, "{time:?}");
	}

	// It ends.
	advance(client, YEAR).await;
	let fallen = |state: &str, since: u64| {
		let reason = json!({ "accreditation": accreditation, "state": state, "since": since });
		json!({ "issuerNotAccredited": reason })
	};
	assert_eq!(both(None).await, fallen("active", second));
	assert_eq!(both(Some(second)).await, Value::Null);
	let further = issue(accreditation, federation.degree, &federation.graduate.account(), content(document(8)));
	let refused = client.execute(faculty, further.clone()).await;
	assert_eq!(refused.result, Err(Error::<Runtime>::AccreditationExpired.into()));

	// Extended after its end, it goes on from then. The time in between stays what it was.
	advance(client, YEAR).await;
	let resumed = until(second + 8 * YEAR).await;
	assert!(resumed > second + YEAR, "the clock was not moved");
	let gap = fallen("suspended", second + 1);
	for (time, reason) in [
		(None, Value::Null),
		(Some(resumed), Value::Null),
		(Some(resumed - 1), gap.clone()),
		(Some(second + 1), gap),
		(Some(second), Value::Null),
	] {
		assert_eq!(both(time).await, reason, "{time:?}");
	}
	let answer = client.verify(json!([degree])).await;
	assert_eq!(answer["since"], json!(resumed), "{answer}");
	client.execute(faculty, further).await.success();
}

/// What is said of an accreditation: who holds it, to whom it is offered, and its state.
async fn told(client: &Client, accreditation: AccreditationId) -> [Value; 3] {
	let info = client.value("certification_accreditation", json!({ "accreditation": accreditation })).await;
	["holder", "offeredTo", "state"].map(|name| info[name].clone())
}

/// The accreditations that are listed as someone's.
async fn held(client: &Client, holder: &Person) -> Vec<Value> {
	let page = client.value("certification_accreditationsOf", json!({ "holder": holder.address() })).await;
	let items = page["items"].as_array().expect("a page has items");
	items.iter().map(|info| info["id"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_accredited_who_has_not_accepted() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let [alice, bob, charlie, dave, _] = guest.people().await;
	let network = network_in(&client.execute(&alice, found_network("Guild")).await.success());
	let licence = schema_id(network, &schema("Licence"));
	let terms = || Terms { depth: 1, ..unlimited() };
	let calls = vec![register_schema(network, schema("Licence")), accredit(network, None, &bob, terms())];
	let given = accreditations_in(&client.execute(&alice, in_one(calls)).await.success())[0];
	let is_accredited = async || {
		let params = json!({ "accreditation": given, "schema": licence });
		client.value("certification_isAccredited", params).await
	};
	let result = async |who: &Person, call| client.execute(who, call).await.result;
	let is = |error: Error<Runtime>| Err(DispatchError::from(error));
	let certify = |number| issue(given, licence, &dave.account(), content(document(number)));

	// It is Bob's to accept, and nobody's to use.
	assert_eq!(told(client, given).await, [Value::Null, json!(bob.address()), json!("pending")]);
	assert_eq!((held(client, &bob).await, is_accredited().await), (vec![], json!(false)));
	assert_eq!(result(&bob, certify(1)).await, is(Error::AccreditationPending));
	let further = accredit(network, Some(given), &charlie, unlimited());
	assert_eq!(result(&bob, further).await, is(Error::AccreditationPending));
	assert_eq!(result(&charlie, accept_accreditation(given)).await, is(Error::NotOffered));
	client.execute(&bob, accept_accreditation(given)).await.success();
	assert_eq!(told(client, given).await, [json!(bob.address()), Value::Null, json!("active")]);
	assert_eq!((held(client, &bob).await, is_accredited().await), (vec![json!(given)], json!(true)));
	client.execute(&bob, certify(1)).await.success();

	// Nor is it the successor's to whom it is offered, before it is accepted. What Bob has issued stays his.
	let (accreditation, to) = (given, Some(charlie.account()));
	client.execute(&alice, certification(Call::transfer_accreditation { accreditation, to })).await.success();
	assert_eq!(told(client, given).await, [json!(bob.address()), json!(charlie.address()), json!("active")]);
	assert_eq!(result(&charlie, certify(2)).await, is(Error::NotHolder));
	client.execute(&bob, certify(2)).await.success();
	client.execute(&charlie, accept_accreditation(given)).await.success();
	assert_eq!(told(client, given).await, [json!(charlie.address()), Value::Null, json!("active")]);
	assert_eq!((held(client, &bob).await, held(client, &charlie).await), (vec![], vec![json!(given)]));
	assert_eq!(result(&bob, certify(3)).await, is(Error::NotHolder));
	let authority = Authority::Accreditation(given);
	let first = certificate_id(authority, &licence, &dave.account(), &content(document(1)), None);
	let answer = client.verify(json!({ "certificate": first, "expected": { "issuer": bob.address() } })).await;
	assert_eq!(answer["reason"], Value::Null, "{answer}");

	// What is not wanted is as if it had never been given, and the deposit is back.
	let reserved = async || client.account(&alice.account(), client.best().await.1).await.data.reserved;
	let before = reserved().await;
	let unwanted = client.execute(&alice, accredit(network, None, &dave, unlimited())).await.success();
	let unwanted = accreditations_in(&unwanted)[0];
	assert!(reserved().await > before);
	let decline = Call::revoke_accreditation { accreditation: unwanted, reason: Reason::Unspecified };
	client.execute(&dave, certification(decline)).await.success();
	assert_eq!(reserved().await, before);
	assert_eq!(client.value("certification_accreditation", json!([unwanted])).await, Value::Null);

	// Who accredits itself need not be asked.
	let own = client.execute(&alice, accredit(network, None, &alice, unlimited())).await.success();
	let own = accreditations_in(&own)[0];
	assert_eq!(told(client, own).await, [json!(alice.address()), Value::Null, json!("active")]);
}
