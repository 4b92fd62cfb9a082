// Loaded before each script: the scripts are TypeScript, which older versions of Node cannot load at all.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
	console.error(
		[
			`Rollcall's scripts need Node 22.18 or newer; this is ${process.version}.`,
			'The dev dependency "node" brings one for npm scripts: run `npm ci`, then go through npm',
			'(`npm start`, `npm run demo`). If `npm ci` skipped install scripts, allow them for "node".',
		].join('\n'),
	);
	process.exit(1);
}
