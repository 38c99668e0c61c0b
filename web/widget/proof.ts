/**
 * The proof of work before a chat begins (docs/widget.md): the challenge, a dot and a nonce, of which the SHA-256 begins with enough zero
 * bits. It is computed on the page's thread in slices: many pages' policies admit no worker from another origin, and pages without https
 * have no crypto.subtle (docs/decisions/0119-proof-of-work.md).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import type { Challenge } from './types.ts';

/** Input and drawing wait no longer than a slice; the clock is read once in so many hashes. */
const SLICE_MS = 8, HASHES = 64;

/** After what waits for the page's thread. Not a timer: those are slowed down in background tabs. */
function turn(): Promise<void> {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); done(); };
    port2.postMessage(null);
  });
}

export async function solve({ challenge, bits }: Challenge): Promise<string | undefined> {
  if (challenge === null) return undefined;
  const bytes = new TextEncoder(), start = `${challenge}.`;
  const begun = sha256.create().update(bytes.encode(start)), work = begun.clone();
  const hash = new Uint8Array(begun.outputLen), first = new DataView(hash.buffer);
  for (let nonce = 0; ; await turn()) {
    for (const end = performance.now() + SLICE_MS; performance.now() < end;) {
      for (let i = 0; i < HASHES; i++, nonce++) {
        begun._cloneInto(work).update(bytes.encode(String(nonce))).digestInto(hash);
        if (Math.clz32(first.getUint32(0)) >= bits) return start + nonce;
      }
    }
  }
}
