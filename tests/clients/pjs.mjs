// @polkadot/api against a real node: what wallets and block explorers are made with.

import assert from "node:assert/strict";
import { ApiPromise, WsProvider } from "@polkadot/api";
import { check, CIV, document, given, licence, people, script, view } from "./common.mjs";

/** What of a call's signature has no bytes, so that there is nothing to be told; unasked, the library would warn. */
const EMPTY = { extrinsic: {}, payload: {} };

/** Sign, send, wait for finality. Gives the events and, if the call failed, the error. */
function submit(transaction, key) {
	return new Promise((resolve, reject) => {
		transaction
			.signAndSend(key, { nonce: -1 }, ({ status, events, dispatchError, isError }) => {
				if (status.isFinalized) resolve({ events: events.map(({ event }) => event), dispatchError });
				else if (isError) reject(new Error(`the transaction was lost: ${status.type}`));
			})
			.catch(reject);
	});
}

/** The same for a call that must succeed. */
async function execute(transaction, key) {
	const result = await submit(transaction, key);
	assert.equal(result.dispatchError, undefined, `the call failed: ${result.dispatchError}`);
	return result;
}

/** The data of the one event of this pallet and name. */
function event({ events }, pallet, name) {
	const found = events.filter((event) => event.section === pallet && event.method === name);
	assert.equal(found.length, 1, `${pallet}.${name} is not there once`);
	return found[0].data;
}

await script(async () => {
	const keys = await people();
	const [issuer, subject] = [keys.bob.address, keys.dave.address];
	const provider = new WsProvider(given("CIVITAS_URL"));

	const api = await check("metadata: the runtime is civitas", async () => {
		const signedExtensions = { AuthorizeCall: EMPTY, WeightReclaim: EMPTY };
		const api = await ApiPromise.create({ provider, signedExtensions, throwOnConnect: true });
		assert.equal(api.runtimeVersion.specName.toString(), "civitas");
		assert.equal(api.runtimeChain.toString(), "Civitas Development, fast");
		assert.equal(api.registry.chainTokens[0], "CIV");
		assert.equal(api.registry.chainDecimals[0], 12);
		return api;
	});

	await check("transfer: money arrives, and the event says so", async () => {
		const free = async () => (await api.query.system.account(issuer)).data.free.toBigInt();
		const before = await free();
		const result = await execute(api.tx.balances.transferKeepAlive(issuer, 7n * CIV), keys.alice);
		const { from, to, amount } = event(result, "balances", "Transfer");
		assert.deepEqual([`${from}`, `${to}`, amount.toBigInt()], [keys.alice.address, issuer, 7n * CIV]);
		assert.equal(await free(), before + 7n * CIV);
	});

	const { foundNetwork, registerSchema, accredit, acceptAccreditation } = api.tx.certification;
	const network = await check("network: founded, and its texts are texts", async () => {
		const found = foundNetwork("Medical Council", document(1), "https://example.org/policy", "Closed");
		const { network, operator } = event(await execute(found, keys.alice), "certification", "NetworkFounded");
		assert.equal(`${operator}`, keys.alice.address);
		const { name, policyUri } = (await view(api, "Certification", "network", network)).unwrap();
		assert.deepEqual([`${name}`, `${policyUri}`], ["Medical Council", "https://example.org/policy"]);
		return network.toNumber();
	});

	const { schema, accreditation } = await check("batch: a schema of the network and its issuer", async () => {
		const calls = [
			registerSchema(network, licence),
			accredit(network, null, issuer, { scope: "All", valid_until: null, quota: null, depth: 0 }),
		];
		const result = await execute(api.tx.utility.batchAll(calls), keys.alice);
		const { accreditation } = event(result, "certification", "Accredited");
		const accepted = await execute(acceptAccreditation(accreditation), keys.bob);
		const { holder } = event(accepted, "certification", "AccreditationAccepted");
		assert.equal(`${holder}`, issuer);
		const { schema } = event(result, "certification", "SchemaRegistered");
		return { schema: schema.toHex(), accreditation: accreditation.toNumber() };
	});

	const certificate = await check("certificate: issued, and the event says what", async () => {
		const call = api.tx.certification.issue(accreditation, schema, subject, { claims: document(7) }, null);
		const issued = event(await execute(call, keys.bob), "certification", "CertificateIssued");
		assert.deepEqual([`${issued.issuer}`, `${issued.subject}`, issued.claims.toHex()], [issuer, subject, document(7)]);
		return issued.certificate.toHex();
	});

	await check("storage: the certificate is there", async () => {
		const stored = (await api.query.certification.certificates(certificate)).unwrap();
		assert.deepEqual([stored.schema.toHex(), `${stored.issuer}`], [schema, issuer]);
		assert.deepEqual(stored.history.map(({ state }) => state.type), ["Active"]);
	});

	const expected = { network, schema, subject, issuer, claims: document(7) };
	const verify = (id) => view(api, "Certification", "verify", id, expected);
	await check("view functions: the certificate is valid, and another is unknown", async () => {
		const answer = await verify(certificate);
		assert.ok(answer.valid.isTrue && answer.reason.isNone, `${answer}`);
		assert.equal(answer.dossier.unwrap().certificate.id.toHex(), certificate);
		const other = await view(api, "Certification", "verify", document(9));
		assert.ok(other.valid.isFalse && other.reason.unwrap().isUnknown, `${other}`);
		const page = await view(api, "Certification", "certificates_of", subject, "Active", false, null, 10);
		assert.deepEqual(page.items.map(({ id }) => id.toHex()), [certificate]);
		assert.ok((await view(api, "Certification", "is_accredited", accreditation, schema)).isTrue);
		assert.ok((await view(api, "Certification", "is_accredited", accreditation, document(9))).isFalse);
	});

	await check("revocation: it is not valid any more, and cannot be revoked again", async () => {
		const revoke = () => api.tx.certification.revoke(certificate, "PrivilegeWithdrawn");
		await execute(revoke(), keys.bob);
		const answer = await verify(certificate);
		assert.ok(answer.valid.isFalse && answer.reason.unwrap().isRevoked, `${answer}`);
		assert.equal(answer.reason.unwrap().asRevoked.reason.type, "PrivilegeWithdrawn");
		const { dispatchError } = await submit(revoke(), keys.bob);
		const { section, name } = api.registry.findMetaError(dispatchError.asModule);
		assert.deepEqual([section, name], ["certification", "CertificateRevoked"]);
	});
});
