/**
 * Google's users and groups as the SCIM resources that they become. What SCIM has no place for is left out,
 * and so is the photo, whose URL "might be temporary or private" and would be a change each time.
 * https://developers.google.com/workspace/admin/directory/reference/rest/v1/users
 * https://developers.google.com/workspace/admin/directory/reference/rest/v1/groups
 */
import { fieldOf, isSet, objectOf, objectsOf, textOf, textsOf, type GoogleObject } from './json.ts';

const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What is asked for of each user: all that is read below, and nothing that changes with each login. */
export const USER_FIELDS =
	'id,primaryEmail,name,aliases,nonEditableAliases,suspended,archived,emails,phones,addresses,ims,' +
	'organizations,externalIds,relations,languages';

/** What is asked for of each group. */
export const GROUP_FIELDS = 'id,email,name';

/** A body for SCIM: names and values as RFC 7643 has them. */
export type ScimBody = Readonly<Record<string, unknown>>;

/** One of Google's resources, ready to be written here. */
export interface Mapped {
	/** Google's id, which never changes. */
	readonly googleId: string;
	/** What must be unique here: `userName` or `displayName`. */
	readonly name: string;
	/** A name that is unique at Google, for a group whose name another one has, too. */
	readonly otherName: string;
	readonly body: ScimBody;
}

/** Maps a user; undefined if it lacks id or address. */
export function toUser(user: GoogleObject): Mapped | undefined {
	const googleId = textOf(user, 'id');
	const userName = textOf(user, 'primaryEmail');
	if (googleId === undefined || userName === undefined) return undefined;
	const name = objectOf(fieldOf(user, 'name'));
	const formatted = textOf(name, 'fullName');
	const organization = primaryOf(objectsOf(user, 'organizations'));
	const enterprise = given({
		employeeNumber: valueOfType(user, 'externalIds', 'organization'),
		costCenter: textOf(organization, 'costCenter'),
		organization: textOf(organization, 'name'),
		department: textOf(organization, 'department'),
		// Google names a manager by address, who may not be here (yet): that, and not an id, is kept.
		manager: nested({ value: valueOfType(user, 'relations', 'manager') }),
	});
	const isAtWork = Object.keys(enterprise).length > 0;
	const body = given({
		schemas: [USER_URN, ...(isAtWork ? [ENTERPRISE_URN] : [])],
		externalId: googleId,
		userName,
		name: nested({
			formatted,
			givenName: textOf(name, 'givenName'),
			familyName: textOf(name, 'familyName'),
		}),
		displayName: textOf(name, 'displayName') ?? formatted,
		title: textOf(organization, 'title'),
		// What the Admin console calls "Type of employee".
		userType: textOf(organization, 'description'),
		preferredLanguage: languageOf(objectsOf(user, 'languages')),
		active: !isSet(user, 'suspended') && !isSet(user, 'archived'),
		emails: emailsOf(user, userName),
		phoneNumbers: listed(
			objectsOf(user, 'phones').map((phone) => ({
				value: textOf(phone, 'value'),
				type: PHONE_TYPES.get(textOf(phone, 'type') ?? '') ?? 'other',
				primary: isSet(phone, 'primary'),
			})),
		),
		ims: listed(
			objectsOf(user, 'ims').map((im) => ({
				value: textOf(im, 'im'),
				type: imType(im),
				primary: isSet(im, 'primary'),
			})),
		),
		addresses: addressesOf(objectsOf(user, 'addresses')),
		[ENTERPRISE_URN]: isAtWork ? enterprise : undefined,
	});
	return { googleId, name: userName, otherName: userName, body };
}

/** Maps a group, without its members; undefined if it lacks id or address. */
export function toGroup(group: GoogleObject): Mapped | undefined {
	const googleId = textOf(group, 'id');
	const email = textOf(group, 'email');
	if (googleId === undefined || email === undefined) return undefined;
	const name = textOf(group, 'name') ?? email;
	const body = { schemas: [GROUP_URN], externalId: googleId, displayName: name };
	return { googleId, name, otherName: `${name} (${email})`, body };
}

/** The same group under the name that no other one has. */
export function underOtherName(group: Mapped): Mapped {
	const { otherName } = group;
	return { ...group, name: otherName, body: { ...group.body, displayName: otherName } };
}

/**
 * The ids of the users and groups among a group's members. Who has none is outside of Google, and a member
 * of type `CUSTOMER` stands for everybody, without saying who that is.
 * https://developers.google.com/workspace/admin/directory/reference/rest/v1/members
 */
export function memberIds(members: readonly GoogleObject[]): readonly string[] {
	return members.flatMap((member) => {
		const id = textOf(member, 'id');
		return id === undefined || textOf(member, 'type') === 'CUSTOMER' ? [] : [id];
	});
}

/** Google's types of phones, by those that SCIM suggests (RFC 7643 §4.1.2). */
const PHONE_TYPES: ReadonlyMap<string, string> = new Map([
	['work', 'work'],
	['company_main', 'work'],
	['main', 'work'],
	['home', 'home'],
	['mobile', 'mobile'],
	['work_mobile', 'mobile'],
	['home_fax', 'fax'],
	['work_fax', 'fax'],
	['other_fax', 'fax'],
	['pager', 'pager'],
	['work_pager', 'pager'],
]);

/** `work`, `home` or `other`; Google has `custom` besides. */
function placeOf(value: GoogleObject): string {
	const type = textOf(value, 'type');
	return type === 'work' || type === 'home' ? type : 'other';
}

/** The primary address first, then every other one once; addresses that Google makes itself are none. */
function emailsOf(user: GoogleObject, primary: string): readonly ScimBody[] {
	const seen = new Set([primary, ...textsOf(user, 'nonEditableAliases')].map(lower));
	const others = [
		...objectsOf(user, 'emails').map((email) => ({
			value: textOf(email, 'address'),
			type: placeOf(email),
		})),
		...textsOf(user, 'aliases').map((value) => ({ value, type: 'other' })),
	];
	const aliases = new Set(textsOf(user, 'aliases').map(lower));
	return [
		{ value: primary, type: 'work', primary: true },
		...others.flatMap(({ value, type }) => {
			if (value === undefined || seen.has(lower(value))) return [];
			seen.add(lower(value));
			return [{ value, type: aliases.has(lower(value)) ? 'other' : type }];
		}),
	];
}

function addressesOf(addresses: readonly GoogleObject[]): readonly ScimBody[] | undefined {
	const mapped = addresses.map((address) => {
		const street = ['streetAddress', 'extendedAddress', 'poBox'].flatMap(
			(name) => textOf(address, name) ?? [],
		);
		const parts = given({
			formatted: textOf(address, 'formatted'),
			streetAddress: street.length === 0 ? undefined : street.join('\n'),
			locality: textOf(address, 'locality'),
			region: textOf(address, 'region'),
			postalCode: textOf(address, 'postalCode'),
			country: textOf(address, 'countryCode') ?? textOf(address, 'country'),
		});
		const type = placeOf(address);
		return Object.keys(parts).length === 0
			? undefined
			: { ...parts, type, primary: isSet(address, 'primary') };
	});
	return onePrimary(mapped.filter((each) => each !== undefined));
}

function imType(im: GoogleObject): string | undefined {
	const protocol = textOf(im, 'protocol');
	if (protocol === 'custom_protocol') return textOf(im, 'customProtocol');
	return protocol === 'jabber' ? 'xmpp' : protocol;
}

function languageOf(languages: readonly GoogleObject[]): string | undefined {
	const preferred = languages.find((each) => textOf(each, 'preference') === 'preferred');
	return textOf(preferred ?? languages[0] ?? {}, 'languageCode');
}

function valueOfType(user: GoogleObject, name: string, type: string): string | undefined {
	const found = objectsOf(user, name).find((each) => textOf(each, 'type') === type);
	return found && textOf(found, 'value');
}

function primaryOf(values: readonly GoogleObject[]): GoogleObject {
	return values.find((value) => isSet(value, 'primary')) ?? values[0] ?? {};
}

interface Contact {
	readonly value: string | undefined;
	readonly type: string | undefined;
	readonly primary: boolean;
}

/** Values that are there; undefined for none. */
function listed(values: readonly Contact[]): readonly ScimBody[] | undefined {
	return onePrimary(values.filter(({ value }) => value !== undefined));
}

/** RFC 7643 §2.4: `primary` is true at most once. */
function onePrimary(
	values: readonly { readonly primary: boolean }[],
): readonly ScimBody[] | undefined {
	if (values.length === 0) return undefined;
	const first = values.findIndex(({ primary }) => primary);
	return values.map((value, at) => given({ ...value, primary: at === first ? true : undefined }));
}

/** An object without the fields that are undefined. */
function given(object: Readonly<Record<string, unknown>>): ScimBody {
	return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** The same, and undefined if nothing is left. */
function nested(object: Readonly<Record<string, unknown>>): ScimBody | undefined {
	const fields = given(object);
	return Object.keys(fields).length === 0 ? undefined : fields;
}

function lower(text: string): string {
	return text.toLowerCase();
}
