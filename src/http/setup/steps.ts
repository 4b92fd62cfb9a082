/** The steps that connect a provider as HTML, with what is to be pasted filled in. */
import { html } from 'hono/html';
import type { ProviderInFull } from '../../contract/providers.ts';
import { fill, type Filling } from '../../providers/placeholders.ts';

type Content = ReturnType<typeof html>;
type Setup = ProviderInFull['setup'][number];

/** Numbered steps for each product, each under its name if there are several. */
export function setupSteps(setup: readonly Setup[], filling: Filling): readonly Content[] {
	return setup.map(
		({ product, steps }) => html`
			${setup.length > 1 && html`<h2>${product}</h2>`}
			<ol>
				${steps.map((step) => html`<li>${item(step, filling)}</li>`)}
			</ol>
		`,
	);
}

function item({ text, paste }: Setup['steps'][number], filling: Filling): Content {
	return html`${rich(fill(text, filling))}
	${paste !== null && html`<pre><code>${fill(paste, filling)}</code></pre>`}`;
}

/** The Markdown of the registry: `code` and **bold**, and nothing else. */
function rich(text: string): readonly (string | Content)[] {
	return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
		if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`;
		if (part.startsWith('**')) return html`<strong>${part.slice(2, -2)}</strong>`;
		return part;
	});
}
