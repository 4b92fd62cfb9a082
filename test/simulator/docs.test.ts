/** docs/simulator.md says of each client what its model does. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MODELS } from '../../src/simulator/models.ts';
import { DIVERGENCES, MINDED_BY_ALL, PARTICULAR } from '../../src/simulator/reasons.ts';
import { CYCLES } from '../../src/simulator/simulate.ts';

const page = readFileSync('docs/simulator.md', 'utf8');
const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
const rowOf = (client: string, columns: number) =>
	rows.find((cells) => cells.length === columns + 2 && cells[1]?.includes(`\`${client}\``)) ?? [];
const NUMBERS: Readonly<Record<string, number>> = { three: 3, four: 4, ten: 10 };

test.each(MODELS)('$client has its row', ({ client, concurrency, users, retry }) => {
	const [, , lookup = '', , , deletes, , parallel] = rowOf(client, 7);
	expect(parallel).toBe(String(concurrency));
	expect(deletes === 'yes').toBe(users.deletes);
	expect(/filter|the same/.test(lookup)).toBe(users.lookup !== undefined);

	const [, , again = ''] = rowOf(client, 3);
	const often = /(\w+) times in all/.exec(again)?.[1] ?? '';
	expect(NUMBERS[often] ?? 1).toBe(retry.attemptsMax);
	expect(again.includes('once more when the cycle is over')).toBe(retry.nextCycle);
	expect(again.includes('no answer')).toBe(retry.onLoss);
	for (const status of retry.statuses) expect(again).toContain(String(status));
});

test('every cycle and every check is named', () => {
	const checks = [...Object.keys(MINDED_BY_ALL), ...Object.keys(DIVERGENCES), ...PARTICULAR];
	for (const name of [...CYCLES, ...checks]) expect(page).toContain(`\`${name}\``);
});
