/** What the OpenAPI document says of the API as a whole, in Markdown. */

/** Its introduction. */
export const DESCRIPTION = `Identity providers provision users and groups into a directory over SCIM 2.0. Your application hears of every change through webhooks, and reads and manages everything through this API.

## Authentication

Send an API key with each request: \`Authorization: Bearer rck_…\`. The first key is the \`ROLLCALL_ADMIN_KEY\` of the deployment; more are made under **API keys**. A key has scopes, \`read\`, \`write\` or \`admin\`, each of which includes those before it, and may be bound to one tenant, one product or both. What belongs to others is then not there: it is left out of lists, and answered with 404.

## Requests and answers

Bodies are JSON in \`snake_case\`. Fields and parameters that the API does not know are refused by name. Answers may get new fields at any time: ignore those that you do not know. Times are RFC 3339, in UTC. Every answer has an \`X-Request-Id\`, and nothing may be cached (\`Cache-Control: no-store\`). There is no CORS: pages of other origins cannot call it, for an API key belongs on a server.

## Lists

A list is answered as \`{"data": […], "next_cursor": …}\`. Give \`next_cursor\` as \`cursor\` of the next request, with the same filters, until it is null. A cursor is opaque, and one that was changed is refused.

## Errors

Every refusal is a problem (RFC 9457): \`application/problem+json\` with \`type\`, \`title\`, \`status\`, \`detail\`, and \`errors\`, which names each field that is wrong. The \`type\` is a path of this service that explains it: [/problems](/problems).

## Idempotency

A \`POST\` may carry an \`Idempotency-Key\`. The same request under the same key is done once; its answer is given again, with \`Idempotency-Replayed: true\`.

## Webhooks

Webhooks follow [Standard Webhooks](https://www.standardwebhooks.com). An endpoint gets each event of its scope at least once, and those of one directory in the order of their \`sequence\`. New fields and new types of events may be added: ignore what you do not know.

## SCIM

Identity providers speak SCIM 2.0 (RFC 7643 and RFC 7644) to \`/scim/v2/{directoryId}\`, which describes itself at \`/ServiceProviderConfig\`, \`/ResourceTypes\` and \`/Schemas\`.
`;
