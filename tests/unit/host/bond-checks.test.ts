import { describe, expect, test } from 'vitest'
import type { Bond, Receiver, Rule, Settings } from '../../../src/contract/index.ts'
import type { Machine } from '../../../src/host/addresses.ts'
import { checkBond, checkReceiver } from '../../../src/host/bond-checks.ts'
import { bondList, receiverList } from '../../../src/host/bond-list.ts'
import { bondsAsListeners } from '../../../src/host/listeners.ts'
import { checkRule } from '../../../src/host/rule-checks.ts'
import { ruleList } from '../../../src/host/rule-list.ts'
import { defaultSettings } from '../../../src/host/settings-format.ts'
import { withoutLoops } from '../../../src/host/without-loops.ts'
import { bond, receiver } from '../../support/bonds.ts'
import { rule } from '../../support/rules.ts'

const machine: Machine = {
  names: new Set(['studio']),
  addresses: new Set(['10.0.0.2', 'fd00::2', '127.0.0.1', '::1']),
}
const settings = (lists: { rules?: Rule[]; bonds?: Bond[]; receivers?: Receiver[] }): Settings => ({
  ...defaultSettings(),
  ...lists,
})
const here = (port: number, host = '127.0.0.1') => ({ host, port })
const problems = (one: Bond, lists: Parameters<typeof settings>[0] = {}) =>
  checkBond(one, settings(lists), machine).map(({ level, code, path }) => `${level} ${code} ${path}`)

test('a bond that is well has no problems, also when it is asked about again once it is stored', () => {
  const one = bond()
  expect(problems(one)).toEqual([])
  expect(problems({ ...one, mode: 'classic' }, { bonds: [one] })).toEqual([])
})

describe('ports', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['0.0.0.0', '127.0.0.1', true],
    ['10.0.0.2', '0.0.0.0', true],
    ['::', '10.0.0.2', true],
    ['::', 'fd00::2', true],
    ['localhost', '::1', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['0.0.0.0', '::1', false],
  ])('listening on %s and on %s, same port, overlaps: %s', (a, b, overlap) => {
    const expected = overlap ? ['error rule-overlap listen.port'] : []
    const overlaps = (found: { code: string; level: string; path: string }[]) =>
      found
        .filter(({ code }) => code === 'rule-overlap')
        .map(({ level, code, path }) => `${level} ${code} ${path}`)
    for (const [mine, theirs] of [
      [a, b],
      [b, a],
    ] as const) {
      const one = bond({ listen: here(6000, mine) })
      const others = [
        { bonds: [bond({ listen: here(6000, theirs) })] },
        { receivers: [receiver({ listen: here(6000, theirs) })] },
        { rules: [rule({ listen: here(6000, theirs), protocol: 'udp' })] },
      ]
      for (const lists of others) {
        expect(overlaps(checkBond(one, settings(lists), machine))).toEqual(expected)
        const own = receiver({ listen: here(6000, mine) })
        expect(overlaps(checkReceiver(own, settings(lists), machine))).toEqual(expected)
      }
      const udp = rule({ listen: here(6000, mine), protocol: 'udp' })
      const there = bondsAsListeners(settings({ bonds: [bond({ listen: here(6000, theirs) })] }))
      expect(overlaps(checkRule(udp, there, machine))).toEqual(expected)
    }
  })

  test('of TCP rules are none of a bond’s business', () => {
    expect(problems(bond({ listen: here(6000) }), { rules: [rule({ listen: here(6000) })] })).toEqual([])
  })

  test('that are taken come with the next free one and the name of who has them', () => {
    const lists = {
      bonds: [bond({ listen: here(6000), name: 'Van' })],
      receivers: [receiver({ listen: here(6001) })],
    }
    const [problem] = checkBond(bond({ listen: here(6000) }), settings(lists), machine)
    expect(problem).toMatchObject({
      suggestion: 6002,
      message: 'The bond "Van" already listens on port 6000.',
    })
  })

  test('of a bond that is off are only warned of', () => {
    const off = bond({ listen: here(6000), enabled: false })
    expect(problems(bond({ listen: here(6000) }), { bonds: [off] })).toEqual([
      'warning rule-overlap listen.port',
    ])
  })
})

describe('loops', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', 'localhost'],
    ['::', 'studio'],
    ['10.0.0.2', '::ffff:10.0.0.2'],
  ])('a bond that listens on %s and sends to %s, same port, is one', (listen, to) => {
    const one = bond({ listen: here(6000, listen), receiver: here(6000, to) })
    expect(problems(one)).toContain('error rule-loop receiver.port')
  })

  test('a receiver here that gives the stream back to the bond is one, from either side', () => {
    const one = bond({ listen: here(6000), receiver: here(5000), name: 'Van' })
    const back = receiver({ listen: here(5000, '::'), target: here(6000), name: 'Home' })
    expect(problems(one, { receivers: [back] })).toEqual(['error rule-loop receiver.port'])
    expect(checkReceiver(back, settings({ bonds: [one] }), machine)).toMatchObject([
      { code: 'rule-loop', path: 'target.port', message: 'This would forward to itself through "Van".' },
    ])
    expect(problems(one, { receivers: [{ ...back, target: here(4001) }] })).toEqual([])
  })

  test('a UDP rule may be part of one', () => {
    const one = bond({ listen: here(6000), receiver: here(5000) })
    const udp = rule({ listen: here(5000), target: here(6000), protocol: 'udp' })
    expect(problems(one, { rules: [udp] })).toEqual(['error rule-loop receiver.port'])
    const besides = bondsAsListeners(settings({ bonds: [one] }))
    expect(() => ruleList.add([], udp, machine, besides)).toThrow(
      expect.objectContaining({ code: 'rule-loop' }),
    )
    const off = [{ ...udp, enabled: false }]
    expect(() => ruleList.enable(off, [udp.id], true, machine, besides)).toThrow(
      expect.objectContaining({ code: 'rule-loop' }),
    )
  })

  test('one that was written by hand stays off, the rest goes on', () => {
    const snake = bond({ id: 'same', name: 'Snake', listen: here(6000), receiver: here(6000) })
    const fine = bond({ listen: here(6001) })
    const namesake = rule({ id: 'same' })
    const { lists, notice } = withoutLoops(settings({ rules: [namesake], bonds: [snake, fine] }))
    expect(lists.bonds).toEqual([{ ...snake, enabled: false }, fine])
    expect(lists.rules).toEqual([namesake])
    expect(notice).toMatchObject({ code: 'rule-loop', text: expect.stringContaining('"Snake"') })
  })
})

describe('uplinks', () => {
  test('that are listed must be some, and one of them on', () => {
    expect(problems(bond({ uplinks: 'listed' }))).toEqual(['error no-uplinks links'])
    expect(problems(bond({ uplinks: 'listed', links: [{ uplink: 'eth0', weight: 0 }] }))).toEqual([
      'warning no-uplinks links',
    ])
    expect(problems(bond({ uplinks: 'listed', links: [{ uplink: 'eth0' }] }))).toEqual([])
  })

  test('of a file need its whole path', () => {
    for (const uplinksFile of ['', 'ips.txt'])
      expect(problems(bond({ uplinks: 'file', uplinksFile }))).toEqual([
        'error uplinks-file-invalid uplinksFile',
      ])
    expect(problems(bond({ uplinks: 'file', uplinksFile: '/etc/ips.txt' }))).toEqual([])
  })
})

test.each(['0.0.0.0', '::'])('a bond that listens on %s is open to all, which is a warning', (host) => {
  expect(problems(bond({ listen: here(6000, host) }))).toEqual(['warning open-to-all listen.host'])
})

test('a receiver that listens on all addresses does what it is for', () => {
  expect(checkReceiver(receiver({ listen: here(5000, '::') }), settings({}), machine)).toEqual([])
})

test('what looks like an address and is none is refused', () => {
  expect(problems(bond({ receiver: here(5000, '256.0.0.1') }))).toEqual(['error invalid receiver.host'])
})

test('a name used twice among bonds is a warning; a receiver may have it', () => {
  const one = bond({ name: 'Van' })
  expect(problems(one, { receivers: [receiver({ name: 'van' })] })).toEqual([])
  expect(problems(one, { bonds: [bond({ name: 'van' })] })).toEqual(['warning name-used name'])
})

describe('changes', () => {
  const one = bond({ listen: here(6000) })
  const start = settings({ bonds: [one] })

  test('are taken over field by field and checked as a whole', () => {
    const { bonds } = bondList.change(start, one.id, { mode: 'classic' }, machine)
    expect(bonds).toEqual([{ ...one, mode: 'classic' }])
    expect(() => bondList.change(start, one.id, { receiver: here(6000) }, machine)).toThrow(
      expect.objectContaining({ code: 'rule-loop' }),
    )
    expect(() => bondList.change(start, one.id, { uplinks: 'listed' }, machine)).toThrow(
      expect.objectContaining({ code: 'no-uplinks' }),
    )
    const twice = [{ uplink: 'eth0' }, { uplink: 'eth0' }] as Bond['links']
    expect(() => bondList.change(start, one.id, { links: twice }, machine)).toThrow(
      expect.objectContaining({ code: 'invalid', message: 'An uplink is listed twice.' }),
    )
  })

  test('to the mode go through on a bond in which something else is wrong, switching it on does not', () => {
    const wrong = { ...one, receiver: here(6000) }
    const { bonds } = bondList.change(settings({ bonds: [wrong] }), one.id, { mode: 'classic' }, machine)
    expect(bonds[0]?.mode).toBe('classic')
    const taken = { ...bond({ listen: here(6000) }), enabled: false }
    expect(() =>
      bondList.change(settings({ bonds: [one, taken] }), taken.id, { enabled: true }, machine),
    ).toThrow(expect.objectContaining({ code: 'rule-overlap' }))
  })

  test('of what is not there are refused', () => {
    for (const act of [
      () => bondList.change(start, 'nobody', {}, machine),
      () => bondList.remove(start, ['nobody']),
      () => receiverList.change(start, one.id, {}, machine),
      () => receiverList.remove(start, [one.id]),
    ])
      expect(act).toThrow(expect.objectContaining({ code: 'bond-unknown' }))
  })

  test('add and remove, up to a limit', () => {
    const added = receiverList.add(start, receiver({ id: 'new' }), machine)
    expect(added.receivers.map(({ id }) => id)).toEqual(['new'])
    expect(receiverList.remove(added, ['new'])).toEqual(start)
    const full = settings({ bonds: Array.from({ length: 100 }, () => bond()) })
    expect(() => bondList.add(full, bond(), machine)).toThrow(expect.objectContaining({ code: 'invalid' }))
  })
})
