/**
 * Expected failures as values. Code that can fail in a way its caller must handle returns a Result;
 * `throw` is left for bugs and for the platform. A Result is plain data, so it crosses the RPC
 * boundary of a Durable Object unchanged (a thrown error's class does not).
 */
export type Result<T, E> =
	| { readonly ok: true; readonly value: T }
	| { readonly ok: false; readonly error: E };

/** Wraps a success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
	return { ok: true, value };
}

/** Wraps an expected failure. */
export function err<E>(error: E): { readonly ok: false; readonly error: E } {
	return { ok: false, error };
}
