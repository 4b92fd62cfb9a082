/** `npm run docs`: brings up to date what docs has that is made from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { doctorPage } from './doctor-page.ts';
import { eventsPage } from './events-page.ts';
import { providersPages } from './providers-pages.ts';

const docs = resolve(import.meta.dirname, '../docs');

const events = resolve(docs, 'events.md');
writeFileSync(events, eventsPage(readFileSync(events, 'utf8')));

const providers = resolve(docs, 'providers');
const index = resolve(providers, 'README.md');
const pages = providersPages(readFileSync(index, 'utf8'));
for (const [file, page] of pages) writeFileSync(resolve(providers, file), page);
writeFileSync(resolve(providers, 'doctor.md'), doctorPage());
