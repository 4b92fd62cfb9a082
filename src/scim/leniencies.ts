/**
 * Every leniency by name: what is accepted beyond RFC 7643 and RFC 7644, from whom, and who says that
 * they send it. Each widens what is accepted; none changes what is stored for or answered to a conforming
 * client. The code that grants one is marked with its name.
 */
import { BODY_LENIENCIES } from './leniencies/bodies.ts';
import type { Leniency } from './leniencies/leniency.ts';
import { REQUEST_LENIENCIES } from './leniencies/requests.ts';
import { TYPED_LENIENCIES } from './leniencies/typed.ts';

/** All of them, those by directory type first. */
export const LENIENCIES: readonly Leniency[] = [
	...TYPED_LENIENCIES,
	...BODY_LENIENCIES,
	...REQUEST_LENIENCIES,
];
