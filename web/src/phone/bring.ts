/* For which call somebody is looked for who is to be brought in: opened at its tools, and from the transfer dialog. */
import { signal } from '@preact/signals';
import type { Id } from '../types.ts';

export const bringsInto = signal<Id | null>(null);
