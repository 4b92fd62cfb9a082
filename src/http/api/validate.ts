/** Checks what a client sends to /v1 against the contract; every field that is wrong is named. */
import type * as z from 'zod';
import { err, ok, type Result } from '../../result.ts';
import type { AppContext } from '../context.ts';
import { readJson } from '../json-body.ts';
import { type FieldError, fieldProblem, problem } from './problem.ts';

const BODY_BYTES_MAX = 64 * 1024;

/** Reads and checks a JSON body of so many bytes at most. */
export function readBody<Schema extends z.ZodType>(
	c: AppContext,
	schema: Schema,
	bytesMax = BODY_BYTES_MAX,
): Promise<Result<z.output<Schema>, Response>> {
	return read(c, schema, bytesMax);
}

/** Reads and checks a JSON body that may be left out, and its Content-Type with it: it is then `{}`. */
export function readOptionalBody<Schema extends z.ZodType>(
	c: AppContext,
	schema: Schema,
): Promise<Result<z.output<Schema>, Response>> {
	return read(c, schema, BODY_BYTES_MAX, {});
}

async function read<Schema extends z.ZodType>(
	c: AppContext,
	schema: Schema,
	bytesMax: number,
	absent?: object,
): Promise<Result<z.output<Schema>, Response>> {
	const body = await readJson(c, bytesMax, absent);
	if (!body.ok) {
		const { status, detail } = body.error;
		return err(problem(status, detail, { errors: [{ field: 'body', detail }] }));
	}
	return check(schema, body.value, 'body');
}

/** Reads and checks the query parameters. */
export function readQuery<Schema extends z.ZodType>(
	c: AppContext,
	schema: Schema,
): Result<z.output<Schema>, Response> {
	const given = queryOf(c);
	return given.ok ? checkQuery(schema, given.value) : given;
}

/** The query parameters by name; each may be given once, so that none is passed over. */
export function queryOf(c: AppContext): Result<Readonly<Record<string, string>>, Response> {
	const given = new URL(c.req.url).searchParams;
	const names = [...given.keys()];
	const repeated = new Set(names.filter((name, at) => names.indexOf(name) < at));
	if (repeated.size === 0) return ok(Object.fromEntries(given));
	return err(
		fieldProblem([...repeated].map((field) => ({ field, detail: 'must appear only once' }))),
	);
}

/** Checks query parameters. */
export function checkQuery<Schema extends z.ZodType>(
	schema: Schema,
	given: Readonly<Record<string, string>>,
): Result<z.output<Schema>, Response> {
	return check(schema, given, 'query');
}

function check<Schema extends z.ZodType>(
	schema: Schema,
	value: unknown,
	where: 'body' | 'query',
): Result<z.output<Schema>, Response> {
	const unseen = fieldsUnseen(value);
	if (unseen.length > 0) return err(fieldProblem(unseen));
	const parsed = schema.safeParse(value, { error: plainly });
	if (parsed.success) return ok(parsed.data);
	const errors = parsed.error.issues.flatMap((issue): readonly FieldError[] => {
		if (issue.code !== 'unrecognized_keys') {
			return [{ field: issue.path.join('.') || where, detail: issue.message }];
		}
		return issue.keys.map((key) => ({
			field: [...issue.path, key].join('.'),
			detail: where === 'body' ? 'there is no such field' : 'there is no such parameter',
		}));
	});
	return err(fieldProblem(errors));
}

/** What zod calls types, and formats of text, in words. */
const TYPES: Readonly<Record<string, string>> = {
	string: 'text',
	number: 'a number',
	int: 'a whole number',
	boolean: 'true or false',
	array: 'a list',
	object: 'an object',
	record: 'an object',
};
const FORMATS: Readonly<Record<string, string>> = {
	datetime: 'must be a time such as 2026-03-01T10:00:00Z',
	date: 'must be a date such as 2026-03-01',
};

/** The commonest of what is wrong, in words; where a schema says it itself, that stands. */
function plainly(issue: z.core.$ZodRawIssue): string | undefined {
	if (issue.code === 'invalid_type') {
		return issue.input === undefined
			? 'required'
			: `must be ${TYPES[issue.expected] ?? issue.expected}`;
	}
	if (issue.code === 'invalid_format') return FORMATS[issue.format];
	if (issue.code === 'invalid_value') {
		const [first, ...others] = issue.values.map((each) => `"${String(each)}"`);
		return others.length === 0
			? `must be ${first}`
			: `must be one of ${[first, ...others].join(', ')}`;
	}
	if (issue.code === 'too_big') {
		if (issue.origin === 'string') return `must have at most ${issue.maximum} characters`;
		if (issue.origin === 'array') return `must have at most ${issue.maximum} items`;
		return `must be at most ${issue.maximum}`;
	}
	if (issue.code !== 'too_small') return undefined;
	if (issue.origin === 'string') {
		if (issue.minimum === 1) return 'must not be empty';
		return `must have at least ${issue.minimum} characters`;
	}
	if (issue.origin !== 'array') return `must be at least ${issue.minimum}`;
	return issue.minimum === 1
		? 'at least one is required'
		: `must have at least ${issue.minimum} items`;
}

/** Fields of the one name that zod's records drop in silence; bodies may be nested deeper than the stack. */
function fieldsUnseen(value: unknown): readonly FieldError[] {
	const errors: FieldError[] = [];
	const pending = [{ path: '', value }];
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		if (typeof next.value !== 'object' || next.value === null) continue;
		for (const [name, inner] of Object.entries(next.value as Record<string, unknown>)) {
			const path = next.path === '' ? name : `${next.path}.${name}`;
			if (name === '__proto__') errors.push({ field: path, detail: 'must have another name' });
			else pending.push({ path, value: inner });
		}
	}
	return errors;
}
