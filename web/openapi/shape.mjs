// shape.mjs - the shapes of answers: text as the daemons print it, read into a tree, written as JSON Schema.
//
//   shape   any ("|" any)*         one of them; with null: may be null
//   any     term ("&" term)*       objects: members of all of them
//   term    name                   id int number bool text time version json null, or another shape
//           name<shape, …>         page<X> frame<kind, X> map<X>
//           [shape]  'word'  { name: shape, name?: shape (words for people), … }
//
// A name that a table of fields makes (document.mjs) is known like one that is written.

const TOKENS = /\s*(?:([A-Za-z_][\w.]*)|'([^']*)'|([{}[\]<>|&,:?()]))/y;

function reader(text) {
  let at = 0;
  const fail = (wanted) => { throw new Error(`${wanted} is missing at "${text.slice(at, at + 30)}" in "${text}"`); };
  const next = () => { TOKENS.lastIndex = at; return TOKENS.exec(text); };
  const take = (sign) => { const found = next(); if (found?.[3] !== sign) return false; at = TOKENS.lastIndex; return true; };
  const need = (sign) => { if (!take(sign)) fail(`"${sign}"`); };
  const word = () => { const found = next(); if (!found?.[1]) fail('A name'); at = TOKENS.lastIndex; return found[1]; };
  const list = (end, one) => {
    const all = [];
    while (!take(end)) { all.push(one()); if (!take(',')) { need(end); break; } }
    return all;
  };
  // What people are told: up to the bracket that closes it.
  const words = () => {
    if (!take('(')) return undefined;
    let depth = 1, from = at;
    for (; at < text.length && depth > 0; at++) depth += text[at] === '(' ? 1 : text[at] === ')' ? -1 : 0;
    return text.slice(from, at - 1);
  };
  const member = () => {
    const name = word(), optional = take('?');
    need(':');
    return { name, optional, shape: union(), words: words() };
  };
  const term = () => {
    const found = next();
    if (found?.[2] !== undefined) { at = TOKENS.lastIndex; return { literal: found[2] }; }
    if (take('{')) return { members: list('}', member) };
    if (take('[')) { const items = union(); need(']'); return { items }; }
    const name = word();
    return take('<') ? { name, of: list('>', union) } : { name };
  };
  const both = () => { const all = [term()]; while (take('&')) all.push(term()); return all.length > 1 ? { all } : all[0]; };
  const union = () => { const any = [both()]; while (take('|')) any.push(both()); return any.length > 1 ? { any } : any[0]; };
  const whole = () => { const shape = union(); if (text.slice(at).trim()) fail('The end'); return shape; };
  return whole;
}
export const read = (text) => reader(text)();

const SCALARS = {
  id: { type: 'string', pattern: '^[1-9][0-9]{0,18}$' },
  version: { type: 'string', pattern: '^[0-9]{1,19}$' },
  int: { type: 'integer' }, number: { type: 'number' }, bool: { type: 'boolean' }, text: { type: 'string' },
  time: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' },
  json: {}, null: { type: 'null' },
};

const pascal = (name) => name.split(/[._]/).map((part) => part[0].toUpperCase() + part.slice(1)).join('');

// known: name -> tree. strict: no member that is not described, for tests; the document itself lets more come.
export class Shapes {
  constructor(known, strict) { this.known = known; this.strict = strict; this.components = {}; this.names = {}; }

  find(name) {
    if (!this.known[name]) throw new Error(`there is no shape "${name}"`);
    return this.known[name];
  }

  members(shape) {
    if (shape.members) return shape.members;
    if (shape.all) return shape.all.flatMap((one) => this.members(one));
    if (shape.name === 'frame') return frame(shape.of).members;
    if (shape.name && !shape.of) return this.members(this.find(shape.name));
    throw new Error(`${JSON.stringify(shape)} is no object`);
  }

  object(members) {
    return {
      type: 'object',
      required: members.filter((member) => !member.optional).map((member) => member.name),
      properties: Object.fromEntries(members.map(({ name, shape, words }) => {
        const schema = this.schema(shape);
        return [name, words ? { ...schema, description: words } : schema];
      })),
      ...(this.strict ? { additionalProperties: false } : {}),
    };
  }

  union(shapes) {
    if (shapes.every((one) => one.literal !== undefined || one.name === 'null'))
      return { type: shapes.some((one) => one.name === 'null') ? ['string', 'null'] : 'string', enum: shapes.map((one) => one.literal ?? null) };
    const [first, second] = shapes.map((one) => this.schema(one));
    if (shapes.length === 2 && second.type === 'null' && typeof first.type === 'string') return { ...first, type: [first.type, 'null'] };
    return { anyOf: shapes.map((one) => this.schema(one)) };
  }

  ref(name, shape) {
    const title = pascal(name);
    if ((this.names[title] ??= name) !== name) throw new Error(`the shapes "${this.names[title]}" and "${name}" have one name in the document: ${title}`);
    if (!(title in this.components)) {
      this.components[title] = null; // being made: a shape may hold itself
      this.components[title] = this.schema(shape);
    }
    return { $ref: `#/components/schemas/${title}` };
  }

  schema(shape) {
    if (shape.literal !== undefined) return { type: 'string', enum: [shape.literal] };
    if (shape.items) return { type: 'array', items: this.schema(shape.items) };
    if (shape.any) return this.union(shape.any);
    if (shape.members || shape.all) return this.object(this.members(shape));
    if (shape.name === 'map') return { type: 'object', additionalProperties: this.schema(shape.of[0]) };
    if (shape.name === 'page') return this.object(page(shape.of).members);
    if (shape.name === 'frame') return this.ref(`${shape.of[1].name}_frame`, frame(shape.of));
    if (shape.of) throw new Error(`there is no ${shape.name}<…>`);
    if (Object.hasOwn(SCALARS, shape.name)) return { ...SCALARS[shape.name] };
    return this.ref(shape.name, this.find(shape.name));
  }
}

const scalar = (name) => ({ name });
const page = ([of]) => ({ members: [
  { name: 'data', shape: { items: of } },
  { name: 'next_cursor', shape: { any: [scalar('text'), scalar('null')] }, words: 'Give it as cursor for the next page; null: this was the last' }] });
const frame = ([kind, of]) => ({ members: [
  { name: 'kind', shape: { literal: kind.name } }, { name: 'id', shape: scalar('id') }, { name: 'version', shape: scalar('version') },
  { name: 'state', shape: of }] });
