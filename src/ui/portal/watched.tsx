/**
 * A part of a page that changes while one waits. Without scripts the page can be loaded again; with them the
 * part is asked for every few seconds (client/portal.ts), and what has changed is read out.
 */
import type { Child } from 'hono/jsx';

/** The part in its page. */
export function Watched(props: {
	/** Where the part alone comes from. */
	readonly path: string;
	/** How it is, in a sentence. */
	readonly summary: string;
	readonly label: string;
	readonly children: Child;
}) {
	return (
		<section class="watched" aria-label={props.label} data-watch={props.path}>
			<p role="status" class="summary">
				{props.summary}
			</p>
			<WatchedPart summary={props.summary}>{props.children}</WatchedPart>
			<p role="status" class="remark" />
			<noscript>
				<p>
					JavaScript is off, so this page does not update by itself. Reload it to see what is new.
				</p>
			</noscript>
		</section>
	);
}

/** The part alone. */
export function WatchedPart(props: { readonly summary: string; readonly children: Child }) {
	return <div data-summary={props.summary}>{props.children}</div>;
}
