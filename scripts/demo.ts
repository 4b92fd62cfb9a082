/**
 * `npm run demo`: the main job from end to end. Identity providers' transcripts go in over SCIM, signed
 * webhooks come out at a receiver on loopback; a timeline shows both. Exit code 1 if anything is
 * missing, out of order or unsigned. State lives in a temporary folder and is removed at the end.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Rollcall, type Directory } from '../src/sdk/index.ts';
import { openReplaySender } from '../src/cli/sender.ts';
import { keyOfName } from '../src/providers/keys.ts';
import { compareEvents, replay } from '../src/transcript/replay.ts';
import type { Transcript } from '../src/transcript/format.ts';
import type { StepReport, WireRequest } from '../src/transcript/replay.ts';
import { defer, runScript } from './lifecycle.ts';
import { ROOT, startLocalServer } from './local-server.ts';
import { printSummary, summarise } from './demo-summary.ts';
import { createTimeline } from './timeline.ts';
import { startWebhookReceiver } from './webhook-receiver.ts';

/** Together: users created, updated, deactivated, reactivated, deleted; groups and their members. */
const TRANSCRIPTS = [
	'okta-user-lifecycle.json',
	'okta-group-push.json',
	'entra-user-lifecycle-legacy-patch.json',
	'entra-group-members.json',
];
const TENANT = 'acme';
const WEBHOOKS_MS_MAX = 30_000;
/** After the last expected webhook, one that should not exist gets this long to show itself. */
const SETTLE_MS = 300;

const WARNINGS_SHOWN_MAX = 20;

/** What the Worker warned of; shown only if the demo fails. */
const warnings: string[] = [];

async function main(): Promise<number> {
	const timeline = createTimeline();
	let good = false;
	defer(() => {
		if (!good) for (const line of warnings.slice(-WARNINGS_SHOWN_MAX)) console.error(line);
	});
	const statePath = mkdtempSync(join(tmpdir(), 'rollcall-demo-'));
	defer(() => rmSync(statePath, { recursive: true, force: true, maxRetries: 3 }));

	timeline.heading('Starting');
	const server = await startLocalServer({
		port: 0,
		statePath,
		onProgress: (line) => timeline.note(line),
		onLog: (line, level) => {
			if (level !== 'log' && level !== 'info') warnings.push(line);
		},
	});
	defer(() => server.stop());
	timeline.note(`serving on ${server.url}`);

	const receiver = await startWebhookReceiver((event) => timeline.webhook(event));
	defer(() => receiver.close());
	const rollcall = new Rollcall({ url: server.url, apiKey: server.adminKey });
	const endpoint = await rollcall.webhookEndpoints.create({ url: receiver.url, tenant: TENANT });
	receiver.useSecret(endpoint.secret ?? '');
	timeline.note(`webhooks of tenant "${TENANT}" go to ${receiver.url}`);

	let requests = 0;
	const problems: string[] = [];
	const directories: Directory[] = [];
	for (const file of TRANSCRIPTS) {
		const scenario = JSON.parse(readFileSync(`${ROOT}/test/idp/${file}`, 'utf8')) as Transcript;
		const type = keyOfName(scenario.idp);
		timeline.heading(`${scenario.idp}: ${scenario.name}`);
		const directory = await rollcall.directories.create({
			name: `${scenario.idp} (${file})`,
			tenant: TENANT,
			product: 'crm',
			type,
		});
		directories.push(directory);
		timeline.directory(directory.id, `${type} directory ${directory.id}`);
		const readLog = () => rollcall.directories.events.list(directory.id).toArray();
		let seen = (await readLog()).length;
		const base = new URL(directory.scim.path, server.url).href;
		const sender = openReplaySender(base);
		defer(() => sender.close());
		const steps = replay(scenario, {
			base,
			token: directory.scim.secret,
			send: async (request: WireRequest, stepName: string) => {
				requests += 1;
				const startedAt = performance.now();
				const reply = await sender.send(request, stepName);
				timeline.request(request, reply.status, performance.now() - startedAt, stepName);
				return reply;
			},
		});
		for await (const report of steps) {
			const log = await readLog();
			const events = compareEvents(
				report.step,
				log.slice(seen).map((event) => event.type),
			);
			seen = log.length;
			problems.push(...show(report, [...report.problems, ...events]));
		}
	}

	timeline.heading('Waiting for the last webhooks');
	const deadline = performance.now() + WEBHOOKS_MS_MAX;
	let summary = await summarise(rollcall, directories, receiver.received);
	while (!summary.complete && performance.now() < deadline) {
		await sleep(50);
		summary = await summarise(rollcall, directories, receiver.received);
	}
	await sleep(SETTLE_MS);
	summary = await summarise(rollcall, directories, receiver.received);
	good = printSummary(timeline, { ...summary, requests, problems });
	return good ? 0 : 1;

	function show(report: StepReport, found: readonly string[]): string[] {
		for (const line of found) timeline.problem(line);
		return found.map((line) => `${report.step.name}: ${line}`);
	}
}

// 130: what a shell reports for a program ended by Ctrl-C.
await runScript(main, 130);
