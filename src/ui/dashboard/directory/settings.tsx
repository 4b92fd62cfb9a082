/** /dashboard/directories/{id}/settings: what a directory is called, does and holds back, and its end. */
import { param, type AppContext } from '../../../http/context.ts';
import type { Refused } from '../../components/form.tsx';
import {
	change,
	isConfirmed,
	mustChange,
	read,
	readForm,
	refusedBy,
	type SentForm,
} from '../access.ts';
import { done } from '../page.tsx';
import { numberOf, problemWith, statusOf, UNNAMED } from '../fields.ts';
import { directoryPage } from './frame.tsx';
import { BrakeLimits } from './settings-brake.tsx';
import { Deletion, Identity, State } from './settings-directory.tsx';
import { Schemas } from './settings-schemas.tsx';
import { directoryPath } from './tabs.ts';

/** GET /dashboard/directories/{id}/settings */
export function show(c: AppContext): Promise<Response> {
	return render(c, {});
}

/** POST /dashboard/directories/{id}/settings */
export async function rename(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const renamed = await change(c, form, {
		id: 'updateDirectory',
		params: paramsOf(c),
		body: { name: form.get('name') },
	});
	if (!renamed.ok) return render(c, { rename: refusedBy(form, renamed.error) });
	return done(c, pathOf(c), 'directory_renamed');
}

/** POST /dashboard/directories/{id}/settings/activate */
export async function activate(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const body = { state: 'active' };
	await mustChange(c, form, { id: 'updateDirectory', params: paramsOf(c), body });
	return done(c, pathOf(c), 'directory_activated');
}

/** POST /dashboard/directories/{id}/settings/deactivate */
export async function deactivate(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	if (!(await isNamed(c, form))) return render(c, { unconfirmed: 'deactivate' });
	const body = { state: 'inactive' };
	await mustChange(c, form, { id: 'updateDirectory', params: paramsOf(c), body });
	return done(c, pathOf(c), 'directory_deactivated');
}

/** POST /dashboard/directories/{id}/settings/brake */
export async function setBrake(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const set = await change(c, form, {
		id: 'setBrake',
		params: paramsOf(c),
		body: {
			users: numberOf(form.get('users')),
			percent: numberOf(form.get('percent')),
			window_seconds: numberOf(form.get('window_seconds')),
		},
	});
	if (!set.ok) return render(c, { brake: refusedBy(form, set.error) });
	return done(c, pathOf(c), 'brake_saved');
}

/** POST /dashboard/directories/{id}/settings/brake/off */
export async function turnBrakeOff(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	if (!(await isNamed(c, form))) return render(c, { unconfirmed: 'brake' });
	await mustChange(c, form, { id: 'deleteBrake', params: paramsOf(c) });
	return done(c, pathOf(c), 'brake_turned_off');
}

/** POST /dashboard/directories/{id}/settings/schemas */
export async function declareSchema(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	// Whatever of the JSON is wrong, it was typed in one field.
	const refuse = (detail: string) =>
		render(c, { schema: refusedBy(form, problemWith('definition', detail)) });
	let body: unknown;
	try {
		body = JSON.parse(form.get('definition'));
	} catch {
		return refuse('must be valid JSON');
	}
	const declared = await change(c, form, { id: 'createSchema', params: paramsOf(c), body });
	return declared.ok ? done(c, pathOf(c), 'schema_declared') : refuse(declared.error.detail);
}

/** POST /dashboard/directories/{id}/settings/schemas/delete: a URN has no good place in a path. */
export async function deleteSchema(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const urn = form.get('urn');
	if (!isConfirmed(form, urn)) return render(c, { unconfirmed: urn });
	await mustChange(c, form, { id: 'deleteSchema', params: { ...paramsOf(c), urn } });
	return done(c, pathOf(c), 'schema_deleted');
}

/** POST /dashboard/directories/{id}/settings/delete */
export async function remove(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	if (!(await isNamed(c, form))) return render(c, { unconfirmed: 'delete' });
	await mustChange(c, form, { id: 'deleteDirectory', params: paramsOf(c) });
	return done(c, '/dashboard/directories', 'directory_deleted');
}

/** Whether the directory was named, letter for letter. */
async function isNamed(c: AppContext, form: SentForm): Promise<boolean> {
	const { name } = await mustChange(c, form, { id: 'getDirectory', params: paramsOf(c) });
	return isConfirmed(form, name);
}

function paramsOf(c: AppContext) {
	return { id: param(c, 'id') };
}

function pathOf(c: AppContext): string {
	return `${directoryPath(param(c, 'id'))}/settings`;
}

/** What has become of a form. */
interface Outcome {
	readonly rename?: Refused;
	readonly brake?: Refused;
	readonly schema?: Refused;
	/** What was not confirmed: an action, or the URN of a schema. */
	readonly unconfirmed?: string;
}

async function render(c: AppContext, outcome: Outcome): Promise<Response> {
	const params = paramsOf(c);
	const { directory, brake, schemas, session } = await read(c, {
		directory: { id: 'getDirectory', params },
		brake: { id: 'getBrake', params },
		schemas: { id: 'listSchemas', params },
	});
	const path = pathOf(c);
	const { unconfirmed } = outcome;
	const refused = outcome.rename ?? outcome.brake ?? outcome.schema;
	const errorFor = (action: string) => (unconfirmed === action ? UNNAMED : undefined);
	return directoryPage(
		c,
		session,
		directory,
		{ part: 'Settings', status: statusOf(refused?.problem, unconfirmed) },
		<>
			<Identity {...{ session, directory, path }} refused={outcome.rename} />
			<State {...{ session, directory, path }} error={errorFor('deactivate')} />
			<BrakeLimits
				{...{ session, directory, brake, path }}
				refused={outcome.brake}
				error={errorFor('brake')}
			/>
			<Schemas
				{...{ session, path, unconfirmed }}
				schemas={schemas.data}
				refused={outcome.schema}
			/>
			<Deletion {...{ session, directory, path }} error={errorFor('delete')} />
		</>,
	);
}
