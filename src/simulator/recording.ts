/**
 * What was sent, as a transcript that can be replayed against another server: ids that the server gave
 * become variables, taken from the answer that showed them first.
 */
import type { Step, Transcript } from '../transcript/format.ts';
import { isObject, type JsonObject, parseJson } from '../transcript/json.ts';
import { elements, own, ownText } from './json.ts';
import type { Model } from './model.ts';
import type { Ask } from './wire.ts';

/** A longer run is no bug report. */
const STEPS_MAX = 1_000;

interface Sent {
	readonly ask: Ask;
	readonly phase: string;
	readonly statuses: readonly number[];
	/** Where ids are in the answer. */
	readonly ids: readonly (readonly [id: string, path: string])[];
	/** Whether another server shows its ids in the same places. */
	readonly isSure: boolean;
}

/** Keeps the requests of a run. */
export class Recording {
	readonly #sent: Sent[] = [];
	/** Requests that the transcript leaves out. */
	left = 0;

	/** Keeps a request with the text of its answer, if there was one. */
	add(
		ask: Ask,
		{ phase, statuses, isRace }: { phase: string; statuses: readonly number[]; isRace: boolean },
		text: string | undefined,
	): void {
		if (this.#sent.length === STEPS_MAX) {
			this.left += 1;
			return;
		}
		// Which of several answers has the id is open, and whom a whole list shows first as well.
		const isSure = !isRace && (ask.method !== 'GET' || /filter=|^\/\w+\/[^?]/.test(ask.target));
		const ids = text === undefined ? [] : idsIn(text);
		this.#sent.push({ ask, phase, statuses, ids, isSure });
	}

	/** The transcript of what was kept. */
	transcript(
		{ client, name: idp, sources, headers, contentTypeAlways }: Model,
		{ title, base }: { readonly title: string; readonly base: string },
	): Transcript {
		const lastUses = new Map<string, number>();
		for (const [index, { ask }] of this.#sent.entries()) {
			withIds(ask, base, (id) => {
				lastUses.set(id, index);
				return id;
			});
		}
		const variables = new Map<string, string>();
		/** Of the server that this was sent to; another one has others. */
		const foreign = new Set<string>();
		const steps = this.#sent.flatMap(({ ask, phase, statuses, ids, isSure }, index): Step[] => {
			let isOpen = false;
			const step = withIds(ask, base, (id) => {
				const name = variables.get(id);
				isOpen ||= name === undefined && foreign.has(id);
				return name === undefined ? id : `{{${name}}}`;
			});
			const capture: Record<string, string> = {};
			for (const [id, path] of ids) {
				foreign.add(id);
				// An id that nobody sends later is of no use.
				if (!isSure || isOpen || variables.has(id) || (lastUses.get(id) ?? 0) <= index) continue;
				const name = `id${variables.size + 1}`;
				variables.set(id, name);
				capture[name] = path;
			}
			if (isOpen) {
				this.left += 1;
				return [];
			}
			const made: Step = {
				name: phase,
				method: ask.method,
				path: step.target,
				...(step.body === undefined ? {} : { body: step.body }),
				expect: { status: statuses.length === 1 ? (statuses[0] ?? 0) : statuses },
				...(Object.keys(capture).length === 0 ? {} : { capture }),
			};
			return [made];
		});
		return {
			idp,
			name: title,
			notes: `What "rollcall simulate ${client}" sent: a model of the client, made from public sources.`,
			source: sources,
			confidence: 'inferred',
			headers,
			...(contentTypeAlways === true ? { contentTypeAlways: true } : {}),
			steps,
		};
	}
}

/** A request with its ids mapped, and the base of the server left open. */
function withIds(ask: Ask, base: string, map: (id: string) => string): Ask {
	const [path = '', query] = ask.target.split('?');
	const [before, endpoint, id] = path.split('/');
	const isAbout = id !== undefined && (endpoint === 'Users' || endpoint === 'Groups');
	const target = isAbout ? [before, endpoint, map(decodeURIComponent(id))].join('/') : path;
	return {
		method: ask.method,
		target: query === undefined ? target : `${target}?${query}`,
		...(ask.body === undefined ? {} : { body: mapped(ask.body, base, map) as JsonObject }),
	};
}

/** Ids are only looked for where clients put them: a server's ids may be as short as `7`. */
function mapped(value: unknown, base: string, map: (id: string) => string, name = ''): unknown {
	if (Array.isArray(value)) return value.map((each) => mapped(each, base, map, name));
	if (isObject(value)) {
		return Object.fromEntries(
			Object.entries(value).map(([key, each]) => [key, mapped(each, base, map, key)]),
		);
	}
	if (typeof value !== 'string') return value;
	switch (name) {
		case 'id':
		case 'value':
			return map(value);
		case 'path':
			return value.replace(/(value eq ")([^"]+)"/, (_, head, id) => `${head}${map(String(id))}"`);
		case '$ref':
		case 'location':
			return value
				.replace(base, '{{base}}')
				.replace(/(\b(?:Users|Groups)\/)([^/?]+)$/, (_, head, id) => `${head}${map(String(id))}`);
		default:
			return value;
	}
}

function idsIn(text: string): (readonly [id: string, path: string])[] {
	const json = parseJson(text);
	const id = ownText(json, 'id') ?? '';
	if (id !== '') return [[id, 'id']];
	return elements(own(json, 'Resources')).flatMap((resource, index) => {
		const found = ownText(resource, 'id') ?? '';
		return found === '' ? [] : [[found, `Resources[${index}].id`] as const];
	});
}
