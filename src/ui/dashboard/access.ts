/**
 * What pages read and change, in the name of whoever is signed in: through the API, with what the key of the
 * session may do. A page's calls and the look at its session are one round trip.
 */
import { OPERATIONS, type OperationId } from '../../contract/operations/index.ts';
import type { Problem } from '../../contract/problem.ts';
import { equalSecrets } from '../../platform/crypto.ts';
import { mayCall } from '../../http/api/access.ts';
import { callApi, type Answer, type Call } from '../../http/api/inside.ts';
import type { AppContext } from '../../http/context.ts';
import { err, type Result } from '../../result.ts';
import { together } from '../../store/together.ts';
import { CONFIRM_FIELD, CSRF_FIELD, ONCE_FIELD, type Refused } from '../components/form.tsx';
import { fieldsOf, PageFailure } from '../request.ts';
import { isOpen, sessionOf, type Session } from './session.ts';

/** Nobody is signed in, or not any more. */
export class SignedOut extends Error {
	override readonly name = 'SignedOut';
}

/** A form of a page that was opened in another session. */
export class StaleForm extends Error {
	override readonly name = 'StaleForm';
}

/** Calls by name, and what they answer. */
type Calls<Ids extends Readonly<Record<string, OperationId>>> = {
	readonly [Name in keyof Ids]: Call<Ids[Name]>;
};
type Results<Ids extends Readonly<Record<string, OperationId>>> = {
	readonly [Name in keyof Ids]: Result<Answer<Ids[Name]>, Problem>;
};
type Answers<Ids extends Readonly<Record<string, OperationId>>> = {
	readonly [Name in keyof Ids]: Answer<Ids[Name]>;
};

/** What a page is made of: who is signed in, and what was asked for. */
type Read<Values> = Values & { readonly session: Session };

/**
 * Makes calls that only read, all of them and the look at the session in one round trip as far as each makes
 * one. Throws SignedOut, and PageFailure for the first call that is refused.
 */
export async function read<Ids extends Readonly<Record<string, OperationId>>>(
	c: AppContext,
	calls: Calls<Ids>,
): Promise<Read<Answers<Ids>>> {
	const { session, ...results } = await tryRead(c, calls);
	const found: Readonly<Record<string, Result<unknown, Problem>>> = results;
	const answers = Object.entries(found).map(([name, result]) => [name, answered(result)] as const);
	return { ...(Object.fromEntries(answers) as Answers<Ids>), session };
}

/** The same, for a page that can be shown without some of the answers. Throws SignedOut. */
export async function tryRead<Ids extends Readonly<Record<string, OperationId>>>(
	c: AppContext,
	calls: Calls<Ids>,
): Promise<Read<Results<Ids>>> {
	const session = await sessionOf(c);
	if (session === undefined) throw new SignedOut();
	const { caller } = session;
	const readers = Object.entries<Call>(calls).map(
		([name, call]) =>
			[
				name,
				async (db: AppContext['var']['db']) =>
					inPageWords(session, call.id, await callApi(c, { caller, db }, call)),
			] as const,
	);
	const { look, ...results } = await together(c.get('db'), {
		...Object.fromEntries(readers),
		look: (db) => isOpen(c, db, session),
	});
	if (!look) throw new SignedOut();
	return { ...(results as unknown as Results<Ids>), session };
}

/** What a call has answered that a page cannot be shown without. Throws PageFailure. */
export function answered<T>(result: Result<T, Problem>): T {
	if (!result.ok) throw new PageFailure(result.error);
	return result.value;
}

/** Whether the key of a session may make a call: what it may not do need not be offered. */
export function can({ caller }: Session, id: OperationId): boolean {
	return mayCall(caller, OPERATIONS[id]);
}

/** What was answered to a call; one that the key may not make at all is refused as people understand it. */
function inPageWords<T>(
	session: Session,
	id: OperationId,
	answer: Result<T, Problem>,
): Result<T, Problem> {
	if (answer.ok || answer.error.status !== 403 || can(session, id)) return answer;
	const { scopes, tenant, product } = session.caller;
	const { scope } = OPERATIONS[id];
	const isEnough = mayCall({ ...session.caller, tenant: null, product: null }, OPERATIONS[id]);
	const bound = boundTo({ tenant, product }) ?? '';
	const detail = isEnough
		? `You are signed in with an API key that is limited to ${bound}. This needs an API key for all tenants and products.`
		: `You are signed in with an API key that cannot do this. It needs the scope ${scope}, and has ${scopes.join(', ')}.`;
	return err({ ...answer.error, detail });
}

/** What a key is limited to, in words; undefined if it sees everything. */
export function boundTo({
	tenant,
	product,
}: Pick<Session['caller'], 'tenant' | 'product'>): string | undefined {
	const parts = [
		...(tenant === null ? [] : [`tenant ${tenant}`]),
		...(product === null ? [] : [`product ${product}`]),
	];
	return parts.length === 0 ? undefined : parts.join(' and ');
}

/** A form that was sent by whoever is signed in. */
export interface SentForm {
	readonly session: Session;
	/** The value of a field, without blanks around it; '' for none. */
	readonly get: (name: string) => string;
	/** All values of a field. */
	readonly all: (name: string) => readonly string[];
	readonly once: string;
}

/**
 * Reads a form. Throws SignedOut, PageFailure for none of ours, and StaleForm for one that is not from a page of
 * this session: another site may send forms in the name of whoever is signed in, but does not know what they hold.
 */
export async function readForm(c: AppContext): Promise<SentForm> {
	const session = await sessionOf(c);
	if (session === undefined || !(await isOpen(c, c.get('db'), session))) throw new SignedOut();
	const fields = await fieldsOf(c);
	const get = (name: string) => fields.get(name)?.trim() ?? '';
	if (!(await equalSecrets(get(CSRF_FIELD), session.csrf))) throw new StaleForm();
	return { session, get, all: (name) => fields.getAll(name), once: get(ONCE_FIELD) };
}

/**
 * Makes a call for a form that was sent; a POST is made once, however often the form is sent. Throws
 * PageFailure for a call that the key may not make.
 */
export async function change<Id extends OperationId>(
	c: AppContext,
	{ session, once }: SentForm,
	call: Call<Id>,
): Promise<Result<Answer<Id>, Problem>> {
	const isPost = OPERATIONS[call.id].method === 'POST';
	const idempotencyKey = isPost && once !== '' ? `${once}.${call.id}` : undefined;
	const inside = { caller: session.caller, db: c.get('db') };
	const answer = await callApi(c, inside, { ...call, idempotencyKey });
	const changed = inPageWords(session, call.id, answer);
	// What the key may not do at all is nothing that a form could put right.
	if (!changed.ok && !can(session, call.id)) throw new PageFailure(changed.error);
	return changed;
}

/** Makes a call that is not expected to be refused; throws PageFailure if it is. */
export async function mustChange<Id extends OperationId>(
	c: AppContext,
	form: SentForm,
	call: Call<Id>,
): Promise<Answer<Id>> {
	return answered(await change(c, form, call));
}

/** A form that comes back with what was wrong with it. */
export function refusedBy(form: SentForm, problem: Problem): Refused {
	return { problem, all: form.all };
}

/** Whether what is to be confirmed was named, letter for letter; blanks are told apart by nobody who reads. */
export function isConfirmed(form: SentForm, name: string): boolean {
	return asRead(form.get(CONFIRM_FIELD)) === asRead(name);
}

/** A text as browsers show it, and as a field of one line takes it. */
function asRead(text: string): string {
	return text.replaceAll(/\s+/g, ' ').trim();
}
