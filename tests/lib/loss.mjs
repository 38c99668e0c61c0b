// loss.mjs - how a test says that something acknowledged was lost, came twice, or belongs to another tenant: its failure bears a mark, by which
// the gate knows that no rerun excuses it (gate/result.mjs).
import assert from 'node:assert/strict';

export const LOSS_MARK = 'LOST OR DOUBLED';

// wrong: what was found to be so; none must be.
export function nothingLost(wrong, what = '') {
  const words = wrong.map((one) => typeof one === 'string' ? one : JSON.stringify(one)).join('\n');
  assert.ok(wrong.length === 0, `${LOSS_MARK}: ${what && `${what}: `}${words}`);
}
