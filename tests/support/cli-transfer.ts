import { PassThrough } from 'node:stream'
import { Output } from '../../src/cli/output.ts'
import type { TransferRun } from '../../src/cli/transfer-session.ts'
import { TransferTeller } from '../../src/cli/transfer-teller.ts'
import { transferSettingsSchema } from '../../src/contract/transfer.ts'
import type { Signalling } from '../../src/transfer/signalling.ts'

export interface HeardRun {
  run: TransferRun
  /** What the command has said so far, a JSON object each. */
  heard: Record<string, unknown>[]
  /** The first that fits; also of what comes later. */
  event(name: string, fits?: (event: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
  stop(): void
}

/** A command of one side, that has met the other one by `signalling`. */
export function heardRun(
  name: string,
  signalling: Signalling,
  stack: TransferRun['stack'],
  settings: Record<string, unknown> = {},
): HeardRun {
  const stop = new AbortController()
  const stream = new PassThrough()
  const heard: Record<string, unknown>[] = []
  const waiting = new Set<() => void>()
  let rest = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    heard.push(...lines.map((line) => JSON.parse(line)))
    for (const look of waiting) look()
  })
  return {
    heard,
    stop: () => stop.abort(),
    event(wanted, fits = () => true) {
      const { promise, resolve } = Promise.withResolvers<Record<string, unknown>>()
      const look = () => {
        const found = heard.find((event) => event['event'] === wanted && fits(event))
        if (found === undefined) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
      return promise
    },
    run: {
      name,
      stack,
      settings: transferSettingsSchema.parse(settings),
      teller: new TransferTeller({
        output: new Output(stream, () => {}),
        json: true,
        isTerminal: false,
        qr: false,
      }),
      intervalMs: 100,
      stop: stop.signal,
      meet: async () => ({ signalling, peer: '' }),
    },
  }
}
