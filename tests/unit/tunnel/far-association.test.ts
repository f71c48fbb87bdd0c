import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Endpoint } from '../../../src/contract/rule.ts'
import { FarAssociation } from '../../../src/engines/tunnel/net/far-association.ts'
import { writeDatagramHeader } from '../../../src/engines/tunnel/socks/datagram-header.ts'
import type { DatagramStream } from '../../../src/engines/tunnel/tube/stream.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { settle } from '../../support/manual-clock.ts'

const stream = (): DatagramStream => ({
  number: 1,
  handler: { opened() {}, datagram() {}, closed() {} },
  isOurs: false,
  wayId: '',
  source: '',
  isOver: false,
  accept() {},
  send: () => true,
  close() {},
})

function datagram(host: string, port: number): Uint8Array {
  const bytes = new Uint8Array(300)
  return bytes.subarray(0, writeDatagramHeader(bytes, 0, { host, port }) + 5)
}

/** An association for which nothing is allowed, or everything is still looked up. */
function association(answer: () => Promise<string[]>) {
  const asked: Endpoint[] = []
  const seen = { dropped: 0, ended: 0 }
  const one = new FarAssociation(stream(), {
    addresses: (target) => {
      asked.push(target)
      return answer()
    },
    dropped: () => {
      seen.dropped++
    },
    ended: () => {
      seen.ended++
    },
    report: (error) => {
      throw error
    },
  })
  return { one, asked, seen }
}

const deny = () => Promise.reject(new Fault('tunnel-denied', 'No.'))

test('no bytes make it throw, and what is no datagram is dropped', () => {
  const { one, seen, asked } = association(deny)
  let pushed = 0
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(4), (noise, type) => {
      pushed++
      one.datagram(Buffer.concat([Buffer.of(0, 0, 0, type), noise]))
    }),
  )
  expect(seen.dropped + asked.length).toBeLessThanOrEqual(pushed)
  one.close()
  expect(seen.ended).toBe(1)
})

test('a target that is denied is asked about once, until the rules change', async () => {
  const { one, seen, asked } = association(deny)
  for (let times = 0; times < 3; times++) {
    one.datagram(datagram('10.0.0.1', 53))
    await settle()
  }
  expect(asked).toHaveLength(1)
  expect(seen.dropped).toBe(3)
  one.reconsider()
  one.datagram(datagram('10.0.0.1', 53))
  await settle()
  expect(asked).toHaveLength(2)
})

test('a name that does not resolve now is looked up again with the next datagram', async () => {
  const { one, asked } = association(() => Promise.reject(new Fault('host-not-found', 'No.')))
  for (let times = 0; times < 3; times++) {
    one.datagram(datagram('dns.example', 53))
    await settle()
  }
  expect(asked).toHaveLength(3)
})

test('at most 64 datagrams wait for names, whatever is sent', () => {
  const { one, seen } = association(() => new Promise(() => {}))
  for (let port = 1; port <= 2000; port++) one.datagram(datagram('slow.example', port))
  expect(seen.dropped).toBe(2000 - 64)
})
