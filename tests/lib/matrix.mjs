// matrix.mjs - what conversations between accounts allow, written by hand from the specification ("What each
// conversation allows" and "Who sees whom"), not from the server's table: what matrix.test.mjs expects of each cell.

const MODES = [1, 2, 3];
const SIDES = ['agent', 'work'];
const BOTH = [false, true];

// Every combination of: who sends, to which side, licences of each, whether the receiver is logged in, the
// tenant's mode, and whether an agent stands in the sender's agent roster.
export function* cells() {
  for (const mode of MODES) for (const sender of SIDES) for (const senderBoth of BOTH) for (const receiver of SIDES)
    for (const receiverBoth of BOTH) for (const receiverIn of BOTH) for (const near of sender === 'agent' && receiver === 'agent' ? BOTH : [false])
      yield { mode, sender, senderBoth, receiver, receiverBoth, receiverIn, near };
}
export const nameOf = (c) => `mode ${c.mode}, ${c.sender}${c.senderBoth ? ' (both licences)' : ''} to ${c.near ? 'near ' : ''}${c.receiver}${c.receiverBoth ? ' (both licences)' : ''}, logged ${c.receiverIn ? 'in' : 'out'}`;

const pairOf = ({ sender, receiver }) => `${sender} to ${receiver}`;
const agents = (c) => pairOf(c) === 'agent to agent';
const works = (c) => pairOf(c) === 'work to work';

// "starts": 201, or [status, type].
export function starting(c) {
  if (works(c)) return 201; // in or out: delivered on next login
  if (agents(c)) {
    // agent roster: own group and its supervisors; directory in mode 3: of the agents those without Work licence
    if (!c.near && !(c.mode === 3 && !c.receiverBoth)) return [403, 'not_in_roster'];
    return c.receiverIn ? 201 : [409, 'receiver_logged_out'];
  }
  if (c.mode !== 3) return [409, 'mode'];
  if (c.receiver === 'work' || c.receiverIn || c.receiverBoth) return 201;
  return [409, 'receiver_logged_out'];
}

// In what is open already the roster does not matter.
export function writing(c) {
  return starting({ ...c, near: true });
}

export const workOnly = (c) => c.sender === 'work' && c.receiver === 'agent' && c.receiverBoth && !c.receiverIn;
export const typing = (c) => (works(c) ? 204 : [409, 'not_here']);
export const receipts = works;
export const changing = (c) => (works(c) ? 200 : [409, 'not_here']);
export const ending = (c) => (agents(c) ? 200 : [409, 'not_here']);
// Whose formatted text is taken, by who sends.
export const formatted = (c) => c.sender === 'agent';
export const files = (c) => c.sender === 'work';
// What a supervisor of every group gets who looks at it, where monitoring is on and where it is off.
export const monitoring = (c, on) => (!agents(c) ? [404, 'not_found'] : on ? 200 : [403, 'monitoring_off']);
// What the receiver's user sees of it in which app: 'live' an entry with its text, null nothing.
export const seenAtDesk = (c) => c.receiver === 'agent';
export const seenInWork = (c) => c.receiver === 'work' || c.receiverBoth;
// … and what they may do there with an agent account's conversation.
export const writesFromWork = (c) => (c.receiver === 'agent' && c.receiverBoth ? (agents(c) ? [403, 'read_only'] : 201) : null);
export const afterEnd = (c) => (agents(c) ? 404 : 200);
