import { expect, test } from 'vitest'
import { type WayInput, waySettingsSchema } from '../../../src/contract/tunnel.ts'
import { checkWay } from '../../../src/engines/tunnel/net/check-way.ts'
import { NetPair, party, serve } from '../../support/tunnel/net-pair.ts'

const draft = (change: Partial<WayInput>): WayInput =>
  waySettingsSchema.parse({
    name: 'Camera',
    party,
    listen: { host: '127.0.0.1', port: 0 },
    target: { host: '10.0.0.5', port: 80 },
    ...change,
  })

test('a port in use is told, with one that is free', async () => {
  await using holder = await serve(() => {})
  const listen = { host: holder.host, port: holder.port }
  const [problem] = await checkWay(draft({ listen }), undefined)
  expect(problem).toMatchObject({ path: 'listen.port', level: 'error', code: 'port-in-use' })
  expect(problem!.suggestion).toBeGreaterThan(holder.port)
  expect(await checkWay(draft({ listen, kind: 'reverse' }), undefined)).toEqual([])
  expect(await checkWay(draft({}), undefined)).toEqual([])
})

test('a way’s own port is free for it', async () => {
  await using pair = new NetPair()
  const listen = await pair.near.way({ target: { host: '10.0.0.5', port: 80 } })
  expect(await checkWay(draft({ listen }), pair.near.status('w0'))).toEqual([])
  expect(await checkWay(draft({ listen }), undefined)).toHaveLength(1)
})

test('a SOCKS5 server that everybody in the network could use is warned of', async () => {
  const open = { kind: 'socks', target: null, listen: { host: '0.0.0.0', port: 0 } } as const
  expect(await checkWay(draft(open), undefined)).toMatchObject([{ path: 'user', level: 'warning' }])
  expect(await checkWay(draft({ ...open, user: 'operator', password: 'x' }), undefined)).toEqual([])
  expect(await checkWay(draft({ ...open, listen: { host: '127.0.0.1', port: 0 } }), undefined)).toEqual([])
})
