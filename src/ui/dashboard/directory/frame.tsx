/** What all pages of one directory have around them. */
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Directory } from '../../../contract/directories.ts';
import type { AppContext } from '../../../http/context.ts';
import { page } from '../page.tsx';
import type { Session } from '../session.ts';
import { directoryTabs } from './tabs.ts';

/** Renders a page of a directory; `part` says which, '' for its summary. */
export function directoryPage(
	c: AppContext,
	session: Session,
	directory: Directory,
	{ part, status = 200 }: { readonly part: string; readonly status?: ContentfulStatusCode },
	children: Child,
): Promise<Response> {
	const title = [directory.name, part].filter((each) => each !== '').join(' · ');
	const trail = [{ path: '/dashboard/directories', name: 'Directories' }];
	return page(c, session, { title, trail, tabs: directoryTabs(directory), status }, children);
}
