/* What values of the configuration are called. */
import type { Line } from './things.ts';

export const ROLES: Record<string, string> = { agent: 'Agent', supervisor: 'Supervisor', administrator: 'Administrator' };
export const MODES: Record<string, string> = { workspace: 'In the workspace', forward: 'At a phone number', sip_uri: 'At a SIP URL' };
export const ENDS: Record<string, string> = { voicemail: 'Voicemail', number: 'Another number', end: 'The call ends' };
export const STATES: Record<Line['state'], string> = { available: 'Available', claimed: 'Claimed', assigned: 'Assigned', released: 'Released' };
export const USES: Record<string, string> = { user: 'Work number of', channel: 'Channel', fax_number: 'Fax number' };
export const SIDES: Record<string, string> = { work: 'Work', agent: 'Agent' };

/** "3 of 10 free", or that there is no limit. */
export const left = (has: number | null, used: number): string => (has === null ? `${used} in use, no limit` : `${Math.max(has - used, 0)} of ${has} free`);
