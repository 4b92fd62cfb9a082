/** The names that SCIM itself defines: whoever uses one of them speaks of the protocol. */
import { isAttributePath } from './values.ts';

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
	if (!isAttributePath(text)) return false;
	if (/^urn:ietf:params:scim:/i.test(text)) return true;
	return text
		.toLowerCase()
		.split('.')
		.every((part) => PROTOCOL_NAMES.has(part));
}
