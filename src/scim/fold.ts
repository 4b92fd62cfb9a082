/**
 * The comparable form of text whose attribute is not caseExact (RFC 7643 §2.2). It must not depend
 * on locale or on surrounding text, so that prefixes and substrings of folded text agree with it.
 */

/**
 * Folds text so that strings differing only in letter case or in Unicode composition become equal.
 *
 * Lower, upper and lower case again stands in for full case folding: it maps `ß`, `ẞ` and `SS` alike.
 */
export function fold(text: string): string {
	if (/^[ -~]*$/.test(text)) {
		return text.toLowerCase();
	}
	const folded = text
		.normalize('NFC')
		// The upper case of the dotless ı is I, which would make it an i.
		.replaceAll(/[^ı]+/g, (part) => part.toLowerCase().toUpperCase().toLowerCase());
	// JavaScript lowers Σ to ς at the end of a word only: the one mapping that looks at its context.
	return folded.replaceAll('ς', 'σ').normalize('NFC');
}
