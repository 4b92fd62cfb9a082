/** Points in time, in the viewer's zone; UTC on hover. */
import { useView } from '../view.ts';

/** A time as RFC 3339 has it; a dash for none. */
export function Time({ at }: { readonly at: string | null | undefined }) {
	const { timeZone, isZoneNamed = false } = useView();
	if (at === null || at === undefined) return <span class="none">–</span>;
	const utc = `${at.slice(0, 19).replace('T', ' ')} UTC`;
	return (
		<time datetime={at} title={utc} data-zone={isZoneNamed ? '' : undefined}>
			{localTime(at, timeZone)}
			{isZoneNamed ? ` ${zoneName(at, timeZone)}` : ''}
		</time>
	);
}

/** What a zone is called at a time: `UTC`, `CET`, `GMT-5`. */
function zoneName(at: string, timeZone: string): string {
	const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'short' });
	const found = parts.formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName');
	return found?.value ?? timeZone;
}

/** `2026-03-01 10:00:00`, in a zone. */
export function localTime(at: string, timeZone: string): string {
	// Swedes write dates as ISO 8601 does.
	return new Intl.DateTimeFormat('sv-SE', {
		timeZone,
		dateStyle: 'short',
		timeStyle: 'medium',
	}).format(new Date(at));
}
