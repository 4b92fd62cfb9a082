/** What stands around every page of the dashboard: where one is, and where else one can go. */
import type { Child } from 'hono/jsx';
import { useView } from '../view.ts';
import { visible } from './content.tsx';
import { Form } from './form.tsx';

/** A page of the dashboard that one can go to. */
export interface Place {
	readonly path: string;
	readonly name: string;
}

/** The frame of a page. */
export function Layout(props: {
	readonly title: string;
	/** Ways back up, the nearest last. */
	readonly trail: readonly Place[];
	/** The places that the viewer may go to. */
	readonly places: readonly Place[];
	/** Pages that belong together with this one. */
	readonly tabs: readonly Place[];
	/** The key that the viewer has signed in with, and what it is limited to. */
	readonly who: { readonly name: string; readonly limits: readonly string[] };
	readonly notice: string | undefined;
	readonly children: Child;
}) {
	const { url } = useView();
	const { title, trail, places, tabs, notice } = props;
	// What is reached from a place belongs to it, wherever its own path lies.
	const current = nearest(places, trail[0]?.path ?? url.pathname);
	const tab = nearest(tabs, url.pathname);
	return (
		<div class="frame">
			<a class="skip" href="#content">
				Skip to content
			</a>
			<header class="top">
				<a class="brand" href="/dashboard">
					Rollcall
				</a>
				<nav aria-label="Main">
					<ul>
						{places.map((place) => (
							<li>
								<a href={place.path} aria-current={place === current ? 'page' : undefined}>
									{place.name}
								</a>
							</li>
						))}
					</ul>
				</nav>
				<Form action="/dashboard/sign-out" class="who">
					<small>
						Signed in with <strong>{props.who.name}</strong>
						{props.who.limits.map((limit) => `, ${limit}`).join('')}
					</small>
					<button class="outline small">Sign out</button>
				</Form>
			</header>
			<main id="content" tabindex={-1}>
				{trail.length === 0 ? null : (
					<nav aria-label="Breadcrumb" class="trail">
						<ol>
							{trail.map(({ path, name }) => (
								<li>
									<a href={path}>{visible(name)}</a>
								</li>
							))}
						</ol>
					</nav>
				)}
				<h1 title={title}>{visible(title)}</h1>
				{tabs.length === 0 ? null : (
					<nav aria-label="Sections" class="parts">
						<ul>
							{tabs.map((each) => (
								<li>
									<a href={each.path} aria-current={each === tab ? 'page' : undefined}>
										{each.name}
									</a>
								</li>
							))}
						</ul>
					</nav>
				)}
				{notice === undefined ? null : (
					<div role="status" class="notice">
						{notice}
					</div>
				)}
				{props.children}
			</main>
		</div>
	);
}

/** The place where a path is, or below which it is. */
function nearest(places: readonly Place[], pathname: string): Place | undefined {
	return places
		.toSorted((left, right) => right.path.length - left.path.length)
		.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
}
