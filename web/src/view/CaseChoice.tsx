/* Which case of the customer a conversation goes to, and the note: for End and for wrap-up. */
import './CaseChoice.css';
import type { ComponentChildren } from 'preact';
import { chosenCard, lookups } from '../customers.ts';
import * as desk from '../desk.ts';
import type { CaseRef, Interaction } from '../types.ts';

export function openCases(it: Interaction): CaseRef[] {
  const card = chosenCard(it.number, it.customer?.id);
  const cases: CaseRef[] = (card?.cases ?? lookups.value.get(it.number)?.cases ?? []).filter((one) => one.state !== 'closed');
  const linked = it.case;
  return linked && !cases.some((one) => one.id === linked.id) ? [linked, ...cases] : cases;
}

interface Props {
  it: Interaction;
  /** What happens when nothing is chosen: before the end a case is made, after it is there. */
  other: string;
}

export function CaseChoice({ it, other }: Props) {
  const { choice, title } = desk.outcomes.value[it.interaction] ?? desk.NO_OUTCOME;
  const linked = it.case;
  const pick = (value: string) => desk.setOutcome(it.interaction, { choice: value });
  const cases = openCases(it);
  const card = chosenCard(it.number, it.customer?.id);
  const mayMake = it.state === 'assigned' || card !== null;
  const name = `case-${it.interaction}`;
  return (
    <fieldset class="case-choice" data-testid="case-choice">
      <legend>Case</legend>
      {!linked && <Option name={name} on={choice === ''} value="none" words={other} onPick={() => pick('')} />}
      {cases.map((one) => (
        <Option key={one.id} name={name} value={one.id} on={choice === one.id || (choice === '' && linked?.id === one.id)}
          words={<>{one.number} <bdi>{one.title}</bdi></>} note={linked?.id === one.id ? 'linked' : undefined} onPick={() => pick(linked?.id === one.id ? '' : one.id)} />
      ))}
      {mayMake && <Option name={name} on={choice === 'new'} value="new" words="New case with a title" onPick={() => pick('new')} />}
      {choice === 'new' && (
        <label class="title"><span class="hidden">Title of the new case</span>
          <input type="text" value={title} maxLength={200} placeholder="Title of the new case" data-testid="case-title"
            onInput={(event) => desk.setOutcome(it.interaction, { title: event.currentTarget.value })} />
        </label>
      )}
    </fieldset>
  );
}

interface OptionProps {
  name: string;
  on: boolean;
  value: string;
  words: ComponentChildren;
  note?: string | undefined;
  onPick(): void;
}

function Option({ name, on, value, words, note, onPick }: OptionProps) {
  return (
    <label class="check">
      <input type="radio" name={name} checked={on} onChange={onPick} data-testid={`case-${value}`} />
      <span class="grow cut">{words}</span>
      {note && <small>{note}</small>}
    </label>
  );
}
