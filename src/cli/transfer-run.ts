import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DiskSink } from '../host/transfers/disk-sink.ts'
import { DiskSource } from '../host/transfers/disk-source.ts'
import { nativeHasher } from '../host/transfers/hasher.ts'
import { checkWritable, usableFolder } from '../host/transfers/receiving-folder.ts'
import type { TransferSnapshot } from '../transfer/snapshot.ts'
import { Fault, isFaultCode } from '../wire/fault.ts'
import { runSession, type TransferRun } from './transfer-session.ts'
import { isOver } from './transfer-teller.ts'

/** What is left out is told of a few. */
const skippedShown = 20
/** So long after the last thing that has come, the other side may send more. */
const moreMs = 1500

export interface SendRun extends TransferRun {
  paths: readonly string[]
  text: string | undefined
}

/** Sends files, or a text, or both, to the one who has the code. Throws the fault that it failed of. */
export async function runSend(run: SendRun): Promise<void> {
  const { paths, text, teller, stop } = run
  // What cannot be sent is said before anybody types a code.
  const source = paths.length > 0 ? await DiskSource.open(paths, stop) : undefined
  for (const { path, reason } of source?.skipped.slice(0, skippedShown) ?? []) teller.skipped(path, reason)
  let id: string | undefined
  let textState: 'none' | 'under way' | 'there' | Error = text === undefined ? 'none' : 'under way'
  try {
    await runSession(
      run,
      {
        offered: (offer) => offer.decline('This side only sends.'),
        text: (received) => teller.text(received),
      },
      (session, wake) => {
        if (source) id = session.offer(source)
        if (text === undefined) return
        session
          .sendText(text)
          .then(
            () => {
              textState = 'there'
              teller.textSent()
            },
            (error: Error) => {
              textState = error
            },
          )
          .finally(wake)
      },
      ({ transfers }) => {
        if (textState instanceof Error) throw textState
        const own = transfers.find((transfer) => transfer.id === id)
        if (own) throwIfFailed(own)
        if ((own && own.state !== 'done') || textState === 'under way') return false
        if (own) teller.done(own, Date.now() - own.startedAt)
        return true
      },
    )
  } finally {
    await source?.close()
  }
}

export interface ReceiveRun extends TransferRun {
  /** Absolute; made if it is not there. */
  folder: string
  /** Until the other side ends, instead of until everything that it offered is there. */
  stay: boolean
}

/** Takes what the other side sends. Throws the fault that it failed of. */
export async function runReceive(run: ReceiveRun): Promise<void> {
  const { teller, stay } = run
  await mkdir(run.folder, { recursive: true }).catch(() => {})
  const folder = await usableFolder(run.folder)
  await checkWritable(folder)
  const sinks = new Map<string, DiskSink>()
  const told = new Set<string>()
  let texts = 0
  let quiet: NodeJS.Timeout | undefined
  let isQuiet = false
  let wake = () => {}
  const somethingCame = () => {
    clearTimeout(quiet)
    quiet = undefined
    isQuiet = false
  }
  await runSession(
    run,
    {
      offered(offer) {
        somethingCame()
        const sink = new DiskSink({ folder, hasher: nativeHasher })
        sinks.set(offer.id, sink)
        teller.offered(offer.manifest, folder)
        offer.accept(sink)
      },
      text(text) {
        texts++
        somethingCame()
        teller.text(text)
      },
    },
    (_session, wakeSession) => {
      wake = wakeSession
    },
    ({ transfers, state, faultCode }) => {
      const received = transfers.filter(({ id }) => sinks.has(id))
      for (const transfer of received) {
        if (transfer.state !== 'done') continue
        if (told.has(transfer.id)) continue
        told.add(transfer.id)
        const placed = sinks.get(transfer.id)?.placed.map((name) => join(folder, name))
        teller.done(transfer, Date.now() - transfer.startedAt, placed)
      }
      const hasAny = received.length > 0 || texts > 0
      const areOver = received.every(({ state }) => isOver(state))
      if (state === 'ended') {
        for (const transfer of received) throwIfFailed(transfer)
        return hasAny && areOver && faultCode === ''
      }
      if (!hasAny || !areOver) return false
      for (const transfer of received) throwIfFailed(transfer)
      if (stay) return false
      quiet ??= setTimeout(() => {
        isQuiet = true
        wake()
      }, moreMs)
      return isQuiet
    },
  ).finally(() => clearTimeout(quiet))
}

function throwIfFailed({ state, faultCode, problem, where }: TransferSnapshot): void {
  if (state === 'done' || !isOver(state)) return
  const otherwise = state === 'declined' ? 'transfer-declined' : 'transfer-cancelled'
  throw new Fault(
    isFaultCode(faultCode) ? faultCode : otherwise,
    problem || 'It was not wanted.',
    where ? { where } : undefined,
  )
}
