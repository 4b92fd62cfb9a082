/**
 * What there is to know of an identity provider, as a type: what it can do, what to paste where, and what
 * to press when it fails, in the words of its own admin console. What is not known is null, never guessed.
 */
import type { ProviderKey } from './keys.ts';

/**
 * An identity provider. Its texts are Markdown with nothing but `code` and **bold**, which is for what the
 * console says; they may hold placeholders (./placeholders.ts).
 */
export interface Provider {
	readonly key: ProviderKey;
	/** What it calls itself. */
	readonly name: string;
	/** What its file here, and its page in docs/providers, is called. */
	readonly slug: string;
	readonly groups: Groups;
	readonly deprovisioning: Deprovisioning;
	readonly rates: Rates;
	readonly afterwards: Afterwards;
	readonly authentication: Authentication;
	readonly url: UrlForm;
	readonly userAgents: readonly UserAgent[];
	/** Its products that send, or are asked, in ways of their own; most providers have one. */
	readonly products: readonly [Product, ...(readonly Product[])];
	/** What the operator of Rollcall does once, before any directory can be connected. */
	readonly operatorSetup: readonly Step[];
	/** A page of docs that says more than the one in docs/providers; left out where there is none. */
	readonly guide?: string;
	/** The attributes to look at before the first user is sent. */
	readonly mappings: readonly Mapping[];
	readonly troubleshooting: readonly Trouble[];
	/** Where all else comes from: addresses, or `owner/repository path`. */
	readonly sources: readonly string[];
}

/** Whether and how it sends groups. */
interface Groups {
	/** Null if that depends on the product, or is not known. */
	readonly supported: boolean | null;
	/** Whether a group can be a member of another in what it sends; null if that is not known. */
	readonly nested: boolean | null;
	/** What has to be done for groups to come, and how they come. */
	readonly how: string;
}

/** What comes when a user is to lose access. */
interface Deprovisioning {
	/** What it can send; the settings decide which. */
	readonly styles: readonly ('deactivate' | 'delete')[];
	/** Which request says that a user is inactive; null if that is not known, or it sends none. */
	readonly deactivation: 'PATCH' | 'PUT' | 'PATCH or PUT' | null;
	/** What decides, in the words of the console. */
	readonly how: string;
}

/** How often and how fast it sends. */
interface Rates {
	/** Seconds from one synchronisation to the next; 0 if each change is sent at once, null if not known. */
	readonly intervalSeconds: number | null;
	/** Requests in a second that it expects a service to bear; null if it does not say. */
	readonly requestsPerSecond: number | null;
	/** Resources that it asks for in one page; null if it does not say. */
	readonly pageSize: number | null;
	readonly notes: string;
}

/** What an IT admin is told once it is connected: what to do there, and what then happens here. */
interface Afterwards {
	/** When changes come. */
	readonly changes: string;
	/** How somebody loses access. */
	readonly leaving: string;
	readonly groups: string;
}

/** How it proves itself. */
interface Authentication {
	/** `bearer`: with a token of the directory. `oauth`: Rollcall proves itself to it instead, and asks. */
	readonly method: 'bearer' | 'oauth';
	/** What it puts into the header `Authorization`; null if it sends nothing. */
	readonly header: string | null;
	/** What else it could do; Rollcall takes the token alone. */
	readonly alternatives: readonly string[];
}

/** What it wants as the address of the SCIM service. */
interface UrlForm {
	/** What to paste: `{endpoint}`, with what belongs to it; null if it is given no address. */
	readonly template: string | null;
	/** Why it has this form. */
	readonly why: string;
}

/** A `User-Agent` by which it is known. */
interface UserAgent {
	/** A regular expression over the header; null for requests that come without one. */
	readonly pattern: string | null;
	readonly source: string;
}

/** A product, with its way of being set up. */
export interface Product {
	readonly name: string;
	/** What its form calls the two things to paste; null if it is not known, or there is nothing to paste. */
	readonly form: { readonly endpoint: string; readonly secret: string } | null;
	/** In order. */
	readonly setup: readonly [Step, ...(readonly Step[])];
}

/** One thing to do in an admin console. */
export interface Step {
	readonly text: string;
	/** What to paste there, as it is but for placeholders; left out where nothing is. */
	readonly paste?: string;
}

/** An attribute that has to arrive in a certain way. */
interface Mapping {
	/** The SCIM attribute. */
	readonly attribute: 'userName' | 'emails' | 'active' | 'externalId' | 'name' | 'members';
	/** What feeds it, and where that is set. */
	readonly check: string;
}

/** What an admin sees, and what to press. */
interface Trouble {
	readonly symptom: string;
	readonly remedy: string;
}
