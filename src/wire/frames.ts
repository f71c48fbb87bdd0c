/** What crosses a link. `id` belongs to the asking side and is used once. */
export type Ask =
  | { id: number; ask: string; input: unknown }
  | { id: number; stop: true }
  /** Lets a stream send `more` further items. */
  | { id: number; more: number }

export type FaultFrame = { code: string; message: string; detail?: unknown }
export type Tell =
  | { id: number; value: unknown }
  | { id: number; item: unknown }
  | { id: number; end: true }
  | { id: number; fault: FaultFrame }

/** How many items a stream may run ahead of its reader. */
export const streamWindow = 32
/** How many calls and streams one link may have open at once. */
export const openLimit = 1024

/** A duplex of messages. `send` after the other side is gone does nothing; `closed` is called once. */
export interface Link {
  send(frame: Ask | Tell): void
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
  const more = fields['more']
  return Number.isSafeInteger(more) && (more as number) > 0 && (more as number) <= streamWindow
    ? (fields as Ask)
    : undefined
}

/** The frame if it is well formed, else undefined. */
export function asTell(frame: unknown): Tell | undefined {
  const fields = withId(frame)
  if (fields === undefined) return undefined
  if ('value' in fields || 'item' in fields || fields['end'] === true) return fields as Tell
  const fault = fields['fault'] as Partial<FaultFrame> | null | undefined
  return typeof fault?.code === 'string' && typeof fault.message === 'string' ? (fields as Tell) : undefined
}
