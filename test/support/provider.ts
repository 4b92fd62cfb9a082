/**
 * An identity provider that changes a directory again and again, among the faults of a chaos, and
 * remembers what it was promised: an answer of 2xx says that an event is in the log.
 */
import type { Command } from '../../src/directory/model.ts';
import { newId, newResourceId } from '../../src/platform/ids.ts';
import { ok } from '../../src/result.ts';
import type { Chaos, Luck } from './chaos.ts';
import { group, patch, user } from './client.ts';

/** What an answer of 2xx has promised: that the log holds just one such event. */
export interface Promised {
	readonly type: string;
	readonly resourceId: string;
	/** What the event must say, where the resource may have several of the type. */
	readonly says?: string;
}

interface Request {
	readonly command: Command;
	readonly promises: readonly Promised[];
}

/** The provider of one directory, which may send several requests at once. */
export class Provider {
	readonly id = newId('dir');
	readonly tenant: string;
	/** How many requests it has sent, but for those that it had to send again. */
	sent = 0;
	readonly promised: Promised[] = [];
	readonly #chaos: Chaos;
	readonly #luck: Luck;
	readonly #token = { id: newId('tok'), hash: newId('key'), description: null, expiresAt: null };
	#hasBegun = false;
	#users: string[] = [];
	#groups: string[] = [];
	/** Creates whose writer gave no answer: sent again, they must not make a second resource. */
	#unanswered: Request[] = [];

	constructor(chaos: Chaos, tenant: string) {
		this.#chaos = chaos;
		this.#luck = chaos.luck;
		this.tenant = tenant;
	}

	/** Makes the directory, however often it takes. */
	async begin(): Promise<void> {
		const { id, tenant } = this;
		const directory = { id, tenant, name: 'Chaos', product: 'crm', type: 'okta-scim-v2' };
		while (!this.#hasBegun) {
			await this.#chaos.writer(id, async (writer, isAlive) => {
				try {
					await writer.create({ ...directory, token: this.#token });
					this.#hasBegun ||= isAlive();
				} catch {
					// D1 has failed; as the API's client would, it tries again.
				}
			});
		}
	}

	/** Sends requests at once, to a writer of their own; resolves when they are answered, if ever. */
	async change(count: number): Promise<void> {
		const requests = Array.from({ length: count }, () => this.#next());
		this.sent += count;
		requests.push(...this.#unanswered.splice(0, 2));
		await this.#chaos.writer(this.id, async (writer, isAlive) => {
			const send = async (request: Request) => {
				const { command } = request;
				const result = await writer.write({ command, tokenHash: this.#token.hash, size: 0 });
				if (!isAlive() || (!result.ok && result.error.status === 503)) {
					if (command.kind === 'create') this.#unanswered.push(request);
				} else if (result.ok) this.#remember(request);
				// What another request has deleted is there no more.
				else if (result.error.status !== 404) throw new Error(result.error.detail);
			};
			await Promise.all(requests.map(send));
		});
	}

	/** What was answered 2xx is there to be changed, and its events are promised. */
	#remember({ promises }: Request): void {
		this.promised.push(...promises);
		for (const { type, resourceId } of promises) {
			if (type === 'user.created') this.#users.push(resourceId);
			if (type === 'group.created') this.#groups.push(resourceId);
		}
	}

	#next(): Request {
		const [userId, groupId] = [this.#luck.one(this.#users), this.#luck.one(this.#groups)];
		const marker = `marker-${newResourceId()}`;
		const kinds = [
			() => this.#create('User'),
			() => this.#create('User'),
			() => this.#create('User'),
			() => this.#create('Group'),
			() => this.#bulk(),
		];
		if (userId !== undefined) {
			const updated = [{ type: 'user.updated', resourceId: userId, says: marker }];
			const rename = () =>
				this.#patch('User', userId, { op: 'replace', path: 'title', value: marker }, updated);
			kinds.push(rename, rename, rename, () => this.#delete('User', userId));
		}
		if (groupId !== undefined) {
			const updated = [{ type: 'group.updated', resourceId: groupId, says: marker }];
			kinds.push(() =>
				this.#patch(
					'Group',
					groupId,
					{ op: 'replace', path: 'displayName', value: marker },
					updated,
				),
			);
			if (this.#luck.happens(0.2)) kinds.push(() => this.#delete('Group', groupId));
		}
		if (userId !== undefined && groupId !== undefined) {
			const members = (op: string) => () =>
				this.#patch('Group', groupId, { op, path: 'members', value: [{ value: userId }] });
			kinds.push(members('add'), members('add'), members('remove'));
		}
		return this.#luck.one(kinds)();
	}

	#create(type: 'User' | 'Group'): Request {
		const id = newResourceId();
		const members = this.#users.filter(() => this.#luck.happens(0.1));
		return {
			command: {
				kind: 'create',
				type,
				id,
				body: type === 'User' ? user(`${id}@example.com`) : group(id, members),
			},
			promises: [{ type: `${type.toLowerCase()}.created`, resourceId: id }],
		};
	}

	/** Users who are made in one transaction, and told of in as many events. */
	#bulk(): Request {
		const creates = Array.from({ length: 2 + this.#luck.below(10) }, () => this.#create('User'));
		return {
			command: {
				kind: 'bulk',
				isNamed: true,
				operations: creates.flatMap(({ command }, at) =>
					command.kind === 'create'
						? [{ bulkId: String(at), command: ok(command), references: [] }]
						: [],
				),
			},
			promises: creates.flatMap(({ promises }) => promises),
		};
	}

	#patch(
		type: 'User' | 'Group',
		id: string,
		operation: Record<string, unknown>,
		promises: readonly Promised[] = [],
	): Request {
		const command = { kind: 'patch', type, id, body: patch(operation) } as const;
		return { command: { ...command, wantsResource: false, wantsMembers: false }, promises };
	}

	#delete(type: 'User' | 'Group', id: string): Request {
		this.#users = this.#users.filter((each) => each !== id);
		this.#groups = this.#groups.filter((each) => each !== id);
		return {
			command: { kind: 'delete', type, id },
			promises: [{ type: `${type.toLowerCase()}.deleted`, resourceId: id }],
		};
	}
}
