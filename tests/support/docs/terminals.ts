import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeNamespace, type Namespace } from '../network-namespace.ts'
import type { InTerminal } from './how-commands-run.ts'
import { project } from './markdown.ts'

/** A folder and a network in which commands of the docs are typed, each into a terminal of its own. */
export class Terminals implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'hawser-docs-'))
  readonly #network: Namespace = makeNamespace()
  readonly #open: { child: ChildProcess; ended: Promise<number | null> }[] = []
  /** What commands have told for those after them. */
  readonly #words = new Map<string, string>()
  readonly #leaves = new Map<string, number>()

  constructor() {
    mkdirSync(join(this.folder, 'bin'))
    const hawser = join(this.folder, 'bin', 'hawser')
    writeFileSync(hawser, `#!/bin/sh\nexec '${process.execPath}' '${project}/src/cli/index.ts' "$@"\n`)
    chmodSync(hawser, 0o755)
    this.#network.plug('net0', '192.168.77.2/24', '192.168.77.1/24')
    this.#network.ip('route add default via 192.168.77.1')
  }

  /** Types a command and waits until it has ended, or has said what it goes on after. Throws when it does neither as it should. */
  async type(
    command: string,
    { until, says, status = 0, gives = {}, leaves = {} }: InTerminal,
  ): Promise<void> {
    for (const [file, bytes] of Object.entries(leaves)) this.#leaves.set(file, bytes)
    let line = command
    for (const [word, told] of this.#words) line = line.replaceAll(new RegExp(`\\b${word}\\b`, 'g'), told)
    const child = spawn('ip', ['netns', 'exec', this.#network.name, 'bash', '-c', line], {
      cwd: this.folder,
      // A process group of its own, to which Ctrl+C goes.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: `${join(this.folder, 'bin')}:${process.env['PATH']}`,
        HAWSER_HOME: join(this.folder, 'home'),
        PYTHONUNBUFFERED: '1',
      },
    })
    let said = ''
    const heard = Promise.withResolvers<void>()
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (until?.test(said)) heard.resolve()
      })
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    this.#open.push({ child, ended })
    const end = await Promise.race([ended, until ? heard.promise : new Promise<never>(() => {})])
    if (until ? end !== undefined : end !== status) throw new Error(`${line}: ended with ${end}\n${said}`)
    if (says && !says.test(said)) throw new Error(`${line}: has not said ${says}\n${said}`)
    for (const [word, pattern] of Object.entries(gives)) this.#words.set(word, pattern.exec(said)?.[1] ?? '')
  }

  /** Ctrl+C in each, the newest first. */
  async interrupt(): Promise<void> {
    for (const { child, ended } of this.#open.splice(0).reverse()) {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGINT')
      await ended
    }
  }

  /** The files that should be there and are not, or are too small. */
  missing(): string[] {
    return [...this.#leaves].flatMap(([file, bytes]) => {
      const size = statSync(join(this.folder, file), { throwIfNoEntry: false })?.size ?? 0
      return size < bytes ? [`${file} has ${size} bytes`] : []
    })
  }

  async [Symbol.asyncDispose]() {
    for (const { child, ended } of this.#open) {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL')
      await ended
    }
    this.#network[Symbol.dispose]()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
