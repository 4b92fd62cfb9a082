/** How the setup portal introduces itself in the /v1 API: the name, the logo and the colour of a product. */
import * as z from 'zod';
import { cursorOf, limit, name, timestamp } from './shared.ts';

/**
 * A CSP takes hosts apart by blanks, `;` and `,`, and knows `*`: none of them may be in one. The last label has
 * a letter, or else it is an address.
 */
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[0-9-]*[a-z][a-z0-9-]*$/;

const LOGO_URL_CHARACTERS_MAX = 2000;

const NO_LOGO_URL = 'must be an https:// URL with a public host name and no user name or password';

/** The characters of RFC 3986 §2, but for brackets. */
const logoUrl = z
	.string()
	.max(LOGO_URL_CHARACTERS_MAX)
	.regex(/^https:\/\/[\w.~:/?#@!$&'()*+,;=%-]+$/, { error: NO_LOGO_URL, abort: true })
	.refine(isLogoUrl, { error: NO_LOGO_URL });

function isLogoUrl(given: string): boolean {
	const url = URL.parse(given);
	return url !== null && HOST.test(url.hostname) && url.username + url.password === '';
}

/** What turns the text around it (Unicode Bidirectional Algorithm) could make another name of one. */
const shownName = name.refine((given) => !/[\u202a-\u202e\u2066-\u2069]/.test(given), {
	error: 'must not contain characters that change the direction of text',
});

const accentColor = z
	.string()
	.regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #3544b8')
	.toLowerCase();

const shape = {
	name: shownName.nullable().describe('What the product is called; null for its name in the API.'),
	logo_url: logoUrl
		.nullable()
		.describe('An https URL of its logo, which browsers load from there; null for none.'),
	accent_color: accentColor
		.nullable()
		.describe('The colour of buttons, as `#rrggbb`; null for the default.'),
};

/** Body of PUT /v1/branding/{product}. */
export const newBranding = z
	.strictObject({
		name: shape.name.default(null),
		logo_url: shape.logo_url.default(null),
		accent_color: shape.accent_color.default(null),
	})
	.meta({
		id: 'NewBranding',
		description: 'The look of the setup portal; the default for what is left out.',
		examples: [
			{
				name: 'Acme CRM',
				logo_url: 'https://www.example.com/logo.svg',
				accent_color: '#3544b8',
			},
		],
	});

/** What stands for every product without a branding of its own, in the place of a product. */
export const DEFAULT_PRODUCT = 'default';

/** The product in the path of PUT and DELETE /v1/branding/{product}. */
export const brandedProduct = name;

/** Query of GET /v1/branding. */
export const brandingQuery = z.strictObject({ limit, cursor: cursorOf(/^/).optional() });

/** A branding as the API shows it. */
export const branding = z
	.object({
		product: z
			.string()
			.describe('The product; `default` for all products without their own branding.'),
		name: z.string().nullable().describe('What it is called; null for its name in the API.'),
		logo_url: z.string().nullable().describe('Where its logo is; null for none.'),
		accent_color: z.string().nullable().describe('`#rrggbb`; null for the default colour.'),
		updated_at: timestamp.describe('When it was last set.'),
	})
	.meta({
		id: 'Branding',
		description: 'How the setup portal looks to the customers of a product.',
		examples: [
			{
				product: 'crm',
				name: 'Acme CRM',
				logo_url: 'https://www.example.com/logo.svg',
				accent_color: '#3544b8',
				updated_at: '2026-03-01T09:00:00.000Z',
			},
		],
	});
export type Branding = z.infer<typeof branding>;
