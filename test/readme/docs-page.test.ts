/** /docs: the API reference, served by the deployment itself and by nobody else. */
import { describe, expect, inject, test } from 'vitest';

const ORIGIN: string = inject('url');

const get = (path: string) => fetch(ORIGIN + path, { redirect: 'manual' });

/** The values of these attributes in the page. */
function valuesOf(page: string, attribute: string): readonly string[] {
	return [...page.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'))].map(
		([, value = '']) => value,
	);
}

describe('/docs', () => {
	test('is a page that may load from its own origin alone, and runs nothing inline', async () => {
		const answer = await get('/docs');
		expect(answer.status).toBe(200);
		expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/);
		const policy = answer.headers.get('Content-Security-Policy') ?? '';
		const directives = Object.fromEntries(
			policy.split('; ').map((each) => [each.replace(/ .*/, ''), each.replace(/^\S+ /, '')]),
		);
		expect(directives).toMatchObject({
			'default-src': "'none'",
			'script-src': "'self'",
			'connect-src': "'self'",
			'base-uri': "'none'",
			'frame-ancestors': "'none'",
		});
		expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
		const page = await answer.text();
		const inside = [...page.matchAll(/<script[^>]*>([^<]*)<\/script>/g)].map(([, text]) => text);
		expect(inside.length).toBeGreaterThan(0);
		expect(inside.join('').trim()).toBe('');
	});

	test('names nothing but what this deployment serves', async () => {
		const page = await (await get('/docs')).text();
		const paths = [...valuesOf(page, 'src'), ...valuesOf(page, 'data-url')];
		expect(paths).toContain('/openapi.json');
		for (const path of paths) {
			expect(path).toMatch(/^\/[^/]/);
			const answer = await get(path);
			expect(answer.status, path).toBe(200);
			expect(answer.headers.get('Content-Type'), path).toMatch(
				/^(text\/javascript|application\/json)/,
			);
			await answer.body?.cancel();
		}
	});

	test('has its script whole, without the source map that is not served', async () => {
		const script = await (await get('/docs/scalar.js')).text();
		expect(script.length).toBeGreaterThan(1_000_000);
		expect(script).not.toContain('sourceMappingURL=standalone');
	});

	test('turns off whatever would ask another host', async () => {
		const page = await (await get('/docs')).text();
		const [, configuration = ''] = /data-configuration='([^']*)'/.exec(page) ?? [];
		expect(JSON.parse(configuration)).toMatchObject({
			withDefaultFonts: false,
			telemetry: false,
			agent: { disabled: true },
			mcp: { disabled: true },
		});
	});

	test('stands beside the Worker, which answers everything else', async () => {
		for (const path of ['/', '/docsx', '/_headers', '/docs.html', '/v1/nothing', '/healthz']) {
			const answer = await get(path);
			expect(answer.headers.get('X-Request-Id'), path).toMatch(/^req_/);
			await answer.body?.cancel();
		}
	});
});
