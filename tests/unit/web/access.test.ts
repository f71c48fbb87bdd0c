import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Access, readToken } from '../../../src/web/access.ts'

const pair = (cookie: string) => cookie.split(';')[0]!

describe('the session cookie', () => {
  const access = new Access('t'.repeat(43), false)

  test('is out of reach for scripts and foreign pages, and is not the token', () => {
    expect(access.cookie(8740)).toMatch(/^hawser-8740=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(access.cookie(8740)).not.toContain(access.token)
  })
  test('never travels without TLS where there is TLS', () => {
    expect(new Access('t'.repeat(43), true).cookie(8443)).toMatch(/^__Host-hawser-8443=.*; Secure$/)
  })
  test('is recognised among others', () => {
    expect(access.recognises(`a=b; ${pair(access.cookie(8740))};c=d`, 8740)).toBe(true)
  })
  test('of another port, another token or another spelling is not recognised', () => {
    const cookie = pair(access.cookie(8740))
    expect(access.recognises(cookie, 8741)).toBe(false)
    expect(new Access('u'.repeat(43), false).recognises(cookie, 8740)).toBe(false)
    for (const header of [undefined, '', cookie.slice(0, -1), `${cookie}x`, 'hawser-8740=', `x${cookie}`])
      expect(access.recognises(header, 8740)).toBe(false)
  })
  test('the token itself is no cookie', () => {
    expect(access.recognises(`hawser-8740=${access.token}`, 8740)).toBe(false)
  })
})

describe('a ticket', () => {
  test('lets in once', () => {
    const access = new Access('t'.repeat(43), false)
    const ticket = access.ticket(0)
    expect(access.admits(ticket, 1000)).toBe(true)
    expect(access.admits(ticket, 1000)).toBe(false)
  })
  test('is of no use after a minute', () => {
    const access = new Access('t'.repeat(43), false)
    expect(access.admits(access.ticket(0), 60_000)).toBe(false)
  })
  test('is not needed by who has the token, which lasts', () => {
    const access = new Access('t'.repeat(43), false)
    expect(access.admits(access.token, 0)).toBe(true)
    expect(access.admits(access.token, 1e9)).toBe(true)
    expect(access.admits('', 0)).toBe(false)
  })
})

describe('the token', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-access-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('is another one at each start and holds 256 bits', async () => {
    const tokens = [await readToken(undefined), await readToken(undefined)]
    expect(tokens[0]).not.toBe(tokens[1])
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  })
  test('in a file stays the same, and only its owner can read it', async () => {
    const file = join(folder, 'token')
    const token = await readToken(file)
    expect(await readToken(file)).toBe(token)
    expect(readFileSync(file, 'utf8').trim()).toBe(token)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
  test.each(['', 'short', `${'x'.repeat(20)} ${'x'.repeat(20)}`])(
    '"%s" in a file is refused',
    async (text) => {
      const file = join(folder, 'token')
      writeFileSync(file, text)
      await expect(readToken(file)).rejects.toMatchObject({ code: 'usage' })
    },
  )
  test('file that cannot be made is named', async () => {
    await expect(readToken(join(folder, 'no', 'token'))).rejects.toMatchObject({
      code: 'settings-unreadable',
    })
  })
})
