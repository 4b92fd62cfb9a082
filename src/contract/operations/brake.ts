/** Calls about the deprovisioning brake. */
import { brakeDecision, deprovisioningBrake, newBrakeLimits } from '../brake.ts';
import type { Operations } from '../operation.ts';

export const brakeOperations = {
	getBrake: {
		method: 'GET',
		path: '/directories/{id}/deprovisioning-brake',
		scope: 'read',
		tag: 'Deprovisioning brake',
		summary: 'Read the brake of a directory',
		description:
			'With `limits` of null it is off. `suggestion` is what suits a directory of this size.',
		status: 200,
		answer: deprovisioningBrake,
		problems: [404],
	},
	setBrake: {
		method: 'PUT',
		path: '/directories/{id}/deprovisioning-brake',
		scope: 'write',
		tag: 'Deprovisioning brake',
		summary: 'Set the limits of the brake',
		description:
			'Turns it on, or gives it other limits: `users`, `percent` of the active users, or both, within `window_seconds`. What it counted still counts, and what it holds stays held.',
		body: newBrakeLimits,
		status: 200,
		answer: deprovisioningBrake,
		problems: [404, 413, 415],
	},
	deleteBrake: {
		method: 'DELETE',
		path: '/directories/{id}/deprovisioning-brake',
		scope: 'write',
		tag: 'Deprovisioning brake',
		summary: 'Turn the brake off',
		description: 'What it holds stays held: resume it, or discard it.',
		status: 204,
		problems: [404],
	},
	resumeDeliveries: {
		method: 'POST',
		path: '/directories/{id}/deprovisioning-brake/resume',
		scope: 'write',
		tag: 'Deprovisioning brake',
		summary: 'Deliver what the brake holds',
		description: 'Everything that was held is delivered now, in order.',
		status: 200,
		answer: brakeDecision,
		problems: [404, 409],
	},
	discardDeliveries: {
		method: 'POST',
		path: '/directories/{id}/deprovisioning-brake/discard',
		scope: 'write',
		tag: 'Deprovisioning brake',
		summary: 'Skip what the brake holds',
		description:
			'What was held is skipped: it stays in the log, and only a replay still sends it. Endpoints go on with what comes next.',
		status: 200,
		answer: brakeDecision,
		problems: [404, 409],
	},
} as const satisfies Operations;
