import type { Batch } from '../kit/datagram/datagram.ts'

/** What is being read at the moment, for those who hand it on while it is valid. */
export interface Reading {
  batch: Batch | undefined
  /** When it was read; monotonic ms. */
  nowMs: number
  /** A packet that lies in no batch, because it took the long way through a test of its link. */
  loose: Uint8Array | undefined
}

/** The slot of a packet that lies in no batch. */
export const noSlot = -1
