import { expect, test } from 'vitest'
import type { LetMeasure } from '../../../src/host/rendezvous/measure-device.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { FakeNetwork, pairByCode } from '../../support/peers.ts'
import { openCaller, signal, until } from '../../support/rendezvous.ts'

const token = 'T'.repeat(43)

/** Two that are paired; `studio` answers as told. */
async function paired(letMeasure?: LetMeasure) {
  const network = new FakeNetwork()
  const studio = await openCaller({ name: 'Studio', network, ...(letMeasure && { letMeasure }) })
  const van = await openCaller({ name: 'Van', network })
  await pairByCode(studio, van)
  const [studioId, vanId] = [studio.peers.state.self.id, van.peers.state.self.id]
  await until(() => van.peers.transferPlaces(studioId).length > 0)
  return { studio, van, studioId, vanId }
}

test('a paired device that may measure is told where, and that it is who it says is known', async () => {
  const asked: string[] = []
  const { van, studioId, vanId } = await paired(async ({ id }) => {
    asked.push(id)
    return { port: 50_123, token }
  })
  expect(await van.calls.measure(studioId, signal)).toEqual({
    name: 'Studio',
    host: '127.0.0.1',
    port: 50_123,
    token,
  })
  expect(asked).toEqual([vanId])
})

test('why it may not is told in the words of the other device', async () => {
  const { van, studioId } = await paired(async () => {
    throw new Fault('call-declined', 'Not today.')
  })
  await expect(van.calls.measure(studioId, signal)).rejects.toMatchObject({
    code: 'call-declined',
    message: 'Not today.',
  })
})

test('a defect there is told without its text, and a device that never answers such questions declines', async () => {
  const { van, studioId } = await paired(() => Promise.reject(new Error('/home/ada/secret')))
  const fault = await van.calls.measure(studioId, signal).catch((error: Fault) => error)
  expect(fault).toMatchObject({ code: 'call-declined' })
  expect((fault as Fault).message).not.toContain('secret')
  const other = await paired()
  await expect(other.van.calls.measure(other.studioId, signal)).rejects.toMatchObject({
    code: 'call-declined',
  })
})

test('a device that is no longer trusted there is refused, and one that is not known here is not asked', async () => {
  const asked: string[] = []
  const { studio, van, studioId, vanId } = await paired(async ({ id }) => {
    asked.push(id)
    return { port: 50_123, token }
  })
  await studio.peers.revoke([vanId])
  await expect(van.calls.measure(studioId, signal)).rejects.toMatchObject({
    code: expect.stringMatching(/^peer-(refused|unreachable)$/),
  })
  await expect(van.calls.measure('A'.repeat(52), signal)).rejects.toMatchObject({ code: 'peer-unknown' })
  expect(asked).toEqual([])
})
