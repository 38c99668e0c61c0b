/** What the server sends (chatd/widget_routes.c). */
export interface Field { name: string; label: string; type: 'text' | 'email' | 'choice'; required?: boolean; options?: string[] }
export interface Settings {
  title: string; colour: string; greeting: string | null; closing_text: string | null; form: Field[]; text_max: number; file_max_bytes: number;
  /** Zero bits of the proof that beginning a chat needs; 0: none. */
  proof_of_work: number;
}
/** null: no proof is needed. */
export interface Challenge { challenge: string | null; bits: number }
export interface Chat {
  state: 'waiting' | 'talking' | 'ended'; position: number | null; estimate_ms: number | null; agent: string | null; last_seq: number; by_visitor: boolean;
}
export interface File_ { id: string; type: string; bytes: number }
export interface Message {
  seq: number; from: 'visitor' | 'agent' | 'automatic'; name: string | null; text: string; at: string; client_id: string | null; files: File_[];
  /** An agent's formatted text, in the server's form, and where its images are. */
  html?: string; images?: { id: string; path: string }[];
}
export interface Shown { chat: Chat; messages: Message[]; next_seq: number }
export interface Problem { status: number; type: string; detail?: string; errors?: { pointer: string; detail: string }[]; after_ms: number; challenge?: string; bits?: number }
/** Written and not taken yet; `refused`: the server will not take it, and the visitor may edit it. */
export interface Pending { id: string; text: string; refused?: true }
