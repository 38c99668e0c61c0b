/* What lies over the workspace of its parts that are loaded later: the search for colleagues, the call log, a contact's card, the draft of a fax. */
import * as desk from '../desk.ts';
import { CardDialog } from '../people/CardLater.tsx';
import { Later } from '../view/Later.tsx';
import { FaxLater } from '../work/FaxLater.tsx';
import { FindDialog } from './FindDialog.tsx';

export function Over() {
  const name = desk.dialog.value?.name;
  return (
    <>
      {name === 'calls' && <Later what="The calls" load={async () => (await import('../work/CallLog.tsx')).CallsDialog} />}
      {name === 'find' && <FindDialog />}
      <CardDialog />
      <FaxLater />
    </>
  );
}
