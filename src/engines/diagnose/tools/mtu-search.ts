/** What became of packets of one size that may not be cut. */
export type SizeVerdict =
  | { state: 'fits' }
  /** Somebody said that it is too large; the MTU that was told, or 0. */
  | { state: 'told'; mtu: number }
  | { state: 'silent' }
  /** It could not be tried. */
  | { state: 'untried' }

export interface MtuFound {
  /** The largest packet that comes through, bytes; 0 when none did. */
  mtu: number
  /** The least that did not; 0 when all did. */
  tooLarge: number
  /** That one vanished without a word. */
  isSilent: boolean
  /** It could not be tried at all. */
  isUntried: boolean
}

/** So many sizes are tried at once: each is a program of its own. */
const together = 6

/**
 * Searches the largest packet that fits, between `least` and `most` bytes, some sizes at once in each round. What is
 * told by routers is tried next.
 */
export async function searchMtu(
  tryOne: (bytes: number) => Promise<SizeVerdict>,
  least: number,
  most: number,
): Promise<MtuFound> {
  const verdicts = new Map<number, SizeVerdict>()
  const tryAll = async (sizes: readonly number[]) => {
    const found = await Promise.all(sizes.map(async (size) => [size, await tryOne(size)] as const))
    for (const [size, verdict] of found) verdicts.set(size, verdict)
  }
  await tryAll([...new Set([least, most])])
  for (;;) {
    const sizes = [...verdicts.entries()]
    const fits = sizes.filter(([, { state }]) => state === 'fits').map(([size]) => size)
    const mtu = Math.max(0, ...fits)
    const above = sizes.filter(([size, { state }]) => state !== 'fits' && state !== 'untried' && size > mtu)
    const tooLarge = above.length > 0 ? Math.min(...above.map(([size]) => size)) : 0
    const verdict = verdicts.get(tooLarge)
    const found = {
      mtu,
      tooLarge,
      isSilent: verdict?.state === 'silent',
      isUntried: fits.length === 0 && above.length === 0,
    }
    // A size in the midst that could not be tried, or a least one that got lost, would go on for ever.
    if (mtu === 0 || tooLarge === 0 || tooLarge - mtu <= 1) return found
    const told = above.flatMap(([, each]) => (each.state === 'told' ? [each.mtu, each.mtu + 1] : []))
    const next = [...told, ...between(mtu, tooLarge)].filter(
      (size) => size > mtu && size < tooLarge && !verdicts.has(size),
    )
    if (next.length === 0) return found
    await tryAll([...new Set(next)].slice(0, together))
  }
}

/** Sizes spread evenly between two, neither of which is among them. */
function between(low: number, high: number): number[] {
  const step = Math.max(1, (high - low) / (together + 1))
  const sizes: number[] = []
  for (let size = low + step; size < high && sizes.length < together; size += step)
    sizes.push(Math.round(size))
  return sizes
}
