/** What API keys and tokens have in common. */
import type { ApiKey } from '../../contract/api-keys.ts';
import type { Token } from '../../contract/directories.ts';
import { Badge } from '../components/content.tsx';

/** Whether it still lets in who has it. */
export function CredentialState({ of: { state } }: { readonly of: Pick<ApiKey | Token, 'state'> }) {
	return <Badge tone={state === 'live' ? 'success' : 'secondary'}>{state}</Badge>;
}
