/** What logs and the audit log hold of the path of a request: neither people nor secrets. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { API_KEY_PREFIX } from '../src/http/api/access.ts';
import { pathForLog } from '../src/http/log-path.ts';
import { SECRET_PREFIX } from '../src/webhook/signature.ts';

const USER = '0190b1c2-0000-7000-8000-000000000000';
const DIRECTORY = 'dir_0199d3f0c4a27c51a1d4e0b8f6a92c37';

test.each([
	['/v1/setup-links/sl_0199d3f0c4a27c51a1d4e0b8f6a92c37/regenerate'],
	['/v1/directories/own.directory~1/tokens'],
	['/v1/branding/rc'],
	[`/scim/v2/${DIRECTORY}/Users/${USER}`],
	['/dashboard/setup-links'],
	[`/dashboard/people/dir_x/${USER}`],
])('%s is written down as it is', (path) => {
	expect(pathForLog(path)).toBe(path);
});

test.each([
	['/dashboard/people/dir_x/ada@acme.example', '/dashboard/people/dir_x/…'],
	['/dashboard/directories/dir_x/users/ada@acme.example', '/dashboard/directories/dir_x/users/…'],
	[`/scim/v2/${DIRECTORY}/Users/ada@acme.example`, `/scim/v2/${DIRECTORY}/Users/…`],
	['/setup/not-even-ours', '/setup/…'],
	['/Setup/rcsl_secret', '/Setup/…'],
	['//setup//rcsl_secret', '//setup/…'],
	['/setup%2Frcsl_secret', '/setup%2F…'],
	['/%252fsetup%252frcsl_secret', '/%252fsetup%252f…'],
	['/v1/directories/setup/secret', '/v1/directories/setup/…'],
	['/setuprcsl_secret', '/setuprcsl_…'],
	['/RCSL%5Fsecret', '/RCSL%5F…'],
])('of %s is written down: %s', (path, written) => {
	expect(pathForLog(path)).toBe(written);
});

test('no secret of ours is written down, whatever stands before and behind it', () => {
	const before = fc.constantFrom(
		'/',
		'//',
		'/setup/',
		'//SETUP/',
		'/setup%2f',
		'/v1/api-keys/',
		'/v1/directories/setup-links/',
		'/dashboard/setup-links/',
		'/dashboard/people/',
		'/scim/v2/',
		`/scim/v2/${DIRECTORY}/`,
		'/SCIM/v2/',
		'/a%20b%2F',
	);
	const prefix = fc.constantFrom(API_KEY_PREFIX, SECRET_PREFIX, 'rcsl_', 'rcscim_', 'rcset_');
	const behind = fc.constantFrom('', '/', '/connect', '/Users', '%2Fusers', '?x');
	const secret = fc.stringMatching(/^[\w-]{43}$/);
	fc.assert(
		fc.property(before, prefix, secret, behind, (start, kind, value, end) => {
			const path = `${start}${kind}${value}${end}`;
			expect(pathForLog(path)).not.toContain(value);
		}),
	);
});
