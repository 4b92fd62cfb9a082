/** Every client in every cycle against a service that does nothing wrong: there is nothing to find. */
import { describe, expect, test } from 'vitest';
import { MODELS } from '../../src/simulator/models.ts';
import { CYCLES } from '../../src/simulator/simulate.ts';
import { MemoryScim } from '../support/memory-scim.ts';
import { type Respond, run } from '../support/simulated-world.ts';

describe.each(MODELS)('$client', ({ client, key }) => {
	test.each(CYCLES)('has nothing to complain of in cycle %s', async (cycle) => {
		const service = new MemoryScim(key);
		// So many that somebody leaves for good, somebody is deleted, and somebody comes back.
		const users = cycle === 'offboarding' ? 40 : 12;
		const respond: Respond = (request) => service.handle(request);
		// So many groups that each way of hard names is among them.
		const { verdict } = await run(client, respond, { cycle, users, groups: 12 });
		expect(verdict.findings).toEqual([]);
		expect(verdict).toMatchObject({ complete: true, passed: true, stopped: null, retries: 0 });
		expect(verdict.operations.failed).toBe(0);
	});
});
