import { Damage } from './bytes.ts'
import { type FileRow, ownHolder } from './file-row.ts'
import type { Holders } from './holders.ts'
import type { Totals } from './types.ts'

/** Sums of sizes that peers name may exceed 2^53, and must come back to 0 nevertheless. */
export const asNumber = (sum: bigint) =>
  sum > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(sum)

export const writeSums = (sums: readonly bigint[]) => sums.join(' ')

export function readSums(text: string, count: number): bigint[] {
  const sums = text.split(' ')
  if (sums.length !== count || !sums.every((sum) => /^\d+$/.test(sum))) throw new Damage('sums are missing')
  return sums.map(BigInt)
}

/** Sums over a folder's rows, by adding what a row counts for after a change and subtracting what it did before. */
export class FolderTotals {
  static readonly none = '0 0 0 0 0 0 0 0 0 0'
  #sums: bigint[] = readSums(FolderTotals.none, 10)

  /** Entries (directories included) and bytes of which our own record is the best, not deleted. */
  get oursBest(): { files: bigint; bytes: bigint } {
    return { files: this.#sums[8]!, bytes: this.#sums[9]! }
  }

  read(text: string): void {
    this.#sums = readSums(text, 10)
  }

  write(): string {
    return writeSums(this.#sums)
  }

  totals(): Totals {
    const sums = this.#sums.map(asNumber)
    return {
      globalFiles: sums[0]!,
      globalBytes: sums[1]!,
      localFiles: sums[2]!,
      localBytes: sums[3]!,
      needFiles: sums[4]!,
      needBytes: sums[5]!,
      needDeletes: sums[6]!,
      conflicts: sums[7]!,
    }
  }

  /** `sign` is 1 for a row as it is now, -1 for one as it was. */
  count(row: FileRow, sign: 1 | -1, holders: Holders): void {
    const best = row.best
    if (best === undefined) return
    const own = row.own
    const { head } = best
    if (!head.deleted && head.kind !== 'directory') this.#add(0, sign, head.size)
    if (own !== undefined && !own.head.deleted && own.head.kind !== 'directory')
      this.#add(2, sign, own.head.size)
    if (row.need !== null) {
      if (head.deleted) this.#sums[6]! += own === undefined || own.head.deleted ? 0n : BigInt(sign)
      // Without a match there is no content, or ours is the same.
      else this.#add(4, sign, row.match === null ? 0 : head.size)
    }
    if (row.conflict !== null) this.#sums[7]! += BigInt(sign)
    if (own === best && !head.deleted) this.#add(8, sign, head.size)
    for (const variant of row.variants) {
      for (const number of variant.holders) {
        if (number === ownHolder) continue
        const agrees = own === best && variant === best && !head.deleted
        const keeps = own === best && head.deleted && !variant.head.deleted
        holders.count(number, sign, agrees, keeps, head.size)
      }
    }
  }

  #add(at: number, sign: 1 | -1, bytes: number): void {
    this.#sums[at]! += BigInt(sign)
    if (bytes !== 0) this.#sums[at + 1]! += BigInt(sign * bytes)
  }
}
