/* How the result of an import is listed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arranged, droppedWords, type ImportedItem } from '../src/people/imported.ts';

test('rows of an import that need a decision come first, unchanged ones apart', () => {
  const item = (line: number, action: ImportedItem['action'], more = {}): ImportedItem => ({ line, action, ...more });
  const { listed, unchanged } = arranged([item(2, 'unchanged'), item(3, 'added'), item(4, 'added', { possible_duplicate_of: { name: 'Ada' } }), item(5, 'changed'),
    item(6, 'skipped'), item(7, 'unchanged'), item(8, 'changed')]);
  assert.deepEqual(listed.map((one) => one.line), [6, 5, 8, 4, 3]);
  assert.deepEqual(unchanged.map((one) => one.line), [2, 7]);
});

test('data that is not kept is named in words, and by the file\'s own name where there is none', () => {
  assert.deepEqual(['ADR', 'bday', 'PHOTO', 'N (middle name)', 'Spouse', 'X-OTHER'].map(droppedWords), ['Addresses', 'Birthday', 'Photo', 'Middle name', 'Spouse', 'X-OTHER']);
});
