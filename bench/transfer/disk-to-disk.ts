import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { median } from '../forward/load.ts'
import type { Report } from '../forward/table.ts'
import { MiB, makeFile, makeSmallFiles, mustBeSame } from '../sync/files.ts'
import { workFolder } from '../sync/measures.ts'
import { type SessionEnds, sessionEnds, sleep } from './ends.ts'
import type { MeasureOptions } from './measure.ts'

/** Ends of which the right one writes into the folder, by a host's disk in a process of its own. */
async function diskEnds(folder: string): Promise<SessionEnds> {
  mkdirSync(folder, { recursive: true })
  const disk = fork(join(import.meta.dirname, 'disk.ts'), [folder, '4'])
  const [{ url, tickets }] = (await once(disk, 'message')) as [{ url: string; tickets: string[] }]
  const ends = await sessionEnds()
  await ends.pages.right.evaluate(
    ([to, all]) => bench.receiveTo(to as string, all as string[]),
    [url, tickets],
  )
  return {
    ...ends,
    async [Symbol.asyncDispose]() {
      await ends[Symbol.asyncDispose]()
      disk.disconnect()
      await once(disk, 'exit')
    },
  }
}

/** Seconds until what was picked lies proven on the other disk. */
async function send(ends: SessionEnds, path: string, isFolder = false): Promise<number> {
  const { left, right } = ends.pages
  await left.evaluate((folder) => bench.makeInput(folder), isFolder)
  await left.locator('input').setInputFiles(path)
  // A page knows the sizes of what was picked before anything is sent.
  await left.evaluate(() => bench.pickedBytes())
  const since = performance.now()
  const arrived = right.evaluate(() => bench.allReceived())
  await left.evaluate(() => bench.offerPicked())
  await arrived
  return (performance.now() - since) / 1000
}

/** A file from disk to disk, hashed on both sides and sealed, beside as many bytes from memory to memory. */
export async function disk({ rounds, quick }: MeasureOptions): Promise<Report> {
  using work = workFolder()
  const size = (quick ? 200 : 600) * MiB
  const original = join(work.path, 'original.mov')
  makeFile(original, size)
  const rates = { disk: [] as number[], memory: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const folder = join(work.path, `received ${round}`)
    {
      await using ends = await diskEnds(folder)
      rates.disk.push(size / 1e6 / (await send(ends, original)))
    }
    mustBeSame(original, join(folder, 'original.mov'))
    await using ends = await sessionEnds()
    const since = performance.now()
    const arrived = ends.all(size)
    await ends.start(size)
    await arrived
    rates.memory.push(size / 1e3 / (performance.now() - since))
  }
  const [own, other] = [median(rates.disk), median(rates.memory)]
  const measure = `${size / MiB} MiB, sealed and proven`
  return {
    rows: [
      { measure, peer: 'hawser, disk to disk', values: { 'MB/s': own } },
      { measure, peer: 'hawser, memory to memory', values: { 'MB/s': other } },
    ],
    goals: [{ text: 'disk to disk, × memory to memory', value: own / other, limit: 0.8, better: 'more' }],
  }
}

/** Many small files beside one of as many bytes, as a tar of them is. */
export async function smallFiles({ rounds }: MeasureOptions): Promise<Report> {
  using work = workFolder()
  const [count, each, tarHead] = [10_000, 4096, 512]
  const folder = join(work.path, 'small')
  mkdirSync(folder)
  makeSmallFiles(folder, count, each)
  const tar = join(work.path, 'small.tar')
  makeFile(tar, count * (each + tarHead))
  const rates = { files: [] as number[], tar: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    for (const [kind, path] of [
      ['files', folder],
      ['tar', tar],
    ] as const) {
      await using ends = await diskEnds(join(work.path, `received ${kind} ${round}`))
      rates[kind].push((count * each) / 1e6 / (await send(ends, path, kind === 'files')))
    }
  }
  const [files, one] = [median(rates.files), median(rates.tar)]
  const measure = '10,000 files of 4 KB'
  return {
    rows: [
      { measure, peer: 'as files', values: { 'MB/s': files } },
      { measure, peer: 'as one tar', values: { 'MB/s': one } },
    ],
    goals: [
      { text: '10,000 files, × the rate of a tar of them', value: files / one, limit: 0.5, better: 'more' },
    ],
  }
}

/** MiB of each of the browser's page processes. */
async function memoryOfPages({ pages: { browser } }: SessionEnds): Promise<Map<number, number>> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  return new Map(
    processInfo.flatMap(({ type, id }) => {
      const [, kib] =
        type === 'renderer' ? (/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? []) : []
      return kib === undefined ? [] : [[id, Number(kib) / 1024]]
    }),
  )
}

/** What the pages hold while a large file goes from one to the other's disk. */
export async function memory({ quick }: MeasureOptions): Promise<Report> {
  using work = workFolder()
  const size = quick ? 1e9 : 10e9
  const original = join(work.path, 'large.bin')
  const file = openSync(original, 'w')
  ftruncateSync(file, size)
  closeSync(file)
  await using ends = await diskEnds(join(work.path, 'received'))
  await sleep(3000)
  const idle = await memoryOfPages(ends)
  const most = new Map<number, number>()
  let isOver = false
  const sent = send(ends, original).finally(() => {
    isOver = true
  })
  while (!isOver) {
    for (const [pid, mib] of await memoryOfPages(ends)) most.set(pid, Math.max(most.get(pid) ?? 0, mib))
    await Promise.race([sent, sleep(500)])
  }
  const above = [...idle].map(([pid, mib]) => (most.get(pid) ?? mib) - mib).toSorted((a, b) => b - a)
  const seconds = await sent
  return {
    rows: [
      {
        measure: `a file of ${size / 1e9} GB, MiB above idle`,
        peer: 'hawser',
        values: { 'the one page': above[0] ?? 0, 'the other': above[1] ?? 0, 'MB/s': size / 1e6 / seconds },
      },
    ],
    goals: [
      {
        text: `memory of a page above idle, ${size / 1e9} GB file, MiB`,
        value: above[0] ?? 0,
        limit: 150,
        better: 'less',
      },
    ],
  }
}
