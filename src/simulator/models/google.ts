/** Google Workspace, as it provisions the applications of its catalogue: users alone. */
import { ENTERPRISE_URN, USER_URN } from '../messages.ts';
import type { Model } from '../model.ts';
import type { Person } from '../people.ts';
import {
	activeWithoutPath,
	enterprise,
	fullNameOf,
	putUser,
	USUAL_RETRY,
	usersBy,
	workEmail,
} from './shapes.ts';

const GOOGLE_LOG = 'https://github.com/snipe/snipe-it/issues/12642';

const googleBody = (person: Person, active: boolean) => ({
	schemas: [USER_URN, ENTERPRISE_URN],
	userName: person.userName,
	externalId: String(Number.parseInt(person.hex.slice(0, 10), 16)),
	active,
	name: fullNameOf(person),
	displayName: person.displayName,
	title: person.title,
	emails: workEmail(person),
	...enterprise(person),
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
		body: googleBody,
		update: ({ id, person, active }) => putUser(id, { ...googleBody(person, active), id }),
		setActive: activeWithoutPath,
		deletes: true,
	},
	minds: {},
};
