// examples.mjs - an example of each body and parameter, made from its schema and the tables of example_values.mjs.
//
// Owns: how a value is found. Must not know: any route.
import { BODIES, TRUE_NAMES, FILES, IDS, OTHER_ID, THINGS, TIMES, VALUES } from './example_values.mjs';

const snake = (name) => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().replaceAll('-', '_');
const singular = (word) => (/(ss|us|is|sms)$/.test(word) ? word : word.replace(/ies$/, 'y').replace(/(ss|us|sh|ch|x)es$/, '$1').replace(/s$/, ''));
// The thing that a shape, a field or a part of a path names: "QueueSaved", "queue_ids" and "queues" are "queue".
export function thingOf(word) {
  const one = singular(snake(word).replace(/_ids?$/, '').replace(/_(part|saved|made|judged|frame)$/, ''));
  return THINGS[one] ?? one;
}

const GENERIC = new Set(['Person', 'QueueRef', 'ChannelRef']); // called after the field that holds one
const NUMBERS = [[/_ms$/, 30000], [/_s$/, 60], [/_days$/, 90], [/bytes/, 48213], [/_(minute|min)$/, 30]];
const MORE = 3; // any other number
const OMITTED = new Set(['dry_run', 'held_until', 'erased_at', 'blocked', 'left_at']); // optional members that few answers have
const NOTHING = Symbol('a shape inside itself ends here');

const nameOf = (ref) => ref.split('/').pop();
const typesOf = (schema) => [schema.type ?? []].flat();
const clamp = (number, { minimum = -Infinity, maximum = Infinity }) => Math.max(minimum, Math.min(number, maximum));
const kindOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value);

export class Examples {
  // lacking: fields without a value of their own. used: the lines of VALUES, BODIES and FILES that were.
  constructor(components) { this.components = components; this.lacking = new Set(); this.used = new Set(); }

  whole(schema) { return schema.$ref ? this.components[nameOf(schema.$ref)] : schema; }

  // May this kind of value stand there at all? What it must be besides, the test judges.
  takes(schema, value) {
    const whole = this.whole(schema), types = typesOf(whole), kind = kindOf(value);
    if (whole.anyOf) return whole.anyOf.some((one) => this.takes(one, value));
    if (whole.enum) return whole.enum.includes(value);
    if (whole.pattern && kind === 'string') return new RegExp(whole.pattern).test(value);
    if (kind === 'array' && whole.items && value.length > 0) return this.takes(whole.items, value[0]);
    if (kind === 'object' && whole.properties) return whole.required.every((name) => Object.hasOwn(value, name)) && Object.keys(value).every((name) => Object.hasOwn(whole.properties, name));
    return types.length === 0 || types.includes(kind) || (kind === 'integer' && types.includes('number'));
  }

  given(schema, name, of) {
    const key = [`${of}.${name}`, name].find((one) => Object.hasOwn(VALUES, one) && this.takes(schema, VALUES[one]));
    if (key) this.used.add(key);
    return key;
  }

  // name: of the field; of: the thing that has it. within: the shapes around it.
  of(schema, name, of, within = []) {
    const key = this.given(schema, name, of);
    if (key) return typeof VALUES[key] === 'number' ? clamp(VALUES[key], schema) : VALUES[key];
    if (schema.$ref) {
      const shape = nameOf(schema.$ref);
      if (within.includes(shape)) return NOTHING;
      return this.of(this.components[shape], '', GENERIC.has(shape) && name ? thingOf(name) : thingOf(shape), [...within, shape]);
    }
    if (schema.anyOf) {
      const found = schema.anyOf.filter((one) => one.type !== 'null').map((one) => this.of(one, name, of, within)).find((one) => one !== NOTHING);
      return found === undefined && schema.anyOf.some((one) => one.type === 'null') ? null : found ?? NOTHING;
    }
    if (schema.enum) return schema.enum.find((one) => one !== null);
    const [type] = typesOf(schema);
    if (type === 'object') return this.object(schema, ['', 'data', 'state'].includes(name) ? of : thingOf(name), within);
    if (type === 'array') return [this.of(schema.items, name, of, within)].filter((one) => one !== NOTHING);
    if (type === 'integer' || type === 'number') return clamp(NUMBERS.find(([pattern]) => pattern.test(name))?.[1] ?? MORE, schema);
    if (type === 'boolean') return TRUE_NAMES.test(name);
    if (type === 'string') return this.text(schema, name, of);
    return type === 'null' ? null : {};
  }

  // A frame is of the thing that its kind names.
  object(schema, holder, within) {
    const out = {}, kinds = schema.properties?.kind?.enum, of = kinds?.length === 1 ? thingOf(kinds[0]) : holder;
    for (const [name, one] of Object.entries(schema.properties ?? {})) {
      const isRequired = schema.required?.includes(name);
      if (!isRequired && OMITTED.has(name)) continue;
      const value = this.of(one, name, of, within);
      if (value !== NOTHING) out[name] = value;
      else if (isRequired) return NOTHING;
    }
    const more = schema.additionalProperties;
    if (more && typeof more === 'object' && !schema.properties) out[of] = this.of(more, of, of, within);
    return out;
  }

  text(schema, name, of) {
    if (schema.pattern?.startsWith('^[1-9]')) return IDS[name === 'id' ? of : thingOf(name)] ?? OTHER_ID;
    if (schema.pattern?.startsWith('^[0-9]')) return '4';
    if (schema.pattern) return (TIMES.find(([pattern]) => pattern.test(name)) ?? TIMES.at(-1))[1];
    this.lacking.add(`${of}.${name}`);
    return name.replaceAll('_', ' ');
  }

  // A body that a client might send: the required fields and those that BODIES names; of a change its first field.
  body(schema, operationId, of) {
    const required = schema.required ?? [], [first] = Object.keys(schema.properties ?? {}), chosen = BODIES[operationId] ?? (required.length === 0 && first ? [first] : []);
    if (BODIES[operationId]) this.used.add(operationId);
    const fixed = Array.isArray(chosen) ? {} : chosen, shown = Array.isArray(chosen) ? chosen : Object.keys(chosen);
    const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => required.includes(name) || shown.includes(name)));
    const out = { ...this.of({ ...schema, properties }, '', of), ...fixed };
    for (const name of shown) // one that is to be seen has a value
      if ((out[name] === null || out[name]?.length === 0) && this.takes(properties[name], VALUES[name])) out[name] = VALUES[name];
    return out;
  }

  // Of a body that is text or JSON without a schema; undefined: bytes have no example.
  file(media, operationId, tag) {
    const key = [`${operationId} ${media}`, `${tag} ${media}`, `${tag} rows`, media].find((one) => Object.hasOwn(FILES, one));
    if (!key) return undefined;
    this.used.add(key);
    if (!key.endsWith(' rows')) return FILES[key];
    const rows = FILES[key], names = Object.keys(rows[0]);
    if (media === 'application/json') return rows;
    if (media === 'application/jsonl') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    return media === 'text/csv' ? [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => `${line.join(',')}\r\n`).join('') : undefined;
  }
}
