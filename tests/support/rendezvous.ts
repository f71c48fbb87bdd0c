import { onTestFinished } from 'vitest'
import type { RendezvousCall } from '../../src/contract/transfer.ts'
import { type Clock, systemClock } from '../../src/host/clock.ts'
import type { Call } from '../../src/host/rendezvous/call.ts'
import { Calls } from '../../src/host/rendezvous/calls.ts'
import type { LetMeasure } from '../../src/host/rendezvous/measure-device.ts'
import {
  openPublicRendezvous,
  type PublicRendezvous,
  type RendezvousLimits,
} from '../../src/host/rendezvous/public-rendezvous.ts'
import { type Device, FakeNetwork, openDevice } from './peers.ts'

export interface RunningRendezvous {
  at: { host: string; port: number }
  counters(): PublicRendezvous['counters']
  close(): void
}

/** A rendezvous on loopback, until the test is over. `port`: as one that was there before. */
export async function startRendezvous(
  given: { port?: number; limits?: Partial<RendezvousLimits> } = {},
): Promise<RunningRendezvous> {
  const { port = 0, limits = {} } = given
  const rendezvous = await openPublicRendezvous({
    listen: { host: '127.0.0.1', port },
    limits,
    clock: systemClock,
  })
  const close = () => rendezvous[Symbol.dispose]()
  onTestFinished(close)
  return { at: { host: '127.0.0.1', port: rendezvous.port }, counters: () => rendezvous.counters, close }
}

export interface Caller extends Device {
  calls: Calls
  /** Those of devices that want a tunnel. */
  tunnelCalls: Call[]
  /** The first state of all calls that fits. */
  until(fits: (calls: RendezvousCall[]) => boolean): Promise<RendezvousCall[]>
  callUntil(id: string, ...states: RendezvousCall['state'][]): Promise<RendezvousCall>
  /** The next thing that the other end says. */
  hear(id: string): Promise<string>
  say(id: string, text: string): void
}

const never = new AbortController().signal

/** A device that makes calls; on loopback alone. */
export async function openCaller(
  given: {
    name?: string
    network?: FakeNetwork
    rendezvous?: { host: string; port: number } | null
    userData?: string
    letMeasure?: LetMeasure
    /** Of the calls. */
    clock?: Clock
  } = {},
): Promise<Caller> {
  const {
    network = new FakeNetwork(),
    name,
    rendezvous = null,
    letMeasure,
    clock = systemClock,
    ...rest
  } = given
  const device = await openDevice({ network, ...(name !== undefined && { name }), ...rest })
  const { settings, peers, notices, events } = device
  await settings.change((old) => ({
    ...old,
    transfer: { ...old.transfer, rendezvous, listen: { host: '127.0.0.1', port: 65_533 } },
  }))
  const tunnelCalls: Call[] = []
  const calls = new Calls({
    settings,
    peers,
    clock,
    event: (event) => void events.push(event),
    notice: (topic, notice) => void (notice ? notices.set(topic, notice) : notices.delete(topic)),
    report: (error) => {
      throw error
    },
    tunnelCalled: (call) => void tunnelCalls.push(call),
    ...(letMeasure && { letMeasure }),
  })
  let isClosed = false
  const close = async () => {
    if (isClosed) return
    isClosed = true
    await calls[Symbol.asyncDispose]()
    await device.close()
  }
  onTestFinished(close)
  const until: Caller['until'] = async (fits) => {
    const stop = new AbortController()
    for await (const { calls: now } of calls.rendezvousCalls(undefined, stop.signal))
      if (fits(now as RendezvousCall[])) return now as RendezvousCall[]
    throw new Error('the calls ended')
  }
  const readers = new Map<string, AsyncIterator<{ text: string }>>()
  return {
    ...device,
    calls,
    tunnelCalls,
    close,
    until,
    async callUntil(id, ...states) {
      const fits = (call: RendezvousCall) => call.id === id && states.includes(call.state)
      return (await until((now) => now.some(fits))).find(fits)!
    },
    async hear(id) {
      const reader = readers.get(id) ?? calls.signals({ callId: id }, never)[Symbol.asyncIterator]()
      readers.set(id, reader)
      const { value, done } = await reader.next()
      if (done) throw new Error('nothing more is said')
      return value.text
    },
    say: (id, text) => void calls.sendSignal({ callId: id, signal: { text } }, never),
  }
}

/** What the contract's calls are given besides. */
export const signal = never

export async function until(fits: () => boolean): Promise<void> {
  while (!fits()) await new Promise((resolve) => setTimeout(resolve, 20))
}
