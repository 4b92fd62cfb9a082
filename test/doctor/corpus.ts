/**
 * The labelled corpus of traffic: test/doctor/corpus/*.json, and every transcript of test/idp as traffic
 * that nothing is wrong with. Requests are those of the transcripts; a case says which, when, how they were
 * answered, and what is changed in them. Used by the tests and by `npm run docs`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { countSignals } from '../../src/doctor/count.ts';
import { diagnose, type Diagnosis, type Health } from '../../src/doctor/diagnose.ts';
import type { FindingName } from '../../src/doctor/findings.ts';
import type { Facts, GoogleFacts } from '../../src/doctor/model.ts';
import { DAY_MS, HOUR_MS } from '../../src/doctor/timeline.ts';
import { keyOfName, type ProviderKey } from '../../src/providers/keys.ts';
import type { Exchange } from '../../src/transcript/exchange.ts';
import type { Transcript } from '../../src/transcript/format.ts';
import { changed, exchangesOf, stepFor, type Act, type Change } from './exchanges.ts';

const HERE = import.meta.dirname;
const IDP = resolve(HERE, '../idp');

/** When every case is looked at. */
const NOW = Date.parse('2026-06-15T12:00:00Z');

/** Requests: a whole transcript, or one request of a provider as it sends it. Times are like `-3d`. */
interface Traffic {
	readonly at: string;
	readonly transcript?: string;
	readonly act?: Act;
	/** Whose requests these are; that of the case if left out. */
	readonly as?: ProviderKey;
	/** Again, so often, with so much time between. */
	readonly times?: number;
	readonly every?: string;
	readonly change?: Change;
}

/** What is right about a case. */
interface Label {
	/** Who is recognised: who talks if left out; null for nobody. */
	readonly recognised?:
		| ProviderKey
		| null
		| Readonly<Partial<Record<ProviderKey, ProviderKey | null>>>;
	readonly findings: readonly FindingName[];
	readonly state?: Health;
	/** What the details of its findings, all together, say. */
	readonly says?: string;
	/** Where the doctor is wrong, and is known to be: what it misses, or finds without cause, and why. */
	readonly accepted?: {
		readonly missed?: readonly FindingName[];
		readonly falseAlarms?: readonly FindingName[];
		readonly why: string;
	};
}

interface Token {
	/** `-60d`, and each a moment after the one before it, if left out. */
	readonly made?: string;
	readonly expires?: string;
	readonly revoked?: string;
	/** `null` for never; the last request that was let in if left out. */
	readonly used?: string | null;
}

/** A connection to Google Workspace to which nothing has happened, but for this. */
interface Google extends Partial<Pick<GoogleFacts, 'state' | 'failures' | 'isHeld' | 'refused'>> {
	readonly error?: string;
	readonly next?: string;
	/** When the run that is under way began. */
	readonly running?: string;
}

/** A case as it is written: one for each of its providers. */
interface Written {
	readonly name: string;
	readonly talks: ProviderKey | readonly ProviderKey[];
	/** Who talks if left out. */
	readonly configured?: ProviderKey;
	readonly facts?: Partial<Pick<Facts, 'state' | 'userCount' | 'groupCount'>> & {
		readonly created?: string;
		readonly tokens?: readonly Token[];
		readonly google?: Google;
	};
	readonly traffic: readonly Traffic[];
	readonly label: Label;
}

/** A case with what the doctor says of it. */
export interface Case {
	readonly name: string;
	readonly talks: ProviderKey;
	readonly recognised: ProviderKey | null;
	readonly findings: readonly FindingName[];
	readonly accepted: NonNullable<Label['accepted']> | undefined;
	readonly state: Health | undefined;
	readonly says: string;
	readonly diagnosis: Diagnosis;
}

const read = <Content>(path: string): Content => JSON.parse(readFileSync(path, 'utf8')) as Content;

const namesIn = (folder: string) =>
	readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.toSorted();

/** Every transcript, by its file. */
export const TRANSCRIPTS: ReadonlyMap<string, Transcript> = new Map(
	namesIn(IDP).map((file) => [file, read<Transcript>(resolve(IDP, file))]),
);

/** What is peculiar about some transcripts, and about some providers. */
interface Clean {
	/** Whose requests show nothing of their own, and why. */
	readonly unrecognisable: Readonly<Partial<Record<ProviderKey, string>>>;
	readonly transcripts: Readonly<Record<string, Partial<Label> & { readonly why: string }>>;
}

/** The labels of the transcripts that are not clean, or not recognised. */
export const CLEAN = read<Clean>(resolve(HERE, 'corpus/clean.json'));

const written: readonly Written[] = [
	...[...TRANSCRIPTS].map(([file, { idp }]): Written => {
		const talks = keyOfName(idp);
		const label = CLEAN.transcripts[file] ?? {};
		const isUnknown = Object.hasOwn(CLEAN.unrecognisable, talks);
		return {
			name: `clean: ${file}`,
			talks,
			traffic: [{ at: '-1h', transcript: file }],
			label: { findings: [], ...(isUnknown && { recognised: null }), ...label },
		};
	}),
	...namesIn(resolve(HERE, 'corpus'))
		.filter((file) => file !== 'clean.json')
		.flatMap((file) => read<{ cases: readonly Written[] }>(resolve(HERE, 'corpus', file)).cases),
];

/** Every case, diagnosed. */
export function corpus(): readonly Case[] {
	return written.flatMap((each) =>
		[each.talks].flat().map((talks) => {
			const several = Array.isArray(each.talks);
			return diagnosed(each, talks, several ? `${each.name} (${talks})` : each.name);
		}),
	);
}

function diagnosed(each: Written, talks: ProviderKey, name: string): Case {
	const { label, configured = talks, traffic } = each;
	const exchanges = traffic.flatMap((item) => playing(item, talks));
	const facts = factsOf(each, configured, exchanges);
	return {
		name,
		talks,
		recognised: recognisedIn(label, talks),
		findings: label.findings,
		accepted: label.accepted,
		state: label.state,
		says: label.says ?? '',
		diagnosis: diagnose(countSignals(exchanges), facts, NOW),
	};
}

function recognisedIn({ recognised }: Label, talks: ProviderKey): ProviderKey | null {
	if (recognised === undefined) {
		const isUnknown = Object.hasOwn(CLEAN.unrecognisable, talks) || talks === 'generic-scim-v2';
		return isUnknown ? null : talks;
	}
	if (recognised === null || typeof recognised === 'string') return recognised;
	return recognised[talks] ?? null;
}

function playing(item: Traffic, talks: ProviderKey): readonly Exchange[] {
	const { at, as = talks, times = 1, every = '1s', change = {} } = item;
	const played = onceOf(item, as).map((exchange) => changed(exchange, change));
	const start = NOW + durationOf(at);
	return Array.from({ length: times }, (_, index) => start + index * durationOf(every)).flatMap(
		(time) => played.map((exchange) => Object.assign({}, exchange, { at: time + exchange.at })),
	);
}

/** What is played, as if it began at 0. */
function onceOf({ transcript, act }: Traffic, as: ProviderKey): readonly Exchange[] {
	if (act !== undefined) return [stepFor(TRANSCRIPTS, as, act)];
	const found = TRANSCRIPTS.get(transcript ?? '');
	if (found === undefined) throw new Error(`There is no transcript ${transcript}.`);
	return exchangesOf(found);
}

const UNITS = { s: 1_000, m: 60_000, h: HOUR_MS, d: DAY_MS } as const;

/** `-3d` as milliseconds. */
function durationOf(text: string): number {
	const [, amount = '', unit = ''] = /^(-?\d+)([smhd])$/.exec(text) ?? [];
	if (amount === '') throw new Error(`"${text}" is no time like -3d.`);
	return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

/** What the directory has, if the case does not say so, is what the traffic made. */
function factsOf(
	{ facts = {} }: Written,
	type: ProviderKey,
	exchanges: readonly Exchange[],
): Facts {
	const made = (path: string) =>
		exchanges.filter(({ target, reply }) => target === path && reply.status === 201).length;
	const admitted = exchanges
		.filter(({ reply, credentials }) => reply.status !== 401 && credentials === 'bearer')
		.map(({ at }) => at);
	const lastUsedAt = admitted.length === 0 ? null : Math.max(...admitted);
	const time = (text: string | undefined) => (text === undefined ? null : NOW + durationOf(text));
	const { created = '-60d', tokens = [{}], google, ...given } = facts;
	return {
		type,
		state: 'active',
		userCount: made('/Users'),
		// A directory without any group is a case of its own.
		groupCount: Math.max(1, made('/Groups')),
		...given,
		createdAt: NOW + durationOf(created),
		tokens: tokens.map(({ made: madeAt = '-60d', expires, revoked, used }, index) => ({
			createdAt: NOW + durationOf(madeAt) + index,
			expiresAt: time(expires),
			revokedAt: time(revoked),
			lastUsedAt: used === undefined ? lastUsedAt : time(used ?? undefined),
		})),
		google: google === undefined ? null : connectionOf(google, time),
	};
}

function connectionOf(
	{ error, next, running, ...given }: Google,
	time: (text: string | undefined) => number | null,
): GoogleFacts {
	return {
		state: 'connected',
		failures: 0,
		isHeld: false,
		refused: 0,
		...given,
		lastError: error ?? null,
		nextRunAt: time(next),
		runStartedAt: time(running),
	};
}
