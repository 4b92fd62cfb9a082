/**
 * The two media types of SCIM (RFC 7644 §3.1, §3.8): which bodies are accepted, and which of the two
 * an answer is called. Both name the same JSON.
 */
export const SCIM_JSON = 'application/scim+json';
const PLAIN_JSON = 'application/json';

/** For error messages. */
export const ACCEPTED_TYPES = `${SCIM_JSON} or ${PLAIN_JSON}`;

interface MediaType {
	/** In lower case, as are the names and values of the parameters. */
	readonly type: string;
	readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** True if a body with this Content-Type can be read; a body without one is taken for SCIM. */
export function isReadable(contentType: string = SCIM_JSON): boolean {
	// leniency: no_content_type, plain_json
	const { type, parameters } = parse(contentType);
	// JSON is UTF-8 (RFC 8259 §8.1); the second spelling is none of IANA's, but common.
	const isUtf8 = parameters.every(
		([name, value]) => name !== 'charset' || value === 'utf-8' || value === 'utf8',
	);
	return isUtf8 && (type === SCIM_JSON || type === PLAIN_JSON);
}

/**
 * The Content-Type for a client with this Accept header: application/scim+json, the default of
 * RFC 7644 §3.8, unless the client gives application/json a greater weight. Who accepts neither gets
 * the default too, as RFC 9110 §12.5.1 allows: a careless header must not break a connection.
 */
export function answerType(accept: string | undefined): string {
	if (accept === undefined) return SCIM_JSON;
	const ranges = accept.split(',').map(parse);
	return weight(ranges, PLAIN_JSON) > weight(ranges, SCIM_JSON) ? PLAIN_JSON : SCIM_JSON;
}

/** The weight that the most specific of the ranges gives to a type; 0 if none of them covers it. */
function weight(ranges: readonly MediaType[], type: string): number {
	const covering = [type, 'application/*', '*/*'].flatMap((wanted) =>
		ranges.filter((range) => range.type === wanted),
	);
	if (covering[0] === undefined) return 0;
	return Number(covering[0].parameters.find(([name]) => name === 'q')?.[1] ?? 1);
}

/** Splits a media type or media range; a value may be quoted (RFC 9110 §5.6.6). */
function parse(text: string): MediaType {
	const [type = ''] = text.toLowerCase().split(';', 1);
	const parameters = text
		.toLowerCase()
		.matchAll(/;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))/g);
	return {
		type: type.trim(),
		parameters: Array.from(parameters, ([, name = '', quoted, bare = '']) => [
			name,
			quoted ?? bare,
		]),
	};
}
