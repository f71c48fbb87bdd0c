import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Handshake } from '../../../src/transfer/seal/handshake.ts'
import type { SessionKeys } from '../../../src/transfer/seal/session-keys.ts'
import type { part as Part } from '../../support/transfer/browser-part.ts'
import { ends, optionsOf } from '../../support/transfer/handshake.ts'
import { plainAddresses } from '../../support/transfer/page-relay.ts'

declare const part: typeof Part
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

async function bundle(): Promise<string> {
  const entry = resolve(import.meta.dirname, '../../support/transfer/browser-part.ts')
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['es'] } },
  })
  const [{ output }] = built as unknown as [{ output: [{ code: string }] }]
  return output[0].code
}

describe.skipIf(!existsSync(executablePath))('in a browser', () => {
  let browser: Browser
  let page: Page
  let anotherPage: Page
  const server = createServer(async (request, response) => {
    const isScript = request.url === '/part.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? await script : '<script type="module" src="/part.js"></script>')
  })
  const script = bundle()

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    // Names in place of addresses are looked up by multicast, which other tests of this machine use at the same time.
    const args = ['--no-sandbox', '--disable-gpu', plainAddresses]
    browser = await chromium.launch({ executablePath, args })
    const open = async () => {
      const opened = await (await browser.newContext()).newPage()
      await opened.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      return opened
    }
    ;[page, anotherPage] = await Promise.all([open(), open()])
  })

  afterAll(async () => {
    await browser?.close()
    server.close()
  })

  test('ML-KEM of the browser and of the library open what the other one has closed', async () => {
    const { chosen, agreed } = await page.evaluate(() => part.kems())
    expect(chosen).toBe('native')
    expect(agreed).toHaveLength(4)
  })

  test.each(['initiator', 'responder'] as const)(
    'agrees on keys with Node as %s, and each opens what the other one seals',
    async (role) => {
      const ours = role === 'initiator' ? 'responder' : 'initiator'
      const handshake = new Handshake(optionsOf(ours))
      let keys: SessionKeys | undefined
      let theirs: { words?: string | undefined; peer?: string | undefined } = {}
      const toThem = (await handshake.start()).map((message) => [...message])
      const toUs = await page.evaluate((role) => part.start(role), role)
      while (toThem.length + toUs.length > 0) {
        const [forThem, forUs] = [toThem.shift(), toUs.shift()]
        if (forUs !== undefined) {
          const taken = await handshake.take(Uint8Array.from(forUs))
          keys ??= taken.keys
          toThem.push(...taken.send.map((message) => [...message]))
        }
        if (forThem !== undefined) {
          const taken = await page.evaluate((message) => part.take(message), forThem)
          if (taken.words !== undefined) theirs = taken
          toUs.push(...taken.send)
        }
      }
      expect(theirs).toMatchObject({ words: keys!.words, peer: `the ${ours}` })

      const { data } = await keys!.lane(0, 0, ends()[ours])
      await page.evaluate((role) => part.lane(role), role)
      const sealed = await page.evaluate(() => part.seal('from the page'))
      expect(new TextDecoder().decode((await data.open(Uint8Array.from(sealed))).payload)).toBe(
        'from the page',
      )
      const back = [...(await data.seal(new Uint8Array(), new TextEncoder().encode('from Node')))]
      expect(await page.evaluate((message) => part.open(message), back)).toBe('from Node')
    },
  )

  test('connects by a packed offer and its answer alone', async () => {
    const offer = await page.evaluate(() => part.offer())
    expect(offer.length).toBeLessThan(400)
    const answer = await anotherPage.evaluate((offer) => part.answer(offer), offer)
    expect(await page.evaluate(([offer, answer]) => part.connect(offer!, answer!), [offer, answer])).toBe(
      'through',
    )
  })
})
