/** Checks what a client sends to /v1 against the contract; every field that is wrong is named. */
import type * as z from 'zod';
import { err, ok, type Result } from '../../result.ts';
import type { AppContext } from '../context.ts';
import { fieldProblem, problem } from './problem.ts';

const BODY_BYTES_MAX = 64 * 1024;

/** Reads and checks a JSON body. */
export async function readBody<Schema extends z.ZodType>(
	c: AppContext,
	schema: Schema,
): Promise<Result<z.output<Schema>, Response>> {
	const mediaType = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
	if (mediaType !== 'application/json') {
		return err(problem(415, 'Content-Type must be application/json.'));
	}
	if (Number(c.req.header('Content-Length') ?? 0) > BODY_BYTES_MAX) {
		return err(problem(413, `The body may have ${BODY_BYTES_MAX} bytes at most.`));
	}
	const text = await c.req.text();
	if (text.length > BODY_BYTES_MAX) {
		return err(problem(413, `The body may have ${BODY_BYTES_MAX} bytes at most.`));
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
	const errors = parsed.error.issues.map((issue) => ({
		field: issue.path.join('.') || where,
		detail: issue.message,
	}));
	return err(fieldProblem(errors));
}
