/** Who watches what on the live page: the same for the page and for the stream that goes on from it. */
import { seal, unseal } from '../../../platform/crypto.ts';
import type { AppContext } from '../../../http/context.ts';
import type { LivePosition } from '../../../store/live-position.ts';
import { carried } from '../../../store/live-position.ts';
import type { LiveScope } from '../../../store/live.ts';
import type { Session } from '../session.ts';

/** What a session sees of what is asked for. */
export function scopeOf(c: AppContext, { caller }: Session): LiveScope {
	const given = (name: string) => c.req.query(name)?.trim() || undefined;
	return { caller, tenant: given('tenant'), directoryId: given('directory_id') };
}

/** A position as a browser keeps it, who cannot read it: it names rows of all directories that are seen. */
export function sealPosition(
	c: AppContext,
	scope: LiveScope,
	position: LivePosition,
): Promise<string> {
	return seal(c.get('config').masterKey, contextOf(scope), JSON.stringify(carried(position)));
}

/** The position that was sealed for the same; undefined for anything else. */
export async function openPosition(
	c: AppContext,
	scope: LiveScope,
	sealed: string,
): Promise<LivePosition | undefined> {
	const opened = await unseal(c.get('config').masterKey, contextOf(scope), sealed);
	// Nobody else can seal, so it is of this form.
	return opened === undefined ? undefined : (JSON.parse(opened) as LivePosition);
}

function contextOf({ caller, tenant = '', directoryId = '' }: LiveScope): string {
	return JSON.stringify(['live', 1, caller.tenant, caller.product, tenant, directoryId]);
}
