// root.mjs - the top of the tree.
export const ROOT = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
