/**
 * Splits the text of a filter into tokens (RFC 7644 §3.4.2.2). It knows how strings, brackets and
 * blanks look; what a word means (attribute, operator, number) is for the parser to say.
 */
import { err, ok, type Result } from '../../result.ts';
import { badRequest, type ScimError } from '../errors.ts';
import { MAX_FILTER_LENGTH } from '../limits.ts';
import { isStorableText } from '../simple.ts';

/** A piece of a filter; `start` and `end` are offsets into its text. */
export interface Token {
	readonly kind: 'word' | 'string' | '(' | ')' | '[' | ']';
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

// leniency: filter_blanks
const BLANKS = /\s*/y;
const WORD = /[^\s()[\]"]+/y;
// JSON's strings (RFC 7159 §7), so that JSON.parse reads whatever matches.
const STRING = /"(?:[ !#-[\]-\u{10FFFF}]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/uy;

/** Says what is wrong with a filter and where; positions count from 1. */
export function invalidFilter(reason: string, offset: number): ScimError {
	return badRequest('invalidFilter', `${reason} (character ${offset + 1} of the filter).`);
}

/** Splits a filter into tokens; the text of a string token is its value, without quotes. */
export function tokenize(text: string): Result<readonly Token[], ScimError> {
	if (text.length > MAX_FILTER_LENGTH) {
		const limit = `A filter may have at most ${MAX_FILTER_LENGTH} characters`;
		return err(invalidFilter(limit, MAX_FILTER_LENGTH));
	}
	const tokens: Token[] = [];
	for (let at = matchAt(BLANKS, text, 0).length; at < text.length;) {
		const token = tokenAt(text, at);
		if (!token.ok) {
			return token;
		}
		const previous = tokens.at(-1);
		if (previous?.end === at && isText(previous) && isText(token.value)) {
			return err(invalidFilter('Expected a blank', at));
		}
		tokens.push(token.value);
		at = token.value.end + matchAt(BLANKS, text, token.value.end).length;
	}
	return ok(tokens);
}

function tokenAt(text: string, start: number): Result<Token, ScimError> {
	const character = text.charAt(start);
	if (character === '(' || character === ')' || character === '[' || character === ']') {
		return ok({ kind: character, text: character, start, end: start + 1 });
	}
	if (character !== '"') {
		const word = matchAt(WORD, text, start);
		return ok({ kind: 'word', text: word, start, end: start + word.length });
	}
	const literal = matchAt(STRING, text, start);
	if (literal === '') {
		return err(invalidFilter('The string is not closed or has an invalid escape', start));
	}
	const value = String(JSON.parse(literal));
	// No stored value has such text, and SQL would compare it differently.
	if (!isStorableText(value)) {
		return err(invalidFilter('The string has NUL characters or unpaired surrogates', start));
	}
	return ok({ kind: 'string', text: value, start, end: start + literal.length });
}

function isText(token: Token): boolean {
	return token.kind === 'word' || token.kind === 'string';
}

function matchAt(pattern: RegExp, text: string, at: number): string {
	pattern.lastIndex = at;
	return pattern.exec(text)?.[0] ?? '';
}
