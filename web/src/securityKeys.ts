/* Security keys and passkeys: the browser's ceremonies, and one's own keys on the server. Loaded late, with what shows them. */
import { call, command, type KeyRequest, type List } from './api.ts';
import type { Id, Time } from './types.ts';

export interface SecurityKey {
  id: Id;
  label: string;
  made_at: Time;
  used_at: Time | null;
}

interface Descriptor { type: 'public-key'; id: string; transports: AuthenticatorTransport[] }
type Options = Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'>
  & { challenge: string; user: { id: string; name: string; displayName: string }; excludeCredentials: Descriptor[] };
/** As the server takes it: bytes in base64url. */
export type KeyAnswer = { id: string; response: Record<string, unknown> };

/** Whether this browser knows security keys, on this page. */
export const canUseKeys = (): boolean => 'PublicKeyCredential' in window;

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0));
const text = (data: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(data))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const described = (list: Descriptor[]) => list.map((one) => ({ ...one, id: bytes(one.id) }));

/** A touch, a finger or a PIN: what the browser asks for. */
export async function answerKey({ challenge, allowCredentials, ...more }: KeyRequest): Promise<KeyAnswer> {
  const publicKey = { ...more, challenge: bytes(challenge), allowCredentials: described(allowCredentials as Descriptor[]) };
  const made = await navigator.credentials.get({ publicKey }) as PublicKeyCredential;
  const { clientDataJSON, authenticatorData, signature } = made.response as AuthenticatorAssertionResponse;
  return { id: made.id, response: { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature) } };
}

export async function registerKey(label: string): Promise<SecurityKey> {
  const { challenge, user, excludeCredentials, ...more } = await command<Options>('POST', '/me/security-keys');
  const publicKey = { ...more, challenge: bytes(challenge), user: { ...user, id: bytes(user.id) }, excludeCredentials: described(excludeCredentials) };
  const made = await navigator.credentials.create({ publicKey }) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return command('POST', '/me/security-keys/confirm', { label, credential: { id: made.id, response: {
    clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] } } });
}

export const proveByKey = async (): Promise<void> =>
  command('POST', '/me/proof', { security_key: await answerKey(await call<KeyRequest>('GET', '/me/security-keys/challenge')) });
export const securityKeys = (): Promise<SecurityKey[]> => call<List<SecurityKey>>('GET', '/me/security-keys').then((list) => list.data);
export const removeKey = (id: Id): Promise<void> => command('DELETE', `/me/security-keys/${id}`);

/** What the browser says of a ceremony that came to nothing, else null: the server's problem. */
export function ceremonyWords(error: unknown): string | null {
  if (!(error instanceof DOMException)) return null;
  return error.name === 'InvalidStateError' ? 'This security key is registered already.' : 'No security key answered. Try again.';
}
