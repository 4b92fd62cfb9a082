/** The users as JSON. */
import { listUsers } from '../../lib/users';

export const dynamic = 'force-dynamic';

export function GET(): Response {
	return Response.json(listUsers());
}
