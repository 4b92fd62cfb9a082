/** The webhooks of the OpenAPI document, and docs/events.md which is made of it: complete, true, current. */
import { describe, expect, test } from 'vitest';
import page from '../docs/events.md?raw';
import { eventsPage } from '../scripts/events-page.ts';
import { openApiDocument } from '../src/http/openapi.ts';
import { EVENT_TYPES, OPERATIONS_EVENT_TYPES } from '../src/webhook/payload.ts';
import { checkerOf } from './support/event-schemas.ts';

type Node = Readonly<Record<string, unknown>>;

const document = openApiDocument();
const check = checkerOf(document);
const names = Object.keys(document.webhooks);

function exampleOf(name: string): { type: string; data: unknown } {
	const body = document.webhooks[name]?.post['requestBody'] as {
		content: { 'application/json': { examples: Record<string, { value: unknown }> } };
	};
	return body.content['application/json'].examples[name]?.value as { type: string; data: unknown };
}

describe('the webhooks', () => {
	test('have every type of event that there is, the test, and the batch', () => {
		expect(names).toEqual([
			...EVENT_TYPES,
			...OPERATIONS_EVENT_TYPES,
			'webhook_endpoint.test',
			'batch',
		]);
	});
});

describe('the schema of each type', () => {
	test.each(names)('%s: accepts its example, and what may be added to it', (name) => {
		const example = exampleOf(name);
		expect(example.type).toBe(name);
		expect(check(example)).toEqual([]);
		expect(check(JSON.parse(JSON.stringify(withNews(example))) as typeof example)).toEqual([]);
	});

	test.each(names)('%s: refuses an event of which anything is missing', (name) => {
		const { type, ...around } = exampleOf(name);
		const inside = Array.isArray(around.data) ? [] : withoutOne(around.data as Node);
		const partial = [
			...withoutOne(around),
			...inside.map((data) => Object.assign({}, around, { data })),
		];
		expect(partial.map((rest) => check({ type, ...rest })).filter(isEmpty)).toEqual([]);
	});
});

describe('docs/events.md', () => {
	test('is what `npm run docs` writes', () => {
		expect(page === eventsPage(page), 'run `npm run docs`').toBe(true);
	});

	test('has a valid example of each type', () => {
		const sections = page.split(/^### /m).slice(1);
		const examples = sections.flatMap((section) => {
			const json = /^```json\n([\s\S]*?)^```/m.exec(section)?.[1];
			return json === undefined ? [] : [JSON.parse(json) as { type: string }];
		});
		expect(examples.map(({ type }) => type)).toEqual(names);
		expect(examples.flatMap(check)).toEqual([]);
	});
});

/** An object without one of its fields, for each of them. */
function withoutOne(object: Node): readonly Node[] {
	return Object.keys(object).map((field) => {
		const { [field]: _gone, ...rest } = object;
		return rest;
	});
}

function isEmpty(list: readonly unknown[]): boolean {
	return list.length === 0;
}

/** A value with a field more in every object of it. */
function withNews(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withNews);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(([name, each]) => [name, withNews(each)]);
	return { ...Object.fromEntries(entries), news: 1 };
}
