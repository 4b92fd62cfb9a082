/** `npm run docs`: brings the part of docs/events.md up to date that is made from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { eventsPage } from './events-page.ts';

const path = resolve(import.meta.dirname, '../docs/events.md');
writeFileSync(path, eventsPage(readFileSync(path, 'utf8')));
