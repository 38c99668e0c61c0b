// called.mjs - what clients called, by test file: integration/zz-coverage.test.mjs looks whether it was all.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BUILD } from './root.mjs';

const CALLS = join(BUILD, 'api-calls');
// By folder and name: tests/integration/books.test.mjs is not tests/browser/books.test.mjs.
export const callsOf = (file) => join(CALLS, `${basename(dirname(file))}-${basename(file)}.jsonl`);
const mine = callsOf(process.argv[1] ?? 'unknown');
mkdirSync(CALLS, { recursive: true });
writeFileSync(mine, '');

export const record = (method, path, status) => appendFileSync(mine, `${JSON.stringify([method, path.split('?')[0], status])}\n`);
