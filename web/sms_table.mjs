/*
 * Makes src/sms_table.ts from common/base/sms_text.def, so that the page counts by the gateway's own table.
 * Usage: node sms_table.mjs <sms_text.def> <sms_table.ts>
 */
import { readFile, writeFile } from 'node:fs/promises';

/** The table as the page's module; the definitions' strings are JSON's, too. */
export function smsTable(def) {
  const rows = [...def.replace(/\/\*[^]*?\*\//g, '').matchAll(/^(SMS_\w+)\((.*)\)$/gm)].map(([, kind, rest]) => ({ kind, of: JSON.parse(`[${rest.replace(/^([A-Za-z]\w*),/, '"$1",')}]`) }));
  const encodings = rows.filter((row) => row.kind === 'SMS_ENCODING').map(({ of: [id, , single, part] }) => `  ${id.slice(4).toLowerCase()}: { single: ${single}, part: ${part} },`);
  const alphabets = rows.filter((row) => row.kind === 'SMS_ALPHABET').map(({ of: [, units, characters] }) => `  { units: ${units}, characters: ${JSON.stringify(characters)} },`);
  const [max] = rows.filter((row) => row.kind === 'SMS_PARTS_MAX');
  return `/* Made from common/base/sms_text.def by sms_table.mjs: not to be changed here. */
export const PARTS_MAX = ${max.of[0]};
export const SIZES = {
${encodings.join('\n')}
};
export const ALPHABETS = [
${alphabets.join('\n')}
];
`;
}

const [from, to] = process.argv.slice(2);
if (to) await writeFile(to, smsTable(await readFile(from, 'utf8')));
