import type { TransferRecord } from '../../../contract/transfer.ts'
import { type Attributes, counter, receive, type Tell, transmit, unit } from '../metric.ts'

export const transferMetrics = {
  count: counter('hawser.transfer.count', '{transfer}', 'Transfers that are over, by how they ended.'),
  io: counter('hawser.transfer.io', unit.bytes, 'Bytes of transfers that are done.'),
  files: counter('hawser.transfer.files', unit.files, 'Files of transfers that are done.'),
  duration: counter(
    'hawser.transfer.duration',
    unit.seconds,
    'How long those took that are done, all together.',
  ),
}

interface Sum {
  attributes: Attributes
  count: number
  bytes: number
  files: number
  ms: number
  since: number
}

/** Transfers, as each of them ends. */
export class TransferFigures {
  readonly #sums = new Map<string, Sum>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  ended({ direction, result, bytes, files, ms }: TransferRecord): void {
    const key = `${direction} ${result}`
    const sum = this.#sums.get(key) ?? {
      attributes: { ...(direction === 'sent' ? transmit : receive), 'hawser.result': result },
      count: 0,
      bytes: 0,
      files: 0,
      ms: 0,
      since: this.#now(),
    }
    this.#sums.set(key, sum)
    sum.count++
    if (result !== 'done') return
    sum.bytes += bytes
    sum.files += files
    sum.ms += ms
  }

  tell(tell: Tell): void {
    for (const { attributes, count, bytes, files, ms, since } of this.#sums.values()) {
      tell(transferMetrics.count, { value: count, attributes, since })
      if (attributes['hawser.result'] !== 'done') continue
      tell(transferMetrics.io, { value: bytes, attributes, since })
      tell(transferMetrics.files, { value: files, attributes, since })
      tell(transferMetrics.duration, { value: ms / 1000, attributes, since })
    }
  }
}
