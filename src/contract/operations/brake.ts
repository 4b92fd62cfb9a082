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
		description: 'It is off if `limits` is null. `suggestion` fits a directory of this size.',
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
			'Turns it on or changes its limits: `users`, `percent` of the active users, or both, within `window_seconds`. What was already counted still counts, and held events stay held.',
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
		description: 'Held events stay held until they are resumed or discarded.',
		status: 204,
		problems: [404],
	},
	resumeDeliveries: {
		method: 'POST',
		path: '/directories/{id}/deprovisioning-brake/resume',
		scope: 'write',
		tag: 'Deprovisioning brake',
		summary: 'Deliver the events that the brake holds',
		description: 'All held events are delivered now, in order.',
		status: 200,
		answer: brakeDecision,
		problems: [404, 409],
	},
	discardDeliveries: {
		method: 'POST',
		path: '/directories/{id}/deprovisioning-brake/discard',
		scope: 'write',
		tag: 'Deprovisioning brake',
		summary: 'Discard the events that the brake holds',
		description:
			'Held events are skipped. They stay in the log, but only a replay can send them. Endpoints continue with the next events.',
		status: 200,
		answer: brakeDecision,
		problems: [404, 409],
	},
} as const satisfies Operations;
