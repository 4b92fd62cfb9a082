/**
 * The doctor on the labelled corpus: it recognises who talks, and finds exactly what is wrong. Where it is
 * known to err, the label of the case says so and why; it must err just there.
 */
import { describe, expect, test } from 'vitest';
import { FINDING_NAMES } from '../../src/doctor/findings.ts';
import { PROVIDER_KEYS } from '../../src/providers/keys.ts';
import { verdicts } from './confusion.ts';
import { CLEAN, corpus, TRANSCRIPTS } from './corpus.ts';

const cases = corpus();

describe('on each case of the corpus, the doctor', () => {
	test.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
		const { diagnosis, accepted, state } = each;
		const { missed = [], falseAlarms = [] } = accepted ?? {};
		const wanted = [
			...each.findings.filter((name) => !missed.includes(name)),
			...falseAlarms,
		].toSorted();
		expect({
			recognised: diagnosis.provider.recognised,
			findings: diagnosis.findings.map(({ name }) => name).toSorted(),
			state: diagnosis.state,
		}).toEqual({ recognised: each.recognised, findings: wanted, state: state ?? diagnosis.state });
		expect(diagnosis.findings.map(({ detail }) => detail).join(' ')).toContain(each.says);
		// Customers read it under the name of a product of theirs.
		const told = diagnosis.findings.flatMap(({ title, detail, remedy }) => [title, detail, remedy]);
		expect(told.join(' ')).not.toMatch(/rollcall/i);
	});
});

describe('the corpus', () => {
	test('has every transcript, every provider, and every finding of both kinds', () => {
		expect(cases.length).toBeGreaterThan(TRANSCRIPTS.size + 60);
		expect([...new Set(cases.map(({ talks }) => talks))].toSorted()).toEqual(
			[...PROVIDER_KEYS].toSorted(),
		);
		for (const name of FINDING_NAMES) {
			expect(cases.filter(({ findings }) => findings.includes(name)).length, name).toBeGreaterThan(
				0,
			);
			expect(cases.filter(({ findings }) => !findings.includes(name)).length, name).toBeGreaterThan(
				0,
			);
		}
	});

	test('labels no transcript that there is not, and nothing twice', () => {
		for (const file of Object.keys(CLEAN.transcripts))
			expect(TRANSCRIPTS.has(file), file).toBe(true);
		expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
	});

	test('is found right but for what its labels accept', () => {
		const accepted = cases.flatMap(({ accepted: label }) => [
			...(label?.missed ?? []),
			...(label?.falseAlarms ?? []),
		]).length;
		const wrong = verdicts(cases).reduce((sum, each) => sum + each.missed + each.falseAlarms, 0);
		expect(wrong).toBe(accepted);
	});
});
