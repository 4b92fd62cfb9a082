/** The header fields that an identity provider sends with each request, and where it sends others. */
import type { HeaderValues } from './format.ts';
import { plain, type Recorded } from './recorded.ts';

const NAMES = ['User-Agent', 'Accept', 'Content-Type'] as const;

/** What most requests have. */
export interface UsualHeaders {
	readonly headers: HeaderValues;
	/** Requests without a body name its type all the same. */
	readonly isContentTypeAlways: boolean;
	/** What a request has instead. */
	differing(exchange: Recorded): HeaderValues;
}

/** Finds what most requests have; null for a field that they do not have. */
export function usualHeaders(exchanges: readonly Recorded[]): UsualHeaders {
	const isContentTypeAlways =
		most(
			exchanges.filter((each) => !hasBody(each)),
			'Content-Type',
		) !== null;
	const typed = isContentTypeAlways ? exchanges : exchanges.filter(hasBody);
	const headers = Object.fromEntries(
		NAMES.map((name) => [name, most(name === 'Content-Type' ? typed : exchanges, name)]),
	);
	return {
		headers,
		isContentTypeAlways,
		differing: (exchange) =>
			Object.fromEntries(
				NAMES.flatMap((name) => {
					const isUsual = name !== 'Content-Type' || isContentTypeAlways || hasBody(exchange);
					const own = valueOf(exchange, name);
					return own === (isUsual ? headers[name] : null) ? [] : [[name, own] as const];
				}),
			),
	};
}

function hasBody({ body, rawBody }: Recorded): boolean {
	return body !== undefined || rawBody !== undefined;
}

function valueOf({ headers }: Recorded, name: string): string | null {
	const value = headers[name.toLowerCase()];
	return value === undefined ? null : plain(value);
}

/** The value that most have; null if that is none. */
function most(exchanges: readonly Recorded[], name: string): string | null {
	const counts = new Map<string | null, number>();
	for (const exchange of exchanges) {
		const value = valueOf(exchange, name);
		counts.set(value, (counts.get(value) ?? 0) + 1);
	}
	return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}
