/** Asks before something is gone for good. */
import { createInterface } from 'node:readline/promises';
import { UsageError } from './failure.ts';

/** Has the name typed of what is to be deleted; a script, which cannot be asked, says `--yes`. */
export async function confirm(question: string, name: string, isSure: boolean): Promise<void> {
	if (isSure) return;
	if (!process.stdin.isTTY) throw new UsageError(`${question} Add --yes to confirm.`);
	const prompt = createInterface({ input: process.stdin, output: process.stderr });
	try {
		const answer = await prompt.question(`${question}\nType ${name} to confirm: `);
		if (answer.trim() !== name)
			throw new UsageError('That name does not match. Nothing was deleted.');
	} finally {
		prompt.close();
	}
}
