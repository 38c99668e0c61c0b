/* Emergency calls that one may see: each is an alert, and stays in sight until it is over, and somebody has seen that. */
import { seen, urgent, urgentState, urgentWords } from '../urgent.ts';
import { phone } from '../words.ts';
import { Icon } from '../view/Icon.tsx';

export function Urgent() {
  return (
    <ul class="urgent" aria-label="Emergency calls" data-testid="urgent">
      {urgent.value.map((it) => (
        <li key={it.call} data-testid="urgent-call" data-agent={it.agent.id} data-state={it.state}>
          <Icon name="warning" />
          <span class="grow" role="alert"><b>Emergency call:</b> {urgentWords(it)}{it.sent && ` A call back reaches ${phone(it.sent)}.`} {it.ended_at ? <b>{urgentState(it)}</b> : urgentState(it)}</span>
          {it.ended_at && <button type="button" onClick={() => seen(it.call)} data-testid="urgent-seen">Seen<span class="hidden"> the call of {it.agent.name}</span></button>}
        </li>
      ))}
    </ul>
  );
}
