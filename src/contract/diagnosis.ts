/** The diagnosis of a directory's connection in the /v1 API. */
import * as z from 'zod';
import { FINDING_NAMES } from '../doctor/findings.ts';
import { directory } from './directories.ts';
import { timestamp } from './shared.ts';

const evidence = z
	.object({
		at: timestamp.describe('When the request came.'),
		request: z
			.object({
				method: z.string().describe('Its HTTP method.'),
				target: z.string().describe('Path and query below the SCIM base URL.'),
				headers: z
					.record(z.string(), z.string())
					.describe('Those by which providers are told apart, by lower-case name.'),
				body: z
					.string()
					.nullable()
					.describe('The beginning of it; null if there was none, or it does not matter here.'),
			})
			.describe('What was sent.'),
		answer: z
			.object({
				status: z.int().describe('The HTTP status.'),
				body: z.string().nullable().describe('Null where the request was done.'),
			})
			.describe('What it was answered.'),
	})
	.meta({
		id: 'Evidence',
		description:
			'A request with its answer. What may be personal is masked (letters are `x`, digits are `0`), and secrets are left out.',
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
				'`error`: nothing, or little, gets through. `warning`: something is lost, or soon will be. `hint`: worth knowing.',
			),
		title: z.string().describe('What it is, in a few words of Markdown.'),
		detail: z.string().describe('What was seen, in Markdown.'),
		count: z.int().describe('How many requests of the last days showed it; 0 if none shows it.'),
		first_seen: timestamp.nullable().describe('The first of these requests.'),
		last_seen: timestamp.nullable().describe('The last of these requests.'),
		evidence: evidence.nullable().describe('The last of them; null if none shows it.'),
		remedy: z
			.string()
			.describe("What to do, in the words of the provider's admin console, in Markdown."),
	})
	.meta({
		id: 'Finding',
		description:
			'Something that is wrong with the connection now. It is gone once it is put right.',
	});

const EXAMPLE = {
	state: 'failing',
	provider: {
		configured: 'azure-scim-v2',
		recognised: 'azure-scim-v2',
		confidence: 'high',
		because: ['It sends no `User-Agent`.', 'It looks for a user by a random UUID first.'],
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
				'Requests were let in before. Since then all come with a bearer token that this directory does not have, or that was revoked.',
			count: 24,
			first_seen: '2026-06-11T01:10:00.000Z',
			last_seen: '2026-06-11T09:30:00.000Z',
			evidence: null,
			remedy:
				'Make another token for this directory, and enter it in **Secret Token**. Select **Test Connection** and **Save**.',
		},
	],
};

const health = z.enum(['healthy', 'attention', 'failing', 'silent']).meta({
	id: 'ConnectionHealth',
	description:
		'`failing`: there is an error. `silent`: nothing is heard. `attention`: there is a warning. `healthy`: none of these.',
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
					.describe('The one that really talks; null if its requests do not tell.'),
				confidence: z
					.enum(['high', 'low', 'none'])
					.describe('`high`: it names itself, or shows what nobody else does.'),
				because: z.array(z.string()).readonly().describe('What it was recognised by, in Markdown.'),
			})
			.describe('Who is to talk, and who does.'),
		last_request_at: timestamp.nullable().describe('The last request, whatever came of it.'),
		last_accepted_at: timestamp.nullable().describe('The last request with a good token.'),
		days: z
			.array(
				z.object({
					date: z.iso.date().describe('In UTC.'),
					requests: z.int().describe('How many there were.'),
					failures: z.int().describe('Those that were answered with 400 or more.'),
				}),
			)
			.readonly()
			.describe('The last days on which there were requests, the last one first.'),
		findings: z.array(finding).readonly().describe('What is worst first.'),
	})
	.meta({
		id: 'DirectoryDiagnosis',
		description:
			'How the connection of a directory is, told from its traffic of the last two weeks.',
		examples: [EXAMPLE],
	});
export type DirectoryDiagnosis = z.infer<typeof directoryDiagnosis>;
