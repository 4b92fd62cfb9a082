/**
 * Every transcript of test/idp against the whole Worker: each answer as the identity provider needs
 * it, and after each step exactly the events it must cause. Each transcript has its own directory.
 */
import { describe, expect, test } from 'vitest';
import { keyOfName } from '../../src/providers/keys.ts';
import { compareEvents, replay } from '../../src/transcript/replay.ts';
import type { Transcript } from '../../src/transcript/format.ts';
import type { WireReply, WireRequest } from '../../src/transcript/replay.ts';
import { callWorker } from '../support/worker.ts';

const ORIGIN = 'https://rollcall.example';
/** The admin key that vitest.config.ts gives the Worker. */
const ADMIN_KEY = 'test-admin-key-0123456789';

const transcripts = import.meta.glob<Transcript>('../idp/*.json', {
	eager: true,
	import: 'default',
});

interface CreatedDirectory {
	readonly id: string;
	readonly scim: { readonly path: string; readonly secret: string };
}

async function send({ url, method, headers, body }: WireRequest): Promise<WireReply> {
	const answer = await callWorker(url, {
		method,
		headers,
		redirect: 'manual',
		...(body !== undefined && { body }),
	});
	return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function manage<Answer>(method: string, path: string, body?: object): Promise<Answer> {
	const reply = await send({
		method,
		url: ORIGIN + path,
		headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
		body: body && JSON.stringify(body),
	});
	if (reply.status > 201) throw new Error(`${path} answered ${reply.status}: ${reply.text}`);
	return JSON.parse(reply.text) as Answer;
}

/** The types of the events after `after`, without those about the directory itself. */
async function readEvents(directoryId: string, after: number) {
	const path = `/v1/directories/${directoryId}/events?after=${after}&limit=100`;
	const { data } = await manage<{ data: { type: string; sequence: number }[] }>('GET', path);
	return {
		last: data.at(-1)?.sequence ?? after,
		types: data.map((event) => event.type).filter((type) => !type.startsWith('directory.')),
	};
}

describe('identity providers', () => {
	test('have transcripts', () => {
		expect(Object.keys(transcripts).length).toBeGreaterThan(20);
	});

	for (const [path, scenario] of Object.entries(transcripts)) {
		const file = path.slice(path.lastIndexOf('/') + 1);
		test(`${file}: ${scenario.name}`, async ({ task }) => {
			const directory = await manage<CreatedDirectory>('POST', '/v1/directories', {
				name: file,
				tenant: file,
				product: 'transcripts',
				type: keyOfName(scenario.idp),
			});
			const problems: string[] = [];
			let { last } = await readEvents(directory.id, 0);
			for await (const report of replay(scenario, {
				base: ORIGIN + directory.scim.path,
				token: directory.scim.secret,
				send,
			})) {
				const events = await readEvents(directory.id, last);
				last = events.last;
				const found = [...report.problems, ...compareEvents(report.step, events.types)];
				problems.push(...found.map((line) => `${report.step.name}: ${line}`));
			}
			const { idp, name, steps } = scenario;
			// For the table in docs/providers/README.md, which test/support/transcript-report.ts writes.
			task.meta.scenario = { idp, file, name, steps: steps.length, failures: problems.length };
			expect(problems).toEqual([]);
		});
	}
});
