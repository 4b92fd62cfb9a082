/** The variables of a deployment: what is accepted, and that what is not says its name and the remedy. */
import { describe, expect, test } from 'vitest';
import { ConfigError, type Env, readConfig } from '../src/env.ts';

const GOOD = {
	ROLLCALL_ADMIN_KEY: 'an admin key that is long enough',
	ROLLCALL_MASTER_KEY: 'dGVzdC1tYXN0ZXIta2V5LTMyLWJ5dGVzLS0tLS0tLS0=',
};

function read(variables: Record<string, string | number>) {
	return readConfig({ ...GOOD, ...variables } as unknown as Env);
}

test.each(['ROLLCALL_ADMIN_KEY', 'ROLLCALL_MASTER_KEY'])(
	'%s that is missing says how to set it, deployed and locally',
	(name) => {
		const reading = () => read({ [name]: '' });
		expect(reading).toThrow(ConfigError);
		expect(reading).toThrow(`npx wrangler secret put ${name}`);
		expect(reading).toThrow('.dev.vars.example');
	},
);

describe('ROLLCALL_RETRY_SCHEDULE_SECONDS', () => {
	test('is the usual schedule when it is not set', () => {
		expect(read({}).retryScheduleSeconds).toBeUndefined();
		expect(read({ ROLLCALL_RETRY_SCHEDULE_SECONDS: '' }).retryScheduleSeconds).toBeUndefined();
	});

	test.each([
		['0', [0]],
		['0,5,300', [0, 5, 300]],
		[' 0, 5 ,86400', [0, 5, 86_400]],
		['0,0,0', [0, 0, 0]],
		[Array(20).fill('0').join(), Array(20).fill(0)],
	])('%j is %j', (text, expected) => {
		const { retryScheduleSeconds } = read({ ROLLCALL_RETRY_SCHEDULE_SECONDS: text });
		expect(retryScheduleSeconds).toEqual(expected);
	});

	test.each([
		' ',
		'5,300',
		'0,',
		'0,,5',
		'0;5',
		'0,-5',
		'0,1.5',
		'0,1e3',
		'0,86401',
		'0,five',
		'[0,5]',
		Array(21).fill('0').join(),
	])('%j is refused', (text) => {
		const reading = () => read({ ROLLCALL_RETRY_SCHEDULE_SECONDS: text });
		expect(reading).toThrow(ConfigError);
		expect(reading).toThrow('ROLLCALL_RETRY_SCHEDULE_SECONDS must be the seconds');
	});
});

describe('how many days things are kept', () => {
	test('is 90, 30 and 90 unless told', () => {
		expect(read({})).toMatchObject({
			eventRetentionDays: 90,
			attemptRetentionDays: 30,
			auditRetentionDays: 90,
		});
		const told = {
			ROLLCALL_EVENT_RETENTION_DAYS: '7',
			ROLLCALL_ATTEMPT_RETENTION_DAYS: 1,
			ROLLCALL_AUDIT_RETENTION_DAYS: 365,
		};
		expect(read(told)).toMatchObject({
			eventRetentionDays: 7,
			attemptRetentionDays: 1,
			auditRetentionDays: 365,
		});
	});

	test.each(['0', '', '-1', '1.5', '7 days', '10000', 0, 1.5])('cannot be %j', (days) => {
		for (const name of ['EVENT', 'ATTEMPT', 'AUDIT'].map(
			(what) => `ROLLCALL_${what}_RETENTION_DAYS`,
		)) {
			const reading = () => read({ [name]: days });
			expect(reading).toThrow(ConfigError);
			expect(reading).toThrow(name);
		}
	});
});

describe('the client at Google', () => {
	const CLIENT = {
		ROLLCALL_GOOGLE_CLIENT_ID: '1234.apps.googleusercontent.com',
		ROLLCALL_GOOGLE_CLIENT_SECRET: 'GOCSPX-secret',
	};
	const INSECURE = { ROLLCALL_ALLOW_INSECURE_TARGETS: 'true' };

	test('is none unless both variables are set', () => {
		expect(read({}).google).toBeUndefined();
		expect(read(CLIENT).google).toEqual({
			clientId: '1234.apps.googleusercontent.com',
			clientSecret: 'GOCSPX-secret',
			apiUrl: undefined,
		});
	});

	test.each(Object.keys(CLIENT))('is refused without %s, and says how to set it', (name) => {
		const reading = () => read({ ...CLIENT, [name]: '' });
		expect(reading).toThrow(ConfigError);
		expect(reading).toThrow(`${name} is missing`);
		expect(reading).toThrow(`npx wrangler secret put ${name}`);
	});

	test('is at another host in development alone: whoever is there gets all tokens', () => {
		const elsewhere = { ...CLIENT, ROLLCALL_GOOGLE_URL: 'http://127.0.0.1:9000' };
		expect(read({ ...elsewhere, ...INSECURE }).google?.apiUrl).toBe('http://127.0.0.1:9000');
		expect(() => read(elsewhere)).toThrow(ConfigError);
		expect(() => read(elsewhere)).toThrow('ROLLCALL_GOOGLE_URL is for development');
	});

	test.each(['google', 'http://', 'http://host/', 'http://host/path', 'ftp://host', 'http://a@b'])(
		'is not at %j',
		(url) => {
			const reading = () => read({ ...CLIENT, ...INSECURE, ROLLCALL_GOOGLE_URL: url });
			expect(reading).toThrow(ConfigError);
			expect(reading).toThrow('ROLLCALL_GOOGLE_URL must be a scheme and a host');
		},
	);
});
