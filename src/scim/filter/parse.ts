/**
 * Parses filters (RFC 7644 §3.4.2.2) by recursive descent and types them against the schema: what
 * comes out names known attributes only and compares each with a value of its own type.
 */
import { err, ok, type Result } from '../../result.ts';
import type { ScimError } from '../errors.ts';
import type { Json } from '../json.ts';
import { MAX_FILTER_COMPARISONS, MAX_FILTER_DEPTH } from '../limits.ts';
import type { Attribute, AttributePath, ResourceType } from '../schema/attribute.ts';
import { pathText } from '../schema/lookup.ts';
import type { CompareOperator, Filter } from './ast.ts';
import { evaluate } from './evaluate.ts';
import { fitted, isApplicable, literalOf, operatorOf } from './operand.ts';
import { type Scope, typeScope, valueScope } from './scope.ts';
import { comparedPath, isSearchable } from './searchable.ts';
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

/**
 * Parses a filter on resources of a type. It may name attributes of `others`, whose resources are
 * asked for in the same request (RFC 7644 §3.4.2.1): those have no value here.
 */
export function parseFilter(
	text: string,
	type: ResourceType,
	others: readonly ResourceType[] = [],
): Result<Filter, ScimError> {
	const tokens = tokenize(text);
	return tokens.ok ? new Parser(tokens.value, text.length).parse(typeScope(type, others)) : tokens;
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
	const filter = parser.parse(valueScope(attribute));
	if (!filter.ok) {
		return filter;
	}
	const equal = parser.equalities(filter.value);
	return ok(equal === undefined ? { filter: filter.value } : { filter: filter.value, equal });
}

type Parsed = Result<Filter, ScimError>;

/** One pass over the tokens of one filter. */
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
			return group.ok ? ok(negated(group.value)) : group;
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
		const named = scope.resolve(name.text);
		if (named === undefined) {
			return err(invalidFilter(`Unknown attribute "${name.text}"`, name.start));
		}
		const { path, known } = named;
		if (!isSearchable(path)) {
			return err(invalidFilter(`"${name.text}" cannot be filtered by`, name.start));
		}
		const bracket = this.#peek();
		const hasBracket = bracket?.kind === '[' && bracket.start === name.end;
		const isSimple = path.sub !== undefined || path.attribute.type !== 'complex';
		if (hasBracket && (isSimple || !scope.hasValuePaths)) {
			return this.#fail(`"${name.text}" has no values with sub-attributes`);
		}
		const filter = hasBracket ? this.#valuePath(path, depth) : this.#comparison(path);
		return filter.ok && known !== undefined
			? ok({ kind: 'constant', value: evaluate(filter.value, known) })
			: filter;
	}

	#valuePath(path: AttributePath, depth: number): Parsed {
		const scope = valueScope(path.attribute);
		const selected = this.#group('[', ']', scope, depth);
		const after = this.#peek();
		const isAdjacent = after?.start === this.#tokens[this.#next - 1]?.end;
		// leniency: filter_after_brackets
		if (!selected.ok || after?.kind !== 'word' || !after.text.startsWith('.') || !isAdjacent) {
			return selected.ok ? ok({ kind: 'valuePath', path, filter: selected.value }) : selected;
		}
		this.#next += 1;
		const name = after.text.slice(1);
		const sub = scope.resolve(name)?.path;
		if (sub === undefined) {
			return err(invalidFilter(`Unknown sub-attribute "${name}"`, after.start));
		}
		if (!isSearchable(sub)) {
			return err(invalidFilter(`"${name}" cannot be filtered by`, after.start));
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
		const compared = comparedPath(path);
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
		const read = literalOf(token);
		// The RFC's own example of a root query has no quotes (RFC 7644 §3.4.2.1).
		const isBare = read === undefined && pathText(path) === 'meta.resourceType';
		const literal = isBare ? token.text : read;
		if (literal === undefined) {
			return err(invalidFilter(`"${token.text}" is not a JSON value`, token.start));
		}
		if (literal === null && (operator === 'eq' || operator === 'ne')) {
			const present: Filter = { kind: 'present', path };
			return ok(operator === 'ne' ? present : { kind: 'not', term: present });
		}
		const value = literal === null ? undefined : fitted(attribute, literal);
		if (value === undefined) {
			const written = token.kind === 'string' ? JSON.stringify(token.text) : token.text;
			const reason = `${written} is not a value to compare "${pathText(path)}" with`;
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

function negated(term: Filter): Filter {
	return term.kind === 'constant'
		? { kind: 'constant', value: !term.value }
		: { kind: 'not', term };
}

/**
 * Joins terms; those that are joined alike themselves become terms of the whole. A constant either
 * decides the whole or says nothing.
 */
function joined(kind: 'and' | 'or', filters: readonly Filter[]): Filter {
	const idle = kind === 'and';
	const terms = filters
		.flatMap((filter) => ('terms' in filter && filter.kind === kind ? filter.terms : [filter]))
		.filter((term) => term.kind !== 'constant' || term.value !== idle);
	const [first, ...others] = terms;
	if (first === undefined) {
		return { kind: 'constant', value: idle };
	}
	const decisive = terms.find((term) => term.kind === 'constant');
	return decisive ?? (others.length === 0 ? first : { kind, terms });
}
