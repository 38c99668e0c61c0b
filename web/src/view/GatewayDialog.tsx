/*
 * The SMS gateway for administrators: each channel's line to its carrier, with a test; calls that could not be read, to be
 * looked at and taken again.
 */
import './GatewayDialog.css';
import { useEffect, useState } from 'preact/hooks';
import { gatewayWords, rawText, reprocess, sendTest, smsLines, smsProblem, textIn, watchGateway } from '../gateway.ts';
import { leadingApi } from '../leading_api.ts';
import type { RawCall, SmsLine } from '../types.ts';
import { NONE, clockTime, phone } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { Since } from './Parts.tsx';
import { useReading } from './useReading.ts';

export function GatewayDialog() {
  useEffect(watchGateway, []);
  const lines = smsLines.value, problem = smsProblem.value;
  return (
    <Dialog title="SMS gateway" testid="gateway-dialog" full>
      {problem && <p class="error" role="alert" data-testid="gateway-problem">{problem}</p>}
      {lines === null ? !problem && <p class="none">Asking …</p> : (
        <div class={problem ? 'gateway old' : 'gateway'}>
          <Unsigned channels={lines.filter((line) => line.unsigned && !line.disabled).map((line) => line.channel)} />
          {lines.length === 0 && <p class="soft">No channel has a carrier yet.</p>}
          <ul class="sms-lines" aria-label="Lines to carriers" data-testid="gateway-lines">
            {lines.map((line) => <Line key={line.id} line={line} />)}
          </ul>
          <p class="soft">What became of texts is of the last 15 minutes; a gateway tells every ten seconds.</p>
          <Unread unread={lines.reduce((sum, line) => sum + line.unread, 0)} />
        </div>
      )}
    </Dialog>
  );
}

/** Channels with an account that says `unsigned`. */
const Unsigned = ({ channels }: { channels: string[] }) => channels.length > 0 ? (
  <p class="unsigned" role="status" data-testid="gateway-unsigned">
    Webhook requests are accepted without a signature: {channels.join(', ')}. Anyone who knows the webhook address of such a channel can send messages as any customer.
  </p>
) : null;

interface FigureProps {
  name: string;
  word: string;
  value: string | number;
}

const Figure = ({ name, word, value }: FigureProps) => <div data-figure={name}><dt>{word}</dt><dd>{value}</dd></div>;

function Line({ line }: { line: SmsLine }) {
  const bad = line.refused + line.failed + line.unknown;
  return (
    <li class={bad > 0 || line.again > 0 ? 'trouble' : undefined} data-line={line.id} data-testid="gateway-line">
      <h3>
        {line.channel}{line.disabled && ' (switched off)'}{' '}
        <small>{line.number ? phone(line.number) : 'no number'} · {line.carrier}{line.account.name && ` · ${line.account.name}`}</small>
      </h3>
      <dl>
        <Figure name="waiting" word="Waiting" value={line.waiting_more ? `over ${line.waiting}` : line.waiting} />
        <div data-figure="oldest"><dt>Oldest</dt><dd>{line.oldest_at ? <Since at={line.oldest_at} label="longest wait" /> : NONE}</dd></div>
        <Figure name="rate" word="Rate" value={line.rate_per_s === null ? NONE : `${line.rate_per_s}/s`} />
        <Figure name="sent" word="Sent" value={line.sent} />
        <Figure name="again" word="Put off" value={line.again} />
        <Figure name="bad" word="Failed" value={line.refused + line.failed} />
        <Figure name="unknown" word="Unknown" value={line.unknown} />
        <Figure name="took" word="Answers in" value={line.took_ms === null ? NONE : `${line.took_ms} ms`} />
        <Figure name="took_max" word="Slowest" value={line.took_max_ms === null ? NONE : `${line.took_max_ms} ms`} />
      </dl>
      {line.trouble_at && (
        <p class="soft" data-testid="gateway-trouble">Last trouble at {clockTime(line.trouble_at)}{line.trouble_code && `: the carrier's code ${line.trouble_code}`}</p>
      )}
      <Try id={`send-${line.id}`} word="Send a test" label="To which number" text="A test of this number." run={(number, text) => sendTest(line, number, text)} />
      {line.carrier === 'sandbox' && (
        <Try id={`in-${line.id}`} word="Text in" label="From which number" text="Hello" run={(number, text) => textIn(line, number, text)} />
      )}
    </li>
  );
}

interface TryProps {
  id: string;
  word: string;
  label: string;
  text: string;
  run(number: string, text: string): Promise<string>;
}

/** A text that is sent, or comes in, because somebody wants to see whether it does. */
function Try({ id, word, label, text: first, run }: TryProps) {
  const [number, setNumber] = useState('');
  const [text, setText] = useState(first);
  const [waits, setWaits] = useState(false);
  const [told, setTold] = useState('');
  const [problem, setProblem] = useState('');

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (waits) return;
    setWaits(true);
    setTold('');
    setProblem('');
    try {
      setTold(await run(number.trim(), text));
    } catch (error) {
      setProblem(gatewayWords(error));
    }
    setWaits(false);
  }

  return (
    <details data-testid={`gateway-${id}`}>
      <summary>{word}</summary>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <label>{label}
          <input type="tel" value={number} maxLength={40} aria-describedby={`${id}-told`} onInput={(event) => setNumber(event.currentTarget.value)} />
        </label>
        <label>Text
          <input type="text" value={text} maxLength={160} aria-describedby={`${id}-told`} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <div class="actions"><button class="primary" aria-disabled={waits}>{word}</button></div>
        <p id={`${id}-told`} class={problem ? 'error' : 'told'} role={problem ? 'alert' : 'status'}>{problem || told}</p>
      </form>
    </details>
  );
}

/** SMS-33: signed, and unreadable. */
function Unread({ unread }: { unread: number }) {
  const { value, problem, again } = useReading(leadingApi.rawCalls, [unread]);
  return (
    <section aria-labelledby="gateway-unread">
      <h3 id="gateway-unread">Calls that could not be read</h3>
      {problem && <p class="error" role="alert">{problem}</p>}
      {value?.length === 0 && <p class="soft">None.</p>}
      <ul class="raw" data-testid="gateway-raw">
        {value?.map((call) => <Call key={call.id} call={call} again={again} />)}
      </ul>
    </section>
  );
}

function Call({ call, again }: { call: RawCall; again(): void }) {
  const [bytes, setBytes] = useState<string | null>(null);
  const [told, setTold] = useState('');
  const [waits, setWaits] = useState(false);

  async function run(what: () => Promise<string>): Promise<void> {
    if (waits) return;
    setWaits(true);
    try {
      setTold(await what());
    } catch (error) {
      setTold(gatewayWords(error));
    }
    setWaits(false);
  }
  async function show(): Promise<string> {
    setBytes(rawText((await leadingApi.rawCall(call.id)).raw));
    return '';
  }
  async function take(): Promise<string> {
    const done = await reprocess(call.id);
    again();
    return done;
  }

  return (
    <li data-raw={call.id}>
      <span>{clockTime(call.at)} · {call.bytes} bytes · {call.reason}</span>
      <span class="row-actions">
        <button type="button" aria-disabled={waits} onClick={() => void run(take)} aria-label={`Re-process the call of ${clockTime(call.at)}`} data-testid={`reprocess-${call.id}`}>Re-process</button>
        {bytes === null && (
          <button type="button" class="quiet" aria-disabled={waits} onClick={() => void run(show)} aria-label={`Show the call of ${clockTime(call.at)}`} data-testid={`show-${call.id}`}>Show, which is noted</button>
        )}
      </span>
      <span role="status" class="soft">{told}</span>
      {bytes !== null && <pre tabIndex={0} aria-label="The call as it came">{bytes}</pre>}
    </li>
  );
}
