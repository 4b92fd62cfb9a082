/** `rollcall diagnose`. */
import type { Command } from 'commander';
import type { DirectoryDiagnosis } from '../../sdk/index.ts';
import { connect, examples } from '../connection.ts';
import { plain } from './providers.ts';

type Finding = DirectoryDiagnosis['findings'][number];

/** Adds the command. */
export function registerDiagnose(program: Command): void {
	examples(
		program
			.command('diagnose <directory>')
			.description('Show what is wrong with a connection, and how to fix it'),
		['rollcall diagnose dir_…', 'rollcall diagnose dir_… --json | jq .findings'],
	).action(async (id: string, _options: object, command: Command) => {
		const { rollcall, output } = connect(command);
		const diagnosis = await rollcall.directories.diagnosis(id);
		output.text(report(diagnosis), diagnosis);
	});
}

/** All of it, as plain text. */
function report({ state, provider, findings, ...diagnosis }: DirectoryDiagnosis): string {
	const { configured, recognised, because } = provider;
	const [today] = diagnosis.days;
	const head = [
		`State: ${state}`,
		`Configured provider: ${configured}`,
		`Recognised provider: ${recognised ?? 'none'}${because.length === 0 ? '' : ` (${because.join(' ')})`}`,
		`Last request: ${diagnosis.last_request_at ?? 'none'}`,
		`Last accepted request: ${diagnosis.last_accepted_at ?? 'none'}`,
		...(today === undefined
			? []
			: [`On ${today.date}: ${today.requests} requests, ${today.failures} of them failed`]),
	].join('\n');
	const found = findings.length === 0 ? ['No problems found.'] : findings.map(paragraph);
	return plain([head, ...found].join('\n\n'));
}

function paragraph({ name, severity, title, detail, remedy, evidence }: Finding): string {
	const seen =
		evidence === null
			? []
			: [
					`   Seen: ${evidence.at} ${evidence.request.method} ${evidence.request.target} -> ${evidence.answer.status}`,
				];
	return [`${severity}: ${title} (${name})`, `   ${detail}`, ...seen, `   Fix: ${remedy}`].join(
		'\n',
	);
}
