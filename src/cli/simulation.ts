/** How a simulation is shown to people: how far it is, and its verdict. */
import type { Example, Finding } from '../simulator/findings.ts';
import type { Progress } from '../simulator/wire.ts';
import type { Verdict } from '../simulator/verdict.ts';
import type { Columns, Output } from './output.ts';

/** How often a line on a terminal is written anew. */
const REDRAW_MS = 200;

/** Tells how far it is on the standard error: in one line of a terminal, or a line for each phase. */
export function progressLine(): {
	readonly show: (progress: Progress) => void;
	readonly end: () => void;
} {
	const { stderr } = process;
	let phase = '';
	let shownAt = Number.NEGATIVE_INFINITY;
	return {
		show: (progress) => {
			const isNew = progress.phase !== phase;
			if (!isNew && (!stderr.isTTY || progress.elapsedMs - shownAt < REDRAW_MS)) return;
			phase = progress.phase;
			shownAt = progress.elapsedMs;
			stderr.write(stderr.isTTY ? `\r\u001b[K${lineOf(progress)}` : `${lineOf(progress)}\n`);
		},
		end: () => {
			if (stderr.isTTY) stderr.write('\r\u001b[K');
		},
	};
}

function lineOf({ phase, requests, elapsedMs, findings }: Progress): string {
	const rate = elapsedMs > 0 ? Math.round((requests * 1000) / elapsedMs) : 0;
	const found = findings === 0 ? '' : `, ${findings} finding(s)`;
	return `${phase}: ${requests} requests, ${rate}/s${found}`;
}

const CALLS: Columns<Verdict['calls'][number]> = {
	call: ({ call }) => call,
	count: ({ count }) => count,
	answers: ({ statuses }) =>
		Object.entries(statuses).map(
			([status, count]) => `${count} × ${status === '0' ? 'none' : status}`,
		),
	'p50 ms': ({ latency_ms: { p50 } }) => p50,
	'p95 ms': ({ latency_ms: { p95 } }) => p95,
	'max ms': ({ latency_ms: { max } }) => max,
};

/** More kinds of findings are for programs. */
const FINDINGS_MAX = 20;

/** Prints the verdict, with the first findings. */
export function showVerdict(output: Output, verdict: Verdict): void {
	const { client, cycle, seed, users, groups, seconds, requests, retries, operations } = verdict;
	const say = (text: string) => output.line(text, text);
	const rate = seconds > 0 ? Math.round(requests / seconds) : requests;
	const { p50, p95, max } = verdict.latency_ms;
	say(`${client}: ${cycle} cycle, ${users} users, ${groups} groups, seed ${seed}`);
	say(
		`${requests} requests in ${seconds} s (${rate}/s), ${retries} of them retries; p50 ${p50} ms, p95 ${p95} ms, max ${max} ms`,
	);
	say(`${operations.total} operations, ${operations.failed} failed`);
	if (verdict.calls.length > 0) {
		say('');
		output.rows(verdict.calls, CALLS);
	}
	verdict.findings.slice(0, FINDINGS_MAX).forEach((finding, index) => {
		say('');
		for (const line of linesOf(finding, index + 1)) say(line);
	});
	const rest = verdict.findings.length - FINDINGS_MAX;
	if (rest > 0) say(`\n${rest} more kinds of findings. Use --json to see all.`);
	say('');
	if (verdict.outlook !== null) say(verdict.outlook);
	if (verdict.stopped !== null) {
		say(`Stopped: ${verdict.stopped.message}`);
		say(verdict.stopped.remedy);
	} else if (!verdict.complete) say('Stopped before it was complete.');
	else if (verdict.passed) say('No findings: this client would work without problems.');
}

function linesOf(finding: Finding, number: number): string[] {
	const { kind, check, call, status, count, why, source, examples } = finding;
	const answered = status === 0 ? 'got no response' : `answered ${status}`;
	const often = count === 1 ? 'once' : `${count} times`;
	const what = kind === 'failure' ? 'A failure to this client' : 'This client would not notice';
	const [example] = examples;
	return [
		`${number}. ${check}: ${call} ${answered}, ${often}`,
		`   ${what}: ${why}`,
		...(source === undefined ? [] : [`   ${source}`]),
		...(example === undefined ? [] : evidenceOf(example)),
	];
}

function evidenceOf({ phase, message, request, answer }: Example): string[] {
	const status = answer.status === 0 ? '' : `${answer.status} `;
	return [
		`   In "${phase}": ${message}`,
		`   > ${request.method} ${request.target} (Authorization: Bearer, redacted)`,
		...(request.body === '' ? [] : [`   > ${request.body}`]),
		`   < ${status}${answer.body}`.trimEnd(),
	];
}
