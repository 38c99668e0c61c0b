/*
 * countries - the seed of the country table, made from libphonenumber's metadata: every country that it knows with its
 * calling code, and which numbers are whose where several share a code. Prints the body of a migration: the newest one
 * that sets these tables was made by it. Its own check is tests/integration/countries.test.mjs.
 *
 * usage: node tests/unit/countries.mjs > FILE
 */
import { readFileSync } from 'node:fs';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';

/** reference, section 7: iso2: class, senders; these may receive. */
const RECEIVING = Object.fromEntries(`US 1 LC+TF+SC|CA 1 LC+TF+SC|GB 2 LC+SC+AN|IE 2 LC+AN|FR 2 LC+SC+AN|DE 2 LC+AN|NL 2 LC+AN|BE 3 LC+SC|AT 2 LC+AN
CH 2 LC+AN|ES 2 LC+AN|PT 2 LC+AN|IT 2 LC+AN|SE 2 LC+AN|NO 2 LC+AN|DK 2 LC+AN|FI 2 LC+AN|PL 2 LC+AN|CZ 2 LC|HU 3 LC|EE 2 LC+AN|LT 2 LC+AN|LV 2 LC+AN
AU 2 LC+AN|HK 3 LC+AN|IL 3 LC+AN|ZA 2 LC|BR 3 LC+SC|CL 3 LC+SC|MX 3 LC+SC`.split(/[|\n]/).map((row) => { const [iso2, ...rest] = row.split(' '); return [iso2, rest]; }));
const codes = new Map(); // calling code: its countries, the main one first
for (const iso2 of getCountries()) codes.set(getCountryCallingCode(iso2), [...(codes.get(getCountryCallingCode(iso2)) ?? []), iso2]);
const MAIN = { 1: 'US', 7: 'RU', 39: 'IT', 44: 'GB', 47: 'NO', 61: 'AU', 212: 'MA', 262: 'RE', 290: 'SH', 358: 'FI', 590: 'GP', 599: 'CW' };

/**
 * What a pattern's numbers begin with: it is spelled out up to the first place where any digit may stand. The metadata's
 * patterns hold digits, \d, [sets], (?:groups|of|them) and {n}, {n,m}, ? behind one of those.
 */
function beginnings(pattern) {
  let at = 0;
  function alternatives() {
    let all = sequence();
    while (pattern[at] === '|') { at += 1; all = [...all, ...sequence()]; }
    return all;
  }
  function one() {
    const c = pattern[at++];
    if (c === '\\') { at += 1; return null; } // \d
    if (c === '[') {
      const end = pattern.indexOf(']', at);
      const set = pattern.slice(at, end).replace(/(\d)-(\d)/g, (_, a, b) => Array.from({ length: b - a + 1 }, (__, i) => Number(a) + i).join(''));
      at = end + 1;
      return set === '\\d' ? null : [...set].map((digit) => ({ text: digit, open: false }));
    }
    if (c === '(') {
      at += 2; // ?:
      const inner = alternatives();
      at += 1;
      return inner;
    }
    return [{ text: c, open: false }];
  }
  function times() {
    if (pattern[at] === '?') { at += 1; return [0, 1]; }
    const found = /^\{(\d+)(?:,(\d+))?\}/.exec(pattern.slice(at));
    if (!found) return [1, 1];
    at += found[0].length;
    return [Number(found[1]), Number(found[2] ?? found[1])];
  }
  // open: any digit follows.
  function sequence() {
    let so_far = [{ text: '', open: false }];
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
      const piece = one() ?? [{ text: '', open: true }];
      const [least, most] = times();
      const next = [];
      for (let n = least; n <= most; n++) {
        let grown = so_far;
        for (let i = 0; i < n; i++) grown = grown.flatMap((a) => (a.open ? [a] : piece.map((b) => ({ text: a.text + b.text, open: b.open }))));
        next.push(...grown);
      }
      so_far = [...new Map(next.map((a) => [a.text + a.open, a])).values()];
    }
    return so_far;
  }
  return alternatives().map((a) => a.text);
}

const TYPES = 11, PATTERN = 2;
function leaves(iso2) {
  const of = metadata.countries[iso2];
  const types = (of[TYPES] || []).filter((type) => type && type[0]).map((type) => type[0]);
  return new Set((types.length > 0 ? types : [of[PATTERN]]).flatMap(beginnings));
}

const prefixes = [];
for (const [code, countries] of [...codes].sort(([a], [b]) => Number(a) - Number(b))) {
  const main = countries.length > 1 ? MAIN[code] : countries[0];
  if (!main) throw new Error(`+${code}: ${countries}: say which one is the main one`);
  prefixes.push([code, main]);
  if (countries.length === 1) continue;
  const order = [main, ...countries.filter((iso2) => iso2 !== main)];
  const begin = Object.fromEntries(order.map((iso2) => [iso2, [...leaves(iso2)]]));
  // The first in order whose numbers these can be, as the library decides; where it is not clear yet, a digit more.
  const walk = (prefix, above) => {
    const possible = order.filter((iso2) => begin[iso2].some((leaf) => leaf.startsWith(prefix) || prefix.startsWith(leaf)));
    if (possible.length === 0) return;
    const [first] = possible;
    if (possible.length === 1 || begin[first].some((leaf) => prefix.startsWith(leaf))) {
      if (first !== above) prefixes.push([code + prefix, first]);
    } else {
      for (let digit = 0; digit < 10; digit++) walk(`${prefix}${digit}`, above);
    }
  };
  for (let digit = 0; digit < 10; digit++) walk(String(digit), main);
}

const zones = {};
for (const line of readFileSync('/usr/share/zoneinfo/zone.tab', 'utf8').split('\n')) {
  const [iso2, , zone] = line.split('\t');
  if (zone && !line.startsWith('#')) (zones[iso2] ??= []).push(zone);
}
const names = new Intl.DisplayNames('en', { type: 'region' });
const quoted = (text) => `'${text.replace(/'/g, "''")}'`;
const rows = getCountries().sort().map((iso2) => {
  const [price, senders] = RECEIVING[iso2] ?? [4, ''];
  return `\t(${[quoted(iso2), quoted(names.of(iso2)), getCountryCallingCode(iso2), iso2 in RECEIVING, true, price,
    quoted(`{${senders.replaceAll('+', ',')}}`), quoted(`{${(zones[iso2] ?? []).join(',')}}`)].join(', ')})`;
});
console.log(`INSERT INTO sms.country (iso2, name, calling_code, sms_inbound, sms_outbound, price_class, senders, time_zones) VALUES\n${rows.join(',\n')};\n`);
const lines = prefixes.sort(([a], [b]) => (a < b ? -1 : 1)).map(([prefix, iso2]) => `('${prefix}', '${iso2}')`);
const wide = [];
while (lines.length > 0) wide.push(`\t${lines.splice(0, 8).join(', ')}`);
console.log(`INSERT INTO sms.number_prefix (prefix, iso2) VALUES\n${wide.join(',\n')};`);
