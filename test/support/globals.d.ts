/** What the test runner adds to the global types: the Worker under test, and vite's import.meta.glob. */
declare global {
	namespace Cloudflare {
		interface GlobalProps {
			mainModule: typeof import('../../src/index.ts');
			durableNamespaces: 'DirectoryWriter';
		}
	}

	interface ImportMeta {
		/** Imports every module that matches, each under its path. */
		glob<Module>(
			pattern: string,
			options: { readonly eager: true; readonly import: string },
		): Record<string, Module>;
	}
}

export {};
