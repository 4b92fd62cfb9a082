/** The browser of the browser tests and of the screenshots: one that is found, and not brought along. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { ScriptError } from './lifecycle.ts';

const PLACES: readonly string[] = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where Chromium is: the one that is named, or one of the usual places. Throws with the way to get it. */
export function chromiumPath(named = process.env['CHROMIUM_PATH'] ?? '', places = PLACES): string {
	if (named !== '' && !existsSync(named)) {
		throw new ScriptError(`CHROMIUM_PATH is "${named}", and there is no such file.`);
	}
	const found = [named, ...places].find((place) => place !== '' && existsSync(place));
	if (found !== undefined) return found;
	throw new ScriptError(
		'This needs Chromium, and there is none. On Debian: "sudo apt-get install -y chromium". Elsewhere install Chromium or Chrome, and name it: CHROMIUM_PATH=/path/to/chrome npm run test:e2e',
	);
}

/** Starts it. */
export function launchChromium(): Promise<Browser> {
	// Inside of containers there are neither user namespaces nor a large /dev/shm.
	const args = ['--no-sandbox', '--disable-dev-shm-usage'];
	return chromium.launch({ executablePath: chromiumPath(), args });
}
