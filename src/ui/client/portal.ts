/**
 * Parts of pages that change while one waits: each is asked for again and again, as long as somebody looks.
 * What has changed is read out by the part's own status; the focus stays where it is.
 */

/** Pauses in milliseconds, for those who have waited so long; after the last one, waiting ends. */
const PAUSES = [
	{ untilMs: 120_000, pauseMs: 2_500 },
	{ untilMs: 600_000, pauseMs: 5_000 },
	{ untilMs: 1_800_000, pauseMs: 15_000 },
] as const;

/** A failure doubles the pause, so often at most. */
const DOUBLINGS_MAX = 3;

/** Keeps the parts below a node up to date. */
export function keepWatched(root: ParentNode): void {
	for (const part of root.querySelectorAll<HTMLElement>('[data-watch]')) void watch(part);
}

async function watch(part: HTMLElement): Promise<void> {
	const remark = part.querySelector('.remark');
	const tell = (text: string) => {
		if (remark !== null && remark.textContent !== text) remark.textContent = text;
	};
	let [waitedMs, failures] = [0, 0];
	for (;;) {
		const pauseMs = PAUSES.find(({ untilMs }) => waitedMs < untilMs)?.pauseMs;
		if (pauseMs === undefined) {
			tell('This page has stopped updating. Reload it to continue.');
			return;
		}
		await sleep(pauseMs * 2 ** Math.min(failures, DOUBLINGS_MAX));
		waitedMs += pauseMs;
		await untilVisible();
		const outcome = await renew(part);
		if (outcome === 'over') {
			// The page itself says why.
			location.reload();
			return;
		}
		failures = outcome === 'failed' ? failures + 1 : 0;
		tell(failures > 1 ? 'No connection. Trying again.' : '');
	}
}

/** Asks for the part once, and shows what has changed. */
async function renew(part: HTMLElement): Promise<'renewed' | 'failed' | 'over'> {
	try {
		const answer = await fetch(part.dataset['watch'] ?? '', { cache: 'no-store' });
		if (answer.status === 410) return 'over';
		if (!answer.ok) return 'failed';
		show(part, await answer.text());
		return 'renewed';
	} catch {
		return 'failed';
	}
}

function show(part: HTMLElement, html: string): void {
	const next = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-summary]');
	const shown = part.querySelector('[data-summary]');
	if (next === null || shown === null || next.outerHTML === shown.outerHTML) return;
	shown.replaceWith(next);
	const status = part.querySelector('.summary');
	const summary = next.getAttribute('data-summary') ?? '';
	if (status !== null && status.textContent !== summary) status.textContent = summary;
	for (const link of document.querySelectorAll<HTMLElement>('[data-first]')) {
		link.classList.toggle('outline', link.dataset['first'] !== next.getAttribute('data-state'));
	}
}

function untilVisible(): Promise<void> {
	if (document.visibilityState === 'visible') return Promise.resolve();
	return new Promise((resolve) => {
		document.addEventListener('visibilitychange', () => resolve(), { once: true });
	});
}

function sleep(delayMs: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, delayMs);
	});
}

/** A secret is shown once: who clicks twice must not lose the answer to the first click. */
export function sendOnce(root: ParentNode): void {
	for (const form of root.querySelectorAll<HTMLFormElement>('form[method="post"]')) {
		let isSent = false;
		form.addEventListener('submit', (event) => {
			if (isSent) event.preventDefault();
			isSent = true;
		});
		// Whoever comes back to the page may send it again.
		addEventListener('pageshow', () => (isSent = false));
	}
}
