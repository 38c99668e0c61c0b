/* The second factor at a login: a code, a security key, or either. Loaded once a login asks for it (Login.tsx). */
import { useLayoutEffect, useState } from 'preact/hooks';
import type { KeyRequest } from '../api.ts';
import { answerKey, canUseKeys, ceremonyWords, type KeyAnswer } from '../securityKeys.ts';

interface Props {
  /** Whether a code will do. */
  codes: boolean;
  request: KeyRequest | undefined;
  onKey(form: HTMLFormElement, key: KeyAnswer): void;
}

export function LoginSecond({ codes, request, onKey }: Props) {
  const [wrong, setWrong] = useState('');

  useLayoutEffect(() => { if (!codes) document.querySelector<HTMLElement>('[data-testid=login-key]')?.focus(); }, [codes]);

  async function touch(form: HTMLFormElement): Promise<void> {
    setWrong('');
    try {
      onKey(form, await answerKey(request!));
    } catch (error) {
      setWrong(ceremonyWords(error) ?? String(error));
    }
  }

  return (
    <>
      {codes && <Code label="Code of your authenticator, or a recovery code" />}
      {request && canUseKeys() && (
        <button type="button" class={codes ? undefined : 'primary'} data-testid="login-key"
          onClick={(event) => void touch(event.currentTarget.form!)}>Use your security key</button>
      )}
      {!codes && !(request && canUseKeys()) && <p role="status">This account needs a security key, which can't be used in this browser at this address.</p>}
      {wrong && <p class="error" role="alert" data-testid="login-key-trouble">{wrong}</p>}
    </>
  );
}

export function Code({ label }: { label: string }) {
  useLayoutEffect(() => document.querySelector<HTMLElement>('[data-testid=login-code]')?.focus(), []);
  return (
    <label>{label}
      <input type="text" name="code" inputmode="text" autocomplete="one-time-code" autocapitalize="none"
        spellcheck={false} required maxLength={40} data-testid="login-code" />
    </label>
  );
}
