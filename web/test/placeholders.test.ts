/* Canned messages: known values are filled in, what has none is named and stays until somebody fills it (SMS-13). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PLACEHOLDERS, filled, placeholdersIn, unfilled } from '../src/placeholders.ts';

const TEXT = 'Dear {customer.name}, your case {case.number}: {agent.name} ({customer.name})';

test('values are filled in, a placeholder without one is named and stays', () => {
  const values = { 'customer.name': 'Priya', 'agent.name': 'Maya', 'case.number': ' ' };
  assert.equal(filled(TEXT, values), 'Dear Priya, your case {case.number}: Maya (Priya)');
  assert.deepEqual(unfilled(TEXT, values), ['case.number']);
  assert.deepEqual(unfilled(TEXT, { ...values, 'case.number': 'C-7' }), []);
  assert.deepEqual(placeholdersIn(TEXT), ['customer.name', 'case.number', 'agent.name']);
});

test('what is no placeholder is text; a value that looks like one is not filled in again', () => {
  assert.equal(filled('{order} {} {constructor}', {}), '{order} {} {constructor}');
  assert.deepEqual(unfilled('{order} {} {constructor}', {}), []);
  assert.equal(filled('{customer.name}', { 'customer.name': '{agent.name}', 'agent.name': 'Maya' }), '{agent.name}');
  assert.equal(filled('{customer.name}', { 'customer.name': '$& $1' }), '$& $1');
});

test('the page fills in what administrators may write', () => {
  const source = readFileSync('../sql/functions/directory/a_canned_message_saved.sql', 'utf8');
  const wanted = /'\{([a-z.,]+)\}'/.exec(source)![1]!.split(',');
  assert.deepEqual(Object.keys(PLACEHOLDERS).sort(), wanted.sort());
});
