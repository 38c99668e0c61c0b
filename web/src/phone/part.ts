/* The phone, loaded as one. */
export { acceptedHere, call, off, on } from './phone.ts';
export { PhoneBar } from './PhoneBar.tsx';
export { PhoneDialog } from './PhoneDialog.tsx';
