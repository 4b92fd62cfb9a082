/** /dashboard/people: where the answer to "Why has Jane still access?" begins. */
import type { PeoplePage, Person } from '../../contract/people.ts';
import type { AppContext } from '../../http/context.ts';
import { PROVIDER_NAMES } from '../../providers/keys.ts';
import { Badge, Empty, Pager, Table, type Tone } from '../components/content.tsx';
import { Filters } from '../components/filters.tsx';
import { Field, type Refused } from '../components/form.tsx';
import { Time } from '../components/time.tsx';
import { read, tryRead } from './access.ts';
import { directoryPath } from './directory/tabs.ts';
import { nameOf, timelinePath } from './directory/paths.ts';
import { refusedFilters } from './filtered.ts';
import { page } from './page.tsx';

const FILTERS = ['query', 'tenant', 'product'] as const;

/** GET /dashboard/people */
export async function search(c: AppContext): Promise<Response> {
	const given = Object.fromEntries(FILTERS.map((name) => [name, c.req.query(name)?.trim()]));
	if ((given['query'] ?? '') === '') {
		const { session } = await read(c, {});
		return page(c, session, { title: 'People' }, <Search refused={undefined} />);
	}
	const { people, session } = await tryRead(c, {
		people: { id: 'searchPeople', query: { ...given, cursor: c.req.query('cursor'), limit: '50' } },
	});
	const refused = refusedFilters(c, people);
	return page(
		c,
		session,
		{ title: 'People', status: refused === undefined ? 200 : 400 },
		<>
			<Search refused={refused} />
			{people.ok ? <Found people={people.value} /> : null}
		</>,
	);
}

function Search({ refused }: { readonly refused: Refused | undefined }) {
	return (
		<>
			<p>
				Why has somebody still access, or none yet? Find the person, and see what the identity
				provider asked for, what came of it, and which endpoint was told.
			</p>
			<Filters label="People" button="Find" reset="Find others" refused={refused}>
				<Field
					name="query"
					type="search"
					label="Person"
					hint="A user name, an e-mail address, a name or how it begins, or an id."
					required
				/>
				<Field name="tenant" label="Tenant" hint="All when left out." />
				<Field name="product" label="Product" hint="All when left out." />
			</Filters>
		</>
	);
}

function Found({ people }: { readonly people: PeoplePage }) {
	const { data, next_cursor: next, left_out: leftOut = [] } = people;
	return (
		<>
			{data.length > 0 ? (
				<PeopleTable caption="People" people={data} />
			) : next === null ? (
				<Empty title="Nobody is called that.">
					<p>
						People are found by how a user name, a display name or an address begins, in any letter
						case; those without a display name by how the last name begins, or first and last name;
						and those who were deleted as long as the log of their directory knows them. If the
						person should be there, look at the <a href="/dashboard/directories">directory</a>: its
						identity provider may not have sent the person.
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

/** People, each with the directory and a link to the timeline. */
export function PeopleTable(props: {
	readonly caption: string;
	readonly people: readonly Person[];
}) {
	return (
		<Table caption={props.caption} heads={['Person', 'State', 'Directory', 'Tenant', 'Product']}>
			{props.people.map((person) => (
				<Row person={person} />
			))}
		</Table>
	);
}

function Row({ person }: { readonly person: Person }) {
	const { directory, user, state, deleted_at: deletedAt } = person;
	const called = nameOf(user);
	const others = [user.user_name, user.email].filter((name) => name !== called && name !== null);
	return (
		<tr>
			<th scope="row">
				<a href={timelinePath(directory.id, user.id)}>{called}</a>
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
	const [users, deletions, nameless] = [list('users'), list('deletions'), list('names')];
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
			{nameless === '' ? null : (
				<p role="note">
					Of people without a display name only some were looked through in: {nameless}. By user
					name, address or id everybody is found.
				</p>
			)}
		</>
	);
}
