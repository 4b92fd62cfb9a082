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
				Why does somebody still have access, or not have it yet? Find the person to see what the
				identity provider requested, which events followed, and which endpoints received them.
			</p>
			<Filters label="People" button="Search" reset="Clear search" refused={refused}>
				<Field
					name="query"
					type="search"
					label="Person"
					hint="The beginning of a name, user name or e-mail address, or an id."
					required
				/>
				<Field name="tenant" label="Tenant" hint="Leave empty for all tenants." />
				<Field name="product" label="Product" hint="Leave empty for all products." />
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
				<Empty title="No matching people.">
					<p>
						The search matches the beginning of names, user names and e-mail addresses. Spelling,
						accents and word order count: type “Jane Doe” or “Doe, Jane”. Deleted people can be
						found until their events expire.
					</p>
					<p>
						If the person should exist, open the <a href="/dashboard/directories">directory</a>. The
						identity provider may not have sent this person yet.
					</p>
				</Empty>
			) : (
				<Empty title="No matching people in the directories searched so far.">
					<p>Go to the next page to search more directories, or enter a tenant.</p>
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
		<Table
			caption={props.caption}
			heads={['Person', 'Status', 'Directory', 'Tenant', 'Product']}
			rows={props.people.map((person) => {
				const { directory, state, deleted_at: deletedAt } = person;
				return [
					<Named person={person} />,
					<>
						<Badge tone={TONES[state]}>{state}</Badge>
						{deletedAt === null ? null : (
							<>
								<br />
								<small>
									<Time at={deletedAt} />
								</small>
							</>
						)}
					</>,
					<>
						<a href={directoryPath(directory.id)}>{directory.name}</a>
						<br />
						<small>{PROVIDER_NAMES[directory.type]}</small>
					</>,
					directory.tenant,
					directory.product,
				];
			})}
		/>
	);
}

function Named({ person: { directory, user } }: { readonly person: Person }) {
	const called = nameOf(user);
	const others = [user.user_name, user.email].filter((name) => name !== called && name !== null);
	return (
		<>
			<a href={timelinePath(directory.id, user.id)}>{called}</a>
			{[...new Set(others)].map((name) => (
				<>
					<br />
					<small>{name}</small>
				</>
			))}
		</>
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
				<p role="note">More people match in: {users}. Type more of the name.</p>
			)}
			{deletions === '' ? null : (
				<p role="note">
					Only the most recent deletions were searched in: {deletions}. To find somebody who was
					deleted earlier, search by id.
				</p>
			)}
		</>
	);
}
