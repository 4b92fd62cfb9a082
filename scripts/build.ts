/** `npm run build`: makes dist/, which is what the npm package holds besides its README. */
import { buildPackage } from './package-build.ts';
import { runScript } from './lifecycle.ts';

await runScript(async () => {
	await buildPackage();
	return 0;
}, 1);
