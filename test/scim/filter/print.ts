/** Writes parsed filters as text: fully parenthesised, so that it shows how they were understood. */
import type { Filter } from '../../../src/scim/filter/ast.ts';
import { pathText } from '../../../src/scim/schema/lookup.ts';

/** Writes a filter; parsing the text again yields the same filter, unless it is a constant. */
export function print(filter: Filter): string {
	switch (filter.kind) {
		case 'and':
		case 'or':
			return `(${filter.terms.map(print).join(` ${filter.kind} `)})`;
		case 'not':
			return 'terms' in filter.term ? `not ${print(filter.term)}` : `not (${print(filter.term)})`;
		case 'present':
			return `${pathText(filter.path)} pr`;
		case 'compare':
			return `${pathText(filter.path)} ${filter.operator} ${literal(filter)}`;
		case 'valuePath':
			return `${pathText(filter.path)}[${print(filter.filter)}]`;
		case 'constant':
			return String(filter.value);
	}
}

function literal({ path, value }: Extract<Filter, { kind: 'compare' }>): string {
	const isInstant = (path.sub ?? path.attribute).type === 'dateTime' && typeof value === 'number';
	return JSON.stringify(isInstant ? new Date(value).toISOString() : value);
}
