import { mkdirSync } from 'node:fs'
import { appendFile, mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seededRandom } from '../../tests/support/link-emulator/random.ts'
import { seededBytes } from '../../tests/support/sync/seeded-bytes.ts'
import { between, comesTrue, crashAndReturn, type Fault, type Load, pause, type Soak } from './soak.ts'
import { differences, treeOf } from './trees.ts'
import { atLeast, atMost, figure, type Measure } from './verdict.ts'

const editEveryMs = 700
/** Of each side. */
const filesAtMost = 60
const largest = 2_000_000
const compareEveryMs = 60_000
const equalWithinMs = 45_000

/** A folder of both hosts that is edited at random on both sides, each side files of its own, and compared again and again. */
export class SyncLoad implements Load {
  readonly name = 'sync'
  readonly faults: readonly Fault[]
  readonly #soak: Soak
  readonly #roots: readonly [string, string]
  readonly #random: () => number
  readonly #over = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #edits = 0
  #compared = 0
  #different = 0
  #longestMs = 0

  private constructor(soak: Soak, roots: readonly [string, string], seed: string) {
    this.#soak = soak
    this.#roots = roots
    this.#random = seededRandom(`${seed} edits`)
    this.faults = [
      {
        name: 'the sync engine crashes',
        of: 'sync engine',
        weight: 1,
        run: async () => {
          const over = soak.outages.sync.begin()
          const isBack = await crashAndReturn(soak, 'sync', 45_000)
          over()
          if (!isBack) soak.problem('the sync engine is not back 45 s after it crashed')
        },
      },
    ]
  }

  static async start(soak: Soak, seed: string): Promise<SyncLoad> {
    const { main, other, folder } = soak
    const roots = [join(folder, 'synced here'), join(folder, 'synced there')] as const
    for (const root of roots) for (const side of ['a', 'b']) mkdirSync(join(root, side), { recursive: true })
    const input = (path: string, peer: string) => ({ name: 'Rushes', path, peers: [peer], quietMs: 200 })
    const { id } = await main.client.addFolder({ folder: input(roots[0], other.identity.id) })
    await other.client.addFolder({ folder: { ...input(roots[1], main.identity.id), id } })
    const load = new SyncLoad(soak, roots, seed)
    load.#running = load.#run()
    return load
  }

  async #run(): Promise<void> {
    let comparedAt = performance.now()
    while (!this.#over.signal.aborted) {
      if (performance.now() - comparedAt > compareEveryMs && !this.#soak.outages.other.isOpen) {
        await this.#compare()
        comparedAt = performance.now()
      }
      await this.#edit().catch((error) => this.#soak.problem(`an edit failed: ${error}`))
      await pause(editEveryMs)
    }
  }

  async #edit(): Promise<void> {
    const random = this.#random
    const side = random() < 0.5 ? 0 : 1
    const folder = join(this.#roots[side]!, side === 0 ? 'a' : 'b')
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
    const chosen = files[between(random, 0, files.length - 1)]
    const bytes = seededBytes(between(random, 0, random() < 0.1 ? largest : 60_000), ++this.#edits)
    const what = random()
    if (chosen === undefined || (what < 0.4 && files.length < filesAtMost)) {
      const into = random() < 0.3 ? join(folder, `take ${between(random, 1, 5)}`) : folder
      await mkdir(into, { recursive: true })
      await writeFile(join(into, `clip ${this.#edits}.mov`), bytes)
    } else if (what < 0.6) await appendFile(chosen, bytes)
    else if (what < 0.7) await writeFile(chosen, bytes)
    else if (what < 0.8) await truncate(chosen, between(random, 0, 1000))
    else if (what < 0.9) await rename(chosen, join(folder, `renamed ${this.#edits}.mov`))
    else await rm(chosen)
  }

  /** Nothing is edited meanwhile. */
  async #compare(): Promise<void> {
    const began = performance.now()
    let rest: string[] = []
    const areEqual = async () => {
      rest = differences(await treeOf(this.#roots[0]), await treeOf(this.#roots[1]))
      return rest.length === 0
    }
    const { other, sync } = this.#soak.outages
    let goesOn = true
    while (goesOn && !(await comesTrue(areEqual, equalWithinMs)))
      // Time in which one of the two was away does not count.
      goesOn =
        other.covers(began, performance.now()) || sync.covers(began, performance.now())
          ? performance.now() - began < 3 * equalWithinMs
          : false
    this.#compared++
    if (rest.length === 0) this.#longestMs = Math.max(this.#longestMs, performance.now() - began)
    else {
      this.#different += rest.length
      this.#soak.problem(
        `${rest.length} files are not the same on both sides: ${rest.slice(0, 5).join(', ')}`,
      )
    }
  }

  async settle(): Promise<void> {
    this.#over.abort()
    await this.#running
    await this.#compare()
  }

  async measures(): Promise<Measure[]> {
    const tree = await treeOf(this.#roots[0])
    const conflicts = [...tree.keys()].filter((path) => /conflict/i.test(path)).length
    return [
      figure('edits in the synced folder', this.#edits),
      atLeast('comparisons of both sides', this.#compared, 1),
      atMost('files that differed', this.#different, 0),
      atMost('conflicts that nobody made', conflicts, 0),
      figure('longest until both sides were the same, s', this.#longestMs / 1000),
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort()
    await this.#running
  }
}
