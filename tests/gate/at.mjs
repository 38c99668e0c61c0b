// at.mjs - TEST_AT: each program of the tests starts at this time of the wall clock in Europe/Berlin, the demo tenant's zone.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { buildPreload, preloadEnv } from '../lib/preload.mjs';
import { ROOT } from '../lib/root.mjs';

export const AT = process.env.TEST_AT || null;
const LIBRARY = join(ROOT, 'build/wallclock.so');

// Of a local time that comes twice, this is the first. Throws for a text that is no time.
const secondsOf = (at) => Number(execFileSync('date', ['-d', `TZ="Europe/Berlin" ${at}`, '+%s'], { encoding: 'utf8' }));
const begins = AT && secondsOf(AT);
if (AT) buildPreload('wallclock', LIBRARY);

// The environment of a program that starts now.
export const clockEnv = () => AT ? preloadEnv(LIBRARY, { WALLCLOCK_AHEAD_S: String(begins - Math.floor(Date.now() / 1000)) }) : {};
