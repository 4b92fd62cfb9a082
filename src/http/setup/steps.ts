/** What the registry says of connecting a provider as HTML, with what is to be pasted filled in. */
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

/** What to look at before the first user is sent, to which the steps refer, and what to do if it fails. */
export function checks(
	{ mappings, troubleshooting }: Pick<ProviderInFull, 'mappings' | 'troubleshooting'>,
	filling: Filling,
): Content {
	return html`<h2>Attributes to check</h2>
		<dl>
			${mappings.map(
				({ attribute, check }) =>
					html`<dt><code>${attribute}</code></dt>
						<dd>${rich(fill(check, filling))}</dd>`,
			)}
		</dl>
		<h2>If it fails</h2>
		<dl>
			${troubleshooting.map(
				({ symptom, remedy }) =>
					html`<dt>${rich(fill(symptom, filling))}</dt>
						<dd>${rich(fill(remedy, filling))}</dd>`,
			)}
		</dl>`;
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
