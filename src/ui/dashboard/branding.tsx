/** /dashboard/branding: how the setup portal introduces itself, by product. */
import { PageFailure } from '../request.ts';
import { brandedProduct, DEFAULT_PRODUCT, type Branding } from '../../contract/branding.ts';
import type { Problem } from '../../contract/problem.ts';
import type { AppContext } from '../../http/context.ts';
import { Empty, Pager } from '../components/content.tsx';
import { Confirm, Field, Form, type Refused } from '../components/form.tsx';
import { Time } from '../components/time.tsx';
import { Masthead, styledAs, type Look } from '../portal/brand.tsx';
import {
	can,
	change,
	isConfirmed,
	mustChange,
	read,
	readForm,
	refusedBy,
	type SentForm,
} from './access.ts';
import { problemWith, UNNAMED } from './fields.ts';
import { done, page } from './page.tsx';

const PATH = '/dashboard/branding';

/** GET /dashboard/branding */
export function list(c: AppContext): Promise<Response> {
	return show(c);
}

/** POST /dashboard/branding */
export async function save(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const product = productOf(form);
	if (typeof product !== 'string') return show(c, { refused: refusedBy(form, product) });
	const optional = (name: string) => form.get(name) || null;
	const saved = await change(c, form, {
		id: 'setBranding',
		params: { product },
		body: {
			name: optional('name'),
			logo_url: optional('logo_url'),
			accent_color: optional('accent_color'),
		},
	});
	if (saved.ok) return done(c, PATH, 'branding_saved');
	if (saved.error.status !== 400) throw new PageFailure(saved.error);
	return show(c, { refused: refusedBy(form, saved.error) });
}

/** POST /dashboard/branding/delete */
export async function remove(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const product = form.get('product');
	if (!isConfirmed(form, product)) return show(c, { unconfirmed: product });
	await mustChange(c, form, { id: 'deleteBranding', params: { product } });
	return done(c, PATH, 'branding_deleted');
}

/** The product of a form, where a path can name it. */
function productOf(form: SentForm): string | Problem {
	const product = brandedProduct.safeParse(form.get('product'));
	if (product.success) return product.data;
	return problemWith('product', 'must be the name of a product');
}

/** What has become of a form. */
interface Outcome {
	readonly refused?: Refused;
	/** The product that was not named. */
	readonly unconfirmed?: string;
}

async function show(c: AppContext, { refused, unconfirmed }: Outcome = {}): Promise<Response> {
	const { brandings, session } = await read(c, {
		brandings: { id: 'listBranding', query: { cursor: c.req.query('cursor') } },
	});
	const { data, next_cursor: next } = brandings;
	const edited = data.find(({ product }) => product === c.req.query('product'));
	const isFine = refused === undefined && unconfirmed === undefined;
	const looks = data.map((each, at) => ({ selector: `#look-${at}`, look: lookOf(each) }));
	return page(
		c,
		session,
		{ title: 'Branding', status: isFine ? 200 : 400, look: styledAs(looks) },
		<>
			<p>
				How the setup portal looks to your customers' IT admins. Products without their own branding
				use <code>{DEFAULT_PRODUCT}</code>. If that is not set either, the portal shows the
				product's name and no logo.
			</p>
			{data.length === 0 ? (
				<Empty title="No branding yet.">
					<p>Set a name, a logo and an accent colour for a product below.</p>
				</Empty>
			) : (
				data.map((each, at) => (
					<section class="card" aria-labelledby={`product-${at}`}>
						<h2 id={`product-${at}`}>{titleOf(each.product)}</h2>
						<Preview id={`look-${at}`} branding={each} />
						<p>
							<small>
								Updated <Time at={each.updated_at} />
							</small>
						</p>
						{can(session, 'setBranding') ? (
							<p>
								<a href={`${PATH}?product=${encodeURIComponent(each.product)}#edit`}>
									Edit<span class="hidden"> {titleOf(each.product)}</span>
								</a>
							</p>
						) : null}
						{can(session, 'deleteBranding') ? (
							<Confirm
								id={`confirm-${at}`}
								action={`${PATH}/delete`}
								label="Delete branding"
								warning="The setup portal uses the default branding for this product."
								name={each.product}
								error={unconfirmed === each.product ? UNNAMED : undefined}
							>
								<input type="hidden" name="product" value={each.product} />
							</Confirm>
						) : null}
					</section>
				))
			)}
			<Pager next={next} />
			{can(session, 'setBranding') ? (
				<Edit branding={edited} refused={refused} bound={session.caller.product} />
			) : null}
		</>,
	);
}

function lookOf(branding: Branding): Look {
	return {
		name: branding.name,
		logoUrl: branding.logo_url,
		accentColor: branding.accent_color,
	};
}

function titleOf(product: string): string {
	return product === DEFAULT_PRODUCT ? 'All other products' : product;
}

/** The head of the portal, and a button of it. */
function Preview({ id, branding }: { readonly id: string; readonly branding: Branding }) {
	const { product, name, logo_url: logoUrl } = branding;
	const known = product === DEFAULT_PRODUCT ? 'Product name' : product;
	return (
		<div class="look" id={id}>
			<Masthead name={name ?? known} logoUrl={logoUrl} />
			<span class="sample">Sample button</span>
		</div>
	);
}

function Edit(props: {
	readonly branding: Branding | undefined;
	readonly refused: Refused | undefined;
	/** The only product that the key may change. */
	readonly bound: string | null;
}) {
	const { branding, refused, bound } = props;
	return (
		<section aria-labelledby="edit">
			<h2 id="edit">
				{branding === undefined ? 'New branding' : `Edit branding: ${titleOf(branding.product)}`}
			</h2>
			<Form action={PATH} refused={refused}>
				<Field
					name="product"
					label="Product"
					hint={`As used in directories and setup links. Use “${DEFAULT_PRODUCT}” for all products without their own branding.`}
					value={branding?.product ?? bound ?? ''}
					required
				/>
				<Field
					name="name"
					label="Name"
					hint="As your customers know it. Leave empty to use the product above."
					value={branding?.name ?? ''}
				/>
				<Field
					name="logo_url"
					label="Logo URL"
					type="url"
					hint="An https:// URL of an image. Browsers load it from there and show it 40 pixels high."
					value={branding?.logo_url ?? ''}
				/>
				<Field
					name="accent_color"
					label="Accent colour"
					hint="For buttons, such as #3544b8. Text on it is black or white, whichever is easier to read."
					placeholder="#3544b8"
					value={branding?.accent_color ?? ''}
				/>
				<button>Save branding</button>
			</Form>
		</section>
	);
}
