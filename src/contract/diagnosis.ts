/** The diagnosis of a directory's connection in the /v1 API. */
import * as z from 'zod';
import { FINDING_NAMES } from '../doctor/findings.ts';
import { directory } from './directories.ts';
import { timestamp } from './shared.ts';

const evidence = z
	.object({
		at: timestamp.describe('When the request was received.'),
		request: z
			.object({
				method: z.string().describe('Its HTTP method.'),
				target: z.string().describe('Path and query below the SCIM base URL.'),
				headers: z
					.record(z.string(), z.string())
					.describe('The headers that identify providers, by lower-case name.'),
				body: z
					.string()
					.nullable()
					.describe(
						'The beginning of the body; null if there was none, or if it does not matter here.',
					),
			})
			.describe('What was sent.'),
		answer: z
			.object({
				status: z.int().describe('The HTTP status.'),
				body: z.string().nullable().describe('Null if the request succeeded.'),
			})
			.describe('The response.'),
	})
	.meta({
		id: 'Evidence',
		description:
			'A request with its response. What may be personal is masked (letters are `x`, digits are `0`), and secrets are left out.',
		examples: [
			{
				at: '2026-06-11T09:30:00.000Z',
				request: {
					method: 'GET',
					target: '/Users?filter=userName+eq+%22xxxx.xxxx@xxxx.xxxxxxx%22',
					headers: { accept: 'application/scim+json' },
					body: null,
				},
				answer: { status: 401, body: null },
			},
		],
	});

const findingName = z.enum(FINDING_NAMES).meta({
	id: 'FindingName',
	description: 'What was found; docs/providers/doctor.md explains each.',
});

const finding = z
	.object({
		name: findingName,
		severity: z
			.enum(['error', 'warning', 'hint'])
			.describe(
				'`error`: little or nothing works. `warning`: something is lost, or soon will be. `hint`: worth knowing.',
			),
		title: z.string().describe('The finding in a few words, in Markdown.'),
		detail: z.string().describe('What was seen, in Markdown.'),
		count: z.int().describe('How many requests of the last days show it; 0 if none does.'),
		first_seen: timestamp.nullable().describe('The first of these requests.'),
		last_seen: timestamp.nullable().describe('The last of these requests.'),
		evidence: evidence.nullable().describe('The last of them; null if no request shows it.'),
		remedy: z
			.string()
			.describe("What to do, in the words of the provider's admin console, in Markdown."),
	})
	.meta({
		id: 'Finding',
		description: 'A current problem of the connection. It disappears once it is fixed.',
	});

const EXAMPLE = {
	state: 'failing',
	provider: {
		configured: 'azure-scim-v2',
		recognised: 'azure-scim-v2',
		confidence: 'high',
		because: ['Requests have no `User-Agent`.', 'It searches for a user with a random UUID first.'],
	},
	last_request_at: '2026-06-11T09:30:00.000Z',
	last_accepted_at: '2026-06-10T22:10:00.000Z',
	days: [{ date: '2026-06-11', requests: 24, failures: 24 }],
	findings: [
		{
			name: 'wrong_token',
			severity: 'error',
			title: 'The token is wrong',
			detail:
				'Requests were accepted before. Since then, all requests have used a token that is revoked or belongs elsewhere.',
			count: 24,
			first_seen: '2026-06-11T01:10:00.000Z',
			last_seen: '2026-06-11T09:30:00.000Z',
			evidence: null,
			remedy:
				'Create a new token for this directory, and enter it in **Secret Token**. Select **Test Connection** and **Save**.',
		},
	],
};

const health = z.enum(['healthy', 'attention', 'failing', 'silent']).meta({
	id: 'ConnectionHealth',
	description:
		'`failing`: there is an error. `silent`: no requests come. `attention`: there is a warning. `healthy`: none of these.',
});

/** Answer to GET /v1/directories/{id}/diagnosis. */
export const directoryDiagnosis = z
	.object({
		state: health,
		provider: z
			.object({
				configured: directory.shape.type.describe('The type of the directory.'),
				recognised: directory.shape.type
					.nullable()
					.describe('The provider that really sends the requests; null if they do not show it.'),
				confidence: z
					.enum(['high', 'low', 'none'])
					.describe('`high`: it names itself, or shows something unique to it.'),
				because: z.array(z.string()).readonly().describe('What it was recognised by, in Markdown.'),
			})
			.describe('The configured provider, and the recognised one.'),
		last_request_at: timestamp.nullable().describe('The last request, whatever its result.'),
		last_accepted_at: timestamp.nullable().describe('The last request with a valid token.'),
		days: z
			.array(
				z.object({
					date: z.iso.date().describe('In UTC.'),
					requests: z.int().describe('How many there were.'),
					failures: z.int().describe('Those that were answered with 400 or more.'),
				}),
			)
			.readonly()
			.describe('The last days with requests, newest first.'),
		findings: z.array(finding).readonly().describe('The most severe first.'),
	})
	.meta({
		id: 'DirectoryDiagnosis',
		description:
			'The health of the connection of a directory, based on its traffic of the last two weeks.',
		examples: [EXAMPLE],
	});
export type DirectoryDiagnosis = z.infer<typeof directoryDiagnosis>;
