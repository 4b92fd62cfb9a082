/** PATCH paths (RFC 7644 §3.5.2, Figure 7). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePath, targetText } from '../../src/scim/path.ts';
import type { ResourceType } from '../../src/scim/schema/attribute.ts';
import { GROUP, USER } from '../../src/scim/schema/resource-types.ts';
import { print } from './filter/print.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

function parsed(text: string, type: ResourceType = USER): string {
	const path = parsePath(text, type);
	if (!path.ok) {
		return `${path.error.scimType}: ${path.error.detail}`;
	}
	const target = path.value;
	const select = target.kind === 'attribute' ? target.select : undefined;
	const filter = select === undefined ? '' : ` where ${print(select.filter)}`;
	return `${target.kind} ${targetText(target)}${filter}`;
}

/** What the filter of a path says of a new value. */
function equal(text: string) {
	const path = parsePath(text, USER);
	return path.ok && path.value.kind === 'attribute' ? path.value.select?.equal : undefined;
}

describe('RFC 7644 §3.5.2 Figure 8', () => {
	test.each([
		['members', GROUP, 'attribute members'],
		['name.familyName', USER, 'attribute name.familyName'],
		['addresses[type eq "work"]', USER, 'attribute addresses[…] where type eq "work"'],
		['members[value eq "2819c223"]', GROUP, 'attribute members[…] where value eq "2819c223"'],
		[
			'members[value eq "2819c223"].display',
			GROUP,
			'attribute members[…].display where value eq "2819c223"',
		],
	])('%s', (text, type, expected) => {
		expect(parsed(text, type)).toBe(expected);
	});
});

describe('paths', () => {
	test.each([
		['NAME.FAMILYNAME', 'attribute name.familyName'],
		[`${CORE}:name.familyName`, 'attribute name.familyName'],
		[`${CORE}:emails[type eq "work"].value`, 'attribute emails[…].value where type eq "work"'],
		[ENTERPRISE, `extension ${ENTERPRISE}`],
		[ENTERPRISE.toLowerCase(), `extension ${ENTERPRISE}`],
		[`${ENTERPRISE}:department`, `attribute ${ENTERPRISE}:department`],
		[`${ENTERPRISE}:manager.value`, `attribute ${ENTERPRISE}:manager.value`],
		[
			'emails[type eq "work" and (value co "a]:b" or not (primary eq "True"))].VALUE',
			'attribute emails[…].value where (type eq "work" and (value co "a]:b" or not (primary eq true)))',
		],
		['emails[value eq "x].value"]', 'attribute emails[…] where value eq "x].value"'],
		['urn:tunnel:schemas:2.0:User:shift', 'undeclared urn:tunnel:schemas:2.0:User:shift'],
	])('%s', (text, expected) => {
		expect(parsed(text)).toBe(expected);
	});
});

describe('RFC 7644 §3.12 invalidPath and invalidFilter', () => {
	test.each([
		['', 'invalidPath'],
		['foo', 'invalidPath: A User has no attribute "foo": expected names of its schemas'],
		['name.foo', 'invalidPath'],
		['name.familyName.x', 'invalidPath'],
		['__proto__', 'invalidPath'],
		[' title', 'invalidPath'],
		['__proto__.x', 'invalidPath'],
		['constructor.prototype.x', 'invalidPath'],
		['foo[type eq "work"]', 'invalidPath'],
		['name[givenName eq "x"]', 'invalidPath'],
		['userName[value eq "x"]', 'invalidPath'],
		['emails [type eq "work"]', 'invalidPath'],
		['emails[type eq "work"].foo', 'invalidPath'],
		['emails[type eq "work"].value.x', 'invalidPath'],
		['emails[type eq "work"]value', 'invalidPath'],
		[
			'emails[type eq "work"',
			'invalidPath: The path "emails[type eq "work"" cannot be parsed: the "[" at position 7 is not closed.',
		],
		[
			'[type eq "work"]',
			'invalidPath: The path "[type eq "work"]" cannot be parsed: an attribute name is expected before the "[" at position 1.',
		],
		['emails[0]', 'invalidFilter'],
		['emails[]', 'invalidFilter'],
		['emails[foo eq "x"]', 'invalidFilter: Unknown attribute "foo"'],
		['emails[type eq work]', 'invalidFilter: "work" is not a JSON value'],
		['emails[type eq "work"].value[x eq 1]', 'invalidFilter'],
		[CORE, 'invalidPath'],
		[`${ENTERPRISE}:foo`, 'invalidPath'],
		[`${ENTERPRISE}:`, 'invalidPath'],
		['urn:custom', 'invalidPath'],
		['urn:x:2.0:User:__proto__', 'invalidPath'],
		['urn:ietf:params:scim:schemas:core:2.0:Group:displayName', 'invalidPath'],
		['urn:ietf:params:scim:api:messages:2.0:PatchOp', 'invalidPath'],
		['urn:tunnel:schemas:2.0:User:shift[x eq 1]', 'invalidPath'],
	])('%s', (text, expected) => {
		expect(parsed(text).startsWith(expected)).toBe(true);
	});
});

test('a filter of equalities says what a new value must hold, as written', () => {
	expect(equal('emails[type eq "Work" and primary eq "True"]')).toEqual(
		new Map([
			['type', 'Work'],
			['primary', 'True'],
		]),
	);
	expect(equal('emails[type eq "work" or type eq "home"]')).toBeUndefined();
	expect(equal('emails[type ne "work"]')).toBeUndefined();
	expect(equal('emails[value pr]')).toBeUndefined();
});

test('any text is a path, an invalidPath or an invalidFilter', () => {
	const piece = fc.constantFrom(
		'emails',
		'name',
		'.',
		':',
		'[',
		']',
		'type eq "work"',
		'"',
		'urn:a',
		ENTERPRISE,
		'value',
		' ',
	);
	const like = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
	fc.assert(
		fc.property(fc.oneof(fc.string(), like), (text) => {
			const path = parsePath(text, USER);
			expect(path.ok || /^invalid(Path|Filter)$/.test(path.error.scimType ?? '')).toBe(true);
		}),
		{ numRuns: 1_000 },
	);
});
