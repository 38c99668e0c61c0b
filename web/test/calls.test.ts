/* The call log's words (CT-14). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callWord } from '../src/work/calls.ts';

test('a call says how it ended, and why if neither end hung up', () => {
  const word = (state: string, cause: string | null, direction: 'in' | 'out' = 'out') => callWord({ state, cause, direction });
  assert.equal(word('talking', null), 'In talk, outgoing');
  assert.equal(word('answered', 'normal', 'in'), 'Answered, incoming');
  assert.equal(word('missed', 'no_answer', 'in'), 'Missed, incoming');
  assert.match(word('answered', 'minutes_used'), /^Answered, outgoing; cut off: .*minutes.*used up$/);
  assert.match(word('answered', 'logged_out', 'in'), /^Answered, incoming; cut off: .*login/);
});
