import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { settingsSchema, type Way, waySchema } from '../../../src/contract/index.ts'
import type { SecretStore } from '../../../src/host/peers/secret-store.ts'
import { SettingsFile } from '../../../src/host/settings-file.ts'
import { temporaryFolder } from './opened.ts'

/** Encrypts the same text otherwise each time, as some systems do. */
function keyRing(): SecretStore {
  let count = 0
  return {
    protects: () => true,
    encrypt: (text) => Buffer.from(`${count++}|${text}`).map((byte) => byte ^ 0xff),
    decrypt(bytes) {
      const text = Buffer.from(bytes.map((byte) => byte ^ 0xff)).toString()
      if (!/^\d+\|/.test(text)) throw new Error('cannot be decrypted')
      return text.slice(text.indexOf('|') + 1)
    },
  }
}

async function open(folder: string, secrets?: SecretStore) {
  const locked: (readonly string[])[] = []
  const file = await SettingsFile.open(folder, {
    notice: (fault) => {
      if (fault) throw fault
    },
    edited: () => {},
    report: (error) => {
      throw error
    },
    secrets,
    locked: (wayNames) => void locked.push(wayNames),
  })
  onTestFinished(() => file.close())
  return { file, locked, ways: () => file.latest.value.tunnel.ways }
}

/** Of all files of the settings. */
async function written(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('hawser.json'))
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('\n')
}

const socks: Way = waySchema.parse({
  id: 'way-socks',
  name: 'Proxy',
  party: 'van-1',
  kind: 'socks',
  listen: { host: '127.0.0.1', port: 1080 },
  user: 'anna',
  password: 'hunter2',
})
const desktop: Way = waySchema.parse({
  id: 'way-desktop',
  name: 'Desktop',
  party: 'van-1',
  kind: 'guacd',
  listen: { host: '127.0.0.1', port: 4822 },
  target: { host: '127.0.0.1', port: 4822 },
  session: { protocol: 'vnc', parameters: { hostname: '10.0.0.9', password: 'swordfish' } },
})
const settings = (ways: Way[]) => settingsSchema.parse({ version: 1, tunnel: { ways } })

test('passwords are encrypted in the file, the same each time, and are there again when it is read', async () => {
  const folder = await temporaryFolder()
  const secrets = keyRing()
  const { file } = await open(folder, secrets)
  await file.change(() => settings([socks, desktop]))
  const text = await written(folder)
  expect(text).not.toMatch(/hunter2|swordfish/)
  expect(text).toContain('10.0.0.9')
  await file.change((old) => ({ ...old, deviceName: 'Studio' }))
  expect((await written(folder)).match(/sealed:[^"]+/g)).toEqual(text.match(/sealed:[^"]+/g))

  const again = await open(folder, secrets)
  expect(again.ways()).toEqual([socks, desktop])
  expect(again.locked.flat()).toEqual([])
})

test('a password that lies in the file as it is, is encrypted when the file is read', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'hawser.json'), JSON.stringify(settings([socks])))
  const { ways } = await open(folder, keyRing())
  expect(ways()).toEqual([socks])
  expect(await written(folder)).not.toContain('hunter2')
})

test('what cannot be decrypted here stays as it is and is told of, until it is typed anew', async () => {
  const folder = await temporaryFolder()
  const secrets = keyRing()
  const first = await open(folder, secrets)
  await first.file.change(() => settings([socks, desktop]))

  const without = await open(folder)
  expect(without.locked).toEqual([['Proxy', 'Desktop']])
  expect(without.ways()[0]?.password).toMatch(/^sealed:/)
  await without.file.change((old) => ({
    ...old,
    deviceName: 'Studio',
    tunnel: { ...old.tunnel, ways: [{ ...old.tunnel.ways[0]!, password: 'anew' }, old.tunnel.ways[1]!] },
  }))

  const back = await open(folder, secrets)
  expect(back.ways()).toEqual([{ ...socks, password: 'anew' }, desktop])
  expect(back.locked.flat()).toEqual([])
})
