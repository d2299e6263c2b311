// A light client in this process: it follows the chain from its specification, checks finality itself, and proves what it
// reads. It knows a peer, whom it need not trust, and no JSON-RPC server.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createClient } from "polkadot-api";
import { getSmProvider } from "polkadot-api/sm-provider";
import { start } from "smoldot";
import { bounded, check, document, given, script } from "./common.mjs";

/** How much of smoldot's log is shown when something goes wrong. */
const LOG_LINES = 200;

/** How long the chain may take to be followed, in seconds. */
const FOLLOW = 300;

const log = [];

await script(async () => {
	// Without certificates there is nothing to verify: then it is followed, and no more.
	const onlyFollows = !process.env.CIVITAS_VALID;
	const [valid, revoked] = onlyFollows ? [] : [given("CIVITAS_VALID"), given("CIVITAS_REVOKED")];
	const finalized = Number(given("CIVITAS_FINALIZED"));
	const specification = JSON.parse(await readFile(given("CIVITAS_SPEC"), "utf8"));
	specification.bootNodes = [given("CIVITAS_PEER")];

	const smoldot = start({
		// This machine is all it can reach.
		forbidNonLocalWs: true,
		forbidTcp: true,
		forbidWss: true,
		forbidWebRtc: true,
		maxLogLevel: 4,
		logCallback: (level, target, message) => {
			log.push(`[${level}] ${target}: ${message}`);
			if (log.length > LOG_LINES) log.shift();
		},
	});

	try {
		const chain = await check("smoldot: it takes the specification", () =>
			smoldot.addChain({ chainSpec: JSON.stringify(specification) }),
		);
		const client = createClient(getSmProvider(() => chain));
		const api = client.getUnsafeApi();

		const followed = new Promise((resolve, reject) => {
			client.finalizedBlock$.subscribe({
				next: (block) => block.number >= finalized && resolve(block),
				error: reject,
			});
		});
		const block = await bounded(`block ${finalized} to be finalised`, followed, FOLLOW);
		console.log(`ok smoldot: block ${block.number} is final, by its own judgement`);
		if (onlyFollows) return;

		await check("storage: the certificate is there, proven", async () => {
			const stored = await api.query.Certification.Certificates.getValue(valid);
			assert.equal(stored.claims, document(7));
			assert.equal(await api.query.Certification.Certificates.getValue(document(9)), undefined);
		});

		// These run in this process, on state that was proven to it.
		const { verify } = api.view.Certification;
		await check("view function: a certificate is valid", async () => {
			const answer = await verify(valid, undefined, undefined, undefined);
			assert.deepEqual([answer.valid, answer.reason], [true, undefined]);
			assert.equal(answer.dossier.certificate.id, valid);
		});
		await check("view function: a certificate is revoked", async () => {
			const answer = await verify(revoked, undefined, undefined, undefined);
			assert.deepEqual([answer.valid, answer.reason.type], [false, "Revoked"]);
			assert.equal(answer.reason.value.reason.type, "KeyCompromise");
		});
		await check("view function: a certificate is unknown", async () => {
			assert.equal((await verify(document(9), undefined, undefined, undefined)).reason.type, "Unknown");
		});
	} catch (error) {
		console.error(log.join("\n"));
		throw error;
	}
});
