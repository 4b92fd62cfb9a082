/**
 * What pages gain from a script: nothing that they need. Each part looks for what it improves and leaves
 * pages alone that have none of it.
 */
import { offerCopying } from './copy.ts';
import { followLive } from './live.ts';
import { tellOnce } from './notice.ts';
import { keepWatched, sendOnce } from './portal.ts';
import { keepTimeZone } from './time-zone.ts';

keepTimeZone();
tellOnce();
offerCopying(document);
followLive(document);
keepWatched(document);
sendOnce(document);
