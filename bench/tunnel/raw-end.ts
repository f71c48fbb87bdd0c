// One end of a data channel of a stack, as a program without a tunnel would use it. argv: stack, role.

import { openRtcStack } from '../../src/rtc/index.ts'
import type { LaneTransport } from '../../src/transfer/channel.ts'
import type { RtcSignal } from '../../src/transfer/rtc.ts'
import { doTasks, tell } from './remote.ts'

const [prefer, role] = process.argv.slice(2) as ['node-datachannel' | 'werift', 'offer' | 'answer']
const messageBytes = 64 * 1024
const kib = 1024

let lane: LaneTransport
let received = 0
let isFlooding = false
let heard: (message: Uint8Array<ArrayBuffer>) => void = () => {}
const message = new Uint8Array(messageBytes).fill(0x5a)
let highBytes = 1024 * kib

const write = () => {
  while (isFlooding && lane.data.bufferedBytes + messageBytes <= highBytes) lane.data.send(message)
}

const { stack } = await openRtcStack({ prefer })
const peer = stack.connect({
  role,
  reliable: true,
  ordered: true,
  iceServers: [],
  relayOnly: false,
  tell,
  signal: new AbortController().signal,
})
const opened = peer.opened.then((transport) => {
  lane = transport
  lane.data.onMessage = (bytes) => {
    received += bytes.length
    heard(bytes)
  }
  lane.data.onLow = write
})

const tasks = {
  take: (signal: RtcSignal) => peer.take(signal),
  opened: () => opened,
  /** With so many bytes in the stack at most; it is filled again at a quarter. */
  flood(isOn: boolean, most: number): void {
    highBytes = most
    lane.data.lowBytes = most / 4
    isFlooding = isOn
    write()
  },
  received: () => ({ at: performance.now(), bytes: [received] }),
  echo(): void {
    heard = (bytes) => lane.data.send(bytes)
  },
  /** µs that `bytes` took there and back, one after the other, rising. */
  async roundTrips(bytes: number, count: number): Promise<number[]> {
    const short = new Uint8Array(bytes)
    const times: number[] = []
    const done = Promise.withResolvers<void>()
    let since = 0
    const send = () => {
      since = performance.now()
      lane.data.send(short)
    }
    heard = () => {
      times.push((performance.now() - since) * 1000)
      if (times.length < count) send()
      else done.resolve()
    }
    send()
    await done.promise
    heard = () => {}
    return times.slice(count >> 2).sort((a, b) => a - b)
  },
}
export type RawTasks = typeof tasks

doTasks(tasks)
