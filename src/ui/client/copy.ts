/** Buttons that copy the field that they name. Without a script, fields can be selected. */

/** Shows the buttons, and makes them work. */
export function offerCopying(root: ParentNode): void {
	for (const button of root.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
		const field = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(
			`#${CSS.escape(button.dataset['copy'] ?? '')}`,
		);
		if (field === null) continue;
		button.hidden = false;
		button.addEventListener('click', () => void copy(field, button));
	}
}

/** For so long it is told what came of it. */
const TOLD_MS = 2_000;

async function copy(
	field: HTMLInputElement | HTMLTextAreaElement,
	button: HTMLButtonElement,
): Promise<void> {
	const status = button.closest('[data-field]')?.querySelector('.copied');
	const tell = (text: string) => {
		if (status !== undefined && status !== null) status.textContent = text;
	};
	if (!(await isWritten(field.value))) {
		// Then by hand: what is selected is what the keys copy.
		field.focus();
		field.select();
		tell('Press Ctrl+C or ⌘C to copy.');
		return;
	}
	tell('Copied');
	setTimeout(() => tell(''), TOLD_MS);
}

/** There is no clipboard on a page that came without TLS, and it may be refused. */
async function isWritten(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return false;
	}
}
