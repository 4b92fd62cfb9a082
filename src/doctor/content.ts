/** What is noticed of the users that a request has written: whether the attributes that matter come. */
import { isObject, type JsonObject } from '../transcript/json.ts';
import { attribute, entriesOf, listOf, namesIn, operationsOf } from './body.ts';
import type { Signal } from './signals.ts';

/** The signals of a whole user, as POST and PUT have it. */
export function wholeUser(user: JsonObject): readonly Signal[] {
	const values = entriesOf(user);
	const has = (name: string, test: (value: unknown) => boolean) =>
		values.some((entry) => entry.name === name && listOf(entry.value).some(test));
	const hasEmail = has('emails', isFilled);
	const hasActive = has('active', () => true);
	const isEmail = has('username', (name) => typeof name === 'string' && /[^@]@[^@]/.test(name));
	if (hasEmail && hasActive && isEmail) return ['user.complete'];
	return [
		hasEmail ? 'user.email' : 'user.no_email',
		hasActive ? 'user.active' : 'user.no_active',
		isEmail ? 'user.name_email' : 'user.name_plain',
	];
}

/** The signals of a change of a user, as PATCH has it. */
export function changedUser(patch: JsonObject): readonly Signal[] {
	const names = new Set(operationsOf(patch).flatMap(namesIn));
	const signals: Signal[] = [];
	if (names.has('emails')) signals.push('user.email');
	if (names.has('active')) signals.push('user.active');
	return signals;
}

function isFilled(email: unknown): boolean {
	const value = isObject(email) ? attribute(email, 'value') : email;
	return typeof value === 'string' && value !== '';
}
