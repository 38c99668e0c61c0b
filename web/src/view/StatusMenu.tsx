/*
 * The status at the top and its one menu: what is chosen, since when and by whom,
 * what can be chosen now and, where it can't, why.
 */
import './StatusMenu.css';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { serverNow } from '../clock.ts';
import { store } from '../commands.ts';
import { addLine, dialog, statusOpen } from '../desk.ts';
import { emergency, location, locked, lockWords } from '../emergency.ts';
import { ariaKeys } from '../keys.ts';
import { settings } from '../settings.ts';
import { codes, setStatus } from '../status.ts';
import type { Agent } from '../types.ts';
import { clockTime, sinceWords, statusWord, whoSet } from '../words.ts';
import { link, logout } from '../session.ts';
import { Icon } from './Icon.tsx';
import { Avatar, Since, StatusMark } from './Parts.tsx';

interface Choice {
  key: string;
  status: string;
  stopNew: boolean;
  shown: string;
  word: string;
}

const CHOICES: Choice[] = [
  { key: 'available', status: 'available', stopNew: false, shown: 'available', word: 'Available' },
  { key: 'stop_new', status: 'available', stopNew: true, shown: 'busy_stop_new', word: 'Stop New' },
  { key: 'work_offline', status: 'work_offline', stopNew: false, shown: 'work_offline', word: 'Work Offline' },
  { key: 'on_break', status: 'on_break', stopNew: false, shown: 'on_break', word: 'On Break' },
];

const EXPLAINED: Record<string, string> = {
  available: 'Queues offer you work',
  stop_new: 'Finish what is open, then Work Offline',
  work_offline: 'No offers; colleagues can reach you',
  on_break: 'No offers, no calls',
};

/** Why this can't be chosen now, or null. */
function hindrance(choice: Choice, agent: Agent, handling: boolean): string | null {
  if (link.value.state === 'lost') return 'Not without a connection';
  if (agent.emergency && locked(agent.emergency)) return `An emergency call holds your status ${lockWords(agent.emergency)}`;
  if (!choice.stopNew) return null;
  if (agent.status !== 'available') return 'Only while you are Available';
  return handling ? null : 'Only while you handle something: choose Work Offline';
}

function codeName(agent: Agent): string | null {
  return agent.code_name ?? codes.value.data.find((code) => code.id === agent.code)?.name ?? null;
}

export function StatusMenu() {
  const agent = store.me.value!;
  const [asking, setAsking] = useState<Choice | null>(null);
  const [required, setRequired] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const open = statusOpen.value;
  const { shown } = agent;

  useLayoutEffect(() => {
    if (!open || !menu.current || !button.current) return;
    if (!menu.current.matches(':popover-open')) menu.current.showPopover();
    const at = button.current.getBoundingClientRect();
    menu.current.style.left = `${at.left}px`;
    menu.current.style.top = `${at.bottom + 4}px`;
    menu.current?.querySelector<HTMLElement>('[aria-checked="true"], [role^="menuitem"]')?.focus();
  }, [open, asking]);

  function close(): void {
    if (!statusOpen.value) return;
    statusOpen.value = false;
    setAsking(null);
    setRequired(false);
    button.current?.focus();
  }

  async function choose(choice: Choice, code: string | null): Promise<void> {
    const result = await setStatus(choice.status, choice.stopNew, code);
    if (result === 'exit_or_remain') dialog.value = { name: 'exit' };
    if (result !== 'code_missing') return close();
    setRequired(true);
    setAsking(choice);
  }

  function pick(choice: Choice): void {
    if (emergency.value?.phase === 'held' && choice.status === 'available' && agent.status !== 'available') {
      close();
      dialog.value = { name: 'exit' };
      return;
    }
    const some = codes.value.data.some((code) => code.status === choice.status);
    if (!some || choice.stopNew) return void choose(choice, null);
    setRequired(codes.value.required.includes(choice.status));
    setAsking(choice);
  }

  const until = agent.until ? `, until ${clockTime(agent.until)}` : '';
  const code = codeName(agent);
  return (
    <div class="status" onKeyDown={(event) => open && moveFocus(event, menu.current, close)}>
      <button ref={button} type="button" class="quiet me" aria-haspopup="menu" aria-expanded={open} data-testid="status"
        data-status={agent.status} data-shown={shown} aria-keyshortcuts={ariaKeys(settings.value.keys.status)}
        onClick={() => (open ? close() : (statusOpen.value = true))}>
        <Avatar name={agent.name} />
        <span class="who">
          <b class="cut">{agent.name}</b>
          <span class="now">
            <StatusMark shown={shown} />
            <span class="cut" data-testid="status-word">{statusWord(shown).word}{code ? `: ${code}` : ''}</span>
            {agent.shown_since && <Since at={agent.shown_since} label={sinceWords(agent)} />}
          </span>
        </span>
        <Icon name="down" />
      </button>
      {open && (
        <div ref={menu} popover="manual" class="menu" role="menu" aria-label="Status" data-testid="status-menu"
          onFocusOut={(event) => !menu.current?.contains(event.relatedTarget as Node) && event.relatedTarget && close()}>
          <p class="set-by" data-testid="status-set-by">{whoSet(agent)} at {clockTime(agent.since)}{until}</p>
          {asking ? (
            <Codes choice={asking} required={required} current={agent.code} onPick={(id) => void choose(asking, id)} />
          ) : (
            <Choices agent={agent} onPick={pick} />
          )}
          <hr />
          {asking ? (
            <button type="button" role="menuitem" class="item" tabIndex={-1} data-testid="status-back" onClick={() => setAsking(null)}>
              <Icon name="back" size={14} /><span class="words">Another status</span>
            </button>
          ) : (
            <>
              <button type="button" role="menuitem" class="item" tabIndex={-1} data-testid="open-security"
                onClick={() => { close(); dialog.value = { name: 'security' }; }}>
                <Icon name="person" size={14} /><span class="words">Security<small>Password, second factor, sessions</small></span>
              </button>
              <button type="button" role="menuitem" class="item" tabIndex={-1} data-testid="open-where"
                onClick={() => { close(); dialog.value = { name: 'where' }; }}>
                <Icon name="link" size={14} /><span class="words">Where you are<small>{location.value?.confirmed ? location.value.shown.name : 'Not confirmed: for emergency calls'}</small></span>
              </button>
              <button type="button" role="menuitem" class="item" tabIndex={-1} data-testid="logout"
                onClick={() => { close(); void logOut(); }}>
                <Icon name="out" size={14} /><span class="words">Log out</span>
              </button>
            </>
          )}
        </div>
      )}
      {open && <div class="menu-shade" onClick={close} />}
    </div>
  );
}

/** Where there are reasons for it, it asks first. */
async function logOut(): Promise<void> {
  if (locked(emergency.value) || codes.value.required.includes('logged_out') || codes.value.data.some((code) => code.status === 'logged_out')) {
    dialog.value = { name: 'logout' };
    return;
  }
  const problem = await logout(false, null);
  if (problem) addLine('error', `Still logged in: ${problem}`, serverNow());
}

function Choices({ agent, onPick }: { agent: Agent; onPick(choice: Choice): void }) {
  const handling = store.work.value.length > 0;
  return CHOICES.map((choice) => {
    const why = hindrance(choice, agent, handling);
    const current = choice.status === agent.status && choice.stopNew === agent.stop_new;
    return (
      <button key={choice.key} type="button" role="menuitemradio" aria-checked={current} tabIndex={-1} class="item"
        aria-disabled={why !== null} data-testid={`status-${choice.key}`} onClick={() => why === null && onPick(choice)}>
        <StatusMark shown={choice.shown} />
        <span class="words">{choice.word}<small>{why ?? EXPLAINED[choice.key]}</small></span>
        {current && <Icon name="check" />}
      </button>
    );
  });
}

interface CodesProps {
  choice: Choice;
  required: boolean;
  current: string | null;
  onPick(code: string | null): void;
}

function Codes({ choice, required, current, onPick }: CodesProps) {
  const own = codes.value.data.filter((code) => code.status === choice.status);
  return (
    <div role="group" aria-label={`Reason for ${choice.word}`}>
      <p class="asks"><StatusMark shown={choice.shown} /> {choice.word}: {required ? 'choose a reason' : 'a reason?'}</p>
      {own.length === 0 && <p class="asks soft">No reason is set up for this status: tell your supervisor.</p>}
      {own.map((code) => (
        <button key={code.id} type="button" role="menuitemradio" aria-checked={code.id === current} tabIndex={-1} class="item"
          data-testid={`status-code-${code.id}`} onClick={() => onPick(code.id)}>
          <span class="words">{code.name}</span>
        </button>
      ))}
      {!required && (
        <button type="button" role="menuitem" tabIndex={-1} class="item" data-testid="status-code-none" onClick={() => onPick(null)}>
          <span class="words soft">Without a reason</span>
        </button>
      )}
    </div>
  );
}

function moveFocus(event: KeyboardEvent, menu: HTMLElement | null, close: () => void): void {
  const items = [...(menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
  const next = to[event.key];
  if (next !== undefined) {
    event.preventDefault();
    items[next % items.length]?.focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    event.stopPropagation();
    close();
  }
}
