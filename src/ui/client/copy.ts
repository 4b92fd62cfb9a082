/** Buttons that copy the field that they name. Without a script, fields can be selected. */

/** Shows the buttons, and makes them work. */
export function offerCopying(root: ParentNode): void {
	for (const button of root.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
		const field = document.querySelector<HTMLInputElement>(
			`#${CSS.escape(button.dataset['copy'] ?? '')}`,
		);
		if (field === null) continue;
		button.hidden = false;
		button.addEventListener('click', () => void copy(field, button));
	}
}

async function copy(field: HTMLInputElement, button: HTMLButtonElement): Promise<void> {
	field.select();
	await navigator.clipboard.writeText(field.value);
	const label = button.firstChild;
	if (label === null) return;
	label.textContent = 'Copied';
	setTimeout(() => (label.textContent = 'Copy'), 2_000);
}
