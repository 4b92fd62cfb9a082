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
	readonly isFailing?: boolean;
	readonly children: Child;
}) {
	return (
		<section class="watched" aria-label={props.label} data-watch={props.path}>
			<p role="status" class="summary">
				{props.summary}
			</p>
			<WatchedPart summary={props.summary} isFailing={props.isFailing}>
				{props.children}
			</WatchedPart>
			<p role="status" class="remark" />
			<noscript>
				<p>
					JavaScript is off, so this page does not update by itself. Reload it to see what is new.
				</p>
			</noscript>
		</section>
	);
}

/** The part alone. What is best done next, of the links marked for that, depends on whether it fails. */
export function WatchedPart(props: {
	readonly summary: string;
	readonly isFailing?: boolean | undefined;
	readonly children: Child;
}) {
	return (
		<div data-summary={props.summary} data-state={stateOf(props.isFailing)}>
			{props.children}
		</div>
	);
}

/** A link outside the part, which stays where it is, and is the first choice in one state. */
export function Choice(props: {
	readonly href: string;
	readonly first: 'failing' | 'well';
	readonly isFailing: boolean;
	readonly children: Child;
}) {
	const { href, first, isFailing, children } = props;
	return (
		<a
			class={first === stateOf(isFailing) ? 'button' : 'button outline'}
			href={href}
			data-first={first}
		>
			{children}
		</a>
	);
}

function stateOf(isFailing = false): 'failing' | 'well' {
	return isFailing ? 'failing' : 'well';
}
