/** What a visitor's browser keeps, by widget: the chat's token, whether it has begun, what was written and not yet taken. Tabs share it. */
import type { Pending } from './types.ts';

interface Kept { token: string; pending: Pending[] }

/** 256 random bits: nobody else can say whose chat this is. The server keeps the hash. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `tlv_${btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')}`;
}

export const newId = () => `w-${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(2)).join('')}`;

export class Store {
  private readonly name: string;
  /** Where the browser keeps nothing (blocked storage), the page does until it is left. */
  private memory: Kept | null = null;
  constructor(key: string) { this.name = `trunkline-chat:${key}`; }

  get kept(): Kept | null {
    try {
      const text = localStorage.getItem(this.name);
      return text === null ? null : JSON.parse(text) as Kept;
    } catch { return this.memory; }
  }

  set kept(value: Kept | null) {
    this.memory = value;
    try {
      if (value === null) localStorage.removeItem(this.name);
      else localStorage.setItem(this.name, JSON.stringify(value));
    } catch { /* the page keeps it */ }
  }

  add(message: Pending) { const kept = this.kept; if (kept) this.kept = { ...kept, pending: [...kept.pending, message] }; }
  refuse(id: string) { const kept = this.kept; if (kept) this.kept = { ...kept, pending: kept.pending.map((one) => one.id === id ? { ...one, refused: true } : one) }; }
  drop(id: string) { const kept = this.kept; if (kept) this.kept = { ...kept, pending: kept.pending.filter((one) => one.id !== id) }; }

  /** Another tab began, or forgot, a chat. */
  onChange(changed: () => void): () => void {
    const listen = (event: StorageEvent) => { if (event.key === this.name || event.key === null) changed(); };
    addEventListener('storage', listen);
    return () => removeEventListener('storage', listen);
  }
}
