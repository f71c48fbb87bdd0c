import type { Update, UpdateChoice } from '../../contract/shell.ts'
import type { Clock } from '../../host/clock.ts'
import { Latest } from '../../host/latest.ts'
import { t } from '../../language/t.ts'
import { updateProblem } from './problem.ts'

/** Where newer versions come from. */
export interface UpdateSource {
  /** The newest version if it is newer than this one. */
  check(): Promise<{ version: string; notes: string } | undefined>
  /** Loads what was found last. Rejects when the signal aborts. */
  load(told: (percent: number) => void, signal: AbortSignal): Promise<void>
  /** Whether what is loaded, or will be, is put in place when Hawser is quit. */
  installAtQuit(wanted: boolean): void
  /** Ends Hawser, puts what is loaded in its place, and starts that. */
  install(): Promise<void>
}

export interface UpdatesOptions {
  source: UpdateSource
  clock: Clock
  report(error: unknown): void
}

const firstCheckMs = 60_000
const checkMs = 6 * 3_600_000
/** Nothing must have run for so long: a stream that has just ended may begin again. */
const quietMs = 60_000
const declinedMs = 7 * 86_400_000

const none: Update = {
  state: 'none',
  version: '',
  notes: '',
  choice: '',
  percent: 0,
  runs: [],
  text: '',
  checkedAt: 0,
}

/** What to show where Hawser does not update itself. */
export const updatesOff = (why: string): Latest<Update> =>
  new Latest<Update>({ ...none, state: 'off', text: why })

/**
 * Looks for newer versions, and puts one in place if somebody wants it: nothing is loaded or installed without that, nor
 * while anything runs that it would disturb.
 */
export class Updates implements Disposable {
  readonly state = new Latest<Update>(none)
  readonly #options: UpdatesOptions
  #looks = false
  #cancelCheck = () => {}
  #runs: readonly string[] = ['Hawser is starting']
  #cancelQuiet: (() => void) | undefined
  #quiet = false
  #loading: AbortController | undefined
  #declined = { version: '', at: 0 }

  constructor(options: UpdatesOptions) {
    this.#options = options
  }

  /** Whether to look for newer versions by itself, from now on. */
  look(wanted: boolean): void {
    if (wanted === this.#looks) return
    this.#looks = wanted
    this.#cancelCheck()
    if (wanted) this.#checkAfter(firstCheckMs)
  }

  #checkAfter(ms: number): void {
    this.#cancelCheck = this.#options.clock.after(ms, () => {
      void this.check().catch(this.#options.report)
      this.#checkAfter(checkMs)
    })
  }

  /** Looks now. What was declined a short while ago is not offered again, unless `asked`. */
  async check(asked = false): Promise<void> {
    // Something is decided already, and a check would put another version in its place.
    if (!['none', 'offered'].includes(this.state.value.state)) return
    const { source, clock } = this.#options
    const [found, problem] = await source.check().then(
      (update) => [update, ''] as const,
      (error: Error) =>
        [
          undefined,
          t('It could not be found out whether there is a newer version: {{problem}}', {
            problem: updateProblem(error),
          }),
        ] as const,
    )
    if (!['none', 'offered'].includes(this.state.value.state)) return
    const checkedAt = problem === '' ? clock.now() : this.state.value.checkedAt
    const { version, at } = this.#declined
    const isDeclined = found?.version === version && clock.now() - at < declinedMs
    if (problem !== '') this.#set({ text: problem })
    else if (found && (asked || !isDeclined)) this.#set({ ...none, ...found, state: 'offered', checkedAt })
    else this.#set({ ...none, checkedAt })
  }

  choose(choice: UpdateChoice): void {
    const { state, version, checkedAt } = this.state.value
    if (state === 'none' || state === 'off') return
    const { source, clock } = this.#options
    source.installAtQuit(choice === 'at-next-start')
    if (choice === 'not-now') {
      this.#declined = { version, at: clock.now() }
      this.#loading?.abort()
      this.#set({ ...none, checkedAt })
      return
    }
    this.#set({ choice, text: '', ...(state === 'offered' && { state: 'waiting' as const }) })
    this.#step()
  }

  /** What runs now (`whatRuns`), told whenever it may have changed. */
  running(runs: readonly string[]): void {
    if (runs.join() !== this.#runs.join()) {
      this.#runs = runs
      if (this.state.value.choice !== '') this.#set({ runs: [...runs] })
    }
    if (runs.length > 0) {
      this.#cancelQuiet?.()
      this.#cancelQuiet = undefined
      this.#quiet = false
      // It shares the network with what has begun.
      this.#loading?.abort()
    } else
      this.#cancelQuiet ??= this.#options.clock.after(quietMs, () => {
        this.#quiet = true
        this.#step()
      })
  }

  #step(): void {
    const { state, choice } = this.state.value
    if (!this.#quiet) return
    if (state === 'waiting') void this.#load()
    else if (state === 'ready' && choice === 'when-idle')
      this.#options.source.install().catch(this.#options.report)
  }

  async #load(): Promise<void> {
    const { source } = this.#options
    const loading = new AbortController()
    this.#loading = loading
    this.#set({ state: 'loading', percent: 0 })
    try {
      await source.load((percent) => {
        if (!loading.signal.aborted) this.#set({ percent: Math.floor(percent) })
      }, loading.signal)
      if (loading.signal.aborted) throw loading.signal.reason
    } catch (error) {
      // Declined meanwhile.
      if (this.state.value.state !== 'loading') return
      this.#set(
        loading.signal.aborted
          ? { state: 'waiting', percent: 0 }
          : {
              state: 'offered',
              choice: '',
              text: t('It could not be loaded: {{problem}}', { problem: updateProblem(error as Error) }),
            },
      )
      return
    } finally {
      this.#loading = undefined
    }
    this.#set({ state: 'ready', percent: 100 })
    this.#step()
  }

  #set(change: Partial<Update>): void {
    const next = { ...this.state.value, ...change }
    this.state.set({ ...next, runs: next.choice === '' ? [] : [...this.#runs] })
  }

  [Symbol.dispose](): void {
    this.#cancelCheck()
    this.#cancelQuiet?.()
    this.#loading?.abort()
  }
}
