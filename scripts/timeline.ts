/** The demo's output: one line for each thing that happens, in colour on a terminal only. */
import { styleText } from 'node:util';
import type { WireRequest } from '../src/transcript/replay.ts';
import type { ReceivedEvent } from './webhook-receiver.ts';

type Style = Parameters<typeof styleText>[0];

const PATH_LENGTH_MAX = 44;
const TARGET_LENGTH = 'DELETE '.length + PATH_LENGTH_MAX + 1;

const paint = (style: Style, text: string) => styleText(style, text, { stream: process.stdout });

const yesNo = (holds: boolean) => (holds ? paint('green', 'yes') : paint('red', 'NO'));

/** Prints what happens as it happens. */
export type Timeline = ReturnType<typeof createTimeline>;

/** A timeline that starts now. NO_COLOR (and a pipe) turn colours off: styleText looks at both. */
export function createTimeline() {
	const startedAt = performance.now();
	const labels = new Map<string, string>();
	const line = (text: string) => {
		const seconds = ((performance.now() - startedAt) / 1000).toFixed(2).padStart(6);
		console.log(`${paint('gray', `${seconds}s`)}  ${text}`);
	};
	const labelOf = (directoryId: string) => {
		const label = labels.get(directoryId) ?? `D${labels.size + 1}`;
		labels.set(directoryId, label);
		return label;
	};
	return {
		heading(text: string): void {
			console.log(`\n${paint('bold', text)}`);
		},
		note(text: string): void {
			line(paint('gray', text));
		},
		/** Says what the directory's short name, D1, D2, …, stands for. */
		directory(id: string, text: string): void {
			line(paint('gray', `${labelOf(id)} is ${text}`));
		},
		request(request: WireRequest, status: number, ms: number, stepName: string): void {
			const shown = paint(status < 400 ? 'green' : 'yellow', String(status));
			const target = `${request.method.padEnd(6)} ${shorten(request.url)}`.padEnd(TARGET_LENGTH);
			const took = `${ms.toFixed(0).padStart(4)} ms`;
			line(`→ ${target} ${shown} ${took}  ${paint('gray', stepName)}`);
		},
		webhook(event: ReceivedEvent): void {
			const label = labelOf(event.directoryId);
			const verdict = event.signatureValid
				? paint('green', 'signature valid')
				: paint('red', 'SIGNATURE INVALID');
			const number = `#${event.sequence}`.padEnd(4);
			line(`  ${paint('cyan', `← ${label} ${number} ${event.type.padEnd(18)}`)} ${verdict}`);
		},
		problem(text: string): void {
			line(paint('red', `✗ ${text}`));
		},
		figure(name: string, value: number): void {
			console.log(`  ${name.padEnd(42)} ${value}`);
		},
		verdict(name: string, holds: boolean): void {
			console.log(`  ${name.padEnd(42)} ${yesNo(holds)}`);
		},
	};
}

/** The path below the SCIM base, readable: decoded, ids by their last digits. */
function shorten(url: string): string {
	const path = decodeURIComponent(url.replace(/^.*\/scim\/v2\/[^/]+/, '')).replace(
		/[\da-f]{8}-[\da-f-]{23}([\da-f]{4})/g,
		'…$1',
	);
	return path.length > PATH_LENGTH_MAX ? `${path.slice(0, PATH_LENGTH_MAX)}…` : path;
}
