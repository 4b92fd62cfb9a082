/**
 * Keeps the conformance table (test/conformance/README.md) true: what it cites exists, every row has
 * a test or a reason, and together with what is left out it accounts for every keyword of the RFCs.
 */
/// <reference types="node" />
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** The upper-case keywords (RFC 2119) that each section has. */
const KEYWORDS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	'7643': {
		'1.1': 11,
		'1.2': 1,
		'2.1': 2,
		'2.2': 1,
		'2.3': 1,
		'2.3.4': 1,
		'2.3.5': 3,
		'2.3.6': 1,
		'2.3.7': 4,
		'2.3.8': 2,
		'2.4': 7,
		'2.5': 1,
		'3': 6,
		'3.1': 15,
		'3.3': 5,
		'4.1.1': 13,
		'4.1.2': 14,
		'4.2': 1,
		'4.3': 2,
		'5': 20,
		'6': 11,
		'7': 16,
		'8.7.1': 19,
		'8.7.2': 8,
		'9.2': 2,
		'10.2.1': 2,
		'10.3.1': 5,
	},
	'7644': {
		'1.2': 9,
		'1.3': 1,
		'2': 6,
		'2.1': 4,
		'3.1': 4,
		'3.2': 5,
		'3.3': 6,
		'3.3.1': 1,
		'3.4.2': 7,
		'3.4.2.1': 4,
		'3.4.2.2': 15,
		'3.4.2.3': 3,
		'3.4.2.4': 4,
		'3.4.2.5': 5,
		'3.4.3': 8,
		'3.5': 2,
		'3.5.1': 8,
		'3.5.2': 16,
		'3.5.2.1': 5,
		'3.5.2.2': 6,
		'3.5.2.3': 5,
		'3.6': 5,
		'3.7': 13,
		'3.7.1': 1,
		'3.7.2': 2,
		'3.7.3': 4,
		'3.7.4': 3,
		'3.8': 5,
		'3.9': 3,
		'3.10': 1,
		'3.11': 2,
		'3.12': 8,
		'3.13': 3,
		'3.14': 2,
		'4': 5,
		'5': 1,
		'7.1': 1,
		'7.2': 3,
		'7.3': 1,
		'7.4': 4,
		'7.5.1': 1,
		'7.5.2': 3,
		'7.7': 3,
		'7.8': 1,
		'8.1': 1,
	},
	'9865': {
		'2': 8,
		'2.1': 2,
		'2.4': 1,
		'4': 4,
		'5.2': 4,
	},
	'9967': {
		'2.1': 6,
		'2.2': 3,
		'2.4': 3,
		'2.4.4': 2,
		'2.4.6': 1,
		'2.5.1.1': 5,
		'2.5.1.2': 4,
		'2.5.1.3': 3,
		'3': 2,
		'5': 6,
		'7.3': 3,
	},
};

const KEYWORD = /MUST NOT|MUST|SHALL NOT|SHALL|REQUIRED|SHOULD NOT|SHOULD|RECOMMENDED/g;

interface Row {
	/** RFC and section, e.g. `7643 §2.1`. */
	readonly section: string;
	readonly requirement: string;
	readonly level: string;
	readonly shownBy: string;
}

interface Table {
	readonly rows: readonly Row[];
	/** Keywords that have no row, by RFC and section. */
	readonly leftOut: ReadonlyMap<string, number>;
}

/** Reads the page line by line: headings say where a row or a number belongs. */
function readTable(page: string): Table {
	const rows: Row[] = [];
	const leftOut = new Map<string, number>();
	let rfc = '';
	let heading = '';
	for (const line of page.split('\n')) {
		rfc = /^## RFC (\d+)/.exec(line)?.[1] ?? rfc;
		heading = /^### ([\d.]+) /.exec(line)?.[1] ?? heading;
		const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
		const [, section = '', requirement = '', level = '', shownBy = ''] = cells;
		if (/^\d/.test(section)) {
			expect(section, line).toBe(heading);
			rows.push({ section: `${rfc} §${section}`, requirement, level, shownBy });
		}
		const rest = /^Left out: (\d+) \(\w/.exec(line);
		if (rest !== null) leftOut.set(`${rfc} §${heading}`, Number(rest[1]));
		const whole = /^- ([\d.]+): (\d+), \w/.exec(line);
		if (whole !== null) leftOut.set(`${rfc} §${whole[1] ?? ''}`, Number(whole[2]));
	}
	return { rows, leftOut };
}

const { rows, leftOut } = readTable(readFileSync('test/conformance/README.md', 'utf8'));
const files = new Map<string, string>();

/** The text of a test file; undefined if there is none. */
function textOf(path: string): string | undefined {
	if (!files.has(path) && existsSync(path)) files.set(path, readFileSync(path, 'utf8'));
	return files.get(path);
}

describe('the conformance table', () => {
	test('says of every row what is required, how strongly, and what shows it', () => {
		const wrong = rows.filter(
			({ requirement, level, shownBy }) =>
				requirement === '' ||
				level.replaceAll(KEYWORD, '').replaceAll(', ', '') !== '' ||
				!/^(?:— \w.{10,}|test\/[\w./-]+\.ts › .{4,})$/u.test(shownBy),
		);
		expect(wrong).toEqual([]);
	});

	test('cites only tests that exist', () => {
		const missing = rows
			.map(({ shownBy }) => shownBy)
			.filter((shownBy) => !shownBy.startsWith('— '))
			.filter((shownBy) => {
				const [path = '', name = ''] = shownBy.split(' › ', 2);
				return textOf(path)?.includes(name) !== true;
			});
		expect(missing).toEqual([]);
	});

	test('accounts for every keyword of the RFCs', () => {
		const counted = new Map(leftOut);
		for (const { section, level } of rows) {
			const keywords = level.match(KEYWORD) ?? [];
			counted.set(section, (counted.get(section) ?? 0) + keywords.length);
		}
		const wanted = Object.entries(KEYWORDS).flatMap(([rfc, sections]) =>
			Object.entries(sections).map(([section, count]) => [`${rfc} §${section}`, count] as const),
		);
		expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(wanted));
	});
});
