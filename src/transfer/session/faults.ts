import { Fault } from '../../wire/fault.ts'
import type { LaneEnd } from '../channel.ts'

/** What an error says to people and scripts; a defect is `internal`, with its text, for it stays on this side. */
export function asEnd(error: unknown): LaneEnd {
  if (error instanceof Fault) {
    const where = placeOf(error.detail)
    return { code: error.code, text: error.message, ...(where && { where }) }
  }
  return { code: 'internal', text: error instanceof Error ? error.message : String(error) }
}

/** Faults of disks have a path in their detail; their texts, which the other end reads, have not. */
function placeOf(detail: unknown): string {
  const { folder, path } = (typeof detail === 'object' && detail !== null ? detail : {}) as Record<
    string,
    unknown
  >
  const place = folder ?? path
  return typeof place === 'string' ? place : ''
}

/** What the other end is told of it, in a message. */
export const toOther = ({ code, text }: LaneEnd): LaneEnd => ({
  code,
  text: code === 'internal' ? 'A defect on the other side.' : text.slice(0, 300),
})

/** The other end lies or is broken: it is not worth another lane. */
export const isOffence = (code: string): boolean =>
  code === 'transfer-protocol' ||
  code === 'transfer-limit' ||
  code === 'transfer-unproven' ||
  code === 'transfer-version'
