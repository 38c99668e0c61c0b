// The body of an emergency call that says where the caller is (EM-11): what voiced writes is read by other people's XML parsers.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import sax from 'sax';
import { PATIENCE_MS } from '../lib/patience.mjs';
import { randomOf } from '../lib/segments.mjs';
import { FLAVOUR, ROOT } from '../lib/stack.mjs';

const WRITER = `build/${FLAVOUR}/voiced/core/test_pidf`;
before(() => execFileSync('make', ['-s', `FLAVOUR=${FLAVOUR}`, WRITER], { cwd: ROOT, stdio: 'inherit' })); // the suite unit builds it, too
const FIELDS = ['entity', 'id', 'at', 'confirmed', 'country', 'region', 'city', 'postal_code', 'street', 'house_number', 'additional'];
const HOME = { entity: 'pres:+46850001001@example.com', id: 'caller', at: '2026-01-31T08:15:00Z', confirmed: '1', country: 'SE', region: '', city: 'Malmö', postal_code: '211 22',
  street: 'Södra Förstadsgatan', house_number: '5 B', additional: 'Floor 3, "Ätt & Dryck" <left>' };
const write = (fields) => {
  const ran = spawnSync(join(ROOT, WRITER), ['--write'], { input: FIELDS.map((name) => `${fields[name]}\0`).join(''), timeout: PATIENCE_MS });
  assert.equal(ran.status, 0, String(ran.stderr));
  return ran.stdout.toString('utf8');
};
const GEO = 'urn:ietf:params:xml:ns:pidf:geopriv10', CIVIC = `${GEO}:civicAddr`;
// Each element with its namespace and text, as a strict parser sees them.
function elements(text) {
  const found = [], open = [], parser = sax.parser(true, { xmlns: true });
  parser.onerror = (error) => { throw error; };
  parser.onopentag = (tag) => { open.push({ uri: tag.uri, local: tag.local, text: '', attributes: tag.attributes }); };
  parser.ontext = (words) => { if (open.length) open.at(-1).text += words; };
  parser.onclosetag = () => found.push(open.pop());
  parser.write(text).close();
  return found;
}

test('an address goes as PIDF-LO with a civic address, each field in its element', () => {
  const text = write(HOME);
  assert.equal(XMLValidator.validate(text), true);
  const all = elements(text);
  const civic = Object.fromEntries(all.filter((one) => one.uri === CIVIC && one.local !== 'civicAddress').map((one) => [one.local, one.text]));
  assert.deepEqual(civic, { country: 'SE', A3: 'Malmö', RD: 'Södra Förstadsgatan', HNO: '5 B', LOC: 'Floor 3, "Ätt & Dryck" <left>', PC: '211 22' });
  assert.deepEqual(Object.keys(civic), ['country', 'A3', 'RD', 'HNO', 'LOC', 'PC'], 'in the order of the schema');
  const root = all.at(-1);
  assert.deepEqual([root.uri, root.local, root.attributes.entity.value], ['urn:ietf:params:xml:ns:pidf', 'presence', HOME.entity]);
  for (const name of ['geopriv', 'location-info', 'usage-rules', 'method']) assert.ok(all.some((one) => one.uri === GEO && one.local === name), name);
  const { presence } = new XMLParser({ removeNSPrefix: true, ignoreAttributes: false }).parse(text);
  assert.equal(presence.person.geopriv['location-info'].civicAddress.A3, 'Malmö');
  assert.deepEqual([presence.person.timestamp, presence.person.note], [HOME.at, undefined]);
});

test('an address that nobody confirmed says so', () => {
  assert.match(elements(write({ ...HOME, confirmed: '0' })).find((one) => one.local === 'note').text, /has not confirmed/);
});

test('whatever is typed into a field, the document is well-formed and says it', () => {
  const random = randomOf(20260501), parts = ['<', '>', '&', '"', "'", ']]>', '<!--', '&#0;', '<?x?>', '</ca:RD>', 'ä', '漢', '🏠', '\u0001', '\u0085', '\ufffe', '\r\n', 'a', ' ', '\u2028'];
  for (let i = 0; i < 200; i++) {
    const street = `x${Array.from({ length: 1 + random(30) }, () => parts[random(parts.length)]).join('')}`;
    assert.equal(elements(write({ ...HOME, street })).find((one) => one.local === 'RD').text, street.replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, ''));
  }
});
