import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { type Bond, bondContract } from '../contract/bond.ts'
import type { Client } from '../contract/procedure.ts'
import { Fault } from '../wire/fault.ts'
import {
  type BondSample,
  bondListeningLine,
  bondListeningText,
  bondSampleOf,
  bondSampleText,
} from './bond-report.ts'
import { runEngine, whyNotListening } from './engine-run.ts'
import { failureOf } from './failure.ts'
import type { Output } from './output.ts'
import { changedBond, readRuntimeCommand, runtimeHelp } from './runtime-commands.ts'

type BondClient = Client<typeof bondContract>

export interface BondRun {
  bond: Bond
  json: boolean
  /** Time between two lines of telemetry; undefined tells none. */
  intervalMs: number | undefined
  output: Output
  stop: AbortSignal
  /** Where runtime commands come from, one a line. Its end ends nothing. */
  commands: Readable | undefined
}

/** Until it listens the engine is asked so often; then only as often as is told, so that both can sleep in between. */
const startingMs = 100
/** Without telemetry it is still noticed when the bond fails. */
const quietMs = 5000

/**
 * Runs one bond until `stop`; SIGHUP makes it look at its uplinks and their file again. Throws the fault that keeps it
 * from listening. That no link works is no reason to end.
 */
export function runBond(run: BondRun): Promise<void> {
  return runEngine({
    ...run,
    engine: 'bond',
    name: 'bonding',
    contract: bondContract,
    drainMs: 0,
    async follow(client, until, complaint) {
      const bond = new RunningBond(client, run, until)
      await bond.apply(run.bond)
      const probe = () => void client.probe(undefined).catch(() => {})
      process.on('SIGHUP', probe)
      const stopReading = bond.readCommands()
      try {
        await bond.tell()
      } catch (error) {
        if (error !== failed) throw error
        const { problems } = await client.checkBond({ bond: run.bond })
        throw whyNotListening(problems, complaint())
      } finally {
        process.off('SIGHUP', probe)
        stopReading()
      }
    },
  })
}

/** Thrown within this file alone. */
const failed = new Error('The bond cannot listen.')

class RunningBond {
  readonly #client: BondClient
  readonly #run: BondRun
  readonly #until: AbortSignal
  #bond: Bond
  #shown = ''

  constructor(client: BondClient, run: BondRun, until: AbortSignal) {
    this.#client = client
    this.#run = run
    this.#until = until
    this.#bond = run.bond
  }

  async apply(bond: Bond): Promise<void> {
    await this.#client.apply({ bonds: [bond], receivers: [] })
    this.#bond = bond
  }

  /** Tells that it listens, then how it goes. */
  async tell(): Promise<void> {
    const { json, output, intervalMs = quietMs } = this.#run
    for await (const { state } of this.#samples(startingMs))
      if (state !== 'starting' && state !== 'off') break
    if (this.#until.aborted) return
    const bond = this.#bond
    output.line(json ? JSON.stringify(bondListeningLine(bond)) : bondListeningText(bond))
    for await (const sample of this.#samples(intervalMs))
      if (this.#run.intervalMs !== undefined) this.#tellSample(sample)
  }

  /** Returns how to stop reading. */
  readCommands(): () => void {
    const { commands } = this.#run
    if (commands === undefined) return () => {}
    // A terminal that is gone or belongs to another program is no reason to end.
    commands.on('error', () => {})
    const lines = createInterface({ input: commands, crlfDelay: Number.POSITIVE_INFINITY })
    let answered: Promise<void> = Promise.resolve()
    lines.on('line', (line) => {
      if (line.trim() !== '') answered = answered.then(() => this.#obey(line))
    })
    return () => lines.close()
  }

  async *#samples(intervalMs: number): AsyncGenerator<BondSample, void, undefined> {
    for await (const snapshot of this.#client.snapshots({ intervalMs }, this.#until)) {
      const sample = bondSampleOf(snapshot, this.#bond.id)
      if (sample?.state === 'failed') throw failed
      if (sample) yield sample
    }
  }

  #tellSample(sample: BondSample): void {
    const { json, output } = this.#run
    if (json) return output.latest(JSON.stringify(sample))
    // To people only what has changed is worth a line.
    const text = bondSampleText(sample)
    const news = text.slice(text.indexOf(' '))
    if (news !== this.#shown) output.latest(text)
    this.#shown = news
  }

  async #obey(line: string): Promise<void> {
    if (this.#until.aborted) return
    try {
      const command = readRuntimeCommand(line)
      if (command.command === 'help') return this.#answer({ ok: true, help: runtimeHelp }, runtimeHelp)
      if (command.command === 'status') {
        const sample = await this.#newest()
        const { event: _, ...status } = sample
        return this.#answer({ ok: true, command: 'status', ...status }, bondSampleText(sample))
      }
      // A link may be named by what only the engine knows of it.
      const links = command.command === 'priority' ? (await this.#newest()).links : []
      await this.apply(changedBond(this.#bond, command, links))
      this.#answer({ ok: true, ...command }, `done: ${line.trim()}`)
    } catch (error) {
      if (this.#until.aborted) return
      const failure = failureOf(error)
      if (failure) this.#answer({ ok: false, ...failure }, `${failure.code}: ${failure.message}`)
    }
  }

  #answer(fields: object, text: string): void {
    const { json, output } = this.#run
    output.line(json ? JSON.stringify({ event: 'answer', ...fields }) : text)
  }

  async #newest(): Promise<BondSample> {
    for await (const sample of this.#samples(startingMs)) return sample
    throw new Fault('engine-unavailable', 'The bonding engine does not answer.')
  }
}
