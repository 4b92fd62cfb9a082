/** What vite adds to import.meta and the tests use. */
interface ImportMeta {
	/** Imports every module that matches, each under its path. */
	glob<Module>(
		pattern: string,
		options: { readonly eager: true; readonly import: string },
	): Record<string, Module>;
}
