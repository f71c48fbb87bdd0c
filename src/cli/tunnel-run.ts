import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Client } from '../contract/procedure.ts'
import { type Tube, type TunnelRequest, type TunnelSnapshot, tunnelContract } from '../contract/tunnel.ts'
import { EngineProcesses } from '../host/engine-process.ts'
import type { JoinedCall } from '../host/rendezvous/code-signalling.ts'
import { Fault, isFaultCode } from '../wire/fault.ts'
import { runEngine, whyNotListening } from './engine-run.ts'
import { readTunnelCommand } from './tunnel-input.ts'
import type { AllowDraft, WayDraft } from './tunnel-options.ts'
import type { TunnelTeller } from './tunnel-teller.ts'
import { CodeTubes, type TubeSettings } from './tunnel-tubes.ts'

type TunnelClient = Client<typeof tunnelContract>

/** What both commands of a tunnel do. */
export interface TunnelRun {
  base: TubeSettings
  ways: readonly WayDraft[]
  allow: readonly AllowDraft[]
  /** When one has come, the next code is shown; it goes on until it is stopped. */
  stay: boolean
  /** That the other side ends it is how it should end. */
  isServing: boolean
  teller: TunnelTeller
  /** Where commands are read, if anywhere. */
  commands: Readable | undefined
  json: boolean
  intervalMs: number
  stop: AbortSignal
  /** By a code, whoever shows it: resolves when both ends are there. */
  meet(stop: AbortSignal): Promise<JoinedCall>
}

/** How often the engine is looked at. */
const lookMs = 100
/** How long streams may go on after the request to stop. */
const drainMs = 1000

/** Carries ways through a tube until it ends, or until `stop`. Throws the fault that it ends of. */
export async function runTunnel(run: TunnelRun): Promise<void> {
  const processes = new EngineProcesses({
    report: (error) => console.error(error),
    now: () => performance.now(),
  })
  await runEngine({
    engine: 'tunnel',
    name: 'tunnel',
    contract: tunnelContract,
    json: run.json,
    drainMs,
    output: run.teller,
    stop: run.stop,
    start: (url) => processes.start(url),
    async follow(client, until) {
      const tubes = new CodeTubes(client, run.base)
      try {
        await tubes.begin()
        // A code is good for once, so what cannot listen is found out before somebody uses it up.
        for (const way of run.ways) await checkListener(client, way)
        const follower = new Follower(run, tubes)
        const { promise: failed, reject } = Promise.withResolvers<never>()
        tubes.passSignals(until).catch(reject)
        follower.meet(until).catch(reject)
        follower.listen(client, until).catch(reject)
        await Promise.race([failed, follower.watch(client, until)])
      } finally {
        await tubes.close()
      }
    },
  })
}

async function checkListener(client: TunnelClient, way: WayDraft): Promise<void> {
  const { problems } = await client.checkWay({ way: { ...way, party: 'none' } })
  if (problems.some(({ level }) => level === 'error')) throw whyNotListening(problems, undefined)
}

/** Knows what has been told of the tubes, and tells what is new. */
class Follower {
  readonly #run: TunnelRun
  readonly #tubes: CodeTubes
  /** By tube: its ways, and what was said of each. */
  readonly #ways = new Map<string, Map<string, WayDraft>>()
  /** Of those who come from now on. */
  readonly #allow: AllowDraft[]
  #requests: readonly TunnelRequest[] = []
  readonly #connected = new Set<string>()
  readonly #told = new Map<string, string>()
  #toldAt = 0
  #isOver = false

  constructor(run: TunnelRun, tubes: CodeTubes) {
    this.#run = run
    this.#tubes = tubes
    this.#allow = [...run.allow]
  }

  /** Takes the commands that a person, or a program, gives on the standard input. */
  async listen(client: TunnelClient, until: AbortSignal): Promise<void> {
    const { commands, teller } = this.#run
    if (commands === undefined) return
    for await (const line of createInterface({ input: commands, signal: until })) {
      if (line.trim() === '') continue
      try {
        const allow = readTunnelCommand(line)
        this.#allow.push(allow)
        for (const tubeId of this.#ways.keys()) await this.#tubes.allow(tubeId, allow)
        for (const { id, what, target } of this.#requests)
          if (what === allow.what && target === allow.target) await client.forgetRequest({ id })
        teller.allowed(allow)
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        teller.misunderstood(error)
      }
    }
  }

  /** Meets whoever comes; one after the other, if it stays. */
  async meet(until: AbortSignal): Promise<void> {
    const { meet, ways, stay } = this.#run
    do {
      try {
        const opened = await this.#tubes.open(await meet(until), ways, this.#allow)
        this.#ways.set(opened.tubeId, opened.ways)
      } catch (error) {
        // Nobody came in time, or somebody guessed: a new code is shown.
        const isOld =
          error instanceof Fault && (error.code === 'code-unknown' || error.code === 'code-refused')
        if (!stay || !isOld || until.aborted) throw error
      }
    } while (stay && !until.aborted)
  }

  /** Returns when the tube has ended as it should; throws the fault that it ended of. */
  async watch(client: TunnelClient, until: AbortSignal): Promise<void> {
    for await (const snapshot of client.snapshots({ intervalMs: lookMs }, until)) {
      for (const tube of snapshot.tubes) if (this.#ways.has(tube.id)) await this.#see(tube)
      this.#seeWays(snapshot)
      this.#seeRequests(snapshot)
      if (this.#isOver) return
      if (performance.now() - this.#toldAt < this.#run.intervalMs) continue
      this.#toldAt = performance.now()
      this.#run.teller.progress(snapshot)
    }
  }

  async #see(tube: Tube): Promise<void> {
    const { teller, stay, isServing } = this.#run
    if (tube.state === 'open' && !this.#connected.has(tube.id)) {
      this.#connected.add(tube.id)
      teller.connected(tube)
    }
    if (tube.state !== 'ended') return
    this.#ways.delete(tube.id)
    await this.#tubes.forget(tube.id)
    const { faultCode, problem } = tube
    const isByIntent = faultCode === '' || faultCode === 'closed'
    if (stay) return teller.ended(tube)
    if (isServing && isByIntent) {
      teller.ended(tube)
      this.#isOver = true
      return
    }
    throw new Fault(
      isFaultCode(faultCode) ? faultCode : 'closed',
      problem || 'The other side has ended the tunnel.',
    )
  }

  #seeWays({ ways }: TunnelSnapshot): void {
    const { teller } = this.#run
    const own = new Map([...this.#ways.values()].flatMap((each) => [...each]))
    const seen = ways.filter(({ id }) => own.has(id))
    for (const status of seen) {
      const way = own.get(status.id)!
      const said = `${status.state} ${status.listening} ${status.problem}`
      if (this.#told.get(status.id) === said) continue
      this.#told.set(status.id, said)
      if (status.state === 'listening') teller.listening(way, status)
      else if (status.state === 'failed') teller.notListening(way, status)
    }
    const failed = seen.filter(({ state }) => state === 'failed')
    const [first] = failed
    if (first === undefined || failed.length < own.size) return
    throw new Fault(isFaultCode(first.faultCode) ? first.faultCode : 'listen-failed', first.problem)
  }

  #seeRequests({ requests }: TunnelSnapshot): void {
    this.#requests = requests
    for (const request of requests) {
      if (this.#told.has(request.id)) continue
      this.#told.set(request.id, request.target)
      this.#run.teller.denied(request)
    }
  }
}
