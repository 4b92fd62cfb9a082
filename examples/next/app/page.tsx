import { listUsers } from '../lib/users';

// The table changes without this page's doing.
export const dynamic = 'force-dynamic';

/** The page that lists the users. */
export default function Page() {
	return (
		<main>
			<h1>Users</h1>
			<table>
				<thead>
					<tr>
						<th>Name</th>
						<th>E-mail</th>
						<th>Tenant</th>
						<th>State</th>
					</tr>
				</thead>
				<tbody>
					{listUsers().map(({ id, name, email, tenant, locked }) => (
						<tr key={id}>
							<td>{name}</td>
							<td>{email}</td>
							<td>{tenant}</td>
							<td>{locked === 1 ? 'locked' : 'active'}</td>
						</tr>
					))}
				</tbody>
			</table>
		</main>
	);
}
