// The page that checks bundles, in a real browser, from a file and without any network.
//
//     node page.mjs PAGE.html TRUST CODE.wasm BUNDLE…
//
// TRUST is a genesis hash, or a file with a checkpoint. There is a line of JSON for each check: of each bundle, and then of the
// first one in other ways. What each bundle should give is for the caller to say; what never may be ends this with an error.
// CHROMIUM is the browser, and DEADLINE how long the page waits for an answer, in seconds.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/** How long the page waits, in seconds. */
const DEADLINE = Number(process.env.DEADLINE ?? 60);

/** What ends a check. All else is on the way there, or says what is missing. */
const VERDICT = /^(Proved|Not proved|Could not tell)/;

const [pagePath, trust, codePath, ...bundles] = process.argv.slice(2);
if (bundles.length === 0) throw new Error("node page.mjs PAGE.html TRUST CODE.wasm BUNDLE…");

const address = `${pathToFileURL(resolve(pagePath))}?deadline=${DEADLINE}`;
const say = (line) => console.log(JSON.stringify(line));

/** A file, as the page is given it. */
const payload = async (path) => ({ name: basename(path), mimeType: "application/octet-stream", buffer: await readFile(path) });

const isHash = /^0x[0-9a-f]{64}$/i.test(trust);
const code = await payload(codePath);
const checkpoint = isHash ? undefined : await payload(trust);
const first = await payload(bundles[0]);

/** What went wrong within pages: a request, or an error. */
const wrong = [];

const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: ["--no-sandbox"],
});

/** Open the page, for which there is no network. */
async function open() {
	const context = await browser.newContext({ offline: true, acceptDownloads: true });
	// What is within the browser is no network: the worker is a blob.
	const inside = (url) => /^(file|blob|data):/.test(url);
	context.on("request", (request) => inside(request.url()) || wrong.push(`asked for ${request.url()}`));
	await context.route("**/*", (route) => (inside(route.request().url()) ? route.continue() : route.abort()));
	const page = await context.newPage();
	page.on("pageerror", (error) => wrong.push(String(error)));
	page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
	page.on("websocket", (socket) => wrong.push(`asked for ${socket.url()}`));
	await page.goto(address);
	return page;
}

/** Give the page what is trusted, or a hash in its place. */
async function give(page, hash = isHash ? trust : undefined) {
	if (hash !== undefined) await page.fill("#trust", hash);
	else await page.setInputFiles("#files", checkpoint);
}

/** Do what is the last step before a check, and wait for what comes of it. */
async function verdict(page, step) {
	const begin = performance.now();
	await step();
	await page.waitForFunction(
		([form]) => new RegExp(form).test(document.querySelector("#verdict").textContent),
		[VERDICT.source],
		{ timeout: (2 * DEADLINE + 30) * 1000 },
	);
	const milliseconds = Math.round(performance.now() - begin);
	const text = await page.textContent("#verdict");
	const answer = await page.textContent("#answer");
	assert.equal(text === "Proved", answer !== "", `there is an answer, or none, in spite of: ${text}`);
	assert.equal(await page.isVisible("#answer"), answer !== "");
	return { verdict: text, proven: answer === "" ? null : JSON.parse(answer), milliseconds };
}

/** The same files by a drop, as from a file manager. */
async function drop(page, files) {
	const texts = files.map(({ name, buffer }) => ({ name, base64: buffer.toString("base64") }));
	const dataTransfer = await page.evaluateHandle((texts) => {
		const transfer = new DataTransfer();
		for (const { name, base64 } of texts) {
			const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
			transfer.items.add(new File([bytes], name));
		}
		return transfer;
	}, texts);
	await page.dispatchEvent("#drop", "dragenter", { dataTransfer });
	await page.dispatchEvent("#drop", "drop", { dataTransfer });
}

try {
	// One after the other in the same page, as a user does it. Without the code, the page says which it is.
	const page = await open();
	await page.setInputFiles("#files", first);
	await page.waitForFunction(() => /^(Still needed|Not proved|Could not tell)/.test(document.querySelector("#verdict").textContent));
	say({ file: bundles[0], code: await page.textContent("#code"), verdict: await page.textContent("#verdict") });
	await give(page);
	await page.setInputFiles("#files", code);
	let proved;
	for (const [at, path] of bundles.entries()) {
		const bundle = await payload(path);
		const result = await verdict(page, () => page.setInputFiles("#files", bundle));
		say({ file: path, ...result });
		if (at === 0) proved = result;
	}

	// What is saved is what the next check can begin with.
	if (proved.verdict === "Proved") {
		await verdict(page, () => page.setInputFiles("#files", first));
		const [download] = await Promise.all([page.waitForEvent("download"), page.click("#checkpoint")]);
		const saved = await payload(await download.path());
		say({ file: download.suggestedFilename(), checkpoint: JSON.parse(saved.buffer) });
		await page.fill("#trust", "");
		const again = await verdict(page, () => page.setInputFiles("#files", saved));
		assert.deepEqual([again.verdict, again.proven], [proved.verdict, proved.proven], "not proved by its own checkpoint");
		say({ file: bundles[0], ...again, saved: true });
		// Another input takes the result away at once.
		await page.fill("#trust", "0x");
		assert.match(await page.textContent("#verdict"), /^Still needed/);
		assert.equal(await page.textContent("#answer"), "");
	}
	await page.context().close();

	// One byte is another.
	const changed = await open();
	await give(changed);
	await changed.setInputFiles("#files", code);
	const buffer = Buffer.from(first.buffer);
	buffer[buffer.length >> 1] ^= 1;
	const flipped = await verdict(changed, () => changed.setInputFiles("#files", { ...first, buffer }));
	say({ file: bundles[0], ...flipped, flipped: true });
	assert.match(flipped.verdict, /^Not proved/);
	await changed.context().close();

	// Another chain.
	const other = await open();
	await give(other, `0x${"5a".repeat(32)}`);
	await other.setInputFiles("#files", code);
	const elsewhere = await verdict(other, () => other.setInputFiles("#files", first));
	say({ file: bundles[0], ...elsewhere, otherGenesis: true });
	assert.match(elsewhere.verdict, /^Not proved/);
	await other.context().close();

	// All at once, by a drop.
	const dropped = await open();
	if (isHash) await give(dropped);
	const files = [first, code, ...(isHash ? [] : [checkpoint])];
	const result = await verdict(dropped, () => drop(dropped, files));
	say({ file: bundles[0], ...result, dropped: true });
	assert.deepEqual([result.verdict, result.proven], [proved.verdict, proved.proven], "a drop gives another result");
	assert.deepEqual(wrong, []);

	// Its policy holds: even a page that would use the network could not.
	const blocked = await dropped.evaluate(async () => {
		const violated = new Promise((resolve) => {
			addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), { once: true });
		});
		await fetch("http://127.0.0.1:9/").catch(() => {});
		return violated;
	});
	assert.equal(blocked, "connect-src");
	await dropped.context().close();
} finally {
	await browser.close();
}
