import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { UplinksFile } from '../../../../src/engines/bond/uplinks/uplinks-file.ts'

/** A folder of its own, and a file opened in it. */
async function opened(content: string | Buffer | undefined, name = 'ips.txt') {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-uplinks-'))
  const path = join(folder, name)
  if (content !== undefined) await writeFile(path, content)
  const changes: string[][] = []
  const faults: { code: string; message: string; serves: boolean }[] = []
  const file = await UplinksFile.open(path, {
    changed: (addresses) => changes.push([...addresses]),
    invalid: ({ code, message }, serves) => faults.push({ code, message, serves }),
  })
  const dispose = () => {
    file.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { file, path, folder, changes, faults, [Symbol.dispose]: dispose }
}

async function eventually(isSo: () => boolean, ms = 40_000) {
  const deadline = performance.now() + ms
  while (!isSo() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
  return isSo()
}

test('the file is read at once and again when it changes', async () => {
  using it = await opened('10.0.0.2\n10.0.1.2\n')
  expect(it.file.addresses).toEqual(['10.0.0.2', '10.0.1.2'])
  await writeFile(it.path, '10.0.1.2\n')
  expect(await eventually(() => it.changes.length === 2)).toBe(true)
  expect(it.file.addresses).toEqual(['10.0.1.2'])
})

test('a file that an editor replaces is followed', async () => {
  using it = await opened('10.0.0.2\n')
  for (const last of ['10.0.0.3', '10.0.0.4']) {
    await writeFile(join(it.folder, '.ips.swp'), last)
    await rename(join(it.folder, '.ips.swp'), it.path)
    expect(await eventually(() => it.file.addresses[0] === last)).toBe(true)
  }
})

test('a reload without any address is refused, told once, and the list stays', async () => {
  using it = await opened('10.0.0.2\n')
  await writeFile(it.path, 'eth0\n')
  await it.file.reload()
  await it.file.reload()
  expect(it.file.addresses).toEqual(['10.0.0.2'])
  expect(it.faults).toEqual([
    {
      code: 'uplinks-file-invalid',
      message: `${it.path} holds no usable address (line 1: "eth0" is not an IPv4 or IPv6 address). The list stays as it was.`,
      serves: true,
    },
  ])
  await writeFile(it.path, '10.0.0.9\n')
  await it.file.reload()
  expect(it.file.addresses).toEqual(['10.0.0.9'])
})

test('lines that cannot be used are told, the others are used', async () => {
  using it = await opened('10.0.0.2\nwwan0\n')
  expect(it.file.addresses).toEqual(['10.0.0.2'])
  expect(it.faults).toMatchObject([{ serves: true, message: expect.stringContaining('line 2: "wwan0"') }])
})

test('the same addresses are no change', async () => {
  using it = await opened('10.0.0.2\n')
  await writeFile(it.path, '# the modem\n10.0.0.2\n')
  await it.file.reload()
  expect(it.changes).toHaveLength(1)
})

test('a file that is missing is told, and used once it comes', async () => {
  using it = await opened(undefined)
  expect(it.faults).toEqual([
    {
      code: 'uplinks-file-invalid',
      message: `${it.path} cannot be used: there is no such file.`,
      serves: false,
    },
  ])
  await writeFile(it.path, '10.0.0.2\n')
  expect(await eventually(() => it.changes.length === 1)).toBe(true)
  await rm(it.path)
  await it.file.reload()
  expect(it.file.addresses).toEqual(['10.0.0.2'])
  expect(it.faults.at(-1)?.serves).toBe(true)
})

test('too long a file, a folder, and a pipe that nobody writes to are refused', async () => {
  using long = await opened(`10.0.0.2\n${'#'.repeat(70_000)}`)
  expect(long.faults[0]?.message).toContain('longer than 64 KB')
  using it = await opened(undefined)
  await mkdir(it.path)
  await it.file.reload()
  expect(it.faults.at(-1)?.message).toMatch(/not a file|EISDIR/)
  if (process.platform === 'win32') return
  await rm(it.path, { recursive: true })
  execFileSync('mkfifo', [it.path])
  await it.file.reload()
  expect(it.faults.at(-1)?.message).toContain('it is not a file')
})

test('text as PowerShell writes it is understood', async () => {
  using it = await opened(Buffer.from('\uFEFF10.0.0.2\r\n10.0.1.2\r\n', 'utf16le'))
  expect(it.file.addresses).toEqual(['10.0.0.2', '10.0.1.2'])
})

test('after closing nothing is told', async () => {
  using it = await opened('10.0.0.2\n')
  it.file.close()
  await writeFile(it.path, '10.0.0.3\n')
  await it.file.reload()
  expect(await eventually(() => it.changes.length > 1, 600)).toBe(false)
})
