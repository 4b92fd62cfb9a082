/** The /v1 API: which call of the contract is answered by what. */
import { Hono } from 'hono';
import type { Operation } from '../../contract/operation.ts';
import { OPERATIONS, type OperationId } from '../../contract/operations/index.ts';
import type { AppContext, AppEnv } from '../context.ts';
import { methods, type Handler, type Method } from '../methods.ts';
import { authenticated, guarded } from './access.ts';
import * as activity from './activity.ts';
import * as apiKeys from './api-keys.ts';
import * as attempts from './attempts.ts';
import * as attributeMapping from './attribute-mapping.ts';
import * as auditLog from './audit-log.ts';
import * as brake from './brake.ts';
import * as branding from './branding.ts';
import * as cursors from './cursors.ts';
import * as deadLetters from './dead-letters.ts';
import * as diagnosis from './diagnosis.ts';
import * as directories from './directories.ts';
import * as directoryHealth from './directory-health.ts';
import { rotateSecret } from './endpoint-secrets.ts';
import { testEndpoint } from './endpoint-test.ts';
import * as events from './events.ts';
import * as google from './google.ts';
import * as groups from './groups.ts';
import { importResources } from './import.ts';
import * as people from './people.ts';
import { problem } from './problem.ts';
import * as providers from './providers.ts';
import * as recordings from './recordings.ts';
import * as replays from './replays.ts';
import * as resourceEvents from './resource-events.ts';
import * as schemas from './schemas.ts';
import * as setupLinks from './setup-links.ts';
import * as signingKeys from './signing-keys.ts';
import * as statistics from './statistics.ts';
import * as tenants from './tenants.ts';
import * as timeline from './timeline.ts';
import * as tokens from './tokens.ts';
import * as users from './users.ts';
import * as endpoints from './webhook-endpoints.ts';

const HANDLERS: Readonly<Record<OperationId, Handler>> = {
	listProviders: providers.list,
	getProvider: providers.read,
	listTenants: tenants.list,
	getTenant: tenants.read,
	listDirectories: directories.list,
	createDirectory: directories.create,
	getDirectory: directories.read,
	getStatistics: statistics.read,
	getDiagnosis: diagnosis.read,
	listDirectoryHealth: directoryHealth.list,
	getActivity: activity.read,
	updateDirectory: directories.update,
	deleteDirectory: directories.remove,
	importResources,
	listTokens: tokens.list,
	createToken: tokens.create,
	rotateToken: tokens.rotate,
	revokeToken: tokens.remove,
	getGoogleConnection: google.read,
	authorizeGoogle: google.authorize,
	updateGoogleSettings: google.update,
	syncGoogle: google.sync,
	disconnectGoogle: google.disconnect,
	getAttributeMapping: attributeMapping.read,
	setAttributeMapping: attributeMapping.replace,
	deleteAttributeMapping: attributeMapping.remove,
	previewAttributeMapping: attributeMapping.preview,
	listSchemas: schemas.list,
	createSchema: schemas.create,
	getSchema: schemas.read,
	replaceSchema: schemas.replace,
	deleteSchema: schemas.remove,
	getBrake: brake.read,
	setBrake: brake.replace,
	deleteBrake: brake.remove,
	resumeDeliveries: brake.resume,
	discardDeliveries: brake.discard,
	createRecording: recordings.create,
	listRecordings: recordings.list,
	getRecording: recordings.read,
	stopRecording: recordings.stop,
	deleteRecording: recordings.remove,
	getTranscript: recordings.transcript,
	listUsers: users.list,
	getUser: users.read,
	listUserGroups: users.listGroups,
	listUserEvents: resourceEvents.listOfUser,
	listGroups: groups.list,
	getGroup: groups.read,
	listGroupMembers: groups.readMembers,
	searchPeople: people.search,
	getTimeline: timeline.read,
	listGroupEvents: resourceEvents.listOfGroup,
	listEvents: events.list,
	getEvent: events.read,
	listEventAttempts: attempts.listForEvent,
	listWebhookEndpoints: endpoints.list,
	createWebhookEndpoint: endpoints.create,
	getWebhookEndpoint: endpoints.read,
	updateWebhookEndpoint: endpoints.update,
	deleteWebhookEndpoint: endpoints.remove,
	rotateSecret,
	testWebhookEndpoint: testEndpoint,
	listAttempts: attempts.list,
	getAttempt: attempts.read,
	listCursors: cursors.list,
	listAuditEntries: auditLog.list,
	createReplay: replays.create,
	listReplays: replays.list,
	getReplay: replays.read,
	cancelReplay: replays.cancel,
	listDeadLetters: deadLetters.list,
	redeliverAll: deadLetters.redeliverAll,
	redeliver: deadLetters.redeliver,
	listSigningKeys: signingKeys.list,
	createSigningKey: signingKeys.create,
	deleteSigningKey: signingKeys.remove,
	createSetupLink: setupLinks.create,
	listSetupLinks: setupLinks.list,
	getSetupLink: setupLinks.read,
	regenerateSetupLink: setupLinks.regenerate,
	revokeSetupLink: setupLinks.remove,
	listBranding: branding.list,
	setBranding: branding.replace,
	deleteBranding: branding.remove,
	createApiKey: apiKeys.create,
	listApiKeys: apiKeys.list,
	getApiKey: apiKeys.read,
	revokeApiKey: apiKeys.remove,
};

/** Routes below /v1. */
export function apiRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>();
	const paths = new Map<string, Partial<Record<Method, Handler>>>();
	for (const [id, operation] of Object.entries(OPERATIONS) as [OperationId, Operation][]) {
		const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
		const handlers = paths.get(path) ?? {};
		handlers[operation.method] = guarded(operation, HANDLERS[id]);
		paths.set(path, handlers);
	}
	for (const [path, handlers] of paths) methods(app, path, handlers, methodNotAllowed);
	app.all(
		'*',
		authenticated((c) => problem(404, `There is nothing at ${c.req.path}.`)),
	);
	return app;
}

function methodNotAllowed(c: AppContext, allow: string): Response | Promise<Response> {
	return authenticated(() =>
		problem(405, `${c.req.method} is not allowed here. Allowed: ${allow}.`, {
			headers: { Allow: allow },
		}),
	)(c);
}
