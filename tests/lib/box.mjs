// box.mjs - sealed secrets, opened and sealed with the key ring alone: both forms of docs/decisions/0117-derived-keys.md.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

export const ringOf = (stack) => join(stack.dir, 'secret/key_ring');
// The keys of a stack's ring by id; the last one seals.
export const keysOf = (stack) => new Map(readFileSync(ringOf(stack), 'utf8').trim().split('\n').map((line) => line.split(' ')).map(([id, hex]) => [Number(id), Buffer.from(hex, 'hex')]));

// The check value of the key that seals, as a daemon registers it.
export function keyCheck(stack) {
  const [id, key] = [...keysOf(stack)].at(-1);
  return `${id} ${Buffer.from(hkdfSync('sha256', key, '', 'trunkline key check', 16)).toString('hex')}`;
}

const derived = (key, place) => Buffer.from(hkdfSync('sha256', key, '', `trunkline box ${/^[^: ]*/.exec(place)}`, 32));
// What a box begins with, before the nonce: its form and the id of its key.
const leadOf = (box) => box.subarray(0, box[0] === 0 ? 2 : 1);
export const keyOf = (box) => leadOf(box).at(-1);
export const isDerived = (box) => box[0] === 0;

// Throws if the box is not of this place and these keys.
export function openBox(keys, box, place) {
  const lead = leadOf(box), key = keys.get(lead.at(-1)), at = lead.length;
  const cipher = createDecipheriv('aes-256-gcm', isDerived(box) ? derived(key, place) : key, box.subarray(at, at + 12));
  cipher.setAAD(Buffer.concat([lead, Buffer.from(place)]));
  cipher.setAuthTag(box.subarray(-16));
  return Buffer.concat([cipher.update(box.subarray(at + 12, -16)), cipher.final()]);
}

// former: in the form of releases before decision 117. The nonce is truly random: a key must never see one twice.
export function sealBox(keys, place, secret, { id = [...keys.keys()].at(-1), former = false } = {}) {
  const lead = Buffer.from(former ? [id] : [0, id]), nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', former ? keys.get(id) : derived(keys.get(id), place), nonce);
  cipher.setAAD(Buffer.concat([lead, Buffer.from(place)]));
  return Buffer.concat([lead, nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

// ---- rows ----

const purposes = readFileSync(join(ROOT, 'common/auth/purpose.h'), 'utf8');
// Each sealed column as trunklinectl has it.
export const sealedColumns = [...readFileSync(join(ROOT, 'common/auth/sealed_columns.def'), 'utf8').matchAll(/^SEALED_COLUMN\("([^"]*)", "([^"]*)", (\w+), "([^"]*)", "([^"]*)", "([^"]*)"\)$/gm)]
  .map(([, table, column, purpose, id, match, row]) => ({ table, column, id, match, row, purpose: new RegExp(`#define ${purpose} "([^"]*)"`).exec(purposes)[1] }));
// The boxes of a column, each with the place that the table says.
export const boxesOf = async (stack, { table, column, purpose, id, row }) =>
  (await stack.asOwner(`SELECT tenant, (${id})::text AS id, ${row} AS row, ${column} AS box FROM ${table} WHERE length(${column}) > 0 ORDER BY 1, ${id}`))
    .map((one) => ({ ...one, place: `${purpose}:${one.tenant}:${one.row}` }));
// How many boxes a column of this table has; throws unless each opens in its place.
export async function opened(stack, table) {
  const boxes = (await Promise.all(sealedColumns.filter((one) => one.table === table).map((one) => boxesOf(stack, one)))).flat();
  for (const { box, place } of boxes) openBox(keysOf(stack), box, place);
  return boxes.length;
}
