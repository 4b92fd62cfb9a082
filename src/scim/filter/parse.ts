/**
 * Parses filters (RFC 7644 §3.4.2.2) by recursive descent and types them against the schema: what
 * comes out names known attributes only and compares each with a value of its own type. It widens
 * the grammar by `emails[type eq "work"].value eq "x"`, blanks anywhere and quoted booleans.
 */
import { err, ok, type Result } from '../../result.ts';
import type { ScimError } from '../errors.ts';
import type { Json } from '../json.ts';
import { MAX_FILTER_COMPARISONS, MAX_FILTER_DEPTH } from '../limits.ts';
import type { Attribute, AttributePath, ResourceType } from '../schema/attribute.ts';
import { findAttribute, pathText, resolveName } from '../schema/lookup.ts';
import type { CompareOperator, Filter } from './ast.ts';
import { fitted, isApplicable, literalOf, operatorOf } from './operand.ts';
import { invalidFilter, type Token, tokenize } from './tokens.ts';

/** A filter between brackets: it selects values of one attribute by their sub-attributes. */
export interface ValueFilter {
	readonly filter: Filter;
	/**
	 * Sub-attributes and the values, as written, that they must equal: present if the filter demands
	 * nothing else, so that these make a value that it selects.
	 */
	readonly equal?: ReadonlyMap<string, Json>;
}

/** Parses a filter on resources of a type. */
export function parseFilter(text: string, type: ResourceType): Result<Filter, ScimError> {
	const tokens = tokenize(text);
	return tokens.ok
		? new Parser(tokens.value, text.length).parse({
				resolve: (name) => resolveName(type, name),
				hasValuePaths: true,
			})
		: tokens;
}

/** Parses the inside of `attribute[…]`: paths in it name the sub-attribute as `attribute`. */
export function parseValueFilter(
	text: string,
	attribute: Attribute,
): Result<ValueFilter, ScimError> {
	const tokens = tokenize(text);
	if (!tokens.ok) {
		return tokens;
	}
	const parser = new Parser(tokens.value, text.length);
	const filter = parser.parse(scopeOf(attribute));
	if (!filter.ok) {
		return filter;
	}
	const equal = parser.equalities(filter.value);
	return ok(equal === undefined ? { filter: filter.value } : { filter: filter.value, equal });
}

/** What the names in a filter stand for. */
interface Scope {
	readonly resolve: (name: string) => AttributePath | undefined;
	readonly hasValuePaths: boolean;
}

type Parsed = Result<Filter, ScimError>;

/** One pass over the tokens of one filter. */
const UNSEARCHABLE: ReadonlySet<string> = new Set(['meta.location', 'members.$ref', 'groups.$ref']);

class Parser {
	readonly #tokens: readonly Token[];
	readonly #length: number;
	readonly #written = new Map<Filter, Json>();
	#next = 0;
	#comparisons = 0;

	constructor(tokens: readonly Token[], length: number) {
		this.#tokens = tokens;
		this.#length = length;
	}

	parse(scope: Scope): Parsed {
		const filter = this.#or(scope, 0);
		return filter.ok && this.#peek() !== undefined
			? this.#fail('Expected "and", "or" or the end')
			: filter;
	}

	equalities(filter: Filter): ReadonlyMap<string, Json> | undefined {
		const equal = new Map<string, Json>();
		for (const term of filter.kind === 'and' ? filter.terms : [filter]) {
			const written = this.#written.get(term);
			if (term.kind !== 'compare' || term.operator !== 'eq' || written === undefined) {
				return undefined;
			}
			equal.set(term.path.attribute.name, written);
		}
		return equal;
	}

	#or(scope: Scope, depth: number): Parsed {
		return this.#series('or', () => this.#and(scope, depth));
	}

	#and(scope: Scope, depth: number): Parsed {
		return this.#series('and', () => this.#term(scope, depth));
	}

	#series(kind: 'and' | 'or', operand: () => Parsed): Parsed {
		const terms: Filter[] = [];
		do {
			const term = operand();
			if (!term.ok) {
				return term;
			}
			terms.push(term.value);
		} while (this.#takeWord(kind));
		return ok(joined(kind, terms));
	}

	#term(scope: Scope, depth: number): Parsed {
		if (this.#takeWord('not')) {
			const group = this.#group('(', ')', scope, depth);
			return group.ok ? ok({ kind: 'not', term: group.value }) : group;
		}
		return this.#peek()?.kind === '('
			? this.#group('(', ')', scope, depth)
			: this.#expression(scope, depth);
	}

	#group(open: '(' | '[', close: ')' | ']', scope: Scope, depth: number): Parsed {
		if (depth === MAX_FILTER_DEPTH) {
			return this.#fail(`A filter may nest at most ${MAX_FILTER_DEPTH} levels`);
		}
		if (this.#take(open) === undefined) {
			return this.#fail(`Expected "${open}"`);
		}
		const filter = this.#or(scope, depth + 1);
		return filter.ok && this.#take(close) === undefined
			? this.#fail(`Expected "and", "or" or "${close}"`)
			: filter;
	}

	#expression(scope: Scope, depth: number): Parsed {
		const name = this.#take('word');
		if (name === undefined) {
			return this.#fail('Expected an attribute name');
		}
		const path = scope.resolve(name.text);
		if (path === undefined) {
			return err(invalidFilter(`Unknown attribute "${name.text}"`, name.start));
		}
		// Whether a password matches must not be found out by asking (RFC 7643 §7, `returned`).
		// What only an answer knows, absolute URIs, is not kept and cannot be searched.
		const isHidden = path.attribute.returned === 'never' || path.sub?.returned === 'never';
		if (isHidden || UNSEARCHABLE.has(pathText(path))) {
			return err(invalidFilter(`"${name.text}" cannot be filtered by`, name.start));
		}
		const bracket = this.#peek();
		if (bracket?.kind !== '[' || bracket.start !== name.end) {
			return this.#comparison(path);
		}
		if (!scope.hasValuePaths || path.sub !== undefined || path.attribute.type !== 'complex') {
			return this.#fail(`"${name.text}" has no values with sub-attributes`);
		}
		return this.#valuePath(path, depth);
	}

	#valuePath(path: AttributePath, depth: number): Parsed {
		const scope = scopeOf(path.attribute);
		const selected = this.#group('[', ']', scope, depth);
		const after = this.#peek();
		const isAdjacent = after?.start === this.#tokens[this.#next - 1]?.end;
		if (!selected.ok || after?.kind !== 'word' || !after.text.startsWith('.') || !isAdjacent) {
			return selected.ok ? ok({ kind: 'valuePath', path, filter: selected.value }) : selected;
		}
		this.#next += 1;
		const sub = scope.resolve(after.text.slice(1));
		if (sub === undefined) {
			return err(invalidFilter(`Unknown sub-attribute "${after.text.slice(1)}"`, after.start));
		}
		const compared = this.#comparison(sub);
		return compared.ok
			? ok({ kind: 'valuePath', path, filter: joined('and', [selected.value, compared.value]) })
			: compared;
	}

	#comparison(path: AttributePath): Parsed {
		this.#comparisons += 1;
		if (this.#comparisons > MAX_FILTER_COMPARISONS) {
			return this.#fail(`A filter may have at most ${MAX_FILTER_COMPARISONS} comparisons`);
		}
		if (this.#takeWord('pr')) {
			return ok({ kind: 'present', path });
		}
		const word = this.#take('word');
		if (word === undefined) {
			return this.#fail('Expected an operator');
		}
		const operator = operatorOf(word.text);
		if (operator === undefined) {
			return err(invalidFilter(`The operator "${word.text}" is not supported`, word.start));
		}
		const compared = simplePath(path);
		if (compared === undefined) {
			return err(invalidFilter(`"${pathText(path)}" needs a sub-attribute`, word.start));
		}
		const attribute = compared.sub ?? compared.attribute;
		if (!isApplicable(operator, attribute.type)) {
			const reason = `"${operator}" does not apply to the ${attribute.type} "${pathText(compared)}"`;
			return err(invalidFilter(reason, word.start));
		}
		return this.#against(compared, attribute, operator);
	}

	#against(path: AttributePath, attribute: Attribute, operator: CompareOperator): Parsed {
		const token = this.#take('string') ?? this.#take('word');
		if (token === undefined) {
			return this.#fail('Expected a value');
		}
		const literal = literalOf(token);
		if (literal === undefined) {
			return err(invalidFilter(`"${token.text}" is not a JSON value`, token.start));
		}
		if (literal === null && (operator === 'eq' || operator === 'ne')) {
			const present: Filter = { kind: 'present', path };
			return ok(operator === 'ne' ? present : { kind: 'not', term: present });
		}
		const value = literal === null ? undefined : fitted(attribute, literal);
		if (value === undefined) {
			const reason = `${JSON.stringify(literal)} is not a value to compare "${pathText(path)}" with`;
			return err(invalidFilter(reason, token.start));
		}
		const filter: Filter = { kind: 'compare', path, operator, value };
		this.#written.set(filter, literal);
		return ok(filter);
	}

	#peek(): Token | undefined {
		return this.#tokens[this.#next];
	}

	#take(kind: Token['kind']): Token | undefined {
		const token = this.#peek();
		if (token?.kind !== kind) {
			return undefined;
		}
		this.#next += 1;
		return token;
	}

	#takeWord(word: string): boolean {
		const token = this.#peek();
		const isNext = token?.kind === 'word' && token.text.toLowerCase() === word;
		this.#next += isNext ? 1 : 0;
		return isNext;
	}

	#fail(reason: string): { readonly ok: false; readonly error: ScimError } {
		return err(invalidFilter(reason, this.#peek()?.start ?? this.#length));
	}
}

function scopeOf({ subAttributes = [] }: Attribute): Scope {
	return {
		resolve: (name) => {
			const attribute = findAttribute(subAttributes, name);
			return attribute === undefined ? undefined : { attribute };
		},
		hasValuePaths: false,
	};
}

/** Joins terms; those that are joined alike themselves become terms of the whole. */
function joined(kind: 'and' | 'or', filters: readonly Filter[]): Filter {
	const terms = filters.flatMap((filter) =>
		'terms' in filter && filter.kind === kind ? filter.terms : [filter],
	);
	const [only, ...others] = terms;
	return only !== undefined && others.length === 0 ? only : { kind, terms };
}

/** The path to what is compared: of a complex attribute, its `value` (RFC 7643 §2.4). */
function simplePath(path: AttributePath): AttributePath | undefined {
	if ((path.sub ?? path.attribute).type !== 'complex') {
		return path;
	}
	const sub = findAttribute(path.attribute.subAttributes ?? [], 'value');
	return sub === undefined ? undefined : { ...path, sub };
}
