/** Notes a change that was made through the management API, for the audit log. */
import { param, type AppContext, type Concern } from '../context.ts';

/**
 * Notes that the caller did `action` on `target`, which is the id of what was changed. It is about the
 * directory that the path names, unless told otherwise.
 */
export function audit(
	c: AppContext,
	action: string,
	target: string,
	about: Concern = { directoryId: directoryOf(c, action, target) },
): void {
	c.get('changes').push({ actor: c.get('caller'), action, target, about });
}

function directoryOf(c: AppContext, action: string, target: string): string | null {
	if (action.startsWith('directory.')) return target;
	return c.req.path.startsWith('/v1/directories/') ? param(c, 'id') : null;
}
