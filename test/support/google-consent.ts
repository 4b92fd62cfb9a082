/** An administrator's way from a consent URL through Google and back, against the small Google. */
import { expect } from 'vitest';
import type { GoogleAuthorization, GoogleConnection } from '../../src/contract/google.ts';
import type { Env } from '../../src/env.ts';
import type { NewDirectory } from '../../src/store/directories.ts';
import type { Writer } from '../../src/worker/writer.ts';
import { api, testEnv } from './client.ts';
import { GoogleServer } from './google-server.ts';
import { callWorker } from './worker.ts';

export const google = new GoogleServer();

const others = globalThis.fetch;

// For good: what one test has set going may arrive during the next.
globalThis.fetch = async (input, init) => {
	const request = new Request(input, init);
	if (!request.url.startsWith(`${google.origin}/`)) return others(request);
	return google.handle(request);
};

/** The directories whose writer was told to synchronise. */
export const woken: string[] = [];

/** Writers as they are, but for the synchronisation: that it would begin is noted, and it does not. */
const DIRECTORY_WRITER = {
	getByName: (name: string) => {
		const stub = testEnv.DIRECTORY_WRITER.getByName(name) as unknown as Writer;
		return {
			create: (directory: NewDirectory) => stub.create(directory),
			remove: () => stub.remove(),
			syncGoogle: async () => void woken.push(name),
		};
	},
} as unknown as Env['DIRECTORY_WRITER'];

/** What a deployment has whose operator has made a client at Google. */
export const GOOGLE: Partial<Env> = {
	DIRECTORY_WRITER,
	ROLLCALL_GOOGLE_CLIENT_ID: google.clientId,
	ROLLCALL_GOOGLE_CLIENT_SECRET: google.clientSecret,
	ROLLCALL_GOOGLE_URL: google.origin,
};

/** A page as a browser gets it. */
export interface Page {
	readonly status: number;
	readonly headers: Headers;
	readonly title: string | undefined;
	readonly text: string;
}

/** Opens a URL of the Worker. */
export async function open(
	url: string,
	init: RequestInit = {},
	bindings: Partial<Env> = GOOGLE,
): Promise<Page> {
	const response = await callWorker(url, init, bindings);
	const text = await response.text();
	const title = /<title>(.*)<\/title>/.exec(text)?.[1];
	return { status: response.status, headers: response.headers, title, text };
}

/** Asks for a consent URL. */
export async function askConsent(
	directoryId: string,
	body?: Record<string, unknown>,
): Promise<GoogleAuthorization> {
	const path = `/directories/${directoryId}/google/authorize`;
	const asked = await api<GoogleAuthorization>('POST', path, body, GOOGLE);
	expect(asked.status).toBe(200);
	return asked.body;
}

/** Goes to Google with a consent URL; the URL that Google sends the browser back to. */
export async function consentAt(url: string): Promise<string> {
	const answer = await google.handle(new Request(url));
	expect(answer.status).toBe(302);
	return answer.headers.get('location') ?? '';
}

/** The whole way, for whichever workspace consents next; the page at the end. */
export async function consent(directoryId: string): Promise<Page> {
	return open(await consentAt((await askConsent(directoryId)).url));
}

/** Reads the connection. */
export async function connectionOf(directoryId: string): Promise<GoogleConnection> {
	const read = await api<GoogleConnection>('GET', `/directories/${directoryId}/google`);
	expect(read.status).toBe(200);
	return read.body;
}
