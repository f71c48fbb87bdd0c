import { describe, expect, test } from 'vitest'
import { regBytes, srtlaType } from '../../../../src/engines/bond/protocol/srtla.ts'
import { stateCode } from '../../../../src/engines/bond/sender/link-table.ts'
import { everyLink, SenderHarness } from '../../../support/sender-harness.ts'

const { reg1, reg2, reg3, regNgp, regErr, regNak, keepalive } = srtlaType
const three = [{}, {}, {}]

function claimed(links = three): SenderHarness {
  const harness = new SenderHarness({}, links)
  harness.sender.tick(harness.nowMs)
  for (let link = 0; link < links.length; link++) {
    harness.wait(10)
    harness.short(link, regNgp)
  }
  return harness
}

function joined(): SenderHarness {
  const harness = claimed()
  const { link, bytes } = harness.last(reg1)
  harness.clear()
  harness.receive(link, SenderHarness.groupOf(bytes))
  return harness
}

describe('the first registration', () => {
  test('probes every link with REG2 of 258 bytes and a random id', () => {
    const harness = new SenderHarness({}, three)
    harness.sender.tick(harness.nowMs)
    expect(harness.linksOf(reg2)).toEqual([2, 1, 0])
    expect(harness.sent.every(({ bytes }) => bytes.length === regBytes)).toBe(true)
    expect(harness.linksOf(reg1)).toEqual([])
  })

  test('asks for a group on the link that answered fastest, at once when all have answered', () => {
    const harness = new SenderHarness({}, three)
    harness.sender.tick(harness.nowMs)
    for (const link of [1, 2]) {
      harness.wait(10)
      harness.short(link, regNgp)
    }
    expect(harness.linksOf(reg1)).toEqual([])
    harness.wait(10)
    harness.short(0, regNgp, 2)
    expect(harness.linksOf(reg1)).toEqual([1])
    expect(harness.last(reg1).bytes).toHaveLength(regBytes)
  })

  test('waits for slower links no longer than 250 ms after the first answer', () => {
    const harness = new SenderHarness({}, three)
    harness.sender.tick(harness.nowMs)
    harness.wait(30)
    harness.short(0, regNgp)
    harness.pass(200)
    expect(harness.linksOf(reg1)).toEqual([])
    harness.pass(100)
    expect(harness.linksOf(reg1)).toEqual([0])
  })

  test('sends the group id on all links at once, and a link is up with REG3 of any length', () => {
    const harness = joined()
    expect(harness.linksOf(reg2)).toEqual([2, 1, 0])
    expect(harness.last(reg2).bytes[200]).toBe(0xee)
    for (const [link, length] of [
      [0, 2],
      [1, 32],
      [2, 5],
    ] as const)
      harness.short(link, reg3, length)
    expect(harness.codes()).toEqual(['bond-registered', 'link-up', 'link-up', 'link-up'])
    expect(harness.sender.state.registered).toBe(true)
    harness.sender.tick(harness.nowMs)
    expect(harness.linksOf(keepalive).sort()).toEqual([0, 1, 2])
  })

  test('takes a group id only from the link that asked, with its own first half and exactly 258 bytes', () => {
    const harness = claimed()
    const { link, bytes } = harness.last(reg1)
    const answer = SenderHarness.groupOf(bytes)
    harness.clear()
    const foreign = answer.slice()
    foreign[5]! ^= 1
    harness.receive((link + 1) % 3, answer)
    harness.receive(link, foreign)
    harness.receive(link, answer.subarray(0, 257))
    expect(harness.sent).toEqual([])
    expect(harness.sender.counters.refused).toBe(3)
    harness.receive(link, answer)
    expect(harness.linksOf(reg2)).toHaveLength(3)
    harness.receive(link, SenderHarness.groupOf(bytes, 0xaa))
    expect(harness.sender.counters.refused).toBe(4)
  })

  test('is not believed from REG3 before a group is known', () => {
    const harness = new SenderHarness({}, three)
    harness.short(0, reg3)
    expect(harness.sender.links.up[0]).toBe(0)
    expect(harness.data(1)).toBe(-1)
    expect(harness.sender.counters.noLink).toBe(1)
  })

  test.each([
    ['probe', 0],
    ['REG_NGP', 1],
    ['REG1', 2],
    ['REG2 of the receiver', 3],
    ['REG2 of the link', 4],
    ['REG3', 5],
  ])('gets over the loss of the %s within a second', (_, lose) => {
    const harness = new SenderHarness({}, [{}])
    let group: Uint8Array | undefined
    let lost = false
    const passes = (step: number) => {
      if (step !== lose || lost) return true
      lost = true
      return false
    }
    const began = harness.nowMs
    let seen = 0
    while (harness.sender.links.up[0] === 0 && harness.nowMs - began < 3000) {
      harness.pass(20)
      for (; seen < harness.sent.length; seen++) {
        const { type, bytes } = harness.sent[seen]!
        if (type === reg1 && passes(2)) {
          group = SenderHarness.groupOf(bytes)
          if (passes(3)) harness.receive(0, group)
        } else if (type === reg2 && group !== undefined && bytes[200] === 0xee) {
          if (passes(4) && passes(5)) harness.short(0, reg3)
        } else if (type === reg2 && passes(0) && passes(1)) harness.short(0, regNgp)
      }
    }
    expect(lost).toBe(true)
    expect(harness.nowMs - began).toBeLessThan(1000)
  })
})

describe('afterwards', () => {
  test('a link that is added joins the group by REG2', () => {
    const harness = SenderHarness.up(2)
    harness.sender.addLink(5, everyLink)
    harness.pass(100)
    expect(harness.linksOf(reg2)).toEqual([5])
    expect(harness.last(reg2).bytes[200]).toBe(0xee)
    harness.short(5, reg3)
    expect(harness.sender.links.up[5]).toBe(1)
    expect(harness.linksOf(reg1)).toEqual([])
  })

  test('another REG3 changes nothing', () => {
    const harness = SenderHarness.up(2)
    for (let sequence = 0; sequence < 20; sequence++) harness.data(sequence)
    harness.sender.tick(harness.nowMs)
    const before = [...harness.sender.links.inFlight.subarray(0, 2)]
    harness.short(0, reg3)
    harness.sender.tick(harness.nowMs)
    expect([...harness.sender.links.inFlight.subarray(0, 2)]).toEqual(before)
    expect(harness.codes()).not.toContain('link-up')
  })

  test('a link that times out asks for its place every second, later every 5 s, and comes back with REG3', () => {
    const harness = SenderHarness.up(2)
    const keepOther = () => harness.keepalive(0, 0)
    harness.pass(5300, keepOther)
    expect(harness.codes()).toEqual(['link-down'])
    expect(harness.sender.links.state[1]).toBe(stateCode.down)
    harness.clear()
    harness.pass(10_000, keepOther)
    const early = harness.linksOf(reg2).length
    expect(early).toBeGreaterThanOrEqual(9)
    harness.pass(120_000, keepOther)
    harness.clear()
    harness.pass(20_000, keepOther)
    expect(harness.linksOf(reg2).length).toBeLessThanOrEqual(5)
    expect(harness.linksOf(reg2).length).toBeGreaterThanOrEqual(3)
    expect(new Set(harness.linksOf(reg2))).toEqual(new Set([1]))
    harness.clear()
    harness.short(1, reg3)
    expect(harness.codes()).toEqual(['link-up'])
  })

  test('a receiver that restarted is found out within 2 s of its silence, and the bond registers again', () => {
    const harness = SenderHarness.up(3)
    harness.pass(1700)
    expect(new Set(harness.linksOf(reg2))).toEqual(new Set([0, 1, 2]))
    harness.clear()
    harness.short(1, regNgp)
    expect(harness.codes()).toEqual(['receiver-restarted'])
    expect(harness.linksOf(reg1)).toEqual([1])
    expect(harness.data(1)).toBe(-1)
    harness.receive(1, SenderHarness.groupOf(harness.last(reg1).bytes, 0x77))
    for (const link of [0, 1, 2]) harness.short(link, reg3)
    expect(harness.codes()).toContain('bond-registered')
    harness.clear()
    harness.short(2, regNgp)
    expect(harness.sender.links.up[2]).toBe(1)
    expect(harness.codes()).toEqual([])
  })

  test('one link told that its group is unknown does not end what the others have', () => {
    const harness = SenderHarness.up(2)
    harness.keepalive(0, 0)
    harness.short(1, regNgp)
    expect(harness.codes()).toEqual([])
    expect([...harness.sender.links.up.subarray(0, 2)]).toEqual([1, 1])
  })

  test('all links dead for a minute come back without help', () => {
    const harness = SenderHarness.up(2)
    harness.pass(60_000)
    expect(harness.codes()).toEqual(['link-down', 'link-down', 'all-links-down', 'receiver-silent'])
    expect(harness.sender.state.registered).toBe(false)
    harness.clear()
    harness.pass(6000)
    expect(harness.linksOf(reg2).length).toBeGreaterThan(0)
    harness.short(0, reg3)
    harness.short(1, reg3)
    expect(harness.codes()).toEqual(['link-up', 'link-up'])
    expect(harness.sender.state.registered).toBe(true)
  })

  test('a receiver that never answers is told once and asked ever more rarely', () => {
    const harness = new SenderHarness({}, three)
    harness.pass(30_000)
    expect(harness.codes()).toEqual(['receiver-silent'])
    harness.pass(60_000)
    harness.clear()
    harness.pass(20_000)
    expect(harness.linksOf(reg2).length).toBeLessThanOrEqual(15)
    expect(harness.linksOf(reg2).length).toBeGreaterThanOrEqual(9)
    expect(harness.codes()).toEqual([])
  })

  test('another address of it gets as long to answer as the first', () => {
    const harness = new SenderHarness({}, three)
    harness.pass(6000)
    expect(harness.codes()).toEqual(['receiver-silent'])
    harness.sender.resetReceiver()
    harness.pass(4500)
    expect(harness.codes()).toEqual(['receiver-silent'])
    harness.pass(1000)
    expect(harness.codes()).toEqual(['receiver-silent', 'receiver-silent'])
  })
})

describe('a receiver that does not want us', () => {
  test('REG_ERR to REG1: another link asks at once', () => {
    const harness = claimed()
    const first = harness.last(reg1).link
    harness.short(first, regErr)
    expect(harness.renewed).toEqual([])
    expect(harness.last(reg1).link).not.toBe(first)
  })

  test('REG_ERR to REG1 sent again: the first made a group whose id was lost, so that link gets a new socket', () => {
    const harness = claimed()
    const first = harness.last(reg1).link
    harness.pass(600)
    expect(harness.linksOf(reg1)).toEqual([first, first])
    harness.short(first, regErr)
    expect(harness.renewed).toEqual([first])
    expect(harness.last(reg1).link).not.toBe(first)
  })

  test('REG_ERR on every link: told once, and tried again after 4 s', () => {
    const harness = claimed([{}])
    harness.short(0, regErr)
    expect(harness.codes()).toEqual(['receiver-busy'])
    harness.clear()
    const answer = () => {
      if (harness.linksOf(reg2).length > 0) harness.short(0, regNgp)
    }
    harness.pass(3800, answer)
    expect(harness.linksOf(reg1)).toEqual([])
    harness.pass(1000, answer)
    expect(harness.linksOf(reg1).length).toBeGreaterThan(0)
  })

  test('REG_ERR to a link that wants to join holds that link back for 4 s', () => {
    const harness = joined()
    harness.short(0, reg3)
    harness.clear()
    harness.short(1, regErr)
    harness.pass(3800, () => harness.keepalive(0, 0))
    expect(harness.linksOf(reg2)).not.toContain(1)
    harness.pass(400, () => harness.keepalive(0, 0))
    expect(harness.linksOf(reg2)).toContain(1)
  })

  test('REG_NAK is told with its text, cleaned, and tried again after 30 s', () => {
    const harness = claimed()
    harness.clear()
    const packet = Uint8Array.from([
      regNak >> 8,
      regNak & 255,
      ...new TextEncoder().encode('no\u0007 such stream'),
    ])
    harness.receive(0, packet)
    harness.receive(1, packet)
    expect(harness.events).toEqual([{ code: 'receiver-refused', link: -1, text: 'no such stream' }])
    harness.pass(29_000)
    expect(harness.sent).toEqual([])
    harness.pass(2000)
    expect(harness.linksOf(reg2)).toEqual([2, 1, 0, ...harness.linksOf(reg2).slice(3)])
  })

  test('another address is a new beginning with another id', () => {
    const harness = joined()
    const before = harness.last(reg2).bytes.slice(2, 130)
    for (const link of [0, 1, 2]) harness.short(link, reg3)
    harness.clear()
    harness.sender.resetReceiver()
    expect(harness.codes()).toEqual([])
    expect(harness.sender.state.registered).toBe(false)
    harness.join()
    expect(harness.last(reg1).bytes.slice(2, 130)).not.toEqual(before)
    expect(harness.sender.state.registered).toBe(true)
  })
})

describe('links that come and go', () => {
  test('a link that is off or capped sends nothing at all, and registers when it may', () => {
    const harness = new SenderHarness({}, [{}, { weight: 0 }, { capped: true }])
    harness.pass(2000)
    expect(new Set(harness.sent.map(({ link }) => link))).toEqual(new Set([0]))
    expect([...harness.sender.links.state.subarray(0, 3)]).toEqual([
      stateCode.registering,
      stateCode.off,
      stateCode.capped,
    ])
    harness.clear()
    harness.sender.changeLink(1, everyLink)
    harness.pass(100)
    expect(harness.linksOf(reg2)).toContain(1)
  })

  test('the link that asked for the group may be removed: another asks', () => {
    const harness = claimed()
    const { link } = harness.last(reg1)
    harness.sender.removeLink(link)
    harness.clear()
    harness.pass(200)
    for (const other of [0, 1, 2]) if (other !== link) harness.short(other, regNgp)
    harness.pass(300)
    expect(harness.linksOf(reg1)).toHaveLength(1)
    expect(harness.linksOf(reg1)[0]).not.toBe(link)
  })

  test('a link whose socket is new registers again; the others go on', () => {
    const harness = SenderHarness.up(2)
    harness.sender.resetLink(0)
    harness.pass(100)
    expect(harness.linksOf(reg2)).toEqual([0])
    expect(harness.data(1)).toBe(1)
  })

  test('without links nothing is told or sent', () => {
    const harness = new SenderHarness()
    harness.pass(20_000)
    harness.sender.addLink(3, everyLink)
    harness.pass(1000)
    expect(harness.codes()).toEqual([])
    expect(harness.linksOf(reg2)).toContain(3)
  })
})
