/** Every call of the /v1 API, by its operationId. */
import { activityOperations } from './activity.ts';
import { apiKeyOperations } from './api-keys.ts';
import { attributeMappingOperations } from './attribute-mapping.ts';
import { auditOperations } from './audit.ts';
import { brakeOperations } from './brake.ts';
import { brandingOperations } from './branding.ts';
import { declaredSchemaOperations } from './declared-schemas.ts';
import { diagnosisOperations } from './diagnosis.ts';
import { directoryOperations } from './directories.ts';
import { directoryApiOperations } from './directory-api.ts';
import { directoryHealthOperations } from './directory-health.ts';
import { eventOperations } from './events.ts';
import { googleOperations } from './google.ts';
import { importOperations } from './import.ts';
import { peopleOperations } from './people.ts';
import { providerOperations } from './providers.ts';
import { recordingOperations } from './recordings.ts';
import { replayOperations } from './replays.ts';
import { setupLinkOperations } from './setup-links.ts';
import { signingKeyOperations } from './signing-keys.ts';
import { tenantOperations } from './tenants.ts';
import { webhookEndpointOperations } from './webhook-endpoints.ts';

/** The whole API; what is not in here has no route. */
export const OPERATIONS = {
	...providerOperations,
	...tenantOperations,
	...directoryOperations,
	...directoryApiOperations,
	...peopleOperations,
	...diagnosisOperations,
	...directoryHealthOperations,
	...activityOperations,
	...importOperations,
	...googleOperations,
	...attributeMappingOperations,
	...declaredSchemaOperations,
	...eventOperations,
	...brakeOperations,
	...recordingOperations,
	...webhookEndpointOperations,
	...replayOperations,
	...signingKeyOperations,
	...setupLinkOperations,
	...brandingOperations,
	...apiKeyOperations,
	...auditOperations,
} as const;

/** The name of a call. */
export type OperationId = keyof typeof OPERATIONS;
