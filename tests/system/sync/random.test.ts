import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SyncStore } from '../../../src/engines/sync/store/sync-store.ts'
import { soon } from '../../support/soon.ts'
import { converged, folderId, SyncDevice } from '../../support/sync/engines.ts'
import { RandomTree, randomNumbers, snapshot } from '../../support/sync/random-tree.ts'

/** For a long run: HAWSER_SYNC_SECONDS=600; for the same one again: HAWSER_SYNC_SEED. */
const seconds = Number(process.env['HAWSER_SYNC_SECONDS'] ?? 5)
const firstSeed = Number(process.env['HAWSER_SYNC_SEED'] ?? Math.floor(Math.random() * 1e9))
/** A new world after so many rounds. */
const roundsOfWorld = 8

const faults = ['none', 'none', 'restart', 'cut', 'away', 'away', 'forget'] as const

/** Three devices that share a folder, each with a person who edits it. */
class World {
  readonly log: string[] = []
  readonly devices: SyncDevice[]
  readonly #trees: RandomTree[]
  readonly #random: () => number

  private constructor(devices: SyncDevice[], seed: number) {
    this.devices = devices
    this.#random = randomNumbers(seed)
    this.#trees = devices.map(({ root }, i) => new RandomTree(root, seed * 3 + i))
  }

  static async make(seed: number): Promise<World> {
    const devices = await Promise.all(['set', 'suite', 'store'].map((name) => SyncDevice.make(name)))
    const world = new World(devices, seed)
    for (const tree of world.#trees) tree.grow(4)
    await Promise.all(devices.map((device) => world.#start(device)))
    return world
  }

  async round(): Promise<void> {
    await Promise.all(this.devices.map((device, i) => this.#live(device, this.#trees[i]!)))
    const contents = this.#contents()
    await converged(this.devices)
    await this.#equal()
    // What is just being moved is seen at neither place.
    await soon(() => {
      const kept = this.#contents()
      const lost = [...contents].filter(([content]) => !kept.has(content))
      expect(lost, 'contents that are nowhere any more').toEqual([])
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.devices.map((device) => device[Symbol.asyncDispose]()))
  }

  /** What happens to one device in a round: edits, some of them while it is away, and a fault. */
  async #live(device: SyncDevice, tree: RandomTree): Promise<void> {
    const fault = faults[Math.floor(this.#random() * faults.length)]!
    const edits = Math.floor(this.#random() * 8)
    const pauses = Array.from({ length: 4 }, () => this.#random() * 120)
    this.#note(device, fault)
    const edit = async (count: number) => {
      for (let i = 0; i < count; i++) {
        this.#note(device, tree.edit(1)[0]!)
        if (i % 3 === 0) await sleep(pauses[i % pauses.length])
      }
    }
    await edit(edits)
    await sleep(pauses[0])
    if (fault === 'cut') {
      const others = this.#others(device)
      await device.connect(others.slice(1))
      await edit(2)
      await sleep(pauses[1])
      await device.connect(others)
    } else if (fault !== 'none') {
      await device.stop()
      if (fault === 'away') await edit(edits)
      if (fault === 'forget')
        for (const end of ['', '-wal', '-shm']) rmSync(join(device.home, `sync.db${end}`), { force: true })
      await sleep(pauses[2])
      await this.#start(device)
    }
    await edit(edits >> 1)
    this.#note(device, 'done')
  }

  #start(device: SyncDevice): Promise<void> {
    return device.start(this.#others(device), { keepVersions: 1000 })
  }

  #others(device: SyncDevice): SyncDevice[] {
    return this.devices.filter((other) => other !== device)
  }

  #note(device: SyncDevice, text: string): void {
    this.log.push(`${device.device.name}: ${text}`)
  }

  async #equal(): Promise<void> {
    const trees = () => this.devices.map(({ root }) => snapshot(root))
    try {
      await soon(() => {
        const [first, ...others] = trees()
        for (const other of others) expect(other).toEqual(first)
      })
    } catch (error) {
      const [first, ...others] = trees()
      await this.#noteDifferences(first!, others)
      throw error
    }
  }

  /** What each device knows of paths that differ. */
  async #noteDifferences(first: Map<string, string>, others: Map<string, string>[]): Promise<void> {
    const paths = new Set([first, ...others].flatMap((each) => [...each.keys()]))
    for (const path of paths) {
      if (others.every((other) => other.get(path) === first.get(path))) continue
      for (const device of this.devices) {
        await device.stop()
        using store = SyncStore.open({ path: join(device.home, 'sync.db'), notice: () => {} })
        const folder = store.folder(folderId)
        this.#note(
          device,
          JSON.stringify({
            path,
            disk: lstatSync(join(device.root, path), { throwIfNoEntry: false }),
            known: folder.known(path),
            best: folder.best(path)?.record,
          }),
        )
      }
    }
  }

  /** Of all files, those in bins included: what people have left there when they were done. */
  #contents(): Map<string, string> {
    const contents = new Map<string, string>()
    for (const { root, device } of this.devices)
      for (const path of filesOf(root)) {
        try {
          contents.set(
            createHash('sha256').update(readFileSync(path)).digest('hex'),
            `${device.name}: ${path}`,
          )
        } catch {
          // It has just been moved.
        }
      }
    return contents
  }
}

function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.hawser/tmp'))
    .map((path) => join(root, path))
    .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isFile())
}

test(
  'three devices that are edited at random, with faults between, always become equal and lose nothing',
  async () => {
    const end = performance.now() + seconds * 1000
    let rounds = 0
    for (let seed = firstSeed; performance.now() < end || rounds === 0; seed++) {
      await using world = await World.make(seed)
      for (
        let round = 0;
        round < roundsOfWorld && (performance.now() < end || round === 0);
        round++, rounds++
      ) {
        world.log.push(`round ${round}`)
        await world.round().catch((error: unknown) => {
          throw new Error(`Seed ${seed}, round ${round}:\n${world.log.join('\n')}\n${error}`, {
            cause: error,
          })
        })
      }
    }
    if (seconds > 60) console.log(`${rounds} rounds from seed ${firstSeed} on`)
  },
  (seconds + 150) * 1000,
)
