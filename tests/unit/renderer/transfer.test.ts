import { describe, expect, test } from 'vitest'
import { transferFiguresSchema } from '../../../src/contract/history.ts'
import { transferSettingsSchema } from '../../../src/contract/transfer.ts'
import { stretchesOf } from '../../../src/renderer/pages/transfer/bottleneck-stretches.ts'
import {
  doneText,
  placeText,
  sessionSentence,
  sessionTitle,
  tookText,
  transferSentence,
  wordList,
  wrongTriesText,
} from '../../../src/renderer/pages/transfer/sentences.ts'
import {
  parseTransferDraft,
  type TransferDraft,
  toTransferDraft,
} from '../../../src/renderer/pages/transfer/settings-draft.ts'
import { laneKeyKind, laneRow, lanesShown, sessionFigures } from '../../../src/renderer/state/lane-series.ts'
import {
  addPicked,
  mostEntries,
  pickedOfDrop,
  readSizes,
  topsOf,
  withoutTop,
} from '../../../src/renderer/state/picking.ts'
import {
  isOver,
  isUnderWay,
  partDone,
  pathOf,
  sessionState,
  sessionView,
} from '../../../src/renderer/state/transfer-view.ts'
import type { ClientSession, Picked } from '../../../src/renderer/transfer/client.ts'
import { type TransferSnapshot, transferStates } from '../../../src/transfer/snapshot.ts'
import { scenes } from '../../support/fake-host/transfer-scenes.ts'
import {
  emptySnapshot,
  fakeTransfer,
  lanesNow,
  manifestOf,
} from '../../support/fake-host/transfer-traffic.ts'

const file = (path: string, bytes = 3, lastModified = 1): Picked => ({
  path,
  file: new File(['x'.repeat(bytes)], path, { lastModified }),
})

describe('what is picked', () => {
  test('is shown by what lies on top of it', () => {
    const picked = [file('Card/A.mov', 4), file('Card/B.mov', 5), file('note.txt', 2), { path: 'empty' }]
    expect(topsOf(picked)).toEqual([
      { name: 'Card', isFolder: true, files: 2, bytes: 9 },
      { name: 'note.txt', isFolder: false, files: 1, bytes: 2 },
      { name: 'empty', isFolder: true, files: 0, bytes: 0 },
    ])
    expect(withoutTop(picked, 'Card').map(({ path }) => path)).toEqual(['note.txt', 'empty'])
  })
  test('twice is there once', () => {
    const picked = [file('Card/A.mov'), file('note.txt')]
    expect(addPicked(picked, [file('Card/A.mov'), file('note.txt')])).toEqual(picked)
  })
  test('another thing of the same name gets a name of its own, with all that is in it', () => {
    const picked = [file('Card/A.mov'), file('note.txt'), file('note (2).txt')]
    const fresh = [file('Card/A.mov', 9), file('Card/B.mov', 9), file('note.txt', 9)]
    expect(addPicked(picked, fresh).map(({ path }) => path)).toEqual([
      'Card/A.mov',
      'note.txt',
      'note (2).txt',
      'Card (2)/A.mov',
      'Card (2)/B.mov',
      'note (3).txt',
    ])
  })
  test('more than a list may have is refused', () => {
    const many = Array.from({ length: mostEntries }, (_, n) => ({ path: `d/${n}` }))
    expect(addPicked([], many)).toHaveLength(mostEntries)
    expect(() => addPicked(many, [{ path: 'one more' }])).toThrow(/100,000/)
  })
  test('the page goes on while sizes are read that take their time', async () => {
    let read = 0
    const slow = Object.defineProperty(new File([], 'slow'), 'size', {
      get() {
        for (const until = performance.now() + 2; performance.now() < until; );
        return ++read
      },
    })
    let readAtTurn = 0
    setTimeout(() => {
      readAtTurn = read
    })
    await readSizes(Array.from({ length: 30 }, (_, n) => ({ path: `${n}`, file: slow })))
    expect(read).toBe(30)
    expect(readAtTurn).toBeGreaterThan(0)
    expect(readAtTurn).toBeLessThan(30)
  })
})

/** As a browser gives what was dropped: directories tell a hundred entries at a time. */
function entry(name: string, inside?: FileSystemEntry[]): FileSystemEntry {
  const left = [...(inside ?? [])]
  return {
    name,
    isFile: inside === undefined,
    isDirectory: inside !== undefined,
    file: (done: (file: File) => void) => done(new File(['x'], name)),
    createReader: () => ({
      readEntries: (done: (some: FileSystemEntry[]) => void) => done(left.splice(0, 100)),
    }),
  } as unknown as FileSystemEntry
}
const dropOf = (...entries: FileSystemEntry[]) =>
  ({ items: entries.map((one) => ({ webkitGetAsEntry: () => one })), files: [] }) as unknown as DataTransfer

describe('what is dropped', () => {
  test('comes with all that is in its folders, empty ones too, in order', async () => {
    const many = Array.from({ length: 250 }, (_, n) => entry(`${n}.mov`))
    const picked = await pickedOfDrop(dropOf(entry('a.txt'), entry('Card', [...many, entry('none', [])])))
    expect(picked).toHaveLength(252)
    expect(picked.map(({ path }) => path).slice(0, 3)).toEqual(['a.txt', 'Card/0.mov', 'Card/1.mov'])
    expect(picked.at(-1)).toEqual({ path: 'Card/none' })
  })
  test('has names as the protocol wants them', async () => {
    const [picked] = await pickedOfDrop(dropOf(entry('büro'.normalize('NFD'))))
    expect(picked?.path).toBe('büro'.normalize('NFC'))
  })
})

describe('transfer settings', () => {
  const settings = transferSettingsSchema.parse({
    saveTo: '/media/raid',
    gentle: true,
    maxLanes: 4,
    iceServers: [{ url: 'turn:turn.example.net:3478', username: 'crew', credential: 'secret' }],
    relayOnly: true,
    rendezvous: { host: 'fd00::7', port: 8743 },
  })
  const draft = toTransferDraft(settings)
  const problemsOf = (part: Partial<TransferDraft>) =>
    parseTransferDraft({ ...draft, ...part }).problems.map(({ field }) => field)

  test('are the same after they were shown and read again', () => {
    expect(parseTransferDraft(draft)).toEqual({ input: settings, problems: [] })
    const usual = transferSettingsSchema.parse({})
    expect(parseTransferDraft(toTransferDraft(usual))).toEqual({ input: usual, problems: [] })
  })
  test('lose a rendezvous that is taken out, and know its usual port', () => {
    expect(parseTransferDraft({ ...draft, rendezvous: ' ' }).input?.rendezvous).toBeNull()
    expect(parseTransferDraft({ ...draft, rendezvous: 'meet.example.net' }).input?.rendezvous).toEqual({
      host: 'meet.example.net',
      port: 8743,
    })
  })
  test('tell what is wrong with each field', () => {
    expect(problemsOf({ maxLanes: '17' })).toEqual(['maxLanes'])
    expect(problemsOf({ maxLanes: 'many' })).toEqual(['maxLanes'])
    expect(problemsOf({ listenPort: '70000' })).toEqual(['listenPort'])
    expect(problemsOf({ rendezvous: 'no such: place' })).toEqual(['rendezvous'])
    expect(problemsOf({ servers: [{ url: 'http://x', username: '', credential: '' }] })).toContain('servers')
    expect(problemsOf({ servers: [{ url: 'turn:x:1', username: '', credential: '' }] })).toEqual(['servers'])
  })
  test('through TURN only needs a TURN server; empty rows are none', () => {
    expect(problemsOf({ servers: [{ url: '', username: '', credential: '' }] })).toEqual(['relayOnly'])
    expect(problemsOf({ servers: [], relayOnly: false })).toEqual([])
  })
})

const session = (part: Partial<ClientSession>): ClientSession => ({
  ...scenes.pasted()[0]!.session,
  ...part,
})
const snapshotOf = (transfer: ReturnType<typeof fakeTransfer>) => transfer.snapshot

describe('what is said', () => {
  const manifest = manifestOf('Card', [{ path: 'Card/A.mov', kind: 'file', size: 2e9, mtime: 1 }])
  const transfer = (part: Parameters<typeof fakeTransfer>[3]) =>
    snapshotOf(fakeTransfer('t', 'sending', manifest, part))

  test('every state of a transfer has numbers or a sentence', () => {
    for (const state of transferStates) {
      const text = transferSentence(transfer({ state }), { name: 'Edit suite' })
      if (state !== 'moving' && state !== 'done') expect(text, state).not.toBe('')
    }
  })
  test('who has paused it', () => {
    const paused = (pausedBy: 'us' | 'them' | 'both') =>
      transferSentence(transfer({ state: 'paused', pausedBy }), { name: 'Edit suite' })
    expect(paused('us')).toBe('Paused here.')
    expect(paused('them')).toBe('Paused by Edit suite.')
    expect(paused('both')).toBe('Paused here and by Edit suite.')
  })
  test('names of others cannot turn the text around', () => {
    const text = transferSentence(transfer({ state: 'offered' }), { name: 'edit\u202Esuite' })
    expect(text).toBe('Waiting until edit\ufffdsuite accepts.')
  })
  test('how much is there', () => {
    expect(doneText(transfer({ bytesDone: 1e9 }))).toBe('1.00\u00a0GB of 2.00\u00a0GB')
    expect(doneText(transfer({ state: 'done', bytesDone: 2e9 }))).toBe('1 file, 2.00\u00a0GB')
  })
  test('how long it took', () => {
    expect(tookText({ ms: 10_000, bytes: 1e9 })).toBe('in 10\u00a0s, 800\u00a0Mbit/s on average')
    expect(tookText({ ms: 900, bytes: 1e6 })).toBe('in 1\u00a0s')
    expect(tookText({ ms: 0, bytes: 1 })).toBe('')
  })
  test('words are told one by one', () => {
    expect(wordList('otter-lamp  river maple')).toEqual(['otter', 'lamp', 'river', 'maple'])
  })
  test('a session is called by the other side, or by how it is waited for', () => {
    const nobody = { peer: null, snapshot: null, joinedThem: false }
    const title = (part: Partial<ClientSession>) => sessionTitle(sessionView(session(part)))
    expect(title({})).toBe('Remote producer')
    expect(title({ ...nobody, by: 'code', stage: 'waiting' })).toBe('Whoever types the code')
    expect(title({ ...nobody, by: 'paste', stage: 'waiting' })).toBe('Whoever answers the offer')
    expect(title({ ...nobody, stage: 'ended' })).toBe('Not connected')
  })
  test('an end has a reason, or says that what came is kept', () => {
    const text = (part: Partial<ClientSession>) => sessionSentence(sessionView(session(part)))
    expect(text({ stage: 'ended', problem: 'The code is wrong.' })).toBe('The code is wrong.')
    expect(text({ stage: 'ended' })).toContain('is kept')
    expect(text({})).toBe('')
  })
})

describe('a session', () => {
  test('goes from getting somebody over to what both ends know', () => {
    expect(sessionState({ stage: 'waiting', snapshot: null })).toBe('waiting')
    expect(sessionState({ stage: 'joined', snapshot: null })).toBe('connecting')
    expect(sessionState({ stage: 'joined', snapshot: { ...emptySnapshot(''), state: 'lost' } })).toBe('lost')
    expect(sessionState({ stage: 'ended', snapshot: emptySnapshot('') })).toBe('ended')
  })
  test('is as far away as the farthest of its open lanes', () => {
    const lane = (path: 'host' | 'relay', state: 'open' | 'lost' = 'open') => ({ path, state })
    expect(pathOf([])).toBe('unknown')
    expect(pathOf([lane('host'), lane('relay')])).toBe('relay')
    expect(pathOf([lane('host'), lane('relay', 'lost')])).toBe('host')
  })
  test('has transfers that are asked about, under way, or over', () => {
    for (const state of transferStates)
      expect([isOver({ state }), isUnderWay({ state })].filter(Boolean).length, state).toBe(
        state === 'offered' || state === 'asking' ? 0 : 1,
      )
  })
  test('how much of a transfer is there, also of one without bytes', () => {
    expect(partDone({ state: 'moving', bytes: 10, bytesDone: 4 })).toBe(0.4)
    expect(partDone({ state: 'moving', bytes: 0, bytesDone: 0 })).toBe(0)
    expect(partDone({ state: 'done', bytes: 0, bytesDone: 0 })).toBe(1)
  })
})

describe('figures of lanes', () => {
  const path = scenes.pasted()[0]!.path
  test('are one row with a column for each lane; what is not measured is none', () => {
    const [lane] = lanesNow(path, 0, 1e6, true)
    const row = laneRow({
      ...emptySnapshot(''),
      lanes: [lane!, { ...lane!, lane: 1, rttMs: -1 }],
      quality: { ...emptySnapshot('').quality, bottleneck: 'cpu', score: 58 },
    })
    expect(row['rate 0']).toBe(lane!.sendRate)
    expect(row['rttMs 0']).toBe(lane!.rttMs)
    expect(row['rttMs 1']).toBeNaN()
    expect(row.bottleneck).toBe(4)
    expect(row.score).toBe(58)
    expect(laneKeyKind('bottleneck')).toBe('worst')
    expect(laneKeyKind('rate 3')).toBe('gauge')
  })
  test('is told to the host as the host takes it, with what was not measured below zero', () => {
    const [lane] = lanesNow(path, 0, 1e6, true)
    const moving = { state: 'moving', direction: 'receiving', rate: 900 } as TransferSnapshot
    const figures = sessionFigures('6f1c-a', {
      ...emptySnapshot(''),
      lanes: [{ ...lane!, rttMs: -1, loss: -1 }],
      transfers: [moving],
    })
    expect(figures.figures).toMatchObject({ downRate: 900, upRate: 0, rate: 900, bottleneck: 0 })
    expect(figures.lanes[0]?.figures).toMatchObject({ rate: lane!.sendRate + lane!.receiveRate, rttMs: -1 })
    const told = { samples: [{ at: 1000, sessions: [figures] }] }
    expect(transferFiguresSchema.parse(told)).toEqual(told)
  })
  test('lanes that were lost keep their line as long as there is room for it', () => {
    expect(lanesShown([0, 2], [0, 1])).toEqual([0, 1, 2])
    const all = Array.from({ length: 16 }, (_, n) => n + 20)
    expect(lanesShown(all, [0, 1, 2])).toEqual(all)
    expect(lanesShown([0, ...all.slice(2)], [0, 1, 2, 3])).toEqual([0, 3, ...all.slice(2)])
  })
  test('the folder that a problem is about is named once', () => {
    const where = '/home/me/Films'
    expect(placeText({ where, problem: 'The disk with Films is full.' })).toBe(where)
    expect(placeText({ where, problem: `${where} cannot be written to.` })).toBe('')
    expect(placeText({ where: '', problem: 'It cannot go on.' })).toBe('')
  })

  test('wrong codes are counted in words', () => {
    expect(wrongTriesText(1)).toMatch(/^Somebody has tried a wrong code\. .* after 9 more wrong ones /)
    expect(wrongTriesText(9)).toMatch(/^9 wrong codes .* after 1 more wrong one /)
  })

  test('bottlenecks are drawn as stretches that meet, and a pause in the figures ends one', () => {
    expect(stretchesOf([1, 2, 3, 4], [0, 0, 2, 2])).toEqual([
      { from: 1, to: 3, which: 0 },
      { from: 3, to: 4, which: 2 },
    ])
    expect(stretchesOf([1, 2, 9], [1, 1, 1])).toEqual([
      { from: 1, to: 2, which: 1 },
      { from: 9, to: 9, which: 1 },
    ])
    expect(stretchesOf([1, 2, 3], [null, 1, null])).toEqual([{ from: 2, to: 3, which: 1 }])
    expect(stretchesOf([], [])).toEqual([])
  })
})
