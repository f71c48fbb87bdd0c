import { encode } from 'uqr'
import { describe, expect, test } from 'vitest'
import { deviceIdSchema } from '../../../src/contract/peers.ts'
import { parseAddress, parseAddresses } from '../../../src/renderer/pages/peers/addresses.ts'
import { idGroups, shortId, writtenId } from '../../../src/renderer/pages/peers/device-id.ts'
import { addressIn } from '../../../src/renderer/pages/peers/pairing-link.ts'
import { modules } from '../../../src/renderer/pages/peers/qr-code.tsx'
import { revocationEffects } from '../../../src/renderer/state/peer-actions.ts'

const id = `${'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.repeat(2).slice(0, 51)}Q`

describe('a device id', () => {
  test('is shown in thirteen groups of four', () => {
    expect(idGroups(id)).toHaveLength(13)
    expect(idGroups(id).join('')).toBe(id)
    expect(shortId(id)).toBe('ABCDEFGH')
  })
  test('is copied as every field takes it', () => expect(deviceIdSchema.parse(writtenId(id))).toBe(id))
})

describe('addresses of a device', () => {
  test.each([
    ['10.0.0.5:9000', { host: '10.0.0.5', port: 9000 }],
    ['nas.lan', { host: 'nas.lan', port: 8741 }],
    ['[fd00::7]:8742', { host: 'fd00::7', port: 8742 }],
    ['fd00::7', { host: 'fd00::7', port: 8741 }],
  ])('%s is read', (text, endpoint) => expect(parseAddress(text)).toEqual(endpoint))
  test('that are none are told with what was typed', () => {
    expect(parseAddress('http//x y')).toMatch(/^"http\/\/x y": /)
    expect(parseAddresses('nas.lan\nno way\n10.0.0.5').problem).toMatch(/^"no way"/)
  })
  test('are at most sixteen', () => {
    const many = Array.from({ length: 17 }, (_, n) => `10.0.0.${n + 1}`).join('\n')
    expect(parseAddresses(many).problem).toBe('At most 16 addresses.')
    expect(parseAddresses('').addresses).toEqual([])
  })
})

test('the address to type is the first in the link', () => {
  expect(addressIn('hawser://pair?id=A&s=B&a=10.0.0.12:8742&a=[fd00::7]:8742')).toBe('10.0.0.12:8742')
  expect(addressIn('hawser://pair?id=A&s=B')).toBe('')
  expect(addressIn('')).toBe('')
})

test('a QR code is drawn with exactly its dark modules', () => {
  const { data, size } = encode('hawser://pair?id=A', { ecc: 'M', border: 3 })
  const drawn = Array.from({ length: size }, () => new Array<boolean>(size).fill(false))
  for (const [, x = '', y = '', length = ''] of modules(data).matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g))
    for (let n = 0; n < Number(length); n++) drawn[Number(y)]![Number(x) + n] = true
  expect(drawn).toEqual(data)
})

describe('what revoking does', () => {
  test('names the folders that are no longer shared', () =>
    expect(revocationEffects('Old laptop', [{ name: 'Rushes' }, { name: 'Graphics' }])[1]).toBe(
      '2 folders are no longer shared with it: Rushes, Graphics.',
    ))
  test('says that connections are cut at once, and that files stay', () => {
    const effects = revocationEffects('Old laptop', [])
    expect(effects[0]).toContain('cut in this moment')
    expect(effects[1]).toBe('It shares no folder with this one.')
    expect(effects[2]).toContain('stays')
  })
})
