//! Each member of a batch has bits of its own.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_bits_of_members_remember_who_has_set_them() {
	let federation = Federation::found().await;
	let (client, accreditation) = (federation.client(), federation.of_faculty);
	let (ministry, faculty) = (&federation.ministry, &federation.faculty);
	let class = Class::of(100);
	let (issued, _) = federation.at(faculty, class.issue(accreditation, federation.degree)).await;
	let authority = Authority::Accreditation(accreditation);
	let batch = batch_id(authority, &federation.degree, &class.root(), 100, None, None);
	let set = |indices: &[u32], value| set_status(batch, StatusPurpose::Suspension, indices.to_vec(), value);
	let reason = async |index| federation.member(batch, json!(class.present(index)), None, None).await;
	let suspended = json!({ "statusListed": { "purpose": "suspension" } });

	// The faculty suspends two, and the ministry one of these and a third.
	federation.at(faculty, set(&[7, 8], true)).await;
	federation.at(ministry, set(&[7, 9], true)).await;
	for (index, expected) in
		[(6, Value::Null), (7, suspended.clone()), (8, suspended.clone()), (9, suspended.clone()), (10, Value::Null)]
	{
		assert_eq!(reason(index).await, expected, "{index}");
	}

	// The faculty reinstates what nobody else has suspended, and does so as if nothing else were on the page.
	for indices in [&[7][..], &[9], &[8, 9]] {
		let refused = client.execute(faculty, set(indices, false)).await;
		assert_eq!(refused.result, Err(Error::<Runtime>::AuthorityTooLow.into()), "{indices:?}");
	}
	federation.at(faculty, set(&[8], false)).await;
	for (index, expected) in [(7, suspended.clone()), (8, Value::Null), (9, suspended.clone())] {
		assert_eq!(reason(index).await, expected, "{index}");
	}
	federation.at(ministry, set(&[7, 9], false)).await;
	assert_eq!((reason(7).await, reason(9).await), (Value::Null, Value::Null));

	// Bits are those of the block, whatever time is asked about, and the answer says so. Nobody knows since when.
	federation.at(faculty, set(&[7], true)).await;
	for (index, time, expected) in [
		(7, None, suspended.clone()),
		(7, Some(issued), suspended),
		(8, None, Value::Null),
		(8, Some(issued), Value::Null),
	] {
		let params = json!({ "certificate": batch, "presented": class.present(index), "time": time });
		let (at, answer) = client.ask("certification_verify", params).await;
		assert_eq!((reason_in(&answer), &answer["since"]), (expected, &Value::Null), "{answer}");
		assert_eq!(answer["dossier"]["bitsAt"], json!(at.time), "{answer}");
		assert_eq!(answer["time"], json!(time.unwrap_or(at.time)), "{answer}");
	}
	// Of what is no member there are none.
	let degree = federation.graduate(content(document(7))).await;
	let answer = client.verify(json!([degree])).await;
	assert_eq!(answer["dossier"]["bitsAt"], Value::Null, "{answer}");
}
