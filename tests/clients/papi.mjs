// polkadot-api against a real node. Everything is learnt from the node's metadata (version 16): no generated code.

import assert from "node:assert/strict";
import { createClient, Enum } from "polkadot-api";
import { getPolkadotSigner } from "polkadot-api/signer";
import { getWsProvider } from "polkadot-api/ws";
import { WebSocket } from "ws";
import { check, CIV, document, given, licence, people, script } from "./common.mjs";

/** The one event of this pallet and name among those of a transaction. */
function event({ events }, pallet, name) {
	const found = events.filter((event) => event.type === pallet && event.value.type === name);
	assert.equal(found.length, 1, `${pallet}.${name} is not there once`);
	return found[0].value.value;
}

/** Sign, send, wait for finality; the call must have succeeded. */
async function execute(transaction, signer) {
	const result = await transaction.signAndSubmit(signer);
	assert.ok(result.ok, `the call failed: ${JSON.stringify(result.dispatchError)}`);
	return result;
}

await script(async () => {
	const keys = await people();
	const signer = (key) => getPolkadotSigner(key.publicKey, "Sr25519", (bytes) => key.sign(bytes));
	const [alice, bob] = [signer(keys.alice), signer(keys.bob)];
	const [issuer, subject] = [keys.bob.address, keys.dave.address];
	// Node.js has a WebSocket of its own only from version 22 on.
	const client = createClient(getWsProvider(given("CIVITAS_URL"), { websocketClass: WebSocket }));
	const api = client.getUnsafeApi();

	await check("metadata: the runtime is civitas", async () => {
		const version = await api.constants.System.Version();
		assert.equal(version.spec_name, "civitas");
		const { name, properties } = await client.getChainSpecData();
		assert.equal(name, "Civitas Development, fast");
		assert.deepEqual([properties.tokenSymbol, properties.tokenDecimals], ["CIV", 12]);
	});

	await check("transfer: money arrives, and the event says so", async () => {
		const before = await api.query.System.Account.getValue(issuer);
		const transfer = api.tx.Balances.transfer_keep_alive({ dest: Enum("Id", issuer), value: 7n * CIV });
		const result = await execute(transfer, alice);
		const { from, to, amount } = event(result, "Balances", "Transfer");
		assert.deepEqual([from, to, amount], [keys.alice.address, issuer, 7n * CIV]);
		const after = await api.query.System.Account.getValue(issuer);
		assert.equal(after.data.free, before.data.free + 7n * CIV);
	});

	const network = await check("network: founded, and its texts are texts", async () => {
		const found = api.tx.Certification.found_network({
			name: "Medical Council",
			policy_hash: document(1),
			policy_uri: "https://example.org/policy",
			membership: Enum("Closed"),
		});
		const { network, operator } = event(await execute(found, alice), "Certification", "NetworkFounded");
		assert.equal(operator, keys.alice.address);
		const { name, policy_uri } = await api.view.Certification.network(network);
		assert.deepEqual([name, policy_uri], ["Medical Council", "https://example.org/policy"]);
		return network;
	});

	const { schema, accreditation } = await check("batch: a schema of the network and its issuer", async () => {
		const calls = [
			api.tx.Certification.register_schema({ network, content: licence }),
			api.tx.Certification.accredit({
				network,
				parent: undefined,
				holder: issuer,
				terms: { scope: Enum("All"), valid_until: undefined, quota: undefined, depth: 0 },
			}),
		];
		const batch = api.tx.Utility.batch_all({ calls: calls.map((call) => call.decodedCall) });
		const result = await execute(batch, alice);
		const { accreditation } = event(result, "Certification", "Accredited");
		const accept = api.tx.Certification.accept_accreditation({ accreditation });
		const { holder } = event(await execute(accept, bob), "Certification", "AccreditationAccepted");
		assert.equal(holder, issuer);
		return { schema: event(result, "Certification", "SchemaRegistered").schema, accreditation };
	});
	const issue = (number) =>
		api.tx.Certification.issue({
			accreditation,
			schema,
			subject,
			content: {
				claims: document(number),
				record: "",
				evidence: undefined,
				search_key: undefined,
				valid_from: undefined,
				valid_until: undefined,
			},
			nullifier: undefined,
		});

	const certificate = await check("certificate: issued, and the event says what", async () => {
		const issued = event(await execute(issue(7), bob), "Certification", "CertificateIssued");
		assert.deepEqual([issued.issuer, issued.subject, issued.claims], [issuer, subject, document(7)]);
		return issued.certificate;
	});

	await check("storage: the certificate is there", async () => {
		const stored = await api.query.Certification.Certificates.getValue(certificate);
		assert.deepEqual([stored.schema, stored.issuer, stored.claims], [schema, issuer, document(7)]);
		assert.deepEqual(stored.history.map(({ state }) => state.type), ["Active"]);
	});

	const expected = { network, schema, subject, issuer, claims: document(7) };
	await check("view functions: the certificate is valid, and another is unknown", async () => {
		const { verify, certificates_of, is_accredited } = api.view.Certification;
		const answer = await verify(certificate, expected, undefined, undefined);
		assert.deepEqual([answer.valid, answer.reason], [true, undefined]);
		assert.equal(answer.dossier.certificate.id, certificate);
		assert.deepEqual(answer.dossier.chain.map(({ holder }) => holder), [issuer]);
		const other = await verify(document(9), undefined, undefined, undefined);
		assert.deepEqual([other.valid, other.reason.type, other.dossier], [false, "Unknown", undefined]);
		const page = await certificates_of(subject, undefined, false, undefined, 10);
		assert.deepEqual([page.items.length, page.items[0].id, page.next], [1, certificate, undefined]);
		assert.equal(await is_accredited(accreditation, schema, undefined), true);
		assert.equal(await is_accredited(accreditation, document(9), undefined), false);
	});

	await check("revocation: it is not valid any more, and cannot be revoked again", async () => {
		const revoke = () => api.tx.Certification.revoke({ certificate, reason: Enum("PrivilegeWithdrawn") });
		await execute(revoke(), bob);
		const answer = await api.view.Certification.verify(certificate, expected, undefined, undefined);
		assert.deepEqual([answer.valid, answer.reason.type], [false, "Revoked"]);
		assert.equal(answer.reason.value.reason.type, "PrivilegeWithdrawn");
		const again = await revoke().signAndSubmit(bob);
		assert.equal(again.ok, false);
		assert.equal(again.dispatchError.type, "Module");
		assert.equal(again.dispatchError.value.type, "Certification");
		assert.equal(again.dispatchError.value.value.type, "CertificateRevoked");
	});
});
