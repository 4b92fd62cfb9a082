/** /dashboard/people: where the answer to "Why has Jane still access?" begins. */
import type { PeoplePage, Person } from '../../contract/people.ts';
import type { AppContext } from '../../http/context.ts';
import { PROVIDER_NAMES } from '../../providers/keys.ts';
import { Badge, Empty, Pager, Table, type Tone } from '../components/content.tsx';
import { Field, Problems } from '../components/form.tsx';
import { Time } from '../components/time.tsx';
import { read, tryRead } from './access.ts';
import { directoryPath } from './directory/tabs.ts';
import { askedOf } from './filtered.ts';
import { page } from './page.tsx';

const FILTERS = ['query', 'tenant', 'product'] as const;

/** GET /dashboard/people */
export async function search(c: AppContext): Promise<Response> {
	const given = Object.fromEntries(FILTERS.map((name) => [name, c.req.query(name)?.trim()]));
	if ((given['query'] ?? '') === '') {
		const { session } = await read(c, {});
		return page(c, session, { title: 'People' }, <Search field={(name) => ({ name })} />);
	}
	const { people, session } = await tryRead(c, {
		people: { id: 'searchPeople', query: { ...given, cursor: c.req.query('cursor'), limit: '50' } },
	});
	const { refused, field } = askedOf(c, people);
	return page(
		c,
		session,
		{ title: 'People', status: refused === undefined ? 200 : 400 },
		<>
			<Search field={field} />
			<Problems refused={refused} />
			{people.ok ? <Found people={people.value} /> : null}
		</>,
	);
}

/** The page of one person. */
function personPath(directoryId: string, userId: string): string {
	return `/dashboard/people/${encodeURIComponent(directoryId)}/${encodeURIComponent(userId)}`;
}

function Search({
	field,
}: {
	readonly field: (name: string) => {
		readonly name: string;
		readonly value?: string;
		readonly error?: string | undefined;
	};
}) {
	return (
		<>
			<p>
				Why has somebody still access, or none yet? Find the person, and see what the identity
				provider asked for, what came of it, and which endpoint was told.
			</p>
			<form method="get" class="filters" role="search" aria-label="People">
				<Field
					{...field('query')}
					type="search"
					label="Person"
					hint="A user name, an e-mail address, a name or how it begins, or an id."
					required
				/>
				<Field {...field('tenant')} label="Tenant" hint="All when left out." />
				<Field {...field('product')} label="Product" hint="All when left out." />
				<div class="submit">
					<button>Find</button>
				</div>
			</form>
		</>
	);
}

function Found({ people }: { readonly people: PeoplePage }) {
	const { data, next_cursor: next, left_out: leftOut = [] } = people;
	return (
		<>
			{data.length > 0 ? (
				<Table caption="People" heads={['Person', 'State', 'Directory', 'Tenant', 'Product']}>
					{data.map((person) => (
						<Row person={person} />
					))}
				</Table>
			) : next === null ? (
				<Empty title="Nobody is called that.">
					<p>
						People are found by how a name or an address begins, in any letter case, and those who
						were deleted as long as the log of their directory knows them. If the person should be
						there, look at the <a href="/dashboard/directories">directory</a>: its identity provider
						may not have sent the person.
					</p>
				</Empty>
			) : (
				<Empty title="Nobody in the directories that were looked through so far.">
					<p>There are more directories on the next page; with a tenant there are fewer.</p>
				</Empty>
			)}
			<LeftOut people={data} of={leftOut} />
			<Pager next={next} />
		</>
	);
}

const TONES: Readonly<Record<Person['state'], Tone>> = {
	active: 'success',
	inactive: 'warning',
	deleted: 'secondary',
};

function Row({ person }: { readonly person: Person }) {
	const { directory, user, state, deleted_at: deletedAt } = person;
	const called = user.display_name ?? user.user_name;
	const others = [user.user_name, user.email].filter((name) => name !== called && name !== null);
	return (
		<tr>
			<th scope="row">
				<a href={personPath(directory.id, user.id)}>{called}</a>
				{[...new Set(others)].map((name) => (
					<>
						<br />
						<small>{name}</small>
					</>
				))}
			</th>
			<td>
				<Badge tone={TONES[state]}>{state}</Badge>
				{deletedAt === null ? null : (
					<>
						<br />
						<small>
							<Time at={deletedAt} />
						</small>
					</>
				)}
			</td>
			<td>
				<a href={directoryPath(directory.id)}>{directory.name}</a>
				<br />
				<small>{PROVIDER_NAMES[directory.type]}</small>
			</td>
			<td>{directory.tenant}</td>
			<td>{directory.product}</td>
		</tr>
	);
}

/** What was not looked at, or is not shown. */
function LeftOut(props: {
	readonly people: readonly Person[];
	readonly of: NonNullable<PeoplePage['left_out']>;
}) {
	const names = new Map(props.people.map(({ directory }) => [directory.id, directory.name]));
	const list = (what: (typeof props.of)[number]['what']) =>
		props.of
			.filter((each) => each.what === what)
			.map(({ directory_id: id }) => names.get(id) ?? id)
			.join(', ');
	const [users, deletions] = [list('users'), list('deletions')];
	return (
		<>
			{users === '' ? null : (
				<p role="note">More people are called that in: {users}. Type more of the name.</p>
			)}
			{deletions === '' ? null : (
				<p role="note">
					Only the newest deletions were looked through in: {deletions}. By its id somebody is found
					however long gone.
				</p>
			)}
		</>
	);
}
