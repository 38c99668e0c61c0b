// root.mjs - the top of the tree, and of what was built of it.
import { join } from 'node:path';

export const ROOT = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
export const FLAVOUR = process.env.FLAVOUR ?? 'plain';
export const BUILD = join(ROOT, 'build', FLAVOUR);
