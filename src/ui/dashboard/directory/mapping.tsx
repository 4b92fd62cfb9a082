/** /dashboard/directories/{id}/mapping: which SCIM attributes feed the profiles of users, tried before it is set. */
import type {
	AttributeMapping,
	AttributeMappingPreview,
} from '../../../contract/attribute-mapping.ts';
import type { Problem } from '../../../contract/problem.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { err, ok, type Result } from '../../../result.ts';
import { Badge } from '../../components/content.tsx';
import { Confirm } from '../../components/form.tsx';
import { can, change, isConfirmed, mustChange, read, readForm, type SentForm } from '../access.ts';
import { done } from '../page.tsx';
import { problemWith, statusOf, UNNAMED } from '../fields.ts';
import { directoryPage } from './frame.tsx';
import { MappingForm } from './mapping-form.tsx';
import { Preview } from './mapping-preview.tsx';
import {
	definitionIn,
	repeatedName,
	typedIn,
	typedOf,
	type TypedMapping,
} from './typed-mapping.ts';
import { directoryPath } from './tabs.ts';

/** GET /dashboard/directories/{id}/mapping */
export function show(c: AppContext): Promise<Response> {
	return render(c, {});
}

/** POST /dashboard/directories/{id}/mapping */
export async function save(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const typed = typedIn(form);
	const body = bodyOf(typed);
	if (!body.ok) return render(c, { typed, problem: body.error });
	const call = { id: 'setAttributeMapping', params: paramsOf(c), body: body.value } as const;
	const saved = await change(c, form, call);
	return saved.ok
		? done(c, pathOf(c), 'mapping_saved')
		: render(c, { typed, problem: saved.error });
}

/** POST /dashboard/directories/{id}/mapping/preview: changes nothing. */
export async function preview(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const typed = typedIn(form);
	const tried = await tryOut(c, form, typed);
	return render(c, tried.ok ? { typed, preview: tried.value } : { typed, problem: tried.error });
}

/** POST /dashboard/directories/{id}/mapping/delete */
export async function remove(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const { name } = await mustChange(c, form, { id: 'getDirectory', params: paramsOf(c) });
	if (!isConfirmed(form, name)) return render(c, { unconfirmed: UNNAMED });
	const removed = await change(c, form, { id: 'deleteAttributeMapping', params: paramsOf(c) });
	return removed.ok ? done(c, pathOf(c), 'mapping_reset') : render(c, { problem: removed.error });
}

/** Users of a preview: enough to see, few enough to look at. */
const SHOWN_MAX = 5;

/** What a mapping would make of those who were searched for, or of the oldest users. */
async function tryOut(
	c: AppContext,
	form: SentForm,
	typed: TypedMapping,
): Promise<Result<AttributeMappingPreview, Problem>> {
	const body = bodyOf(typed);
	if (!body.ok) return body;
	const params = paramsOf(c);
	const limit = String(SHOWN_MAX);
	const query = { search: typed.search, limit };
	const found =
		typed.search === '' ? undefined : await change(c, form, { id: 'listUsers', params, query });
	if (found?.ok === false) return found;
	if (found?.value.data.length === 0) return err(problemWith('search', 'no users match'));
	// Tried as often as one likes: it has nothing to be done once for.
	return change(
		c,
		{ ...form, once: '' },
		{
			id: 'previewAttributeMapping',
			params,
			query: { limit },
			body: { ...body.value, user_ids: found?.value.data.map(({ id }) => id) },
		},
	);
}

/** What was typed, as the API takes it. Two attributes of one name would be one there. */
function bodyOf(typed: TypedMapping): Result<ReturnType<typeof definitionIn>, Problem> {
	const repeated = repeatedName(typed);
	if (repeated === undefined) return ok(definitionIn(typed));
	return err(problemWith(`custom_attributes.${repeated}`, 'must be used only once'));
}

function paramsOf(c: AppContext) {
	return { id: param(c, 'id') };
}

function pathOf(c: AppContext): string {
	return `${directoryPath(param(c, 'id'))}/mapping`;
}

/** What has become of a form. */
interface Outcome {
	readonly typed?: TypedMapping;
	readonly problem?: Problem;
	readonly preview?: AttributeMappingPreview;
	readonly unconfirmed?: string;
}

async function render(c: AppContext, outcome: Outcome): Promise<Response> {
	const params = paramsOf(c);
	const { directory, mapping, session } = await read(c, {
		directory: { id: 'getDirectory', params },
		mapping: { id: 'getAttributeMapping', params },
	});
	const { typed, problem, preview: tried, unconfirmed } = outcome;
	const path = pathOf(c);
	return directoryPage(
		c,
		session,
		directory,
		{
			part: 'Attribute mapping',
			status: statusOf(problem, unconfirmed),
		},
		<>
			<p>
				Choose which SCIM attributes fill the user profiles that applications receive. The SCIM data
				stays as the identity provider sent it. Each change of a profile creates a{' '}
				<code>user.updated</code> event.
			</p>
			<Progress mapping={mapping} />
			{tried === undefined ? null : <Preview preview={tried} directory={directory} />}
			<MappingForm
				typed={typed ?? typedOf(mapping)}
				defaults={mapping.defaults}
				problem={problem}
				path={path}
				maySave={can(session, 'setAttributeMapping')}
			/>
			{can(session, 'deleteAttributeMapping') && isMapped(mapping) ? (
				<Confirm
					id="confirm-delete"
					action={`${path}/delete`}
					label="Reset mapping"
					warning="All profile fields use their default paths again, and all custom attributes are removed."
					name={directory.name}
					error={unconfirmed}
				/>
			) : null}
		</>,
	);
}

/** Whether anything is not as usual. */
function isMapped({ fields, custom_attributes: custom }: AttributeMapping): boolean {
	return Object.values(fields).some((paths) => paths !== null) || Object.keys(custom).length > 0;
}

function Progress({ mapping }: { readonly mapping: AttributeMapping }) {
	const { progress } = mapping;
	if (progress === null) return null;
	return (
		<p>
			<Badge tone="warning">{mapping.state}</Badge> {progress.checked} of {progress.users} users
			checked, {progress.changed} changed. You can save another mapping when this one is applied.
		</p>
	);
}
