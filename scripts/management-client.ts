/** The few /v1 calls that the demo and the benchmarks need, typed; any answer but the expected one throws. */

/** A directory as `POST /v1/directories` answers it. */
export interface CreatedDirectory {
	readonly id: string;
	readonly scim: { readonly path: string; readonly endpoint: string; readonly secret: string };
}

/** An event of the log. */
export interface LoggedEvent {
	readonly id: string;
	readonly type: string;
	readonly sequence: number;
}

/** Calls the management API of one server. */
export class ManagementClient {
	readonly #url: string;
	readonly #adminKey: string;

	constructor(url: string, adminKey: string) {
		this.#url = url;
		this.#adminKey = adminKey;
	}

	async createDirectory(body: {
		readonly name: string;
		readonly tenant: string;
		readonly product: string;
		readonly type: string;
	}): Promise<CreatedDirectory> {
		return (await this.#call('POST', '/v1/directories', body)) as CreatedDirectory;
	}

	async createEndpoint(body: {
		readonly url: string;
		readonly tenant?: string;
		readonly directory_id?: string;
		readonly from_sequence?: number;
		readonly max_batch?: number;
		readonly secret?: string;
	}): Promise<{ readonly id: string; readonly secret: string }> {
		return (await this.#call('POST', '/v1/webhook-endpoints', body)) as {
			id: string;
			secret: string;
		};
	}

	/** The whole log of a directory, read in pages. */
	async readEvents(directoryId: string): Promise<LoggedEvent[]> {
		const events: LoggedEvent[] = [];
		for (;;) {
			const after = events.at(-1)?.sequence ?? 0;
			const path = `/v1/directories/${directoryId}/events?after=${after}&limit=100`;
			const page = (await this.#call('GET', path)) as { data: LoggedEvent[] };
			if (page.data.length === 0) return events;
			events.push(...page.data);
		}
	}

	async #call(method: string, path: string, body?: object): Promise<unknown> {
		const answer = await fetch(this.#url + path, {
			method,
			headers: {
				authorization: `Bearer ${this.#adminKey}`,
				...(body && { 'content-type': 'application/json' }),
			},
			...(body && { body: JSON.stringify(body) }),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
		return JSON.parse(text) as unknown;
	}
}
