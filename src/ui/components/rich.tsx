/** Texts of the registry of providers and of the doctor: Markdown with `code` and **bold**, and nothing else. */

/** Such a text as content. Whatever else it holds stays text. */
export function Rich({ text }: { readonly text: string }) {
	return (
		<>
			{text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
				if (/^`[^`]+`$/.test(part)) return <code>{part.slice(1, -1)}</code>;
				if (/^\*\*[^*]+\*\*$/.test(part)) return <strong>{part.slice(2, -2)}</strong>;
				return part;
			})}
		</>
	);
}
