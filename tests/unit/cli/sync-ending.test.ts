import { describe, expect, test } from 'vitest'
import { hindranceOf, isComplete, Patience } from '../../../src/cli/sync-ending.ts'
import type { FolderSnapshot, PeerSnapshot } from '../../../src/contract/index.ts'
import { folderSnapshot, syncSnapshot } from '../../support/folders.ts'

const there = { id: 'suite', connected: true, shares: true, told: true, needFiles: 0, needBytes: 0 }
const folder = (changed: Partial<FolderSnapshot> = {}) =>
  folderSnapshot('shared', { lastScanAt: 1, peers: [there], ...changed })

describe('a push or pull is done', () => {
  test('when everything is in place and the device has told all that it has', () => {
    expect(isComplete(folder(), 'when everything is here')).toBe(true)
    expect(isComplete(folder(), 'when they have everything')).toBe(true)
    expect(isComplete(folder(), 'never')).toBe(false)
  })

  test.each<[string, Partial<FolderSnapshot>]>([
    ['the folder was not looked through', { lastScanAt: 0 }],
    ['something arrives', { state: 'syncing' }],
    ['a file is still being written', { heldTotal: 1 }],
    ['the device is not there', { peers: [{ ...there, connected: false }] }],
    ['the device has not told all', { peers: [{ ...there, told: false }] }],
  ])('but not while %s', (_, changed) => {
    for (const ends of ['when everything is here', 'when they have everything'] as const)
      expect(isComplete(folder(changed), ends)).toBe(false)
  })

  test('a push waits for what the device lacks, a pull for what is lacking here', () => {
    const lacking = folder({ peers: [{ ...there, needFiles: 1 }] })
    expect(isComplete(lacking, 'when they have everything')).toBe(false)
    expect(isComplete(lacking, 'when everything is here')).toBe(true)
    expect(isComplete(folder({ needDeletes: 1 }), 'when everything is here')).toBe(false)
  })
})

describe('nothing goes on', () => {
  const nameOf = () => 'Suite'
  const away = { ...there, connected: false, shares: false, told: false }
  const device = (changed: Partial<PeerSnapshot>) => ({ id: 'suite', ...changed }) as PeerSnapshot
  const refused = device({ faultCode: 'peer-refused', address: 'a:1', text: 'Not paired.' })

  /** What is thrown after each step of a second. */
  function endOf(patienceMs: number, steps: readonly FolderSnapshot[], peer?: PeerSnapshot) {
    const patience = new Patience(patienceMs)
    for (const [n, step] of steps.entries())
      try {
        patience.check({ ...syncSnapshot([step]), peers: peer ? [peer] : [] }, step, nameOf, n * 1000)
      } catch (error) {
        return { n, error }
      }
    return undefined
  }
  const times = (count: number, step: FolderSnapshot) => Array.from({ length: count }, () => step)

  test('a device that was never reached is waited for as long as patience lasts', () => {
    expect(endOf(5000, times(5, folder({ peers: [away] })))).toBeUndefined()
    expect(endOf(5000, times(9, folder({ peers: [away] })))).toMatchObject({
      n: 5,
      error: { code: 'peer-unreachable' },
    })
    expect(endOf(Number.POSITIVE_INFINITY, times(99, folder({ peers: [away] })))).toBeUndefined()
  })

  test('a device that was there and is lost may come back, unless it refuses', () => {
    const lost = [folder(), ...times(50, folder({ peers: [away] }))]
    expect(
      endOf(5000, lost, device({ faultCode: 'peer-unreachable', text: '', address: '' })),
    ).toBeUndefined()
    expect(endOf(5000, lost, refused)).toMatchObject({
      n: 6,
      error: { code: 'peer-refused', message: expect.stringMatching(/^Suite at a:1 refuses .*Not paired\./) },
    })
  })

  test('whatever moves is a reason to go on waiting', () => {
    const moving = Array.from({ length: 50 }, (_, n) => folder({ needFiles: 1, downBytes: n }))
    expect(endOf(5000, moving)).toBeUndefined()
    expect(endOf(5000, times(50, folder({ state: 'scanning' })))).toBeUndefined()
    expect(endOf(5000, times(50, folder({ peers: [{ ...there, told: false }] })))).toBeUndefined()
  })

  test('what cannot be taken is named, here or there', () => {
    const held = [{ path: 'con', code: 'file-name-invalid', text: 'No such name here.' }]
    expect(endOf(5000, times(9, folder({ heldTotal: 2, held })))).toMatchObject({
      error: { code: 'file-name-invalid', message: '2 files cannot be taken. con: No such name here.' },
    })
    expect(endOf(5000, times(9, folder({ peers: [{ ...there, needFiles: 3 }] })))).toMatchObject({
      error: { code: 'sync-stalled', message: expect.stringMatching(/^Suite lacks 3 files/) },
    })
  })

  test('a folder that the device does not share is told at once, with what to do', () => {
    expect(hindranceOf({ ...there, shares: false, told: false }, undefined, 'Suite', 'day-12')).toMatchObject(
      {
        code: 'folder-unknown',
        message: expect.stringContaining('"day-12"'),
      },
    )
    expect(hindranceOf(there, undefined, 'Suite', 'day-12')).toBeUndefined()
  })
})
