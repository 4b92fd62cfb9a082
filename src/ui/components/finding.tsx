/** What the doctor has found, as operators and IT admins are told alike. */
import type { DirectoryDiagnosis } from '../../contract/diagnosis.ts';
import type { Tone } from './content.tsx';
import { Rich } from './rich.tsx';

type Finding = DirectoryDiagnosis['findings'][number];

/** How grave it is. */
export const SEVERITY_TONES: Readonly<Record<Finding['severity'], Tone>> = {
	error: 'danger',
	warning: 'warning',
	hint: 'secondary',
};

/** What it means, and what to do. */
export function Advice({
	of: { detail, remedy },
}: {
	readonly of: Pick<Finding, 'detail' | 'remedy'>;
}) {
	return (
		<>
			<p>
				<Rich text={detail} />
			</p>
			<p>
				<strong>What to do:</strong> <Rich text={remedy} />
			</p>
		</>
	);
}
