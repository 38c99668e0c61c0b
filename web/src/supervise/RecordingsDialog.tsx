/* Recordings of the agents whom one leads, and one's own (SP-15). */
import { board } from '../live.ts';
import { Dialog } from '../view/Dialog.tsx';
import { Recordings, type Somebody } from '../view/Recordings.tsx';

/** Names that several have are told apart by their ids. */
async function led(typed: string): Promise<Somebody[]> {
  const all = board.value?.agents.map(({ agent }) => agent) ?? [], letters = typed.toLowerCase();
  const label = ({ id, name }: { id: string; name: string }) => (all.some((one) => one.name === name && one.id !== id) ? `${name} (${id})` : name);
  return all.map((one) => ({ id: one.id, label: label(one) })).filter((one) => one.label.toLowerCase().includes(letters));
}

export const RecordingsDialog = () => <Dialog title="Recordings" testid="recordings-dialog" full><Recordings agents={led} /></Dialog>;
