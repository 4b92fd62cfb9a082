/** Names of attributes: those that SCIM itself defines, and what can be one of somebody's own. */
import { isSchemaUri, isUuid } from './values.ts';

/** Names that the SCIM schemas and messages define. */
const PROTOCOL_NAMES = new Set(
	(
		'id externalId schemas meta userName name formatted familyName givenName middleName honorificPrefix ' +
		'honorificSuffix displayName nickName profileUrl title userType preferredLanguage locale timezone ' +
		'active password emails phoneNumbers ims photos addresses groups entitlements roles x509Certificates ' +
		'members value display primary type employeeNumber costCenter organization division department ' +
		'manager streetAddress locality region postalCode country Operations op path method bulkId data ' +
		'failOnErrors filter attributes excludedAttributes sortBy sortOrder startIndex count cursor ' +
		'ascending descending add replace remove and or not eq ne co sw ew gt ge lt le pr true ' +
		'POST PUT PATCH DELETE GET'
	)
		.toLowerCase()
		.split(' '),
);

/** True for the name of an attribute, an operator or a verb that SCIM itself defines. */
export function isProtocolName(text: string): boolean {
	if (text.length > CHARACTERS_MAX) return false;
	if (/^urn:ietf:params:scim:/i.test(text)) return isSchemaUri(text);
	return text
		.toLowerCase()
		.split('.')
		.every((part) => PROTOCOL_NAMES.has(part));
}

/** The longest name, or path, that is taken for one. */
const CHARACTERS_MAX = 300;

/** A name as RFC 7643 §2.1 has them. */
const NAME = /^[$.]?[A-Za-z_][\w$-]{0,63}$/;

/**
 * True for what can be the name, or the path, of an attribute that somebody has thought of. A name is kept,
 * so what is called like a person, or numbered like one, is none: `john.smith`, `u701984`, a UUID.
 */
export function isAttributeName(text: string): boolean {
	if (text.length > CHARACTERS_MAX) return false;
	if (isSchemaUri(text)) return true;
	const [first = '', ...below] = text.split('.');
	if (below.length === 0 || first === '') return isOneName(text);
	return PROTOCOL_NAMES.has(first.toLowerCase()) && below.every(isOneName);
}

/** `extensionAttribute15` is a name, `a1b2c3d4e5` is an identifier. */
function isOneName(text: string): boolean {
	const numbers = text.match(/\d+/g) ?? [];
	const isNumbered = numbers.length > 2 || numbers.some((number) => number.length > 4);
	return NAME.test(text) && !isNumbered && !isUuid(text);
}
