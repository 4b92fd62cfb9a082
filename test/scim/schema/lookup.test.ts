import { describe, expect, test } from 'vitest';
import {
	documentAttributes,
	findAttribute,
	findExtension,
	pathText,
	resolveName,
	schemaByUrn,
} from '../../../src/scim/schema/lookup.ts';
import { GROUP, USER } from '../../../src/scim/schema/resource-types.ts';
import { ENTERPRISE_USER_URN, GROUP_URN, USER_URN } from '../../../src/scim/urns.ts';

describe('names resolve in any letter case (RFC 7643 §2.1, RFC 7644 §3.10)', () => {
	test.each([
		['userName', 'userName'],
		['USERNAME', 'userName'],
		['name.familyName', 'name.familyName'],
		['Name.FAMILYNAME', 'name.familyName'],
		['emails.value', 'emails.value'],
		['manager', undefined],
		[`${USER_URN}:userName`, 'userName'],
		[`${USER_URN.toUpperCase()}:name.familyname`, 'name.familyName'],
		[`${ENTERPRISE_USER_URN}:department`, `${ENTERPRISE_USER_URN}:department`],
		[`${ENTERPRISE_USER_URN.toLowerCase()}:MANAGER.$REF`, `${ENTERPRISE_USER_URN}:manager.$ref`],
		['id', 'id'],
		['externalid', 'externalId'],
		['schemas', 'schemas'],
		['meta.lastmodified', 'meta.lastModified'],
		[`${USER_URN}:meta.created`, 'meta.created'],
		[`${ENTERPRISE_USER_URN}:userName`, undefined],
		[`${GROUP_URN}:displayName`, undefined],
		[USER_URN, undefined],
		[ENTERPRISE_USER_URN, undefined],
		[`${USER_URN}:`, undefined],
		['', undefined],
		['.', undefined],
		['name.', undefined],
		['name.nothing', undefined],
		['name.familyName.x', undefined],
		['userName.value', undefined],
		['__proto__', undefined],
		['constructor', undefined],
		['name.__proto__', undefined],
	])('%s → %s', (text, expected) => {
		const path = resolveName(USER, text);
		expect(path && pathText(path)).toBe(expected);
	});
});

test('finds schemas by URN in any letter case', () => {
	expect(schemaByUrn(USER, USER_URN.toLowerCase())).toBe(USER.schema);
	expect(schemaByUrn(USER, GROUP_URN)).toBeUndefined();
	expect(findExtension(USER, ENTERPRISE_USER_URN.toUpperCase())?.id).toBe(ENTERPRISE_USER_URN);
	expect(findExtension(USER, USER_URN)).toBeUndefined();
	expect(findExtension(GROUP, ENTERPRISE_USER_URN)).toBeUndefined();
});

test('an extension is a complex attribute of the document under its URN (RFC 7643 §3.3)', () => {
	const extension = findAttribute(documentAttributes(USER), ENTERPRISE_USER_URN);
	expect(extension).toMatchObject({ type: 'complex', multiValued: false, required: false });
	expect(documentAttributes(USER)).toBe(documentAttributes(USER));
});
