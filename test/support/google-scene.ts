/** Directories that are synchronised with workspaces of the small Google, by a clock of their own. */
import { tokenContext, type GoogleRunReport } from '../../src/google/settings.ts';
import { seal } from '../../src/platform/crypto.ts';
import { openDatabase } from '../../src/store/database.ts';
import { connectGoogle, hastenGoogleRun } from '../../src/store/google-connections.ts';
import type { Event } from '../../src/webhook/payload.ts';
import { GoogleSync, type GoogleSyncDeps } from '../../src/worker/google-sync.ts';
import type { Writer } from '../../src/worker/writer.ts';
import { createDirectory, logOf, testEnv, type TestDirectory } from './client.ts';
import { query } from './delivery.ts';
import { google } from './google-consent.ts';
import type { Workspace } from './google-server.ts';

export const MASTER_KEY = testEnv.ROLLCALL_MASTER_KEY ?? '';
export const realDb = openDatabase(testEnv.DB);

interface Connection {
	readonly state: string;
	readonly run: string | null;
	readonly failures: number;
	readonly last_error: string | null;
	readonly last_run: string | null;
	readonly next_run_at: number | null;
	readonly settings: string;
}

/** A directory that is connected to a workspace, and a clock by which it is synchronised. */
export class Scene {
	readonly directory: TestDirectory;
	readonly workspace: Workspace;
	at = Date.now();

	private constructor(directory: TestDirectory, workspace: Workspace) {
		this.directory = directory;
		this.workspace = workspace;
	}

	static async open(settings: Record<string, unknown> = {}): Promise<Scene> {
		const scene = new Scene(await createDirectory('google'), google.workspace());
		await scene.connect();
		await scene.set({ interval_minutes: 60, ...settings });
		return scene;
	}

	get id(): string {
		return this.directory.id;
	}

	/** As if the administrator had consented. */
	async connect(): Promise<void> {
		const token = this.workspace.grant();
		const connected = await connectGoogle(realDb, {
			directoryId: this.id,
			account: this.workspace.admin,
			refreshToken: await seal(MASTER_KEY, tokenContext(this.id), token),
			askedAt: this.at,
			now: this.at,
		});
		if (!connected.isConnected) throw new Error('Not connected');
	}

	async set(settings: Record<string, unknown>): Promise<void> {
		await query(
			`UPDATE google_connections SET settings = json_patch(settings, ?)
			WHERE directory_key = (SELECT key FROM directories WHERE id = ?)`,
			JSON.stringify(settings),
			this.id,
		);
	}

	/** What the synchronisation needs, in the small world of this scene. */
	deps(): GoogleSyncDeps {
		const stub: unknown = testEnv.DIRECTORY_WRITER.getByName(this.id);
		return {
			db: realDb,
			directoryId: () => this.id,
			write: (request) => (stub as Writer).write(request),
			config: () => ({
				google: {
					clientId: google.clientId,
					clientSecret: google.clientSecret,
					apiUrl: google.origin,
				},
				masterKey: MASTER_KEY,
			}),
			fetch: (url, request) => google.handle(new Request(url, request)),
			now: () => this.at,
			random: () => 1,
		};
	}

	sync(overrides: Partial<GoogleSyncDeps> = {}): GoogleSync {
		return new GoogleSync({ ...this.deps(), ...overrides });
	}

	/** Takes one slice, if it is time for one; when the next one is due. */
	async slice(sync = this.sync()): Promise<number | undefined> {
		sync.nudge();
		return sync.resume();
	}

	/** A whole run, slice by slice, each by an object that knows nothing of the others; `look` after each. */
	async run(
		overrides: Partial<GoogleSyncDeps> = {},
		look: () => Promise<void> = () => Promise.resolve(),
	): Promise<GoogleRunReport> {
		this.at += 1_000;
		await hastenGoogleRun(realDb, this.id, this.at);
		for (let slices = 0; slices < 100; slices += 1) {
			await this.slice(this.sync(overrides));
			await look();
			const { run, last_run: report } = await this.connection();
			if (run === null && report !== null) return JSON.parse(report) as GoogleRunReport;
			this.at += 10_000;
		}
		throw new Error('The run does not end.');
	}

	async connection(): Promise<Connection> {
		const [row] = await query<Connection>(
			`SELECT g.* FROM google_connections AS g JOIN directories AS d ON d.key = g.directory_key
			WHERE d.id = ?`,
			this.id,
		);
		if (row === undefined) throw new Error('Never connected');
		return row;
	}

	/** Events since the last time that it was asked, as `type name`. */
	async news(): Promise<readonly string[]> {
		const log = await logOf(this.id);
		const events = log.slice(this.#told).filter(({ type }) => !type.startsWith('directory.'));
		this.#told = log.length;
		return events.map(told);
	}

	#told = 0;

	async find(type: 'Users' | 'Groups', filter: string): Promise<Record<string, unknown>> {
		const found = await this.directory.scim<{ Resources?: Record<string, unknown>[] }>(
			'GET',
			`/${type}?filter=${encodeURIComponent(filter)}`,
		);
		const [resource] = found.body.Resources ?? [];
		if (resource === undefined) throw new Error(`No ${type} ${filter}`);
		return resource;
	}

	user(userName: string): Promise<Record<string, unknown>> {
		return this.find('Users', `userName eq "${userName}"`);
	}

	/** The names of a group's members. */
	async members(displayName: string): Promise<readonly unknown[]> {
		const { members = [] } = await this.find('Groups', `displayName eq "${displayName}"`);
		return (members as { display: string }[]).map(({ display }) => display).toSorted();
	}

	async userNames(): Promise<readonly unknown[]> {
		const found = await this.directory.scim<{ Resources?: { userName: string }[] }>(
			'GET',
			'/Users?attributes=userName&sortBy=userName',
		);
		return (found.body.Resources ?? []).map(({ userName }) => userName);
	}
}

function told({ type, data }: Pick<Event, 'type' | 'data'>): string {
	const {
		user_name: userName,
		raw,
		group: of,
	} = data as {
		readonly user_name?: string;
		readonly raw?: { readonly displayName?: string };
		readonly group?: { readonly name: string };
	};
	return [type, userName ?? raw?.displayName, of?.name].filter(Boolean).join(' ');
}

/** A workspace with some users, two groups, one in the other, and somebody from outside. */
export async function smallScene(settings: Record<string, unknown> = {}) {
	const scene = await Scene.open(settings);
	const { workspace } = scene;
	const [anna, bert, cleo] = ['anna', 'bert', 'cleo'].map((name) =>
		workspace.putUser(`${name}@acme.example`),
	) as [string, string, string];
	const eng = workspace.putGroup('eng@acme.example', 'Engineering', [
		{ id: anna, email: 'anna@acme.example', type: 'USER' },
		{ id: bert, email: 'bert@acme.example', type: 'USER' },
		{ email: 'guest@other.example', type: 'EXTERNAL' },
		{ id: '999', email: 'somebody@other.example', type: 'USER' },
	]);
	const all = workspace.putGroup('all@acme.example', 'Everybody', [
		{ id: eng, email: 'eng@acme.example', type: 'GROUP' },
		{ id: cleo, email: 'cleo@acme.example', type: 'USER' },
		{ id: 'C0customer', type: 'CUSTOMER' },
	]);
	return { scene, workspace, anna, bert, cleo, eng, all };
}
