import { describe, expect, test } from 'vitest';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../src/scim/limits.ts';
import { listResponse, readPaging } from '../../src/scim/list.ts';
import { LIST_RESPONSE_URN } from '../../src/scim/urns.ts';

describe('paging (RFC 7644 §3.4.2.4)', () => {
	test.each([
		[{}, 1, DEFAULT_PAGE_SIZE],
		[{ startIndex: '3', count: '7' }, 3, 7],
		[{ startIndex: 3, count: 7 }, 3, 7],
		[{ startIndex: '0' }, 1, DEFAULT_PAGE_SIZE],
		[{ startIndex: '-5' }, 1, DEFAULT_PAGE_SIZE],
		[{ count: '0' }, 1, 0],
		[{ count: '-1' }, 1, 0],
		[{ count: '100000' }, 1, MAX_PAGE_SIZE],
		[{ startIndex: '9'.repeat(400) }, Number.MAX_SAFE_INTEGER, DEFAULT_PAGE_SIZE],
	])('%o', (parameters, startIndex, count) => {
		expect(readPaging(parameters)).toEqual({ ok: true, value: { startIndex, count } });
	});

	test.each([
		{ startIndex: 'x' },
		{ startIndex: '' },
		{ count: '1.5' },
		{ count: 1.5 },
		{ count: '1e2' },
		{ count: ' 1' },
	])('%o is invalidValue', (parameters) => {
		expect(readPaging(parameters)).toMatchObject({
			ok: false,
			error: { status: 400, scimType: 'invalidValue' },
		});
	});
});

test('a list that found nothing has integers and an empty array (RFC 7644 §3.4.2)', () => {
	expect(listResponse({ resources: [], totalResults: 0, startIndex: 1 })).toEqual({
		schemas: [LIST_RESPONSE_URN],
		totalResults: 0,
		startIndex: 1,
		itemsPerPage: 0,
		Resources: [],
	});
});

test('itemsPerPage counts the resources of the page', () => {
	const page = listResponse({ resources: [{}, {}], totalResults: 9, startIndex: 3 });
	expect(page).toMatchObject({ totalResults: 9, startIndex: 3, itemsPerPage: 2 });
});
