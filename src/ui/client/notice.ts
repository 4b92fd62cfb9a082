/** What was done is told once: not again when the page is loaded again, or opened from a bookmark. */

/** Takes from the address what the page has told. */
export function tellOnce(): void {
	const url = new URL(location.href);
	if (!url.searchParams.has('done')) return;
	url.searchParams.delete('done');
	history.replaceState(history.state, '', url);
}
