/*
 * Files that came with messages: their bytes, kept while somebody looks at them, and asking for one again.
 */
import { api } from './api.ts';
import { exclusive, fail, store } from './commands.ts';
import type { Attachment, Id } from './types.ts';
import { fileName } from './words.ts';

/** A file's address on this page, until `forget`; null: it can't be had now. */
export async function addressOf(id: Id): Promise<string | null> {
  try {
    return URL.createObjectURL(await api.attachment(id));
  } catch {
    return null;
  }
}

export function forget(address: string | null): void {
  if (address) URL.revokeObjectURL(address);
}

/** Saved, not opened: it is a stranger's. */
export function save(file: Attachment): Promise<void> {
  return exclusive(`file:${file.id}`, async () => {
    try {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await api.attachment(file.id));
      link.download = fileName(file.id, file.type);
      link.click();
      setTimeout(() => forget(link.href), 60_000);
    } catch (error) {
      fail('The file was not saved', error);
    }
  });
}

export function retry(id: Id): Promise<void> {
  return exclusive(`file:${id}`, async () => {
    try {
      store.fromAnswer(await api.retryAttachment(id));
    } catch (error) {
      fail('The file is not fetched again', error);
    }
  });
}
