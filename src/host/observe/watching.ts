import { join } from 'node:path'
import type { HawserEvent } from '../../contract/events.ts'
import type { EngineName, EngineStatus } from '../../contract/host.ts'
import type { Health, ObserveSecrets, ObserveSettings, ObserveState } from '../../contract/observe.ts'
import type { Settings } from '../../contract/settings.ts'
import type { TransferRecord } from '../../contract/transfer.ts'
import type { Clock } from '../clock.ts'
import { secretsIn } from '../diagnose/secrets.ts'
import { Latest } from '../latest.ts'
import type { Notice } from '../notices.ts'
import type { Snapshots, TelemetryListener } from '../telemetry.ts'
import { ownMetrics } from './catalogue.ts'
import { MetricsEndpoint } from './endpoint.ts'
import type { Exposition, Push } from './exposition.ts'
import { Figures } from './figures.ts'
import { healthOf } from './health.ts'
import { withNamesOf } from './known.ts'
import type { Log } from './log/log.ts'
import { scrub } from './log/scrub.ts'
import type { Tell } from './metric.ts'
import type { WatchSecrets } from './secrets.ts'

export interface WatchingOptions {
  log: Log
  secrets: WatchSecrets
  version: string
  /** As people see them: with what is passing. */
  settings(): Settings
  /** Every engine, from the start. */
  statuses(): readonly EngineStatus[]
  /** Stable over restarts, and other than on any other machine. */
  instanceId(): string
  clock: Clock
  notice(topic: string, notice: Notice | undefined): void
}

/** A port that is taken, or an address that is not there yet, is tried again after so long. */
const retryMs = 30_000

/** What listening or pushing depends on: they are begun anew when it changes. */
type Wish = string

/** Lets this host be watched: figures to be read or pushed, health, and the log. Off until the settings say otherwise. */
export class Watching implements TelemetryListener, AsyncDisposable {
  readonly state: Latest<ObserveState>
  readonly #options: WatchingOptions
  readonly #figures: Figures
  readonly #others: ((tell: Tell) => void)[] = []
  readonly #since: number
  #turnedAway = 0
  #exposition: Promise<Exposition> | undefined
  #endpoint: MetricsEndpoint | undefined
  #endpointWish: Wish = ''
  #cancelRetry = () => {}
  #push: Push | undefined
  #pushWish: Wish = ''
  /** One change after the other. */
  #queue: Promise<void> = Promise.resolve()

  constructor(options: WatchingOptions) {
    const { log, secrets, clock } = options
    this.#options = options
    this.#since = clock.now()
    this.#figures = new Figures(clock.now)
    this.state = new Latest<ObserveState>({
      listening: '',
      listenProblem: '',
      hasToken: secrets.token !== '',
      headerNames: secrets.headerNames,
      secretStorage: secrets.storage,
      pushedAt: 0,
      pushProblem: '',
      logFolder: log.folder,
      logProblem: log.problem,
    })
  }

  snapshot<N extends EngineName>(name: N, snapshot: Snapshots[N]): void {
    this.#figures.snapshot(name, snapshot)
  }

  status(status: EngineStatus): void {
    this.#figures.status(status)
    this.#options.log.write('debug', `The ${status.name} engine is ${status.state}.`, {
      source: 'host',
      engine: status.name,
      restarts: status.restarts,
    })
  }

  event(event: HawserEvent): void {
    this.#figures.event(event)
    this.#options.log.event(event)
  }

  transferEnded(record: TransferRecord): void {
    this.#figures.transferEnded(record)
  }

  logProblem(logProblem: string): void {
    this.#set({ logProblem })
  }

  /** Figures of whoever serves this host. */
  readonly alsoTell = (source: (tell: Tell) => void): void => void this.#others.push(source)

  health = (): Health => healthOf(this.#options.statuses())

  /** In the text format of Prometheus. */
  metrics = async (): Promise<string> => (await this.#exposed()).text()

  /** Takes over the settings as they are now. Never throws: what does not work is told. */
  apply(): Promise<void> {
    const settings = this.#options.settings()
    const { log, secrets } = this.#options
    log.level = settings.observe.log.level
    log.known = [...secretsIn(settings), ...secrets.all]
    this.#queue = this.#queue.then(() => this.#applyQueued(settings.observe)).catch(log.report)
    return this.#queue
  }

  /** Throws `settings-unreadable`. */
  async changeSecrets(change: ObserveSecrets): Promise<void> {
    const { secrets } = this.#options
    await secrets.change(change)
    this.#set({ hasToken: secrets.token !== '', headerNames: secrets.headerNames })
    await this.apply()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancelRetry()
    await this.#queue
    this.#cancelRetry()
    this.#figures.process.measure(false)
    await this.#push?.[Symbol.asyncDispose]()
    await this.#endpoint?.[Symbol.asyncDispose]()
  }

  async #applyQueued({ prometheus, push }: ObserveSettings): Promise<void> {
    this.#figures.process.measure(prometheus.enabled || push.enabled)
    await this.#applyEndpoint(prometheus)
    await this.#applyPush(push)
  }

  async #applyEndpoint({ enabled, listen }: ObserveSettings['prometheus']): Promise<void> {
    const wish: Wish = enabled ? JSON.stringify(listen) : ''
    if (wish === this.#endpointWish) return
    this.#endpointWish = wish
    this.#cancelRetry()
    await this.#endpoint?.[Symbol.asyncDispose]()
    this.#endpoint = undefined
    const problem = (text: string) => {
      this.#set({ listenProblem: text })
      this.#options.notice(
        'observe-listen',
        text === '' ? undefined : { code: 'observe-not-listening', text },
      )
    }
    this.#set({ listening: '' })
    if (!enabled) return problem('')
    const { host } = listen
    const where = `${host.includes(':') ? `[${host}]` : host}`
    try {
      this.#endpoint = await MetricsEndpoint.open({
        listen,
        token: () => this.#options.secrets.token,
        metrics: this.metrics,
        health: this.health,
        turnedAway: () => this.#turnedAway++,
        report: this.#options.log.report,
      })
      this.#set({ listening: `http://${where}:${this.#endpoint.port}/metrics` })
      problem('')
    } catch (error) {
      // Not what is wished: it is tried again with the next change of the settings, or after a while.
      this.#endpointWish = 'failed'
      this.#cancelRetry = this.#options.clock.after(retryMs, () => void this.apply())
      const reason = error instanceof Error ? error.message : String(error)
      problem(`Figures for monitoring cannot be read at ${where}:${listen.port}: ${reason}.`)
    }
  }

  async #applyPush({ enabled, endpoint, intervalSeconds }: ObserveSettings['push']): Promise<void> {
    const { secrets } = this.#options
    const headers = secrets.headers
    const wish: Wish = enabled ? JSON.stringify({ endpoint, intervalSeconds, headers }) : ''
    if (wish === this.#pushWish) return
    this.#pushWish = wish
    await this.#push?.[Symbol.asyncDispose]()
    this.#push = undefined
    this.#told('', this.state.value.pushedAt)
    if (!enabled) return
    this.#push = (await this.#exposed()).push({
      endpoint,
      headers,
      intervalMs: intervalSeconds * 1000,
      told: (problem) => {
        if (wish !== this.#pushWish) return
        const { clock } = this.#options
        this.#told(problem, problem === '' ? clock.now() : this.state.value.pushedAt)
      },
    })
    // What is wrong with the address is seen at once, not after the first interval.
    this.#push.flush().catch(() => {})
  }

  #told(problem: string, pushedAt: number): void {
    const { secrets, notice } = this.#options
    const pushProblem = scrub(problem, secrets.all)
    this.#set({ pushProblem, pushedAt })
    const text = `The collector does not take the figures: ${pushProblem}`
    notice('observe-push', pushProblem === '' ? undefined : { code: 'observe-push-failed', text })
  }

  #set(part: Partial<ObserveState>): void {
    this.state.set({ ...this.state.value, ...part })
  }

  /** Most never look at figures this way: what that takes is loaded when it is wanted. */
  #exposed(): Promise<Exposition> {
    const { version, instanceId, clock, settings, log } = this.#options
    this.#exposition ??= import('./exposition.ts').then(
      ({ Exposition }) =>
        new Exposition({
          tell: (tell) => {
            this.#figures.tell(tell, settings())
            log.tell(tell)
            tell(ownMetrics.turnedAway, { value: this.#turnedAway, attributes: {}, since: this.#since })
            for (const source of this.#others) source(tell)
          },
          leftOut: () => this.#figures.leftOut,
          named() {
            const now = settings()
            return now.observe.names ? withNamesOf(now) : (attributes) => attributes
          },
          version,
          instanceId: instanceId(),
          now: clock.now,
        }),
    )
    return this.#exposition
  }
}

/** Where the log lies in a user-data folder. */
export const logFolder = (userData: string): string => join(userData, 'logs')
