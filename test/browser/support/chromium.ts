/** The browser of the tests: Debian's Chromium, which is found and not brought along. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [
	process.env['CHROMIUM_PATH'] ?? '',
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where Chromium is; throws with the way to get it where there is none. */
export function chromiumPath(): string {
	const found = PLACES.find((place) => place !== '' && existsSync(place));
	if (found !== undefined) return found;
	throw new Error(
		'The browser tests need Chromium, and there is none. On Debian and Ubuntu: "sudo apt-get install -y chromium". Elsewhere install Chromium or Chrome, and name it: CHROMIUM_PATH=/path/to/chrome npm run test:e2e',
	);
}

/** Starts it. */
export function launchChromium(): Promise<Browser> {
	// Inside of containers there are neither user namespaces nor a large /dev/shm.
	const args = ['--no-sandbox', '--disable-dev-shm-usage'];
	return chromium.launch({ executablePath: chromiumPath(), args });
}
