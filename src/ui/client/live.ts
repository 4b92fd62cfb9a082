/**
 * Follows what happens on the live page. The server sends rows as HTML, of the very components that the page
 * is made of, with everything that others have written escaped; the browser says how far it has come.
 */

/** Rows that are kept in the table. */
const ROWS_MAX = 200;

/** How often what came is told to those who do not see it. */
const TELL_MS = 10_000;

/** Follows, where there is something to be followed. */
export function followLive(root: ParentNode): void {
	const section = root.querySelector<HTMLElement>('[data-live]');
	const rows = section?.querySelector('tbody');
	const button = section?.querySelector<HTMLButtonElement>('[data-live-pause]');
	const status = section?.querySelector<HTMLElement>('[data-live-status]');
	if (!section || !rows || !button || !status) return;
	section.querySelector('[data-live-reload]')?.remove();
	new Live(section, rows, button, status).begin();
}

/** One table that is being added to. */
class Live {
	readonly #section: HTMLElement;
	readonly #rows: Element;
	readonly #button: HTMLButtonElement;
	readonly #status: HTMLElement;
	readonly #url: URL;
	#source: EventSource | undefined;
	#untold = 0;

	constructor(section: HTMLElement, rows: Element, button: HTMLButtonElement, status: HTMLElement) {
		this.#section = section;
		this.#rows = rows;
		this.#button = button;
		this.#status = status;
		this.#url = new URL(section.dataset['live'] ?? '', location.href);
	}

	begin(): void {
		this.#button.hidden = false;
		this.#button.addEventListener('click', () =>
			this.#source === undefined ? this.#connect() : this.#pause(),
		);
		setInterval(() => this.#tell(), TELL_MS);
		// A page that is left has no use for it, and may come back from the browser's memory.
		addEventListener('pagehide', () => this.#source?.close());
		addEventListener('pageshow', ({ persisted }) => {
			if (persisted && this.#source !== undefined) this.#connect();
		});
		this.#connect();
	}

	#connect(): void {
		const source = new EventSource(this.#url);
		this.#source = source;
		this.#say('Live.', 'Pause');
		source.addEventListener('rows', ({ data, lastEventId }: MessageEvent<string>) => {
			if (lastEventId !== '') this.#url.searchParams.set('from', lastEventId);
			this.#add(data);
		});
		source.addEventListener('over', () => this.#end('You are signed out. Reload the page.'));
		source.addEventListener('error', () => {
			// Otherwise the browser comes again by itself.
			if (source.readyState === EventSource.CLOSED) {
				this.#end('Connection lost. Reload the page.');
			}
		});
	}

	/** Nothing is lost: it goes on from here. */
	#pause(): void {
		this.#source?.close();
		this.#source = undefined;
		this.#say('Paused.', 'Resume');
	}

	#end(why: string): void {
		this.#pause();
		this.#say(why, 'Try again');
	}

	#say(text: string, button: string): void {
		this.#untold = 0;
		this.#status.textContent = text;
		this.#button.textContent = button;
	}

	#add(html: string): void {
		const template = document.createElement('template');
		template.innerHTML = html;
		this.#untold += template.content.childElementCount;
		this.#section.querySelector('[data-live-empty]')?.remove();
		this.#rows.prepend(template.content);
		while (this.#rows.childElementCount > ROWS_MAX) this.#rows.lastElementChild?.remove();
	}

	#tell(): void {
		if (this.#untold === 0) return;
		this.#status.textContent = `Live. ${this.#untold} new.`;
		this.#untold = 0;
	}
}
