/* The phone, loaded as one. */
export { acceptedHere, call, hold, mute, off, on } from './phone.ts';
export { PhoneBar } from './PhoneBar.tsx';
export { PhoneDialog } from './PhoneDialog.tsx';
