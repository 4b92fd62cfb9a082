/** Checks what a client sends to /v1 against the contract; every field that is wrong is named. */
import type * as z from 'zod';
import { err, ok, type Result } from '../../result.ts';
import type { AppContext } from '../context.ts';
import { type FieldError, fieldProblem, problem } from './problem.ts';

const BODY_BYTES_MAX = 64 * 1024;

/** Reads and checks a JSON body. */
export async function readBody<Schema extends z.ZodType>(
	c: AppContext,
	schema: Schema,
): Promise<Result<z.output<Schema>, Response>> {
	const text = await readText(c);
	return text.ok ? checkBody(c, schema, text.value) : text;
}

/** Reads and checks a JSON body that may be left out, and its Content-Type with it: it is then `{}`. */
export async function readOptionalBody<Schema extends z.ZodType>(
	c: AppContext,
	schema: Schema,
): Promise<Result<z.output<Schema>, Response>> {
	const text = await readText(c);
	if (!text.ok) return text;
	return text.value === '' ? check(schema, {}, 'body') : checkBody(c, schema, text.value);
}

async function readText(c: AppContext): Promise<Result<string, Response>> {
	if (Number(c.req.header('Content-Length') ?? 0) > BODY_BYTES_MAX) return err(tooLarge());
	const text = await c.req.text();
	return text.length > BODY_BYTES_MAX ? err(tooLarge()) : ok(text);
}

function tooLarge(): Response {
	return problem(413, `The body may have ${BODY_BYTES_MAX} bytes at most.`);
}

function checkBody<Schema extends z.ZodType>(
	c: AppContext,
	schema: Schema,
	text: string,
): Result<z.output<Schema>, Response> {
	const mediaType = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
	if (mediaType !== 'application/json') {
		return err(problem(415, 'Content-Type must be application/json.'));
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return err(problem(400, 'The body is not valid JSON.'));
	}
	return check(schema, value, 'body');
}

/** Checks the query parameters. */
export function readQuery<Schema extends z.ZodType>(
	c: AppContext,
	schema: Schema,
): Result<z.output<Schema>, Response> {
	return check(schema, c.req.query(), 'query');
}

function check<Schema extends z.ZodType>(
	schema: Schema,
	value: unknown,
	where: 'body' | 'query',
): Result<z.output<Schema>, Response> {
	const parsed = schema.safeParse(value);
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
