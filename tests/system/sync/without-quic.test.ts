import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { SyncDevice } from '../../support/sync/engines.ts'

// As on a processor for which there is no package of the binding.
vi.mock('../../../src/engines/sync/quic/binding.ts', async (original) => {
  const real = await original<typeof import('../../../src/engines/sync/quic/binding.ts')>()
  return { ...real, loadQuiche: () => real.loadQuiche('@matrixai/quic-linux-none') }
})

test('without QUIC the engine says that folders are not synced here, and looks after them all the same', async () => {
  await using device = await SyncDevice.make('Arm')
  await using other = await SyncDevice.make('Other')
  mkdirSync(device.root, { recursive: true })
  writeFileSync(join(device.root, 'clip.mov'), 'frames')
  await device.start([other])
  await device.until(({ totalFiles }, { listenProblem }) => totalFiles === 1 && listenProblem !== '')
  expect(device.snapshot).toMatchObject({ listening: '', listenFaultCode: 'quic-unavailable', peers: [] })
  expect(device.snapshot.listenProblem).toMatch(/cannot be synced on this machine.*x64/)
})
