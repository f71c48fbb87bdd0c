/** SRT sequence numbers have 31 bits and wrap (SRT §3.1). */
export const sequenceMask = 0x7fff_ffff
const half = 0x4000_0000

/** How far `to` lies ahead of `from`, 0 … 2³¹ − 1, going up and around. */
export const distance = (from: number, to: number): number => (to - from) & sequenceMask

/** Whether `a` comes before `b`, within half of the circle. */
export function isBefore(a: number, b: number): boolean {
  const ahead = (b - a) & sequenceMask
  return ahead !== 0 && ahead < half
}

export const next = (sequence: number): number => (sequence + 1) & sequenceMask
