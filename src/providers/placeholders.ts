/** The places in the texts of providers that each directory fills in its own way. */

/** What each placeholder stands for. */
export const PLACEHOLDERS = {
	endpoint: 'the SCIM base URL of the directory',
	secret: 'the bearer token of the directory',
	origin: 'the base URL of Rollcall, like `https://rollcall.example.com`',
	directory: 'the id of the directory',
} as const;

/** What is known of a directory; what is not leaves its placeholder as it is. */
export type Filling = Partial<Readonly<Record<keyof typeof PLACEHOLDERS, string>>>;

/** A text with what is known in its place. Other braces, like those of a template, stay. */
export function fill(text: string, filling: Filling): string {
	return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) =>
		isKnown(name) ? (filling[name] ?? placeholder) : placeholder,
	);
}

function isKnown(name: string): name is keyof typeof PLACEHOLDERS {
	return Object.hasOwn(PLACEHOLDERS, name);
}
