/** What the asking side sends. `id` belongs to that side and is used once. */
export type Ask =
  | { id: number; ask: string; input: unknown }
  | { id: number; stop: true }
  /** Lets a stream send `more` further items. */
  | { id: number; more: number }

export type FaultFrame = { code: string; message: string; detail?: unknown }
/** What the answering side sends. A call ends with its value; a stream sends items and ends without one. */
export type Tell =
  | { id: number; item: unknown }
  | { id: number; end: true; value?: unknown }
  | { id: number; fault: FaultFrame }

/** How many calls and streams one link may have open at once. */
export const openLimit = 1024

/** A duplex of messages. `send` after the other side is gone does nothing; `closed` may be called more than once. */
export interface Link {
  /** Throws when the frame holds something that the carrier cannot carry, such as a function. */
  send(frame: Ask | Tell): void
  /** Must be called before anything can arrive. */
  receive(frame: (frame: unknown) => void, closed: () => void): void
}

type Fields = Record<string, unknown>

function withId(frame: unknown): Fields | undefined {
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) return undefined
  return Number.isSafeInteger((frame as Fields)['id']) ? (frame as Fields) : undefined
}

/** The frame if it is well formed, else undefined. */
export function asAsk(frame: unknown): Ask | undefined {
  const fields = withId(frame)
  if (fields === undefined) return undefined
  if (typeof fields['ask'] === 'string') return fields as Ask
  if (fields['stop'] === true) return fields as Ask
  return Number.isSafeInteger(fields['more']) && (fields['more'] as number) > 0 ? (fields as Ask) : undefined
}

/** The frame if it is well formed, else undefined. */
export function asTell(frame: unknown): Tell | undefined {
  const fields = withId(frame)
  if (fields === undefined) return undefined
  if ('item' in fields || fields['end'] === true) return fields as Tell
  const fault = fields['fault'] as Partial<FaultFrame> | null | undefined
  return typeof fault?.code === 'string' && typeof fault.message === 'string' ? (fields as Tell) : undefined
}
