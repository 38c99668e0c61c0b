/*
 * The keypad of a customer's call, for a phone that is not this page, which has keys of its own.
 */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Interaction } from '../types.ts';
import { clockTime, keysWords } from '../words.ts';
import { Keypad, KeysSent, keysOf } from './Keypad.tsx';
import { changed, close, goOn, hearerOf, open, press, pressingOf, stageOf, stoppedWords } from './pressing.ts';

export function Tones({ it, leave }: { it: Interaction; leave(): void }) {
  const call = it.call!, one = pressingOf(call), { count, last } = one.shown.value, stopped = stoppedWords(one.shown.value), who = hearerOf(call), stage = stageOf(call);
  const group = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    open(one);
    group.current?.focus();
    return () => close(one);
  }, []);
  useLayoutEffect(() => changed(one, stage), [stage]);
  const before = call.keys?.count ? `${keysWords(call.keys.count)} pressed, last at ${clockTime(call.keys.at)}` : '';
  return (
    <div class="tones" onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); leave(); } }}>
      <Keypad label={who === null ? 'Keys' : `Keys for ${who}`} off={who === null || stopped !== null} box={group}
        onKey={(key) => press(it.interaction, key)} onText={(text) => press(it.interaction, keysOf(text))} />
      <KeysSent count={count} last={last} before={before} testid="tones-sent" />
      <p class="soft" role="status" data-testid="tones-deaf">{who === null && `${call.consult ? 'It rings' : 'On hold'}: nobody hears keys`}</p>
      <p class="phone-problem" role="alert" data-testid="tones-problem">{stopped}</p>
      {stopped !== null && <button type="button" onClick={() => { goOn(one); group.current?.focus(); }} data-testid="tones-on">Go on</button>}
    </div>
  );
}
