import { type ChildProcess, spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DiskSource } from '../../src/host/transfers/disk-source.ts'
import { RemoteSink } from '../../src/transfer/disk-link.ts'
import { socketPipe } from '../../src/transfer/disk-pipes.ts'
import { freePort } from '../../tests/support/forward-engine.ts'
import { seededRandom } from '../../tests/support/link-emulator/random.ts'
import { seededBytes } from '../../tests/support/sync/seeded-bytes.ts'
import { carry, manifestOf, never } from '../../tests/system/transfers/carry.ts'
import { between, type Fault, type Load, pause, pauseUntil, type Soak } from './soak.ts'
import { differences, treeOf } from './trees.ts'
import { atLeast, atMost, type Measure } from './verdict.ts'

const fileBytes = 12_000_000
const restMs = 8000
const transferMs = 60_000
const writtenFiles = 3
const writeEveryMs = 2000
const openTries = 100

/**
 * Files again and again: between two commands that meet by a code, and from a page onto the disk of the host. Either is broken off now
 * and then, and must go on where it was.
 */
export class TransferLoad implements Load {
  readonly name = 'transfer'
  readonly faults: readonly Fault[]
  readonly #soak: Soak
  readonly #over = new AbortController()
  readonly #running: Promise<void>[]
  #children: ChildProcess[] = []
  #isBreaking = false
  #done = 0
  #writtenTrees = 0
  #broken = 0
  #differing = 0

  constructor(soak: Soak, seed: string) {
    this.#soak = soak
    this.faults = [
      {
        name: 'both ends of a transfer are killed',
        of: 'transfer',
        weight: 2,
        run: async () => {
          this.#isBreaking = this.#children.length > 0
          for (const child of this.#children) child.kill('SIGKILL')
        },
      },
    ]
    this.#running = [this.#carryFiles(), this.#write(seededRandom(`${seed} disk`))]
  }

  async #carryFiles(): Promise<void> {
    for (let round = 1; !this.#over.signal.aborted; round++) {
      const folder = join(this.#soak.folder, `transfer ${round}`)
      await mkdir(folder, { recursive: true })
      const bytes = seededBytes(fileBytes, round)
      const path = join(folder, 'A001.mov')
      await writeFile(path, bytes)
      const into = join(folder, 'arrived')
      let isThere = false
      for (let tries = 0; !isThere && tries < 4; tries++) isThere = await this.#once(path, into)
      const arrived = await readFile(join(into, 'A001.mov')).catch(() => Buffer.alloc(0))
      if (isThere && hash('sha1', arrived) === hash('sha1', bytes)) this.#done++
      else {
        this.#differing++
        this.#soak.problem(`a transfer did not bring the file: ${arrived.length} of ${bytes.length} bytes`)
      }
      await rm(folder, { recursive: true, force: true })
      await pauseUntil(restMs, this.#over.signal)
    }
  }

  /** One try; false when it was broken off. */
  async #once(path: string, into: string): Promise<boolean> {
    const port = await freePort()
    const sender = this.#hawser('send', path, '--listen', `127.0.0.1:${port}`, '--json', '--no-qr')
    let receiver: ChildProcess | undefined
    const timer = setTimeout(() => {
      for (const child of this.#children) child.kill('SIGKILL')
    }, transferMs)
    try {
      const code = await codeOf(sender)
      if (code === undefined) return false
      receiver = this.#hawser('receive', code, '--at', `127.0.0.1:${port}`, '--to', into, '--json', '--no-qr')
      const [status] = await Promise.all([ended(receiver), ended(sender)])
      if (status !== 0 && !this.#isBreaking) {
        this.#broken++
        this.#soak.problem(`hawser receive ended with ${status}`)
      }
      return status === 0
    } finally {
      clearTimeout(timer)
      this.#children = []
      this.#isBreaking = false
    }
  }

  #hawser(...args: string[]): ChildProcess {
    const home = join(this.#soak.folder, 'commands')
    const { program } = this.#soak.main.place
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, HAWSER_HOME: home },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.#children.push(child)
    return child
  }

  /** As a page does that has received something. */
  async #write(random: () => number): Promise<void> {
    for (let round = 1; !this.#over.signal.aborted; round++) {
      const from = join(this.#soak.folder, `page ${round}`, 'Card')
      const to = join(this.#soak.folder, `page ${round}`, 'arrived')
      await mkdir(from, { recursive: true })
      for (let n = 0; n < writtenFiles; n++)
        await writeFile(join(from, `B00${n}.mov`), seededBytes(between(random, 0, 1_500_000), round * 10 + n))
      try {
        const source = await DiskSource.open([from])
        const manifest = await manifestOf(source)
        const breaksOff = random() < 0.3
        let isWhole = false
        for (let tries = 0; !isWhole; tries++) {
          if (tries === openTries) throw new Error('the disk does not take them up again')
          const { ticket } = await this.#soak.main.client.openDisk({ folder: to })
          const socket = this.#soak.main.open('/disk')
          socket.binaryType = 'arraybuffer'
          const sink = new RemoteSink(socketPipe(socket as never), ticket)
          const progress = await sink.open(manifest, never).catch(async () => {
            // What was broken off is still being put in order.
            await pause(200)
            return undefined
          })
          if (progress === undefined) socket.terminate()
          else if (
            breaksOff &&
            progress.partial.size === 0 &&
            progress.whole.length === 0 &&
            random() < 0.8
          ) {
            await carry(source, sink, progress, { until: (blocks) => blocks === 5 })
            socket.terminate()
          } else {
            await carry(source, sink, progress)
            await sink.close(true)
            isWhole = true
          }
        }
        await source.close()
        const rest = differences(await treeOf(from), await treeOf(join(to, 'Card')))
        this.#differing += rest.length
        if (rest.length === 0) this.#writtenTrees++
        else this.#soak.problem(`files from a page are not what was sent: ${rest.join(', ')}`)
      } catch (error) {
        this.#broken++
        this.#soak.problem(`writing from a page failed: ${error}`)
        await pause(1000)
      }
      await rm(join(this.#soak.folder, `page ${round}`), { recursive: true, force: true })
      await pauseUntil(writeEveryMs, this.#over.signal)
    }
  }

  async settle(): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#running)
  }

  async measures(): Promise<Measure[]> {
    return [
      atLeast('transfers between two commands', this.#done, 1),
      atLeast('folders that a page has written', this.#writtenTrees, 1),
      atMost('files that are not what was sent', this.#differing, 0),
      atMost('transfers that ended without a reason', this.#broken, 0),
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort()
    for (const child of this.#children) child.kill('SIGKILL')
  }
}

const ended = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

/** The code that a command shows; undefined when it ends without one. */
async function codeOf(child: ChildProcess): Promise<string | undefined> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const { event, code } = JSON.parse(line) as { event: string; code?: string }
    if (event !== 'code') continue
    child.stdout!.resume()
    return code
  }
  return undefined
}
