/* What JsSIP says no types of, as far as again.ts reaches for it. */
declare module 'jssip/lib/Transactions' {
  export class InviteClientTransaction {
    id: string;
    state: number;
    readonly C: { STATUS_PROCEEDING: number };
    constructor(ua: object, transport: object, request: object, handlers: object);
  }
}
