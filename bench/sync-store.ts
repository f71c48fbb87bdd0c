// What the records of many files cost in time and room: `node bench/sync-store.ts [--files 1000000] [--json]`.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import type { FileRecord } from '../src/engines/sync/model/record.ts'
import { SyncStore } from '../src/engines/sync/store/sync-store.ts'

const { values } = parseArgs({ options: { files: { type: 'string' }, json: { type: 'boolean' } } })
const files = Number(values.files ?? 1_000_000)
const batch = 250
const chunksEach = 16
const [a, b, c] = ['A', 'B', 'C'].map((letter) => letter.repeat(52)) as [string, string, string]
const directory = mkdtempSync(join(tmpdir(), 'hawser-bench-'))
const path = join(directory, 'sync.db')
const hashOf = (name: string) => createHash('sha256').update(name).digest('hex')

/** In order of path, as a scan finds them. */
const recordOf = (n: number, count = 1): FileRecord => ({
  path: `project ${String(Math.floor(n / 10_000)).padStart(4, '0')}/reel ${String(Math.floor(n / 500)).padStart(5, '0')}/clip ${String(n).padStart(8, '0')}.mov`,
  kind: 'file',
  deleted: false,
  size: 1000 * (n % 100_000),
  mtime: 1_700_000_000_000 + ((n * 7919) % 100_000_000),
  mode: 0o644,
  target: '',
  content: hashOf(`content ${n}`),
  chunks: count,
  version: [[a, 1_700_000_000]],
  by: a,
  sequence: n + 1,
})

const rows: Record<string, Record<string, number>> = {}
/** `task` gets the number of the first file of each call. */
function measure(name: string, count: number, step: number, task: (from: number) => unknown): void {
  const times = new Float64Array(Math.ceil(count / step))
  const start = performance.now()
  for (let at = 0; at < times.length; at++) {
    const before = performance.now()
    task(at * step)
    times[at] = performance.now() - before
  }
  const perSecond = Math.round((count * 1000) / (performance.now() - start))
  times.sort()
  const part = (share: number) => Number(times[Math.floor(share * (times.length - 1))]!.toFixed(3))
  rows[name] = { perSecond, callMs50: part(0.5), callMs99: part(0.99), callMsMax: part(1) }
}

let store = SyncStore.open({ path, notice: console.error })
const some = (from: number) => Array.from({ length: batch }, (_, k) => recordOf(from + k))
const random = (round: number, k: number) => (round * 7919 + k * 104_729) % files
let folder = store.folder('files')
measure('records of a device', files, batch, (from) => folder.putRemote(b, 'index', some(from)))
let after: string | undefined
measure('needed, pages of 100', Math.min(files, 100_000), 100, () => {
  after = folder.needed({ limit: 100, ...(after !== undefined && { after }) }).at(-1)?.cursor
})
measure('own records', files, batch, (from) => {
  const records = some(from)
  const seen = records.map(
    ({ path, size, mtime, mode }) => [path, { size, mtime, mode, inode: '12345678' }] as const,
  )
  folder.put(records, undefined, new Map(seen))
})
store.close()
const bytesPerFile = Math.round(statSync(path).size / files)
const start = performance.now()
store = SyncStore.open({ path, notice: console.error })
folder = store.folder('files')
const openMs = Number((performance.now() - start).toFixed(1))
measure('the same of a second device', files, batch, (from) => folder.putRemote(c, 'index', some(from)))
const all = folder.knownUnder('')
measure('known, all in order', files, 250, () => {
  for (let k = 0; k < 250; k++) all.next()
})
measure('best, anywhere', 25_000, 250, (from) => {
  for (let k = 0; k < 250; k++) folder.best(recordOf(random(from, k)).path)
})
measure('totals', 1000, 1, () => folder.totals())
measure('children, pages of 100', 10_000, 100, (from) =>
  folder.children(`project ${String(from % 90).padStart(4, '0')}`, { limit: 100 }),
)
measure('locate, whole files, 256 at once', 25_600, 256, (from) =>
  store.locate(Array.from({ length: 256 }, (_, k) => recordOf(random(from, k)).content)),
)
const chunked = Math.ceil(files / 10 / batch) * batch
const chunkOf = (n: number, at: number) => hashOf(`chunk ${n} ${at}`)
measure(`own records with ${chunksEach} chunks, tidied`, chunked, batch, (from) => {
  const records = Array.from({ length: batch }, (_, k) => recordOf(files + from + k, chunksEach))
  const manifests = records.map(({ content }, k) => {
    const chunks = Array.from({ length: chunksEach }, (_, at) => ({
      hash: chunkOf(from + k, at),
      length: 64_000,
    }))
    return [content, chunks] as const
  })
  folder.put(records, new Map(manifests))
  while (store.tidy(1000));
})
measure('locate, chunks, 256 at once', 25_600, 256, (from) =>
  store.locate(
    Array.from({ length: 256 }, (_, k) => chunkOf(random(from, k >> 4) % chunked, k % chunksEach)),
  ),
)
folder.dropRemote(c)
const swept = performance.now()
while (store.tidy());
const sweepMs = Math.round(performance.now() - swept)
store.close()
const sizes = new DatabaseSync(path)
const bytesOf = (where: string) =>
  Number(sizes.prepare(`SELECT sum(pgsize) AS bytes FROM dbstat WHERE ${where}`).get()?.['bytes'])
const bytesPerChunk = {
  index: Math.round(bytesOf(`name = 'chunks'`) / (chunked * chunksEach)),
  manifest: Math.round(bytesOf(`name = 'parts' OR name GLOB '*contents*'`) / (chunked * chunksEach)),
}
sizes.close()
rmSync(directory, { recursive: true })

const report = { files, bytesPerFile, bytesPerChunk, openMs, sweepMs, rows }
if (values.json) console.log(JSON.stringify(report, null, 2))
else {
  console.log(
    `${files} files: ${bytesPerFile} bytes each, ${bytesPerChunk.index} + ${bytesPerChunk.manifest} a chunk (index, manifest); opened in ${openMs} ms, a device taken out in ${sweepMs} ms`,
  )
  console.table(rows)
}
