/** Google Workspace, as it provisions the applications of its catalogue: users alone. */
import type { Model } from '../model.ts';
import type { Person } from '../people.ts';
import {
	activeWithoutPath,
	fullNameOf,
	putUser,
	USUAL_RETRY,
	usersBy,
	usualUser,
} from './shapes.ts';

const GOOGLE_LOG = 'https://github.com/snipe/snipe-it/issues/12642';

const body = (person: Person, active: boolean) => ({
	...usualUser(person, active),
	name: fullNameOf(person),
	externalId: String(Number.parseInt(person.hex.slice(0, 10), 16)),
});

/** Google's provisioning of the applications in its catalogue; it knows no groups. */
export const GOOGLE: Model = {
	client: 'google',
	key: 'google',
	name: 'Google Workspace',
	sources: [GOOGLE_LOG, 'https://github.com/pond/scimitar/issues/142'],
	headers: {
		'User-Agent': 'Google-Auto-Provisioning',
		Accept: 'application/json',
		'Content-Type': 'application/json',
	},
	contentTypeAlways: true,
	concurrency: 2,
	timeoutSeconds: 30,
	retry: USUAL_RETRY,
	probes: [
		{ target: '/Users?count=1', wants: 'list' },
		{ target: '/Schemas', wants: 'list' },
	],
	users: {
		lookup: (person) => `${usersBy(person)}&startIndex=1`,
		body,
		update: ({ id, person, active }) => putUser(id, { ...body(person, active), id }),
		setActive: activeWithoutPath,
		deletes: true,
	},
	minds: {},
};
