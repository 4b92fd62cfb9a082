/** Notes a change that was made through the management API, for the audit log. */
import { param, type AppContext } from '../context.ts';

/** Notes that the caller did `action` on `target`, which is the id of what was changed. */
export function audit(c: AppContext, action: string, target: string): void {
	const isOfDirectory = c.req.path.startsWith('/v1/directories/');
	const directoryId = action.startsWith('directory.')
		? target
		: isOfDirectory
			? param(c, 'id')
			: null;
	c.get('changes').push({ actor: c.get('caller'), action, target, directoryId });
}
