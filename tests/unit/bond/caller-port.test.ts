import { isIP } from 'node:net'
import { describe, expect, test } from 'vitest'
import { CallerPort } from '../../../src/engines/bond/caller-port.ts'
import { Sender, type SenderEventCode } from '../../../src/engines/bond/sender/sender.ts'
import { FakeDatagramIo } from '../../support/fake-datagram-io.ts'
import { defaultOptions } from '../../support/sender-harness.ts'
import { dataPacket, handshake } from '../../support/srt-packets.ts'

async function listening() {
  const io = new FakeDatagramIo()
  const events: SenderEventCode[] = []
  const side = new Sender(
    { forward() {}, send() {}, answer() {}, event: (code) => events.push(code) },
    defaultOptions,
    () => {},
  )
  const port = new CallerPort(() => io, {
    side,
    reading: { batch: undefined, nowMs: 0, loose: undefined },
    failed() {},
    listening() {},
  })
  await port.listen({ host: '0.0.0.0', port: 6000 })
  return { io, side, port, events }
}
const camera = { address: '10.0.0.8', port: 7000 }

describe('the port of the SRT caller', () => {
  test('a forged source port is refused, and whoever comes next is the caller', async () => {
    const { io, side, port } = await listening()
    const socket = io.live[0]!
    socket.receive(handshake(1), { address: '10.0.0.9', port: 0 })
    expect({ refused: side.counters.refused, hasCaller: side.state.hasCaller }).toEqual({
      refused: 1,
      hasCaller: false,
    })
    socket.receive(handshake(1), camera)
    expect({ caller: port.callerText, hasCaller: side.state.hasCaller }).toEqual({
      caller: '10.0.0.8:7000',
      hasCaller: true,
    })
  })

  test('a caller that streams stays the caller when the port is opened anew', async () => {
    const { io, side, port, events } = await listening()
    io.live[0]!.receive(handshake(1), camera)
    io.live[0]!.receive(dataPacket(1), camera)
    await port.listen({ host: '::', port: 6000 })
    expect(side.state.hasCaller).toBe(false)
    io.live[0]!.receive(dataPacket(2), camera)
    expect({ caller: port.callerText, hasCaller: side.state.hasCaller, events }).toEqual({
      caller: '10.0.0.8:7000',
      hasCaller: true,
      events: ['caller-connected', 'caller-connected'],
    })
  })

  test('a name such as localhost is listened on by its address', async () => {
    const { io, port } = await listening()
    await port.listen({ host: 'localhost', port: 6001 })
    expect(port.problem).toBe('')
    expect(isIP(io.live[0]!.options.local.address)).toBeGreaterThan(0)
  })
})
