/** What events of each type hold, for logs that are made with SQL. */
import { EVENT_TYPE_LIST } from '../../src/contract/event-types.ts';

/** The `data` of an event of that type, as a row holds it; of a type that there is not, nothing. */
export function dataOf(type: string): string {
	const example = EVENT_TYPE_LIST.find(({ name }) => name === type)?.example;
	return JSON.stringify(example?.['data'] ?? {});
}
