declare module 'pino-roll' {
  import type { SonicBoom, SonicBoomOpts } from 'sonic-boom'

  /** What is used of its options. */
  interface RollOptions extends Omit<SonicBoomOpts, 'dest' | 'fd'> {
    file: string
    extension?: string
    /** With a unit: `b`, `k`, `m` or `g`. */
    size?: string
    limit?: { count: number; removeOtherLogFiles?: boolean }
  }
  export default function roll(options: RollOptions): Promise<SonicBoom>
}
