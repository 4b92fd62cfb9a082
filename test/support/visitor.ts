/** Somebody with a browser without scripts in front of the pages: follows forms, keeps cookies. */
import type { Env } from '../../src/env.ts';
import { ORIGIN, testEnv } from './client.ts';
import { callWorker } from './worker.ts';

/** A page as it was answered. */
export interface Opened {
	readonly status: number;
	readonly headers: Headers;
	readonly html: string;
}

/** Somebody who has a browser of their own. */
export class Visitor {
	readonly #cookies = new Map<string, string>();
	readonly #bindings: Partial<Env>;
	/** What the last page had in its forms to say that they are of this session. */
	csrf = '';

	constructor(bindings: Partial<Env> = {}) {
		this.#bindings = bindings;
	}

	/** The cookies as they would be sent. */
	get cookie(): string {
		return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	}

	set cookie(given: string) {
		this.#cookies.clear();
		for (const each of given.split('; ')) {
			const at = each.indexOf('=');
			if (at > 0) this.#cookies.set(each.slice(0, at), each.slice(at + 1));
		}
	}

	/** Opens a page. Redirects are not followed. */
	open(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Opened> {
		return this.#send(path, { headers });
	}

	/** Sends a form of the page that was opened last; a field may have several values. */
	submit(
		path: string,
		fields: Readonly<Record<string, string | readonly string[]>> = {},
		headers: Readonly<Record<string, string>> = {},
	): Promise<Opened> {
		const body = new URLSearchParams({ _csrf: this.csrf });
		for (const [name, value] of Object.entries(fields)) {
			if (name === '_csrf') body.delete(name);
			for (const each of [value].flat()) body.append(name, each);
		}
		return this.#send(path, {
			method: 'POST',
			headers: {
				'Content-Type': 'application/x-www-form-urlencoded',
				'Sec-Fetch-Site': 'same-origin',
				...headers,
			},
			body: body.toString(),
		});
	}

	async #send(
		path: string,
		{
			headers: given,
			...init
		}: Omit<RequestInit, 'headers'> & { headers: Readonly<Record<string, string>> },
	) {
		const { cookie } = this;
		const headers = { ...(cookie === '' ? {} : { Cookie: cookie }), ...given };
		const response = await callWorker(`${ORIGIN}${path}`, { ...init, headers }, this.#bindings);
		for (const set of response.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
			if (value === '') this.#cookies.delete(name);
			else this.#cookies.set(name, value);
		}
		const html = await response.text();
		this.csrf = /name="_csrf" value="([^"]*)"/.exec(html)?.[1] ?? this.csrf;
		return { status: response.status, headers: response.headers, html };
	}
}

/** Somebody who has signed in to the dashboard, with the first API key unless told otherwise. */
export async function signedIn(
	key = testEnv.ROLLCALL_ADMIN_KEY ?? '',
	bindings: Partial<Env> = {},
): Promise<Visitor> {
	const visitor = new Visitor(bindings);
	const answer = await visitor.submit('/dashboard/sign-in', { key });
	if (answer.status !== 303) throw new Error(`Not signed in: ${answer.status} ${answer.html}`);
	await visitor.open('/dashboard/api-keys');
	return visitor;
}
