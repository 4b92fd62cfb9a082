/** What every component of a page may need to know of whom it is made for. */
import { createContext, useContext } from 'hono/jsx';
import { getCookie } from 'hono/cookie';
import type { AppContext } from '../http/context.ts';

/** For whom, and for what, a page is made. */
export interface View {
	/** The viewer's time zone, a name of the IANA database. */
	readonly timeZone: string;
	/** Times say in which zone they are: to those who have deadlines and no settings. */
	readonly isZoneNamed?: boolean;
	/** Path and query of the page. */
	readonly url: URL;
	/** Goes back with every form: only who sees the page knows it. '' where nobody is signed in. */
	readonly csrf: string;
}

const ViewContext = createContext<View | undefined>(undefined);

/** Makes the view known to the components inside. */
export const ViewProvider = ViewContext.Provider;

/** The view that a component is shown in; throws outside of a page. */
export function useView(): View {
	const view = useContext(ViewContext);
	if (view === undefined) throw new Error('A component is used outside of a page.');
	return view;
}

/** The view of a request. */
export function viewOf(c: AppContext, csrf = ''): View {
	return { timeZone: timeZoneOf(c), url: new URL(c.req.url), csrf };
}

/** Set by the script of the pages; the time zone is no secret, and nothing else is kept so. */
const TIME_ZONE_COOKIE = 'time_zone';

/** The browser's own, or where Cloudflare thinks that it is, or UTC. */
function timeZoneOf(c: AppContext): string {
	const near = (c.req.raw as { cf?: { timezone?: unknown } }).cf?.timezone;
	const known = [getCookie(c, TIME_ZONE_COOKIE), near].find(isTimeZone);
	return known ?? 'UTC';
}

function isTimeZone(name: unknown): name is string {
	if (typeof name !== 'string' || !/^[A-Za-z0-9/_+-]{1,60}$/.test(name)) return false;
	try {
		return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
	} catch {
		return false;
	}
}
