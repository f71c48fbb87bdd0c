import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { SecretStore } from '../../../../src/host/peers/secret-store.ts'
import { contentOf } from '../../../../src/host/settings/profiles.ts'
import { putBack, UndoFile } from '../../../../src/host/settings/undo.ts'
import { defaultSettings } from '../../../../src/host/settings-format.ts'
import { fullSettings } from '../../../support/exchanged.ts'

/** Turns texts around, which is enough to see that it was asked. */
const store: SecretStore = {
  protects: () => true,
  encrypt: (text) => Buffer.from([...text].reverse().join('')),
  decrypt: (bytes) => [...Buffer.from(bytes).toString()].reverse().join(''),
}

test('passwords of tunnels lie in the file as the key store has sealed them, those of profiles too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hawser-undo-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'hawser-undo.json')
  const settings = fullSettings()
  const before = {
    ...settings,
    profiles: [{ id: 'a', name: 'Venue A', savedAt: 1, ...contentOf(settings) }],
  }
  const kept = { undoId: 'u', at: 1, what: 'the import of settings', before, after: defaultSettings() }
  await new UndoFile(folder, store, () => {}).keep(kept)
  expect(await readFile(path, 'utf8')).not.toContain('planted-password')
  expect(await new UndoFile(folder, store, () => {}).read()).toEqual(kept)

  await writeFile(path, '{"hawserUndo":')
  expect(await new UndoFile(folder, store, () => {}).read()).toBeUndefined()
  await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('what nobody has touched since is put back, field by field and entry by entry', () => {
  const before = fullSettings()
  const after = {
    ...before,
    rules: before.rules.slice(1),
    sync: { ...before.sync, upload: 5, download: 6 },
  }
  const now = { ...after, sync: { ...after.sync, upload: 7, streams: 3 } }
  const { settings, left } = putBack(now, before, after)
  expect(left).toBe(1)
  expect(settings).toEqual({ ...before, sync: { ...before.sync, upload: 7, streams: 3 } })
  expect(putBack(after, before, after)).toEqual({ settings: before, left: 0 })
})
