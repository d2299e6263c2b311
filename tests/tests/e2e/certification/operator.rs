//! What the operator of a network certifies itself, without an accreditation.

use super::*;

/// The identifiers on the only page of a listing.
async fn listed(client: &Client, view: &str, params: Value) -> Vec<Value> {
	let page = client.value(&format!("certification_{view}"), params).await;
	assert_eq!(page["next"], Value::Null, "{page}");
	page["items"].as_array().expect("a page has items").iter().map(|info| info["id"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_certifies_without_an_accreditation() {
	let federation = Federation::found().await;
	let (client, network, degree) = (federation.client(), federation.network, federation.degree);
	let (ministry, graduate) = (&federation.ministry, federation.graduate.account());
	let authority = Authority::Operator(network);
	let certified = content(document(7));
	let certificate = certificate_id(authority, &degree, &graduate, &certified, None);
	let own: Option<AccreditationId> = None;
	let (time, _) = federation.at(ministry, issue(own, degree, &graduate, certified)).await;
	let class = Class::of(100);
	let batch = batch_id(authority, &degree, &class.root(), 100, None, None);
	federation.at(ministry, class.issue(own, degree)).await;

	// It rests on the network alone.
	let expected = json!({ "network": network, "issuer": ministry.address() });
	let answer = federation.verify(certificate, expected.clone()).await;
	assert_eq!((&answer["reason"], &answer["since"]), (&Value::Null, &json!(time)), "{answer}");
	let params = json!({ "certificate": batch, "expected": expected, "presented": class.present(42) });
	let of_member = client.verify(params).await;
	assert_eq!(of_member["reason"], Value::Null, "{of_member}");
	for dossier in [&answer["dossier"], &of_member["dossier"]] {
		let shown = &dossier["certificate"];
		assert_eq!((&shown["accreditation"], &shown["network"]), (&Value::Null, &json!(network)), "{dossier}");
		assert_eq!((&dossier["chain"], &shown["issuer"]), (&json!([]), &json!(ministry.address())), "{dossier}");
	}
	for (view, id) in [("certificate", certificate), ("batch", batch)] {
		let info = client.value(&format!("certification_{view}"), json!([id])).await;
		assert_eq!((&info["accreditation"], &info["network"]), (&Value::Null, &json!(network)), "{info}");
	}
	let credential = client.value("civitas_exportCredential", json!({ "certificate": certificate })).await;
	let answer = client.value("civitas_verifyCredential", json!({ "credential": credential })).await;
	assert_eq!(reason_in(&answer), Value::Null, "{answer}");

	// It is listed by its network, and under no accreditation.
	let of_faculty = federation.graduate(content(document(8))).await;
	let (network, accreditation) = (json!(network), json!(federation.of_faculty));
	for (view, params, ids) in [
		("certificatesByAccreditation", json!({ "network": network }), json!([certificate])),
		("certificatesByAccreditation", json!({ "network": network, "state": "revoked" }), json!([])),
		(
			"certificatesByAccreditation",
			json!({ "network": network, "accreditation": accreditation }),
			json!([of_faculty]),
		),
		("certificatesByAccreditation", json!({ "network": federation.network + 1_000 }), json!([])),
		("batchesByAccreditation", json!({ "network": network }), json!([batch])),
		("batchesByAccreditation", json!({ "network": network, "accreditation": accreditation }), json!([])),
	] {
		assert_eq!(json!(listed(client, view, params.clone()).await), ids, "{view} {params}");
	}

	// Nobody else does that, whatever accreditation they hold; and the operator takes over what others have issued.
	let refused = client.execute(&federation.university, issue(own, degree, &graduate, content(document(9)))).await;
	assert_eq!(refused.result, Err(Error::<Runtime>::NotOperator.into()));
	let call = Call::renew { accreditation: own, certificate: of_faculty, valid_until: None };
	federation.at(ministry, certification(call)).await;
	let renewed = certificate_id(authority, &degree, &graduate, &content(document(8)), Some(&of_faculty));
	let answer = federation.verify(renewed, json!({ "issuer": ministry.address() })).await;
	assert_eq!((&answer["reason"], &answer["dossier"]["chain"]), (&Value::Null, &json!([])), "{answer}");

	// It falls with the network.
	let call = Call::close_network { network: federation.network };
	let (time, _) = federation.at(ministry, certification(call)).await;
	assert_eq!(federation.reason(certificate, None, None).await, json!({ "networkClosed": { "at": time } }));
	assert_eq!(federation.reason(certificate, Some(time - 1), None).await, Value::Null);
}
