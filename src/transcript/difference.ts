/** Shows how an answer differs from what was expected of it, line by line. */
import type { Expectation } from './format.ts';
import { contentOf, isObject } from './json.ts';
import { match } from './match.ts';
import type { WireReply } from './replay.ts';

/** Of a longer answer no more is compared: what differs is in what is shown, or in the lines before it. */
const LINES_MAX = 400;

/**
 * The lines of what was expected and of what came, each behind a sign: `-` expected, `+` came, a blank for
 * both. What nobody expected anything of is left out.
 */
export function difference(expected: Expectation, reply: WireReply): readonly string[] {
	const { status, body } = expected;
	const wanted = [status ?? []].flat();
	const statusLine = wanted.includes(reply.status) ? reply.status : wanted.join(' or ');
	const before = [...(wanted.length > 0 ? [`status ${statusLine}`] : []), ...linesOf(body)];
	const isBodyCompared = body !== undefined && reply.status !== 204;
	const came = isBodyCompared ? projected(body, contentOf(reply.text)) : undefined;
	const isFailure = wanted.length > 0 && !wanted.includes(reply.status);
	// An unexpected status is explained by all of the answer.
	const after = [
		...(wanted.length > 0 ? [`status ${reply.status}`] : []),
		...linesOf(isFailure ? contentOf(reply.text) : came),
	];
	return compare(before.slice(0, LINES_MAX), after.slice(0, LINES_MAX));
}

/** An answer reduced to what was expected; where it is as expected, in the words of the expectation. */
function projected(want: unknown, actual: unknown): unknown {
	if (match(want, actual, '$').length === 0) return want;
	if (Array.isArray(want) && Array.isArray(actual) && want.length === actual.length) {
		return want.map((item, index) => projected(item, actual[index]));
	}
	const isPlain = isObject(want) && !Object.keys(want).some((key) => key.startsWith('$'));
	if (!isPlain || !isObject(actual)) return actual;
	const shown = Object.keys(want).filter((key) => Object.hasOwn(actual, key));
	return Object.fromEntries(shown.map((key) => [key, projected(want[key], actual[key])]));
}

/** The longest common lines stay, the others are told apart. */
function compare(before: readonly string[], after: readonly string[]): readonly string[] {
	const common = Array.from({ length: before.length + 1 }, () =>
		Array.from({ length: after.length + 1 }, () => 0),
	);
	const at = (row: number, column: number): number => common[row]?.[column] ?? 0;
	for (let row = before.length - 1; row >= 0; row -= 1) {
		for (let column = after.length - 1; column >= 0; column -= 1) {
			const line = common[row];
			if (line === undefined) continue;
			line[column] =
				before[row] === after[column]
					? at(row + 1, column + 1) + 1
					: Math.max(at(row + 1, column), at(row, column + 1));
		}
	}
	const lines: string[] = [];
	let [row, column] = [0, 0];
	while (row < before.length || column < after.length) {
		if (row < before.length && column < after.length && before[row] === after[column]) {
			lines.push(`  ${before[row]}`);
			row += 1;
			column += 1;
		} else if (row < before.length && at(row + 1, column) >= at(row, column + 1)) {
			lines.push(`- ${before[row]}`);
			row += 1;
		} else {
			lines.push(`+ ${after[column]}`);
			column += 1;
		}
	}
	return lines;
}

function linesOf(value: unknown): readonly string[] {
	return value === undefined ? [] : JSON.stringify(value, undefined, 2).split('\n');
}
