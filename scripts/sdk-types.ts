/** `npm run sdk:types`: writes what the SDK knows of the API, made of the contract. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript } from './lifecycle.ts';
import { ROOT } from './local-server.ts';
import { sdkSources } from './sdk-sources.ts';

await runScript(async () => {
	for (const [path, text] of Object.entries(await sdkSources())) {
		writeFileSync(join(ROOT, path), text);
	}
	return 0;
}, 1);
