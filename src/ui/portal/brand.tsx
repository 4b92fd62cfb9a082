/** How the portal looks for the customers of a product: its name, its logo, and its colour. */
import type { BrandingRow } from '../../store/branding.ts';
import type { PageOptions } from '../respond.tsx';

/** A branding, as far as it can be seen. */
export type Look = Pick<BrandingRow, 'name' | 'logoUrl' | 'accentColor'>;

/** The head of a page: who has sent the link. */
export function Masthead({
	name,
	logoUrl,
}: {
	readonly name: string;
	readonly logoUrl: string | null;
}) {
	return (
		<div class="masthead">
			{logoUrl === null ? null : (
				<span class="logo">
					{/* The name stands beside it. */}
					<img src={logoUrl} alt="" referrerpolicy="no-referrer" />
				</span>
			)}
			<strong>{name}</strong>
		</div>
	);
}

/** What a page with this look needs of `respond`; `selector` is where the colour applies. */
export function styledAs(
	looks: readonly { readonly selector: string; readonly look: Look | undefined }[],
): Pick<PageOptions, 'style' | 'images'> {
	const rules = looks.flatMap(({ selector, look }) =>
		look?.accentColor === null || look === undefined
			? []
			: [`${selector}{--brand:${look.accentColor};--on-brand:${foregroundOn(look.accentColor)}}`],
	);
	const images = looks.flatMap(({ look }) =>
		look?.logoUrl === null || look === undefined ? [] : [new URL(look.logoUrl).origin],
	);
	return {
		...(rules.length === 0 ? {} : { style: rules.join('') }),
		images: [...new Set(images)],
	};
}

/** Black or white, whichever can be read better on a colour `#rrggbb`: 4.5 to 1 at least (WCAG 2.2 §1.4.3). */
export function foregroundOn(color: string): '#000' | '#fff' {
	const luminance = luminanceOf(color);
	return contrast(luminance, 0) >= contrast(1, luminance) ? '#000' : '#fff';
}

/** How much a lighter colour stands out against a darker one, by their luminances (WCAG 2.2). */
function contrast(lighter: number, darker: number): number {
	return (lighter + 0.05) / (darker + 0.05);
}

/** The relative luminance of a colour `#rrggbb`, from 0 to 1 (WCAG 2.2). */
function luminanceOf(color: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
		const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
		return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
