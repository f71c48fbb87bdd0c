import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linkLimit } from '../../../src/contract/shell.ts'
import { formatPairingLink } from '../../../src/host/peers/pairing-code.ts'
import { Arrivals } from '../../../src/main/arrivals.ts'
import { readDeepLink } from '../../../src/main/deep-link.ts'
import { readReport, reportPath } from '../../../src/main/saved-report.ts'
import { formatLink, makeCode } from '../../../src/transfer/code/code.ts'
import { Fault } from '../../../src/wire/fault.ts'

const studio = { host: 'studio.example.net', port: 8743 }
const pairing = formatPairingLink({
  id: 'A'.repeat(52),
  secret: 's'.repeat(22),
  addresses: [
    { host: '192.168.1.20', port: 8741 },
    { host: 'fe80::1', port: 8741 },
  ],
})
const receiving = formatLink({ ...makeCode(), at: [studio], purpose: 'files' })
const tunnelling = formatLink({ ...makeCode(), purpose: 'tunnel' })
const good = [pairing, receiving, tunnelling]

describe('a link', () => {
  test.each([
    ['pair', pairing],
    ['receive', receiving],
    ['tunnel', tunnelling],
  ])('to %s is handed on as it was made', (kind, link) => {
    expect(readDeepLink(link)).toEqual({ kind, link })
  })

  test('may have the slash that desktops add', () => {
    expect(readDeepLink(pairing.replace('pair?', 'pair/?'))).toEqual({ kind: 'pair', link: pairing })
  })

  test('is handed on with its words written out', () => {
    const [head = '', ...words] = tunnelling.split('-')
    expect(readDeepLink([head, ...words].join('%20'))).toMatchObject({ link: tunnelling })
  })

  test.each(['hawser://compact', 'hawser://compact/'])('%s asks for the compact window', (link) => {
    expect(readDeepLink(link)).toEqual({ kind: 'compact' })
  })

  test.each([
    ['to the compact window that holds something', 'hawser://compact?id=1'],
    ['of another scheme', 'https://example.net/pair?id=1'],
    ['for something unknown', 'hawser://delete?id=1'],
    ['without what it needs', 'hawser://pair?id=1'],
    ['with a field that is not known', `${receiving}&run=1`],
    ['with a field of another link', `${receiving}&s=${'s'.repeat(22)}`],
    ['with a field twice', `${receiving}&code=1234-a`],
    ['with a fragment', `${receiving}#x`],
    ['with a user', receiving.replace('hawser://', 'hawser://me@')],
    ['with a port', receiving.replace('receive?', 'receive:80?')],
    ['with another path', receiving.replace('receive?', 'receive/../pair?')],
    ['with an address that is none', `${pairing}&a=;rm`],
    ['with too many addresses', `${tunnelling}${'&at=a.b%3A1'.repeat(5)}`],
    ['with a line break', `${receiving}\n--no-sandbox`],
    ['with a space', `${receiving} --no-sandbox`],
    ['with a quote and a switch', `${receiving}" --inspect`],
    ['that is too long', receiving + '&at=a.example%3A1'.repeat(40)],
    ['with nothing', ''],
  ])('%s is refused', (_, link) => {
    expect(() => readDeepLink(link)).toThrow(expect.objectContaining({ code: 'invalid' }))
  })

  test('whatever it is, is refused or made anew into one that is read the same', () => {
    const pieces = fc.constantFrom(
      'hawser://',
      'pair?',
      'receive?',
      'tunnel?',
      'compact',
      'id=',
      's=',
      'a=',
      'at=',
      'code=',
      '&',
      '%00',
      '%26code=',
      '/',
      '[::1]:1',
      '#',
    )
    const changed = fc
      .tuple(fc.constantFrom(...good), fc.nat(), fc.nat(5), fc.oneof(fc.string(), pieces))
      .map(([link, place, cut, added]) => {
        const at = place % (link.length + 1)
        return link.slice(0, at) + added + link.slice(at + cut)
      })
    const anything = fc.oneof(
      { weight: 3, arbitrary: changed },
      fc.array(fc.oneof(pieces, fc.string({ maxLength: 20 })), { maxLength: 12 }).map((all) => all.join('')),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(anything, (text) => {
        let read: ReturnType<typeof readDeepLink>
        try {
          read = readDeepLink(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Fault)
          return
        }
        if (read.kind === 'compact') return
        expect(read.link).toMatch(/^hawser:\/\/(pair|receive|tunnel)\?[\w=&.%:[\]-]+$/)
        expect(read.link.length).toBeLessThanOrEqual(linkLimit)
        expect(readDeepLink(read.link)).toEqual(read)
      }),
      { numRuns: 400 },
    )
  })
})

describe('a saved report', () => {
  test.each([
    ['/home/me/a.hawser-report', '/home/me/a.hawser-report'],
    ['a.HAWSER-REPORT', '/work/a.HAWSER-REPORT'],
    ['file:///home/me/my%20report.hawser-report', '/home/me/my report.hawser-report'],
    ['--a.hawser-report', undefined],
    ['file://other/a.hawser-report', undefined],
    ['file:///a%2Fb.hawser-report', undefined],
    ['/etc/passwd', undefined],
    ['/a\0.hawser-report', undefined],
    ['https://example.net/a.hawser-report', '/work/https:/example.net/a.hawser-report'],
  ])('%j is the file %j', (argument, path) => {
    expect(reportPath(argument, '/work')).toBe(path)
  })

  test('is read; what cannot be one is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hawser-report-'))
    const path = join(folder, 'a.hawser-report')
    await writeFile(path, '{}')
    expect(await readReport(path)).toEqual({ kind: 'report', name: 'a.hawser-report', text: '{}' })
    await writeFile(path, Buffer.alloc(4_000_001))
    const refused = expect.objectContaining({ code: 'report-invalid' })
    await expect(readReport(path)).rejects.toEqual(refused)
    await expect(readReport(folder)).rejects.toEqual(refused)
    await expect(readReport(join(folder, 'none'))).rejects.toEqual(refused)
    await rm(folder, { recursive: true })
  })
})

describe('what was opened', () => {
  const problem = (text: string) => ({ kind: 'problem', text }) as const

  test('waits for the page, and goes to it once', async () => {
    const arrivals = new Arrivals()
    arrivals.add(problem('first'))
    const stop = new AbortController()
    const page = arrivals.watch(stop.signal)
    expect((await page.next()).value).toEqual(problem('first'))
    const next = page.next()
    arrivals.add(problem('second'))
    expect((await next).value).toEqual(problem('second'))
    stop.abort()
    expect((await page.next()).done).toBe(true)
  })

  test('is bounded: the oldest goes', async () => {
    const arrivals = new Arrivals()
    for (let n = 0; n < 10; n++) arrivals.add(problem(String(n)))
    expect(arrivals.dropped).toBe(2)
    expect((await arrivals.watch(new AbortController().signal).next()).value).toEqual(problem('2'))
  })
})
