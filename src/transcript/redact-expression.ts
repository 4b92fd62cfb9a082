/**
 * Redaction of filters and of paths (RFC 7644 §3.4.2.2, §3.5.2): names, operators and brackets stay, what
 * is compared with is replaced. Text that is no filter is read too, for it is what a recording is about.
 */
import { isAttributeName, isProtocolName } from './protocol-names.ts';
import type { Redactor } from './redactor.ts';
import { attributeOf } from './values.ts';

const TOKEN = /"(?:[^"\\]|\\.)*"?|[()[\],]|\s+|[^\s"()[\],]+/gs;

const CONNECTIVES = new Set(['and', 'or', 'not']);

/** What a token is where it stands. */
type Role =
	| 'blank'
	| 'open'
	| 'index'
	| 'close'
	| 'name'
	| 'operator'
	| 'present'
	| 'connective'
	| 'literal';

const OPERATORS: ReadonlyMap<string, Role> = new Map([
	...['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'].map(
		(name) => [name, 'operator'] as const,
	),
	['pr', 'present'],
]);

/** What has come before, blanks apart. */
interface State {
	readonly role: Role;
	/** The folded name of the attribute that was named last; of a secret the whole path. */
	readonly name: string;
}

/** A filter with its literals replaced. */
export function redactFilter(filter: string, redactor: Redactor): string {
	return redactExpression(filter, redactor, false);
}

/** A path, which may have a filter in it, with the literals of that replaced. */
export function redactPath(path: string, redactor: Redactor): string {
	return redactExpression(path, redactor, true);
}

function redactExpression(expression: string, redactor: Redactor, isPath: boolean): string {
	let state: State = { role: 'open', name: '' };
	let out = '';
	const tokens = [...expression.matchAll(TOKEN)].map(([token]) => token);
	for (const [at, token] of tokens.entries()) {
		const next = tokens
			.slice(at + 1, at + 3)
			.find((each) => !/^\s/.test(each))
			?.toLowerCase();
		const isWhole = isPath && tokens.length === 1;
		const role = isWhole && isAttributeName(token) ? 'name' : roleOf(token, state.role, next);
		if (role === 'name') redactor.name(token);
		out += role === 'literal' ? redactLiteral(token, state.name, redactor) : token;
		const name = role === 'name' ? attributeOf(token) : state.name;
		if (role !== 'blank') state = { role, name };
	}
	return out;
}

const PUNCTUATION: ReadonlyMap<string, Role> = new Map([
	['(', 'open'],
	['[', 'index'],
	[',', 'open'],
	[')', 'close'],
	[']', 'close'],
]);

function roleOf(token: string, before: Role, next = ''): Role {
	const punctuation = /^\s/.test(token) ? 'blank' : PUNCTUATION.get(token);
	if (punctuation !== undefined) return punctuation;
	const word = token.toLowerCase();
	if (before === 'name') return OPERATORS.get(word) ?? 'literal';
	if (before !== 'operator' && CONNECTIVES.has(word)) return 'connective';
	return mayBeName(token, before, next) ? 'name' : 'literal';
}

/** A name is only where one may stand: anything else may be what somebody is called. */
function mayBeName(token: string, before: Role, next: string): boolean {
	if (!isAttributeName(token)) return before === 'index' && /^\d{1,3}$/.test(token);
	// The sub-attribute after a filter: `emails[type eq "work"].value`.
	if (token.startsWith('.')) return before === 'close';
	// `displayName eq Smith and Sons`, without quotes, has one name in it, and `John Smith` has none.
	const isCompared = OPERATORS.has(next) || next === '[';
	const isFirst = before === 'open' || before === 'index';
	return isCompared ? isFirst || before === 'connective' : isFirst && isProtocolName(token);
}

function redactLiteral(token: string, name: string, redactor: Redactor): string {
	if (token === 'null') return token;
	if (!token.startsWith('"')) return redactor.text(token, name);
	const text = parsed(token);
	if (text === undefined) return redactBroken(token, name, redactor);
	const made = redactor.text(text, name);
	return made === text ? token : JSON.stringify(made);
}

/** A literal that is not closed, or has escapes that JSON has not, stays so: it is what was wrong. */
function redactBroken(token: string, name: string, redactor: Redactor): string {
	const isClosed = /^"(?:[^"\\]|\\.)*"$/s.test(token);
	const made = redactor.text(isClosed ? token.slice(1, -1) : token.slice(1), name);
	// What follows a backslash is another letter by now, which may make a good escape of it.
	return `"${isClosed ? `${made.replaceAll(/\\(?=[A-Za-z])/g, '\\q')}"` : made}`;
}

function parsed(token: string): string | undefined {
	try {
		return String(JSON.parse(token));
	} catch {
		return undefined;
	}
}
