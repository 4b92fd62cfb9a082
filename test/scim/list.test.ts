/** Which page is asked for, and how it is answered (RFC 7644 §3.4.2, RFC 9865 §2). */
import { describe, expect, test } from 'vitest';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../src/scim/limits.ts';
import { listResponse, readPaging } from '../../src/scim/list.ts';
import { LIST_RESPONSE_URN } from '../../src/scim/urns.ts';

describe('RFC 7644 §3.4.2.4 paging by index', () => {
	test.each([
		[{}, 1, DEFAULT_PAGE_SIZE],
		[{ startIndex: '3', count: '7' }, 3, 7],
		[{ startIndex: 3, count: 7 }, 3, 7],
		[{ startIndex: '0' }, 1, DEFAULT_PAGE_SIZE],
		[{ startIndex: '-5' }, 1, DEFAULT_PAGE_SIZE],
		[{ count: '0' }, 1, 0],
		[{ count: '-1' }, 1, 0],
		[{ count: '100000' }, 1, MAX_PAGE_SIZE],
		[{ count: 1e30 }, 1, MAX_PAGE_SIZE],
		[{ startIndex: '9'.repeat(400) }, Number.MAX_SAFE_INTEGER, DEFAULT_PAGE_SIZE],
	])('%o', (parameters, startIndex, count) => {
		expect(readPaging(parameters)).toEqual({
			ok: true,
			value: { kind: 'index', startIndex, count },
		});
	});

	test.each([
		[{ startIndex: 'x' }, 'startIndex'],
		[{ startIndex: '' }, 'startIndex'],
		[{ count: '1.5' }, 'count'],
		[{ count: 1.5 }, 'count'],
		[{ count: '1e2' }, 'count'],
		[{ count: ' 1' }, 'count'],
	])('%o is invalidValue', (parameters, name) => {
		expect(readPaging(parameters)).toEqual({
			ok: false,
			error: { status: 400, scimType: 'invalidValue', detail: `"${name}" must be an integer.` },
		});
	});
});

describe('RFC 9865 §2 paging by cursor', () => {
	test.each([
		[{ cursor: '' }, { cursor: '' }],
		[
			{ cursor: 'abc', count: '7' },
			{ cursor: 'abc', count: 7 },
		],
		[
			{ cursor: '', count: '-3' },
			{ cursor: '', count: 0 },
		],
		[
			{ cursor: '', count: '100000' },
			{ cursor: '', count: MAX_PAGE_SIZE },
		],
	])('%o', (parameters, paging) => {
		expect(readPaging(parameters)).toEqual({ ok: true, value: { kind: 'cursor', ...paging } });
	});

	test.each([
		[{ cursor: '', count: 'many' }, 'invalidCount'],
		[{ cursor: 'abc', count: '' }, 'invalidCount'],
		[{ cursor: '', startIndex: '1' }, 'invalidValue'],
		[{ cursor: 'abc', startIndex: 'x' }, 'invalidValue'],
	])('%o is %s', (parameters, scimType) => {
		expect(readPaging(parameters)).toMatchObject({ ok: false, error: { status: 400, scimType } });
	});
});

describe('RFC 7644 §3.4.2 ListResponse', () => {
	test('what found nothing has integers and an empty array', () => {
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

	test('RFC 9865 §2: a page by cursor has the cursors that there are, and no index', () => {
		const page = { resources: [{}], totalResults: 9, previousCursor: undefined, nextCursor: 'n' };
		expect(listResponse(page)).toEqual({
			schemas: [LIST_RESPONSE_URN],
			totalResults: 9,
			itemsPerPage: 1,
			nextCursor: 'n',
			Resources: [{}],
		});
	});
});
