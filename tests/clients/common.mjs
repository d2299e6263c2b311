// What the scripts share: what they are given, how they wait, and how they say what they have checked.

import { Keyring } from "@polkadot/keyring";
import { u8aConcat, u8aToHex } from "@polkadot/util";
import { cryptoWaitReady } from "@polkadot/util-crypto";

/** How long anything may take, in seconds: finality takes a few blocks, following a chain some more. */
export const PATIENCE = 120;

/** The smallest units in 1 CIV. */
export const CIV = 10n ** 12n;

/** The hash of some document; another for another number. */
export const document = (number) => `0x${number.toString(16).padStart(2, "0").repeat(32)}`;

/** A schema without rules: a licence of which certificates are valid without end. Names are those of the metadata. */
export const licence = {
	kind: 34,
	name: "Licence",
	document_hash: document(2),
	document_uri: "",
	rules: {
		public_record: false,
		suspendable: false,
		one_per_subject: false,
		needs_acceptance: false,
		needs_nullifier: false,
		survives_issuer: false,
		surrenderable: false,
		searchable: false,
		subject_is_identity: false,
	},
	max_validity: undefined,
	supersedes: undefined,
};

/** What the caller of the script says. */
export function given(name) {
	const value = process.env[name];
	if (!value) throw new Error(`the variable ${name} is not set: tests/tests/e2e/clients.rs starts this script`);
	return value;
}

/** The keys of people with money; of Dave, who owns none, too. CIVITAS_PEOPLE is what their secret URIs begin with. */
export async function people() {
	await cryptoWaitReady();
	const keyring = new Keyring({ type: "sr25519" });
	const [alice, bob, dave] = ["Alice", "Bob", "Dave"].map((name) =>
		keyring.addFromUri(`${process.env.CIVITAS_PEOPLE ?? ""}//${name}`),
	);
	return { alice, bob, dave };
}

/**
 * Ask a view function by @polkadot/api, which has none of its own: what there is to be known of it is in the metadata.
 * Names are those of the metadata.
 */
export async function view(api, pallet, name, ...values) {
	const { viewFunctions } = api.runtimeMetadata.asLatest.pallets.find((known) => known.name.eq(pallet));
	const { id, inputs, output } = viewFunctions.find((known) => known.name.eq(name));
	const type = (id) => api.registry.createLookupType(id);
	const input = inputs.map((input, at) => api.createType(type(input.type), values[at]).toU8a());
	const execute = api.call.runtimeViewFunction.executeViewFunction;
	const answer = await execute(id.toU8a(), u8aToHex(u8aConcat(...input)));
	return api.createType(type(output), answer.asOk.toU8a(true));
}

/** Wait for a promise, but not for ever. */
export async function bounded(what, promise, seconds = PATIENCE) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`waited ${seconds} s for ${what}`)), seconds * 1000);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** Do one step, and say that it went well. Gives what the step gives. */
export async function check(what, step) {
	const result = await bounded(what, step());
	console.log(`ok ${what}`);
	return result;
}

/** Run a script. It ends here, with an exit code, whatever connections are still open. */
export async function script(steps) {
	try {
		await steps();
	} catch (error) {
		console.error("FAILED", error);
		process.exit(1);
	}
	process.exit(0);
}
