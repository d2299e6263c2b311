//! Controllers: they are asked, accept, agree, take back and resign; and an identity that is tied to others is not given up.

use super::*;
use civitas_tests::identity::Officer;
use sp_core::H256;
use sp_io::hashing::blake2_256;

/// In milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;

fn hash_of(call: &RuntimeCall) -> H256 {
	H256(blake2_256(&call.encode()))
}

#[tokio::test(flavor = "multi_thread")]
async fn controllers_accept_agree_and_resign() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let [alice, bob, charlie, dave, eve] = guest.people().await;
	let office = &Officer::register(client, &alice).await;
	let [bobs, charlies, daves] = [
		&Officer::register(client, &bob).await,
		&Officer::register(client, &charlie).await,
		&Officer::register(client, &dave).await,
	];
	let ids = |officers: &[&Officer]| json!(officers.iter().map(|known| known.id.to_ss58check()).collect::<Vec<_>>());
	let unwanted = |result: Result<Outcome, DispatchError>| result.map(|outcome| outcome.number);
	let payment = pay(&eve.account(), 5 * CIV);

	// Bob's and Charlie's are asked to control it together. Until they accept, they have no power over it.
	let controllers = vec![bobs.id.clone(), charlies.id.clone()].try_into().expect("there can be two");
	let (call, identity) = (Call::set_controllers { controllers, threshold: 2 }, office.id.clone());
	office.act(call).await.expect("a full key names them");
	let record = office.view("resolve").await;
	assert_eq!((&record["controllers"], &record["invited"]), (&json!([]), &ids(&[bobs, charlies])));
	assert_eq!(unwanted(bobs.act_as(office, &payment).await), Err(is(Error::NotAuthorised)));
	let accept = || Call::accept_control { identity: office.id.clone() };
	assert_eq!(unwanted(daves.act(accept()).await), Err(is(Error::NotInvited)));
	for officer in [bobs, charlies] {
		let accepted = officer.act(accept()).await.expect("it was asked");
		let controller = officer.id.clone();
		accepted.emitted(Event::<Runtime>::ControlAccepted { identity: identity.clone(), controller });
	}
	let record = office.view("resolve").await;
	assert_eq!((&record["controllers"], &record["invited"]), (&ids(&[bobs, charlies]), &json!([])));
	assert_eq!(bobs.view("resolve").await["controlled"], json!(1));
	let about = client.resolve(&office.did, None).await["didDocumentMetadata"]["civitas"].clone();
	assert_eq!((&about["controllers"], &about["threshold"]), (&json!([bobs.did, charlies.did]), &json!(2)));

	// One approves, which is not enough; the other does, takes it back, and does again. Then either makes the call.
	let hash = hash_of(&payment);
	let until = client.time(client.finalized().await.1).await + DAY;
	let approve = |call_hash| Call::approve { identity: office.id.clone(), call_hash, until };
	let retract = |call_hash| Call::retract_approval { identity: office.id.clone(), call_hash };
	bobs.act(approve(hash)).await.expect("it is a controller");
	let approval = json!({ "controller": bobs.id.to_ss58check(), "by": { "key": 1 }, "until": until, "counts": true });
	let expected = json!({ "payer": bobs.id.to_ss58check(), "approvals": [approval], "count": 1, "threshold": 2 });
	assert_eq!(office.proposal(hash).await, expected);
	assert_eq!(unwanted(daves.act(approve(hash)).await), Err(is(Error::NotController)));
	assert_eq!(unwanted(bobs.act_as(office, &payment).await), Err(is(Error::NotApproved)));
	for (call, count) in [(approve(hash), 2), (retract(hash), 1), (approve(hash), 2)] {
		charlies.act(call).await.expect("it is a controller");
		assert_eq!(office.proposal(hash).await["count"], json!(count));
	}
	let before = free(client, &eve.account()).await;
	let paid = bobs.act_as(office, &payment).await.expect("both have approved");
	let by = Authority::Controller(bobs.id.clone());
	paid.emitted(Event::<Runtime>::Acted { identity, by, result: Ok(()) });
	assert_eq!(free(client, &eve.account()).await, before + 5 * CIV);
	// It was used up, and the deposit is back.
	assert_eq!(office.proposal(hash).await, Value::Null);
	assert_eq!(unwanted(bobs.act_as(office, &payment).await), Err(is(Error::NotApproved)));
	assert_eq!(free(client, &bobs.id).await, 100 * CIV);

	// Charlie's approves something else and resigns. Two still have to agree.
	let call = RuntimeCall::System(frame_system::Call::remark { remark: b"never".to_vec() });
	let hash = hash_of(&call);
	charlies.act(approve(hash)).await.expect("it is a controller");
	charlies.act(Call::resign_control { identity: office.id.clone() }).await.expect("nobody keeps it from it");
	let record = office.view("resolve").await;
	assert_eq!((&record["controllers"], &record["threshold"]), (&ids(&[bobs]), &json!(2)));
	bobs.act(approve(hash)).await.expect("it is a controller");
	assert_eq!(office.proposal(hash).await["count"], json!(1));
	assert_eq!(unwanted(bobs.act_as(office, &call).await), Err(is(Error::NotApproved)));

	// Who controls others, has deposits or has given rights away, is not given up; and is told what it is.
	let give_up = |person: &Person| Call::deactivate { beneficiary: Some(person.account()) };
	assert_eq!(unwanted(bobs.act(give_up(&bob)).await), Err(is(Error::ControlsOthers)));
	assert_eq!(bobs.view("ties").await["controlled"], json!(1));
	assert_eq!(unwanted(charlies.act(give_up(&charlie)).await), Err(is(Error::HoldsLeft)));
	let ties = charlies.view("ties").await;
	assert_eq!(ties["holds"][0]["reason"], json!({ "identityRegistry": "proposal" }), "{ties}");
	assert_eq!((ties["holds"].as_array().map(Vec::len), &ties["controlled"]), (Some(1), &json!(0)), "{ties}");
	// Charlie's has paid, though only Bob's approval is left; with the last one the deposit goes back.
	bobs.act(retract(hash)).await.expect("it has approved");
	assert_eq!((office.proposal(hash).await, free(client, &charlies.id).await), (Value::Null, 100 * CIV));
	let delegate = eve.address();
	let add = json!({ "addProxy": { "delegate": delegate, "proxyType": "any", "delay": 0 } });
	let remove = json!({ "removeProxy": { "delegate": delegate, "proxyType": "any", "delay": 0 } });
	charlies.act(call_of(client, json!({ "proxy": add })).await).await.expect("a full key gives rights away");
	assert_eq!(unwanted(charlies.act(give_up(&charlie)).await), Err(is(Error::AccountInUse)));
	let ties = charlies.view("ties").await;
	assert_eq!((&ties["holds"], &ties["consumers"]), (&json!([]), &json!(1)), "{ties}");
	charlies.act(call_of(client, json!({ "proxy": remove })).await).await.expect("and takes them back");
	charlies.act(give_up(&charlie)).await.expect("nothing ties it");
	assert_eq!(free(client, &charlies.id).await, 0);
	let answer = client.resolve(&charlies.did, None).await;
	assert_eq!(answer["didDocumentMetadata"]["deactivated"], json!(true));
}
