/* Small line drawings, 16 by 16. They say nothing alone: a word stands beside, or a label. */
const PATHS = {
  sms: 'M2.5 3.5h11v7h-6l-3 2.5v-2.5h-2zM5 6.5h6M5 8.3h3.5',
  chat: 'M8 2.2a5.8 5.8 0 1 0 0 11.6 5.8 5.8 0 0 0 0-11.6zM2.3 8h11.4M8 2.2c-4 3.7-4 8 0 11.6 4-3.6 4-8 0-11.6',
  call: 'M4 2.5l2 .2.9 2.9-1.4 1.3a8 8 0 0 0 3.6 3.6l1.3-1.4 2.9.9.2 2c-.2 1-1 1.5-2 1.5C6.3 13 3 9.7 2.5 4.500c0-1 .5-1.8 1.5-2z',
  check: 'M3 8.500l3.2 3.200L13 4.8',
  checks: 'M1.5 8.700l3 3 6-6.500M7 11.200l.6.5 6.9-7',
  clock: 'M8 2.200a5.8 5.8 0 1 0 0 11.6 5.8 5.8 0 0 0 0-11.600zM8 4.800V8l2.2 1.5',
  warning: 'M8 2.300l6.2 11H1.800zM8 6.500v3.200M8 11.500v.3',
  question: 'M5.8 6.200A2.2 2.2 0 1 1 8 8.400v1M8 11.700v.3M8 1.700a6.3 6.3 0 1 0 0 12.600A6.3 6.3 0 0 0 8 1.700z',
  close: 'M4 4l8 8M12 4l-8 8',
  gear: 'M2 4.500h6M12 4.500h2M10 2.700v3.600M2 11.500h2M8 11.500h6M6 9.700v3.6',
  keyboard: 'M1.5 4h13v8h-13zM4 6.500h.2M6.6 6.500h.2M9.2 6.500h.2M11.8 6.500h.2M4.5 9.500h7',
  person: 'M8 8.200a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.400zM2.8 13.500c.5-2.5 2.5-3.8 5.2-3.800s4.7 1.3 5.2 3.8',
  back: 'M9.5 3.500L5 8l4.5 4.5',
  down: 'M4 6l4 4 4-4',
  out: 'M9.5 3H3v10h6.500M7 8h7M11.5 5.500L14 8l-2.5 2.5',
  plus: 'M8 3v10M3 8h10',
  pencil: 'M3 13l.7-3L10.5 3.200l2.3 2.300L6 12.300z',
  bullets: 'M2.5 4h.3M2.5 8h.3M2.5 12h.3M6 4h7.5M6 8h7.5M6 12h7.5',
  numbers: 'M2 3l1-.6V6M1.9 9.5c.9-.9 2.300-.3 1.600.8L1.900 12.500h2M7 4h7M7 8h7M7 12h7',
  link: 'M6.5 9.500a2.500 2.500 0 0 0 3.600 0l2.300-2.300a2.500 2.500 0 0 0-3.600-3.600l-.8.8M9.500 6.500a2.500 2.500 0 0 0-3.600 0L3.600 8.800a2.500 2.500 0 0 0 3.600 3.600l.8-.8',
  image: 'M2 3h12v10H2zM4.800 6.200h.3M2.500 12l3.500-3.500 2.500 2.500 2-2 3 3',
  eye: 'M1.5 8S4 3.7 8 3.700 14.5 8 14.5 8 12 12.3 8 12.300 1.500 8 1.500 8zM8 6.200a1.8 1.8 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600z',
  bell: 'M2.5 12.500h11M3.800 12.500a4.200 4.200 0 0 1 8.400 0M8 8.300V6M6.500 5.500h3',
  unplugged: 'M2 2l12 12M3 7.200a8 8 0 0 1 3-1.900M8.5 4.800c1.7.1 3.2.9 4.5 2.400M5.3 9.700a4.3 4.3 0 0 1 3-1.300M8 12.200v.3',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor"
      stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">
      <path d={PATHS[name]} />
    </svg>
  );
}
