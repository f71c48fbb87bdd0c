const kib = 1024
const mb = 1_000_000

/** From the best path to the worst; the first row that a path keeps under holds. Loss 0 … 1, rate in bytes/s. */
const table = [
  { underMs: 5, underLoss: 0.001, overRate: 500 * mb, bytes: 4096 * kib },
  { underMs: 10, underLoss: 0.01, overRate: 100 * mb, bytes: 1024 * kib },
  { underMs: 10, underLoss: 0.01, overRate: -1, bytes: 256 * kib },
  { underMs: 50, underLoss: 0.05, overRate: -1, bytes: 128 * kib },
  { underMs: 100, underLoss: 0.1, overRate: -1, bytes: 64 * kib },
  { underMs: 200, underLoss: 2, overRate: -1, bytes: 32 * kib },
] as const

export const smallestChunkBytes = 16 * kib
export const largestChunkBytes = 4096 * kib

/** How much a lane takes from the queue at once. An unknown loss is -1 and counts as none. */
export function chunkBytes({ rttMs, loss, rate }: { rttMs: number; loss: number; rate: number }): number {
  for (const row of table) {
    if (rttMs < row.underMs && loss < row.underLoss && rate > row.overRate) return row.bytes
  }
  return smallestChunkBytes
}
