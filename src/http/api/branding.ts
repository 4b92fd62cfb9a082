/** /v1/branding: how the setup portal looks, by product. The pages themselves are in ui/portal. */
import {
	brandedProduct,
	brandingQuery,
	DEFAULT_PRODUCT,
	newBranding,
	type Branding,
} from '../../contract/branding.ts';
import { pageOf, toTimestamp } from '../../contract/shared.ts';
import { now } from '../../platform/clock.ts';
import { err, ok, type Result } from '../../result.ts';
import {
	deleteBranding,
	EVERY_PRODUCT,
	listBranding,
	setBranding,
	type BrandingRow,
} from '../../store/branding.ts';
import { param, type AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { pageAnswer, readListQuery } from './list.ts';
import { fieldProblem, problem } from './problem.ts';
import { readBody } from './validate.ts';

/** GET /v1/branding: what all customers of a product see is nothing of a tenant's. */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, brandingQuery);
	if (!query.ok) return query.error;
	const { cursor: after, limit } = query.value;
	const { tenant, product } = c.get('caller');
	if (tenant !== null && product === null) return c.json({ data: [], next_cursor: null });
	const wanted = { product: product === null ? undefined : storedAs(product), after };
	const rows = await listBranding(c.get('db'), { ...wanted, limit: limit + 1 });
	const page = pageOf(rows, limit, (row) => row.product);
	return pageAnswer(c, { ...page, data: page.data.map(toBranding) });
}

/** PUT /v1/branding/{product} */
export async function replace(c: AppContext): Promise<Response> {
	const product = productOf(c);
	if (!product.ok) return product.error;
	const body = await readBody(c, newBranding);
	if (!body.ok) return body.error;
	const { name, logo_url: logoUrl, accent_color: accentColor } = body.value;
	const row = {
		product: storedAs(product.value),
		name,
		logoUrl,
		accentColor,
		updatedAt: now(),
	};
	await setBranding(c.get('db'), row);
	audit(c, 'branding.set', product.value, { product: product.value });
	return c.json(toBranding(row));
}

/** DELETE /v1/branding/{product} */
export async function remove(c: AppContext): Promise<Response> {
	const product = productOf(c);
	if (!product.ok) return product.error;
	if (!(await deleteBranding(c.get('db'), storedAs(product.value)))) {
		return unknownBranding(product.value);
	}
	audit(c, 'branding.delete', product.value, { product: product.value });
	return c.body(null, 204);
}

/** The product that the path names: 403 for tenants, 404 for what is not the caller's. */
function productOf(c: AppContext): Result<string, Response> {
	const { tenant, product: own } = c.get('caller');
	if (tenant !== null) {
		const detail = 'All customers of a product see its branding, but this API key is bound to one.';
		return err(problem(403, detail));
	}
	const named = brandedProduct.safeParse(param(c, 'product'));
	if (!named.success) {
		const detail = named.error.issues.map(({ message }) => message).join('; ');
		return err(fieldProblem([{ field: 'product', detail }]));
	}
	const product = named.data;
	const isTheirs = own === null || (product === own && product !== DEFAULT_PRODUCT);
	return isTheirs ? ok(product) : err(unknownBranding(product));
}

function unknownBranding(product: string): Response {
	return problem(404, `There is no branding of "${product}" for this API key.`);
}

/** A product that is called `default` looks as all do that have no branding of their own. */
function storedAs(product: string): string {
	return product === DEFAULT_PRODUCT ? EVERY_PRODUCT : product;
}

function toBranding({ product, name, logoUrl, accentColor, updatedAt }: BrandingRow): Branding {
	return {
		product: product === EVERY_PRODUCT ? DEFAULT_PRODUCT : product,
		name,
		logo_url: logoUrl,
		accent_color: accentColor,
		updated_at: toTimestamp(updatedAt),
	};
}
