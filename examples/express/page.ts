/** The page that lists the users. */
import type { User } from './users.ts';

/** HTML; what identity providers sent is text in it, whatever it looks like. */
export function page(users: readonly User[]): string {
	const rows = users.map(
		({ name, email, tenant, locked }) =>
			`<tr><td>${escape(name)}</td><td>${escape(email ?? '')}</td><td>${escape(tenant)}</td>` +
			`<td>${locked === 1 ? 'locked' : 'active'}</td></tr>`,
	);
	return `<!doctype html>
<title>Users</title>
<h1>Users</h1>
<table>
<tr><th>Name</th><th>E-mail</th><th>Tenant</th><th>State</th></tr>
${rows.join('\n')}
</table>`;
}

function escape(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
