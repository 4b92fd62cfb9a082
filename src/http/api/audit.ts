/** Notes a change that was made through the management API, for the audit log. */
import { param, type AppContext } from '../context.ts';

/**
 * Notes that the caller did `action` on `target`, which is the id of what was changed. The directory that
 * it belongs to is the one that the path names, where no other is given.
 */
export function audit(
	c: AppContext,
	action: string,
	target: string,
	directoryId = directoryOf(c, action, target),
): void {
	c.get('changes').push({ actor: c.get('caller'), action, target, directoryId });
}

function directoryOf(c: AppContext, action: string, target: string): string | null {
	if (action.startsWith('directory.')) return target;
	return c.req.path.startsWith('/v1/directories/') ? param(c, 'id') : null;
}
