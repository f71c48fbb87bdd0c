import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FolderStore } from '../../../../src/engines/sync/store/folder-store.ts'
import type { SyncStore } from '../../../../src/engines/sync/store/sync-store.ts'
import { contentOf, deletedRecord, deviceOf, fileRecord, hashOf, openStore, tidyAll } from './records.ts'

const b = deviceOf('B')
let nowMs = 0
let store: SyncStore
let folder: FolderStore
beforeEach(() => {
  nowMs = 0
  store = openStore(() => nowMs)
  folder = store.folder('films')
})
afterEach(() => store.close())

/** An own file of a content made up of `count` chunks. */
function putFile(path: string, name: string, count: number, into = folder) {
  const made = contentOf(name, count)
  into.put(
    [fileRecord(path, { content: made.content, chunks: count, size: made.size })],
    new Map([[made.content, made.chunks]]),
  )
  return made
}
function later() {
  nowMs += 100_000
  tidyAll(store)
}

test('manifests come back as they were put, however long', () => {
  for (const count of [2, 255, 256, 257, 1500]) {
    const { content, chunks } = contentOf(`film ${count}`, count)
    folder.putManifest(content, chunks)
    expect(folder.manifest(content)).toEqual(chunks)
  }
  expect(folder.manifest(hashOf('unknown'))).toBeUndefined()
  expect(folder.manifest('')).toEqual([])
})

test('a content of one chunk needs no manifest', () => {
  folder.put([fileRecord('a', { content: hashOf('one'), size: 12 })])
  expect(folder.manifest(hashOf('one'))).toEqual([{ hash: hashOf('one'), length: 12 }])
  expect(store.locate([hashOf('one')]).get(hashOf('one'))).toEqual([
    { folderId: 'films', path: 'a', offset: 0, length: 12 },
  ])
})

describe('chunks', () => {
  test('are found in own files of every folder, with the place in the file', () => {
    const { chunks } = putFile('a', 'film', 600)
    putFile('copy', 'film', 600, store.folder('others'))
    tidyAll(store)
    const offset = chunks.slice(0, 599).reduce((sum, { length }) => sum + length, 0)
    const { hash, length } = chunks[599]!
    const found = store.locate([hash, chunks[0]!.hash, hashOf('unknown')])
    expect(found.get(hash)).toEqual([
      { folderId: 'films', path: 'a', offset, length },
      { folderId: 'others', path: 'copy', offset, length },
    ])
    expect(found.get(chunks[0]!.hash)?.[0]).toMatchObject({ offset: 0 })
    expect(found.size).toBe(2)
    expect(store.locate([hash], 1).get(hash)).toHaveLength(1)
  })

  test('of a small file are found at once, those of a large one after tidying', () => {
    const small = putFile('small', 'small', 100)
    const large = putFile('large', 'large', 3000)
    const ends = [small.chunks[99]!.hash, large.chunks[2999]!.hash]
    expect([...store.locate(ends).keys()]).toEqual([ends[0]])
    tidyAll(store)
    expect([...store.locate(ends).keys()]).toEqual(ends)
  })

  test('are not found in files of others, nor in those that were changed or deleted', () => {
    const { content, chunks, size } = contentOf('film', 3)
    folder.putRemote(b, 'one', [fileRecord('theirs', { content, chunks: 3, size })])
    folder.putManifest(content, chunks)
    const found = () => store.locate([chunks[1]!.hash]).size
    expect(found()).toBe(0)
    folder.put([folder.best('theirs')!.record])
    expect(found()).toBe(1)
    folder.put([fileRecord('theirs', { content: hashOf('else') })])
    expect(found()).toBe(0)
    putFile('again', 'film', 3)
    expect(found()).toBe(1)
    folder.put([deletedRecord('again')])
    expect(found()).toBe(0)
  })

  test('whose hashes begin alike are told apart', () => {
    const alike = (tail: string) => 'f'.repeat(40) + tail.repeat(24)
    const manifest = [
      { hash: alike('1'), length: 20_000 },
      { hash: alike('2'), length: 30_000 },
    ]
    const content = alike('3')
    folder.put([fileRecord('a', { content, chunks: 2, size: 50_000 })], new Map([[content, manifest]]))
    folder.put([fileRecord('b', { content: alike('4'), chunks: 1, size: 7 })])
    const hashes = ['1', '2', '3', '4', '5'].map(alike)
    expect([...store.locate(hashes)]).toEqual([
      [alike('1'), [{ folderId: 'films', path: 'a', offset: 0, length: 20_000 }]],
      [alike('2'), [{ folderId: 'films', path: 'a', offset: 20_000, length: 30_000 }]],
      [alike('4'), [{ folderId: 'films', path: 'b', offset: 0, length: 7 }]],
    ])
  })

  test('that a file has twice are found', () => {
    const hash = hashOf('twice')
    const manifest = [
      { hash, length: 20_000 },
      { hash, length: 20_000 },
    ]
    folder.put([fileRecord('a', { content: hashOf('a'), chunks: 2 })], new Map([[hashOf('a'), manifest]]))
    expect(store.locate([hash]).get(hash)).toEqual([
      { folderId: 'films', path: 'a', offset: 0, length: 20_000 },
    ])
  })
})

describe('a manifest', () => {
  test('stays while an own file, a need or a file on its way has its content', () => {
    const own = putFile('own', 'own', 3)
    const needed = contentOf('needed', 3)
    folder.putRemote(b, 'one', [
      fileRecord('needed', { content: needed.content, chunks: 3, size: needed.size }),
    ])
    const partial = contentOf('partial', 3)
    folder.putPartial('partial', { content: partial.content, temp: 'x', done: new Uint8Array(1) })
    for (const { content, chunks } of [needed, partial]) folder.putManifest(content, chunks)
    later()
    for (const { content, chunks } of [own, needed, partial]) expect(folder.manifest(content)).toEqual(chunks)
  })

  test('goes when nothing has its content any more, and its chunks with it', () => {
    const large = putFile('large', 'large', 700)
    const needed = contentOf('needed', 3)
    folder.putRemote(b, 'one', [
      fileRecord('needed', { content: needed.content, chunks: 3, size: needed.size }),
    ])
    folder.putPartial('partial', {
      content: contentOf('partial', 3).content,
      temp: 'x',
      done: new Uint8Array(1),
    })
    for (const { content, chunks } of [needed, contentOf('partial', 3), contentOf('never', 3)])
      folder.putManifest(content, chunks)
    later()
    folder.put([deletedRecord('large')])
    folder.putRemote(b, 'one', [deletedRecord('needed')])
    folder.removePartial('partial')
    later()
    for (const name of ['large', 'needed', 'partial', 'never'])
      expect(folder.manifest(hashOf(name))).toBeUndefined()
    // Nothing is left that would be found if the content came back without its manifest.
    folder.put([fileRecord('large', { content: large.content, chunks: 700, size: large.size })])
    expect(store.locate(large.chunks.map(({ hash }) => hash)).size).toBe(0)
    const again = putFile('large', 'large', 700)
    expect(folder.manifest(again.content)).toEqual(again.chunks)
    expect(store.locate([again.chunks[699]!.hash]).size).toBe(1)
  })

  test('that was asked for before its file was here stays when it is', () => {
    const { content, chunks, size } = contentOf('film', 3)
    const record = fileRecord('a', { content, chunks: 3, size })
    folder.putRemote(b, 'one', [record])
    folder.putManifest(content, chunks)
    folder.put([record])
    for (let pass = 0; pass < 2; pass++) {
      later()
      expect(folder.manifest(content)).toEqual(chunks)
      expect(store.locate([chunks[2]!.hash]).size).toBe(1)
      folder.putManifest(content, chunks)
    }
    folder.put([deletedRecord('a')])
    folder.putRemote(b, 'one', [deletedRecord('a')])
    later()
    expect(folder.manifest(content)).toBeUndefined()
  })

  test('may be put again while it is being removed', () => {
    const large = putFile('large', 'large', 2000)
    tidyAll(store)
    folder.put([deletedRecord('large')])
    nowMs += 100_000
    for (let n = 0; n < 4; n++) expect(store.tidy(0)).toBe(true)
    expect(folder.manifest(large.content)).toBeUndefined()
    putFile('large', 'large', 2000)
    later()
    expect(folder.manifest(large.content)).toEqual(large.chunks)
    expect(store.locate([large.chunks[1999]!.hash]).size).toBe(1)
  })

  test('stays when one of two files that have it goes', () => {
    putFile('a', 'film', 3)
    const { content, chunks } = putFile('b', 'film', 3, store.folder('others'))
    folder.put([deletedRecord('a')])
    later()
    expect(folder.manifest(content)).toEqual(chunks)
    store.forget('others')
    later()
    expect(folder.manifest(content)).toBeUndefined()
  })

  test('that is none is refused', () => {
    const chunk = { hash: hashOf('x'), length: 20_000 }
    for (const bad of [
      { ...chunk, hash: 'x' },
      { ...chunk, length: -1 },
      { ...chunk, length: 2 ** 32 },
    ])
      expect(() => folder.putManifest(hashOf('y'), [chunk, bad])).toThrow(
        expect.objectContaining({ code: 'invalid' }),
      )
    expect(() => folder.putManifest("'; DROP", [chunk, chunk])).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    )
    expect(folder.manifest(hashOf('y'))).toBeUndefined()
  })
})
