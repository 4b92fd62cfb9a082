/**
 * The core user schema (RFC 7643 §4.1) as data. What a user's attributes mean to an application is
 * not decided here.
 */
import { USER_URN } from '../urns.ts';
import type { Attribute, Schema } from './attribute.ts';
import { attribute, complex, plural } from './define.ts';

/** A multi-valued attribute with the default sub-attributes of RFC 7643 §2.4. */
function contact(name: string, description: string, value: Attribute, types: readonly string[]) {
	return plural(name, description, [
		value,
		attribute('display', 'The value, formatted for display.'),
		kind(types),
		primary,
	]);
}

function kind(canonicalValues: readonly string[]): Attribute {
	return attribute(
		'type',
		"What the value is for, e.g. 'work'.",
		canonicalValues.length === 0 ? {} : { canonicalValues },
	);
}

const primary = attribute('primary', 'Whether this is the preferred value; true at most once.', {
	type: 'boolean',
});

/** A person's account. */
export const USER_SCHEMA: Schema = {
	id: USER_URN,
	name: 'User',
	description: 'User Account',
	attributes: [
		attribute('userName', 'Name with which the user signs in, unique in the directory.', {
			required: true,
			uniqueness: 'server',
		}),
		complex('name', "The components of the user's name.", [
			attribute('formatted', 'The full name, formatted for display.'),
			attribute('familyName', 'The family name, or last name.'),
			attribute('givenName', 'The given name, or first name.'),
			attribute('middleName', 'The middle names.'),
			attribute('honorificPrefix', "The honorific prefixes, e.g. 'Ms.'."),
			attribute('honorificSuffix', "The honorific suffixes, e.g. 'III'."),
		]),
		attribute('displayName', 'Name of the user, suitable for display.'),
		attribute('nickName', 'Casual way to address the user.'),
		attribute('profileUrl', "URL of the user's online profile.", {
			type: 'reference',
			referenceTypes: ['external'],
		}),
		attribute('title', "The user's title, e.g. 'Vice President'."),
		attribute('userType', "Relation of the user to the organisation, e.g. 'Contractor'."),
		attribute('preferredLanguage', "Preferred language, e.g. 'en-US'."),
		attribute('locale', "Location for localising numbers, dates and currency, e.g. 'en-US'."),
		attribute('timezone', "Time zone, e.g. 'America/Los_Angeles'."),
		attribute('active', 'Whether the user may use the application.', { type: 'boolean' }),
		attribute('password', 'Password of the user: accepted, never kept and never returned.', {
			// RFC 7643 §8.7.1 has it false, which would make one password of many.
			caseExact: true,
			mutability: 'writeOnly',
			returned: 'never',
		}),
		contact('emails', 'E-mail addresses.', attribute('value', 'The e-mail address.'), [
			'work',
			'home',
			'other',
		]),
		contact('phoneNumbers', 'Phone numbers.', attribute('value', 'The phone number.'), [
			'work',
			'home',
			'mobile',
			'fax',
			'pager',
			'other',
		]),
		contact(
			'ims',
			'Instant messaging addresses.',
			attribute('value', 'The instant messaging address.'),
			['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'],
		),
		contact(
			'photos',
			'Photos of the user.',
			attribute('value', 'URL of the photo.', {
				type: 'reference',
				referenceTypes: ['external'],
			}),
			['photo', 'thumbnail'],
		),
		plural('addresses', 'Mailing addresses.', [
			attribute('formatted', 'The full address, formatted for display.'),
			attribute('streetAddress', 'Street, house number, P.O. box.'),
			attribute('locality', 'City or locality.'),
			attribute('region', 'State or region.'),
			attribute('postalCode', 'Postal code.'),
			attribute('country', 'Country, as an ISO 3166-1 alpha-2 code.'),
			kind(['work', 'home', 'other']),
			// Left out of RFC 7643 §8.7.1, but used in its §8.2 and a default of §2.4.
			primary,
		]),
		plural(
			'groups',
			'The groups to which the user belongs; changed through the groups.',
			[
				attribute('value', 'The id of the group.', {
					// It equals an `id`, which is caseExact (RFC 7643 §3.1).
					caseExact: true,
					mutability: 'readOnly',
				}),
				attribute('$ref', 'URI of the group.', {
					type: 'reference',
					referenceTypes: ['User', 'Group'],
					mutability: 'readOnly',
				}),
				attribute('display', 'Name of the group.', { mutability: 'readOnly' }),
				attribute('type', 'How the user belongs to the group.', {
					canonicalValues: ['direct', 'indirect'],
					mutability: 'readOnly',
				}),
			],
			{ mutability: 'readOnly' },
		),
		contact(
			'entitlements',
			'Entitlements of the user.',
			attribute('value', 'The entitlement.'),
			[],
		),
		contact('roles', 'Roles of the user.', attribute('value', 'The role.'), []),
		contact(
			'x509Certificates',
			'Certificates of the user.',
			attribute('value', 'The DER-encoded certificate in base64.', { type: 'binary' }),
			[],
		),
	],
};
