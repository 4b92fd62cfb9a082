/**
 * The comparable form of text whose attribute is not caseExact (RFC 7643 §2.2). It must not depend
 * on locale or on surrounding text, so that prefixes and substrings of folded text agree with it.
 */

/**
 * Folds text so that strings differing only in letter case or in Unicode composition become equal.
 *
 * Upper and then lower case stands in for full case folding: it maps `ß` and `SS` alike.
 */
export function fold(text: string): string {
	// JavaScript lowers Σ to ς at the end of a word only: the one mapping that looks at its context.
	return text.normalize('NFC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}
