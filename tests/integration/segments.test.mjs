// Segments of texts (issue 4, done when 5): the gateway's count, the page's, and other people's over 10,000 random texts.
// Where others count otherwise, one of the classes of docs/segments.md explains it, or the test fails.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import calculator from 'sms-segments-calculator';
import splitter from 'split-sms';
import { countWhole, randomOf, randomText } from '../lib/segments.mjs';
import { FLAVOUR, ROOT } from '../lib/stack.mjs';
import { segments } from '../../web/src/segments.ts';
import { smsTable } from '../../web/sms_table.mjs';

const SEED = Number(process.env.SEGMENTS_SEED ?? 20260401), TEXTS = 10000;
const Calculator = calculator.SegmentedMessage ?? calculator;
const GraphemeSplitter = createRequire(createRequire(import.meta.url).resolve('sms-segments-calculator'))('grapheme-splitter');
const clusters = (text) => new GraphemeSplitter().splitGraphemes(text);

// The gateway's own code, over all texts at once: [encoding, segments, left, units] of each.
function gateway(texts) {
  const ran = spawnSync(join(ROOT, 'build', FLAVOUR, 'bin/trunklinectl'), ['segments'], { input: texts.map((t) => `${t}\0`).join(''), maxBuffer: 1 << 26 });
  assert.equal(ran.status, 0, String(ran.stderr));
  return String(ran.stdout).trim().split('\n').map((line) => { const [encoding, ...rest] = line.split(' '); return [encoding, ...rest.map(Number)]; });
}

const random = randomOf(SEED);
const texts = Array.from({ length: TEXTS }, () => randomText(random));
const counted = gateway(texts);

test('the page counts what the gateway counts, over 10,000 texts', (t) => {
  t.diagnostic(`seed ${SEED}`);
  texts.forEach((text, i) => {
    const page = segments(text);
    assert.deepEqual([page.encoding === 'gsm7' ? 'GSM-7' : 'UCS-2', page.segments, page.left, page.units], counted[i], JSON.stringify(text));
  });
});

test('the page\'s table is the gateway\'s', () => {
  const read = (file) => readFileSync(join(ROOT, file), 'utf8');
  assert.equal(read('web/src/sms_table.ts'), smsTable(read('common/base/sms_text.def')));
});

// docs/segments.md, "How others count": what may differ, and why.
const CLASSES = {
  empty: (text) => text === '',
  cluster: (text, ours, theirs) => clusters(text).some((c) => [...c].length > 1) && theirs === countWhole(clusters(text).flatMap((c) => (c === '\r\n' ? [...c] : [c])), ours),
};

function compare(t, name, allowed, count) {
  const seen = {};
  let same = 0;
  texts.forEach((text, i) => {
    const [encoding, ours] = counted[i], theirs = count(text);
    if (ours === theirs) { same += 1; return; }
    const why = allowed.find((one) => CLASSES[one](text, encoding === 'GSM-7' ? 'gsm7' : 'ucs2', theirs));
    assert.ok(why, `seed ${SEED}, text ${i}: ${name} says ${theirs}, we ${ours} (${encoding}): ${JSON.stringify(text)}`);
    seen[why] = (seen[why] ?? 0) + 1;
  });
  t.diagnostic(`seed ${SEED}: ${same} of ${TEXTS} the same; ${Object.entries(seen).map(([why, n]) => `${why} ${n}`).join(', ') || 'none differs'}`);
  return seen;
}

test('split-sms counts the same, but for the empty text', (t) => {
  const seen = compare(t, 'split-sms', ['empty'], (text) => splitter.split(text, { summary: true }).parts.length);
  assert.ok(seen.empty > 0, 'the random texts hold the empty one');
});

test('sms-segments-calculator counts the same, but for the empty text and clusters that it keeps together', (t) => {
  const seen = compare(t, 'sms-segments-calculator', ['empty', 'cluster'], (text) => new Calculator(text).segmentsCount);
  assert.ok(seen.cluster > 0, 'the random texts hold clusters on a limit');
});

test('no difference is explained that is none: a count that is one off fails', () => {
  const i = counted.findIndex(([encoding, n]) => encoding === 'GSM-7' && n === 2);
  assert.ok(!CLASSES.empty(texts[i]) && !CLASSES.cluster(texts[i], 'gsm7', 3));
});

test('all three agree on the encoding', () => {
  texts.forEach((text, i) => {
    const gsm = counted[i][0] === 'GSM-7';
    assert.equal(splitter.split(text, { summary: true }).characterSet === 'GSM', gsm, JSON.stringify(text));
    assert.equal(new Calculator(text).encodingName === 'GSM-7', gsm, JSON.stringify(text));
  });
});

test('the vectors of the carriers\' reference, section 4', () => {
  const vectors = [['a'.repeat(160), 1], ['a'.repeat(161), 2], ['€'.repeat(80), 1], [`${'a'.repeat(159)}€`, 2], ['€'.repeat(153), 3], [`${'a'.repeat(304)}~`, 2],
    [`${'a'.repeat(305)}~`, 3], [`${'a'.repeat(159)}\``, 3], ['я'.repeat(70), 1], ['я'.repeat(71), 2], [`${'я'.repeat(66)}😀${'я'.repeat(66)}`, 3],
    [`${'я'.repeat(66)}e\u0301${'я'.repeat(5)}`, 2], [`${'я'.repeat(64)}👨‍👩‍👧‍👦`, 2]];
  assert.deepEqual(gateway(vectors.map(([text]) => text)).map(([, n]) => n), vectors.map(([, n]) => n));
});
