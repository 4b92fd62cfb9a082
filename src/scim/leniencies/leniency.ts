/** What a leniency is: data for documentation, the API and tests. That one is granted, and how, is code. */

/** One way in which more is accepted than RFC 7643 and RFC 7644 demand. */
export interface Leniency {
	/** Stable, in snake_case; the comment `leniency: <name>` marks the code that grants it. */
	readonly name: string;
	/** What is accepted, in one sentence. */
	readonly summary: string;
	/** The types of directories whose providers need it; `generic-scim-v2` for providers without a type. */
	readonly providers: readonly string[];
	/**
	 * URLs, or `owner/repo path` of public code and documentation, that show who needs it; where no
	 * provider is known to, the text that it widens.
	 */
	readonly sources: readonly string[];
	/**
	 * Granted to directories of every type, as it cannot harm a conforming client; of every type that
	 * names a provider; or of these.
	 */
	readonly types: 'all' | 'named' | readonly string[];
}

/** Whether a directory type is granted a leniency. */
export function isGranted({ types }: Pick<Leniency, 'types'>, type: string): boolean {
	if (types === 'named') return type !== 'generic-scim-v2';
	return types === 'all' || types.includes(type);
}
