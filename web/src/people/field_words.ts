/** What is wrong with a request: of one field the sentence alone, of several each with its field. */
export const fieldWords = (errors: { pointer: string; detail: string }[]) =>
  errors.map(({ pointer, detail }) => (errors.length > 1 ? `${pointer.slice(1)}: ${detail}` : detail)).join(' ');
