import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Settings } from '../../../src/contract/settings.ts'
import type { Host } from '../../../src/host/index.ts'
import { changeAllSecrets } from '../../../src/host/settings/secrets.ts'
import { formatSettings } from '../../../src/host/settings-format.ts'
import { fullSettings } from '../../support/exchanged.ts'
import { open, signal, telemetryUntil, temporaryFolder } from './opened.ts'

async function settingsOf(host: Host): Promise<Settings> {
  for await (const settings of host.server.settings(undefined, signal)) return settings as Settings
  throw new Error('no settings came')
}
const onDisk = async (folder: string) => JSON.parse(await readFile(join(folder, 'hawser.json'), 'utf8'))

/** Without what only a true pairing makes: a certificate that is somebody's. */
const used: Settings = { ...fullSettings(), peers: [], folders: [] }

test('what one host exports makes an empty host equal; profiles switch it; all of it can be undone', async () => {
  const [from, to] = [await temporaryFolder(), await temporaryFolder()]
  await writeFile(join(from, 'hawser.json'), formatSettings(used))
  const first = await open(from)
  const plain = await first.server.exportSettings({}, signal)
  const sealed = await first.server.exportSettings({ passphrase: 'correct horse' }, signal)
  expect(plain.text + sealed.text).not.toContain('planted')
  await first[Symbol.asyncDispose]()

  const host = await open(to)
  const empty = await settingsOf(host)
  const { undoId } = await host.server.importSettings({ text: plain.text }, signal)
  expect(await settingsOf(host)).toEqual(changeAllSecrets(used, () => ''))
  await host.server.undoSettings({ undoId }, signal)
  expect(await settingsOf(host)).toEqual(empty)

  await host.server.importSettings({ text: sealed.text, passphrase: 'correct horse' }, signal)
  expect(await settingsOf(host)).toEqual(used)
  expect(await onDisk(to)).toEqual(used)
  await telemetryUntil(host, ({ forward }) => forward?.ids.includes('stage'))

  const venueA = await host.server.saveProfile({ name: 'Venue A' }, signal)
  await host.server.removeRules({ ids: ['stage', 'crane'] }, signal)
  const venueB = await host.server.saveProfile({ name: 'Venue B' }, signal)
  const preview = await host.server.previewProfile({ id: venueA.id }, signal)
  expect(preview.effects).toMatchObject([{ does: 'start', noun: 'rule', name: 'Stage' }])
  const switched = await host.server.switchProfile({ id: venueA.id, saveFirst: false }, signal)
  await telemetryUntil(host, ({ forward }) => forward?.ids.includes('stage'))
  await host.server.undoSettings(switched, signal)
  await telemetryUntil(host, ({ forward }) => forward?.ids.length === 0)
  expect((await settingsOf(host)).activeProfile).toBe(venueB.id)

  const before = await settingsOf(host)
  for (const text of ['', '{"hawserSettings":99}', plain.text.replace('"version": 1', '"version": 7')])
    await expect(host.server.importSettings({ text }, signal)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:import-invalid|settings-newer)$/),
    })
  expect(await settingsOf(host)).toEqual(before)
})
