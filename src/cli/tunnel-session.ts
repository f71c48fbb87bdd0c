import { createInterface } from 'node:readline'
import type { EngineEvent } from '../contract/events.ts'
import type { TunnelRequest, TunnelSnapshot } from '../contract/tunnel.ts'
import { Fault, isFaultCode } from '../wire/fault.ts'
import type { CodeTube, CodeTubeEnd } from './code-tube.ts'
import { whyNotListening } from './engine-run.ts'
import { cannotListen } from './failure.ts'
import { readTunnelCommand } from './tunnel-input.ts'
import type { AllowDraft } from './tunnel-options.ts'
import type { TunnelRun } from './tunnel-run.ts'
import { CodeTubes } from './tunnel-tubes.ts'

/** From the first code to the end of the last tube: whom it meets, what it tells, and when it is over. */
export class TunnelSession {
  readonly tubes: CodeTubes
  readonly #run: TunnelRun
  readonly #fail: (fault: unknown) => void
  readonly #ready: () => void
  readonly #done = Promise.withResolvers<void>()
  /** Of those who come from now on. */
  readonly #allow: AllowDraft[]
  /** By tube, way or request: what was last said of it. */
  readonly #told = new Map<string, string>()
  #requests: readonly TunnelRequest[] = []
  #toldAt = 0
  #isOver = false

  /** `fail` is called with what the command ends of; `ready` when an engine runs. */
  constructor(run: TunnelRun, fail: (fault: unknown) => void, ready: () => void) {
    this.#run = run
    this.#fail = fail
    this.#ready = ready
    this.#allow = [...run.allow]
    this.tubes = new CodeTubes(run.base, {
      snapshot: (snapshot) => this.#see(snapshot),
      event: (event) => {
        if (!isToldOtherwise(event, run)) run.teller.engineEvent(event)
      },
    })
  }

  /** Returns when the tube has ended as it should, or the signal aborts. Throws the fault of what cannot listen. */
  async run(until: AbortSignal): Promise<void> {
    // A code is good for once, so what cannot listen is found out before somebody uses it up.
    for (const way of this.#run.ways) {
      const { problems } = await this.tubes.engine.ask((client) =>
        client.checkWay({ way: { ...way, party: 'none' } }),
      )
      if (problems.some(({ level }) => level === 'error')) throw whyNotListening(problems, undefined)
    }
    this.#meet(until).catch(this.#fail)
    this.#listen(until).catch(this.#fail)
    await this.#done.promise
  }

  /** Meets whoever comes; one after the other, if it stays. */
  async #meet(until: AbortSignal): Promise<void> {
    const { meet, ways, stay, teller } = this.#run
    do {
      try {
        const joined = await meet(until)
        const waits = ({ code, text }: CodeTubeEnd) =>
          teller.engineEvent({ at: Date.now(), level: 'warning', code, text: `${text} It is tried again.` })
        await this.tubes.open({ joined, ways, allow: this.#allow, waits })
      } catch (error) {
        // Nobody came in time, or somebody guessed: a new code is shown.
        const isOld =
          error instanceof Fault && (error.code === 'code-unknown' || error.code === 'code-refused')
        if (!stay || !isOld || until.aborted) throw error
      }
    } while (stay && !until.aborted)
  }

  /** Takes the commands that a person, or a program, gives on the standard input. */
  async #listen(until: AbortSignal): Promise<void> {
    const { commands, teller } = this.#run
    if (commands === undefined) return
    for await (const line of createInterface({ input: commands, signal: until })) {
      if (line.trim() === '') continue
      try {
        const rule = readTunnelCommand(line)
        this.#allow.push(rule)
        await this.tubes.allow(rule)
        for (const { id, what, target } of this.#requests)
          if (what === rule.what && target === rule.target)
            await this.tubes.engine.tell((client) => client.forgetRequest({ id }))
        teller.allowed(rule)
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        teller.misunderstood(error)
      }
    }
  }

  #see(snapshot: TunnelSnapshot): void {
    this.#ready()
    if (this.#isOver) return
    try {
      for (const tube of this.tubes.all) this.#seeTube(tube, snapshot)
      this.#seeWays(snapshot)
      this.#seeRequests(snapshot)
    } catch (error) {
      return this.#fail(error)
    }
    const { intervalMs, teller } = this.#run
    if (performance.now() - this.#toldAt < intervalMs) return
    this.#toldAt = performance.now()
    teller.progress(snapshot)
  }

  #seeTube(tube: CodeTube, { tubes, at }: TunnelSnapshot): void {
    const { teller } = this.#run
    const shown = tubes.find(({ id }) => id === tube.id)
    // One that is made anew has other words.
    if (shown?.state === 'open' && this.#told.get(tube.id) !== shown.words) {
      this.#told.set(tube.id, shown.words)
      teller.connected(shown)
    }
    const end = tube.look(shown, at)
    if (end) this.#ended(tube, end)
  }

  #ended(tube: CodeTube, end: CodeTubeEnd): void {
    const { teller, stay, isServing } = this.#run
    const isByIntent = end.code === ''
    if (!stay && !(isServing && isByIntent))
      throw new Fault(
        isFaultCode(end.code) ? end.code : 'closed',
        end.text || 'The other side has ended the tunnel.',
      )
    teller.ended(tube, end)
    if (!stay) {
      this.#isOver = true
      return this.#done.resolve()
    }
    for (const { id } of [tube, ...tube.ways]) this.#told.delete(id)
    this.tubes.forget(tube).catch(this.#fail)
  }

  #seeWays({ ways }: TunnelSnapshot): void {
    const { teller } = this.#run
    const own = this.tubes.all.flatMap((tube) => tube.ways)
    let failed = 0
    for (const way of own) {
      const status = ways.find(({ id }) => id === way.id)
      if (status === undefined) continue
      if (status.state === 'failed' && ++failed === own.length)
        throw new Fault(isFaultCode(status.faultCode) ? status.faultCode : 'listen-failed', status.problem)
      const said = `${status.state} ${status.listening} ${status.problem}`
      if (this.#told.get(way.id) === said) continue
      this.#told.set(way.id, said)
      if (status.state === 'listening') teller.listening(way, status)
      else if (status.state === 'failed') teller.notListening(way, status)
    }
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

/** Ways and tubes are told of in words of our own, and where somebody else asks, with what would allow it. */
const isToldOtherwise = ({ code }: EngineEvent, { isServing }: TunnelRun): boolean =>
  code === 'tube-open' ||
  (isServing ? code === 'tunnel-denied' : code === 'listening' || cannotListen.some((each) => each === code))
