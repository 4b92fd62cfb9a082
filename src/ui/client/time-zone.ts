/**
 * Tells the server in which zone the viewer is, so that pages come with local times from the beginning and
 * nothing moves when the script has loaded. The first page of all is told in UTC, or as Cloudflare guesses.
 */

/** Sets the cookie, and puts the times of this page right. */
export function keepTimeZone(): void {
	const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
	const known = /(?:^|; )time_zone=([^;]*)/.exec(document.cookie)?.[1];
	if (known !== undefined && decodeURIComponent(known) === timeZone) return;
	const secure = location.protocol === 'https:' ? '; Secure' : '';
	document.cookie = `time_zone=${encodeURIComponent(timeZone)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
	for (const time of document.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
		const at = new Date(time.dateTime);
		const zone = at.toLocaleTimeString('en', { timeZone, timeZoneName: 'short' }).split(' ').at(-1);
		const text = at.toLocaleString('sv-SE', { timeZone });
		time.textContent = time.dataset['zone'] === undefined ? text : `${text} ${zone}`;
	}
}
