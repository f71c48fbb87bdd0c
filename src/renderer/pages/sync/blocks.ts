import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'

/** Of what a block of a file is made: there before, done, arriving, missing. */
export const blockKinds = translated({
  h: 'here before',
  d: 'done',
  a: 'arriving',
  m: 'missing',
})
export type BlockKind = keyof typeof blockKinds

/** Blocks beside one another of one kind, as one stretch: `from` up to `to`, counted in blocks. */
export type Stretch = { kind: BlockKind; from: number; to: number }

/** A block map as few stretches, so that a hundred maps cost next to nothing to draw. Unknown letters count as missing. */
export function stretches(blocks: string): Stretch[] {
  const found: Stretch[] = []
  for (let n = 0; n < blocks.length; n++) {
    const letter = blocks[n]!
    const kind: BlockKind = Object.hasOwn(blockKinds, letter) ? (letter as BlockKind) : 'm'
    const last = found.at(-1)
    if (last?.kind === kind) last.to = n + 1
    else found.push({ kind, from: n, to: n + 1 })
  }
  return found
}

/** The map in words: `64 blocks: 3 here before, 40 done, 4 arriving, 17 missing`. */
export function blockText(blocks: string): string {
  const counts = { h: 0, d: 0, a: 0, m: 0 }
  for (const { kind, from, to } of stretches(blocks)) counts[kind] += to - from
  const parts = Object.entries(counts).flatMap(([kind, count]) =>
    count > 0 ? [`${count} ${blockKinds[kind as BlockKind]}`] : [],
  )
  return t('{{count}} blocks: {{parts}}', { count: blocks.length, parts: parts.join(', ') })
}
