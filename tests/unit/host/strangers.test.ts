import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { Strangers } from '../../../src/host/strangers.ts'

class FakeSocket extends EventEmitter {
  readonly remoteAddress = '192.0.2.1'
  readonly localPort = 8740
  readonly remotePort: number
  isDestroyed = false
  constructor(remotePort: number) {
    super()
    this.remotePort = remotePort
  }
  destroy() {
    this.isDestroyed = true
    this.emit('close')
  }
}

function several(limit: number, count: number) {
  let madeRoom = 0
  const strangers = new Strangers(limit, () => madeRoom++)
  const sockets = Array.from({ length: count }, (_, n) => new FakeSocket(n))
  const enter = (socket: FakeSocket) => strangers.enter(socket as unknown as Socket)
  const recognise = (socket: FakeSocket) => strangers.recognise(socket as unknown as Socket)
  return { strangers, sockets, enter, recognise, madeRoom: () => madeRoom }
}

test('when there are too many, the one that has been there longest makes room', () => {
  const { strangers, sockets, enter, madeRoom } = several(2, 4)
  for (const socket of sockets) enter(socket)
  expect(sockets.map(({ isDestroyed }) => isDestroyed)).toEqual([true, true, false, false])
  expect([strangers.count, madeRoom()]).toEqual([2, 2])
})

test('who has shown a session stays, however many come', () => {
  const { strangers, sockets, enter, recognise } = several(1, 5)
  enter(sockets[0]!)
  recognise(sockets[0]!)
  for (const socket of sockets.slice(1)) enter(socket)
  expect(sockets.map(({ isDestroyed }) => isDestroyed)).toEqual([false, true, true, true, false])
  expect(strangers.count).toBe(1)
})

test('who has gone takes no room', () => {
  const { strangers, sockets, enter } = several(2, 3)
  enter(sockets[0]!)
  sockets[0]!.destroy()
  enter(sockets[1]!)
  enter(sockets[2]!)
  expect(strangers.count).toBe(2)
  expect(sockets[1]!.isDestroyed).toBe(false)
})
