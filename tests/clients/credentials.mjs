// What a Civitas node exports as W3C Verifiable Credentials, Bitstring Status Lists and Open Badges, before the validators of
// others: the reference implementation of Digital Bazaar, with JSON-LD in its safe mode, in which a term that no context defines
// is an error.
//
// A credential of ours has no signature, since the chain is what secures it, but a validator wants one. So each gets one here,
// of a key that is made up for its issuer: what is validated is exactly what the node exports, with a `proof` added, and the
// whole procedure of the data model is gone through. The status lists get theirs in the same way.
//
// CIVITAS_URL is the node (http or ws). CIVITAS_EXPORTS is a JSON array of what to export and what to expect:
//
//     {"name": "degree",            for people
//      "certificate": "0x…",        the certificate, or the batch
//      "presented": {…},            of a batch, who: as certification_verify has it (optional)
//      "claims": {"document": …},   what is certified, if it is not a public record (optional)
//      "badge": true,               whether it has to be an Open Badge (default: false)
//      "odd": true,                 that only its form is looked at: it is an odd document (default: false)
//      "shown": true,               of an odd one, whether it is shown as it is and not within the claims (default: false)
//      "listed": []}                in which lists it is: "revocation", "suspension" (default: in none; it is valid)

import assert from "node:assert/strict";
import { inspect } from "node:util";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as vc from "@digitalbazaar/vc";
import { checkStatus, createList, decodeList } from "@digitalbazaar/vc-bitstring-status-list";
import jsonld from "jsonld";
import { WebSocket } from "ws";
import { check, given, script } from "./common.mjs";
import { documentLoader } from "./contexts.mjs";

/** The fewest entries that the standard lets a list have. */
const FEWEST_ENTRIES = 131072;

/** That a document lists the keys of an issuer. */
const KEYS = "https://www.w3.org/ns/did/v1";

/** The vocabulary of Open Badges 3.0, into which its terms are expanded. */
const BADGES = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";

/** A copy that can be changed. */
const copy = (value) => JSON.parse(JSON.stringify(value));

/** Ask the node once, over HTTP or a WebSocket. */
async function request(url, text) {
	if (url.startsWith("http")) {
		const headers = { "content-type": "application/json" };
		return (await fetch(url, { method: "POST", headers, body: text })).json();
	}
	return new Promise((resolve, reject) => {
		const socket = new WebSocket(url);
		socket.on("error", reject);
		socket.on("open", () => socket.send(text));
		socket.on("message", (answer) => {
			socket.close();
			resolve(JSON.parse(answer));
		});
	});
}

/** Call a method of the node, and give the value of its answer; an error of it is one here. */
async function call(method, ...params) {
	const text = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
	const { result, error } = await request(given("CIVITAS_URL"), text);
	if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
	return result.value;
}

/** What the chain says of a credential to who expects this issuer. */
const judged = (credential, issuer = credential.civitas.issuer) =>
	call("civitas_verifyCredential", credential, { issuer });

/** The name of a reason: what has no values is its name, and what has some is a member of this name. */
const nameOf = (reason) => (typeof reason === "string" ? reason : Object.keys(reason ?? {})[0]);

/** The keys that are made up, by their issuers, and the documents that lead to them. */
const keys = new Map();
const documents = new Map();
const loader = documentLoader(documents);

async function keyOf(issuer) {
	if (!keys.has(issuer)) {
		const id = `${issuer}#test`;
		const key = await Ed25519Multikey.generate({ id, controller: issuer });
		keys.set(issuer, key);
		const method = await key.export({ publicKey: true, includeContext: true });
		documents.set(id, method);
		const controller = { "@context": KEYS, id: issuer, assertionMethod: [id], verificationMethod: [method] };
		documents.set(issuer, controller);
	}
	return keys.get(issuer);
}

const issuerOf = ({ issuer }) => issuer.id ?? issuer;

/** Sign a credential for its issuer. Already this checks its form, and that all its terms are defined. */
async function signed(credential, now) {
	const signer = (await keyOf(issuerOf(credential))).signer();
	const suite = new DataIntegrityProof({ signer, cryptosuite });
	return vc.issue({ credential: copy(credential), suite, documentLoader: loader, now });
}

/** Validate all of a signed credential, with its status. Gives what the validator says. */
function validated(credential, now) {
	// A list may be published by someone else than the issuer that a badge names: Bitstring Status List 1.0, section
	// "BitstringStatusListCredential". One that the node made for a certificate is the issuer's own.
	const verifyMatchingIssuers = issuerOf(credential).startsWith("did:civitas:");
	return vc.verifyCredential({
		credential,
		suite: new DataIntegrityProof({ cryptosuite }),
		documentLoader: loader,
		checkStatus: (options) => checkStatus({ ...options, verifyMatchingIssuers }),
		now,
	});
}

const entries = ({ credentialStatus }) => [credentialStatus].flat();

/** Make the lists of a credential known, each as the node exports it, under the URLs by which the credential refers to them. */
async function publish(credential, id, now) {
	for (const { statusListCredential, statusPurpose } of entries(credential)) {
		const list = await call("civitas_exportStatusList", id, statusPurpose);
		assert.equal(list.id, statusListCredential, "the list is another one than the credential refers to");
		const { encodedList } = list.credentialSubject;
		const { length } = await decodeList({ encodedList });
		assert.ok(length >= FEWEST_ENTRIES, `the list has only ${length} entries`);
		documents.set(statusListCredential, await signed(list, now));
	}
}

/** In which lists the validator found a credential. */
function listed({ statusResult }) {
	const found = statusResult.results.filter(({ status }) => status);
	return found.map(({ credentialStatus }) => credentialStatus.statusPurpose);
}

/** Why the node does not take something for what was certified. */
const FORGED = ["claimsMismatch", "contentMismatch", "proofInvalid", "unknown"];

/** Whether something that was changed is found out by the signature, and by the node without one. */
async function isFoundOut(original, change, now) {
	const [forged, unsigned] = [copy(original), copy(original)];
	change(forged);
	change(unsigned);
	delete unsigned.proof;
	assert.notDeepEqual(forged, original, "the change changes nothing");
	const { verified } = await validated(forged, now);
	const { valid, reason } = await judged(unsigned, original.civitas.issuer);
	return !verified && !valid && FORGED.includes(nameOf(reason));
}

/** What can be changed in a credential to someone's advantage. */
const forgeries = {
	subject: (credential) => (credential.credentialSubject.id = "did:example:someone-else"),
	issuer: (credential) =>
		typeof credential.issuer === "string"
			? (credential.issuer = "did:example:someone-else")
			: (credential.issuer.id = "did:example:someone-else"),
	"validity period": (credential) => (credential.validUntil = "2999-12-31T23:59:59Z"),
	"place in the status list": (credential) => (entries(credential)[0].statusListIndex = "131071"),
	"place on chain": (credential) => (credential.civitas.certificate = `0x${"00".repeat(32)}`),
	claims: ({ credentialSubject }) =>
		credentialSubject.achievement
			? (credentialSubject.achievement.name += " with honours")
			: (credentialSubject.claims = { document: { degree: "Doctor" } }),
};

/** What a badge must be: Open Badges 3.0, appendix B.1 (AchievementCredential, AchievementSubject, Achievement, Profile). */
async function assertBadge(credential) {
	const [badge] = await jsonld.expand(credential, { documentLoader: loader, safe: true });
	const types = badge["@type"];
	assert.ok(types.includes(`${BADGES}OpenBadgeCredential`), `${types} is no badge`);
	for (const member of ["id", "name", "validFrom"]) assert.equal(typeof credential[member], "string", member);
	assert.equal(entries(credential).length, 1, "a badge has one status");
	const { issuer, credentialSubject } = credential;
	assert.ok([issuer.type].flat().includes("Profile") && issuer.id, "the issuer is no Profile");
	assert.ok([credentialSubject.type].flat().includes("AchievementSubject"), "the subject is no AchievementSubject");
	assert.ok(credentialSubject.id ?? credentialSubject.identifier, "the subject has no identifier");
	const { achievement } = credentialSubject;
	for (const member of ["id", "name", "description"]) assert.equal(typeof achievement[member], "string", member);
	assert.ok([achievement.type].flat().includes("Achievement"), "the achievement is none");
	assert.ok(achievement.criteria.id ?? achievement.criteria.narrative, "there are no criteria");
	const [subject] = badge["https://www.w3.org/2018/credentials#credentialSubject"];
	assert.ok(subject[`${BADGES}achievement`], "the achievement is not what Open Badges means by it");
}

/** That what is exported of an odd document is legal, with all its terms defined, and means what the document does. */
async function assertLegal({ certificate, claims, shown = false }) {
	const credential = await call("civitas_exportCredential", certificate, null, claims);
	const options = { documentLoader: loader, safe: true };
	const [expanded] = await jsonld.expand(credential, options);
	assert.ok(expanded["@type"].includes("https://www.w3.org/2018/credentials#VerifiableCredential"));
	const { credentialSubject } = credential;
	assert.equal(!credentialSubject.claims?.document, shown, `it is shown otherwise: ${JSON.stringify(credential)}`);
	if (shown) {
		const [own] = await jsonld.expand(claims.document, options);
		for (const added of Object.keys(expanded).filter((name) => !(name in own))) {
			assert.match(added, /civitas$|credentialStatus$/);
			delete expanded[added];
		}
		assert.deepEqual(expanded, own, "what was added changes what it means");
	} else {
		assert.deepEqual(credentialSubject.claims, claims);
	}
	const { valid, reason } = await judged(credential);
	// What is quoted may have dates that nobody can read, for which it is not valid.
	const unclear = !shown && nameOf(reason) === "documentDateUnclear";
	assert.ok(valid || unclear, JSON.stringify(reason));
}

await script(async () => {
	for (const wanted of JSON.parse(given("CIVITAS_EXPORTS"))) {
		const { name, certificate, presented = null, claims = null, badge = false, listed: expected = [] } = wanted;
		if (wanted.odd) {
			await check(`${name}: what is exported is legal`, () => assertLegal(wanted));
			continue;
		}

		const { credential, now } = await check(`${name}: it is exported, and the chain says that it is right`, async () => {
			const credential = await call("civitas_exportCredential", certificate, presented, claims);
			assert.equal(credential["@context"][0], "https://www.w3.org/ns/credentials/v2");
			const { valid, reason, time } = await judged(credential);
			assert.equal(valid, expected.length === 0, JSON.stringify(reason));
			assert.notEqual(nameOf(reason), "contentMismatch");
			// By the clock of the chain, at the block that was asked.
			return { credential, now: new Date(time) };
		});

		const original = await check(`${name}: it can be signed as it is, and the chain says the same of it`, async () => {
			await publish(credential, certificate, now);
			const original = await signed(credential, now);
			const { valid } = await judged(original);
			assert.equal(valid, expected.length === 0);
			// The validator would have noticed a term that means nothing.
			await assert.rejects(signed({ ...credential, undefinedTerm: "x" }, now));
			return original;
		});

		await check(`${name}: the validator finds it in order, and its status as it is`, async () => {
			const result = await validated(original, now);
			assert.ok(result.verified, inspect(result, { depth: 8 }));
			const lists = entries(credential).map(({ statusPurpose }) => statusPurpose);
			assert.deepEqual(listed(result), lists.filter((purpose) => expected.includes(purpose)));
		});

		if (badge) await check(`${name}: it is an Open Badge`, () => assertBadge(credential));

		await check(`${name}: what is changed in it is found out`, async () => {
			for (const [what, change] of Object.entries(forgeries)) {
				assert.ok(await isFoundOut(original, change, now), `a change of the ${what} is not found out`);
			}
		});

		await check(`${name}: a status list that is changed is found out`, async () => {
			const [{ statusListCredential }] = entries(credential);
			const list = documents.get(statusListCredential);
			const other = await createList({ length: FEWEST_ENTRIES });
			other.setStatus(FEWEST_ENTRIES - 1, true);
			const forged = copy(list);
			forged.credentialSubject.encodedList = await other.encode();
			documents.set(statusListCredential, forged);
			const { verified } = await validated(original, now);
			documents.set(statusListCredential, list);
			assert.ok(!verified, "a list can be changed");
		});
	}
});
