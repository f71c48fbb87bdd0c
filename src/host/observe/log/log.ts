import type { Logger } from 'pino'
import type { HawserEvent } from '../../../contract/events.ts'
import type { LogFileLevel } from '../../../contract/observe.ts'
import type { Settings } from '../../../contract/settings.ts'
import type { Clock } from '../../clock.ts'
import { secretsIn } from '../../diagnose/secrets.ts'
import { RateGate } from '../../rate-gate.ts'
import { ownMetrics } from '../catalogue.ts'
import type { Tell } from '../metric.ts'
import { type LogFiles, openLogFiles } from './files.ts'
import { type LineLevel, passes, pinoLevels } from './levels.ts'
import { scrub } from './scrub.ts'

export interface LogOptions {
  folder: string
  clock: Pick<Clock, 'now'>
  /** Why it cannot be written; empty: it can. */
  problem(text: string): void
}

/** A flood of defects, as of a loop that fails, is held back: so many at once, then so many a second. */
const burst = 200
const perSecond = 20
const earlyLimit = 100

/**
 * What the host writes down, for those who look later: defects and events, as JSON, one object a line. Nothing secret
 * gets in. It never throws and never waits: a log that cannot be written must not become a defect itself.
 */
export class Log implements AsyncDisposable {
  readonly folder: string
  readonly #options: LogOptions
  readonly #gate: RateGate
  readonly #since: number
  readonly #lines: Record<LineLevel, number> = { error: 0, warning: 0, info: 0, debug: 0 }
  #leftOut = 0
  #level: LogFileLevel = 'debug'
  #known: readonly string[] = []
  #files: LogFiles | undefined
  #logger: Logger | undefined
  #problem = ''
  /** What is told before the settings say how to write it. */
  #early: (() => void)[] | undefined = []
  #opened: Promise<void> | undefined

  constructor(options: LogOptions) {
    this.folder = options.folder
    this.#options = options
    this.#gate = new RateGate(burst, perSecond, options.clock)
    this.#since = options.clock.now()
  }

  /**
   * Begins to write, what was told before first. It need not be waited for. A log that cannot be written is told of,
   * not thrown.
   */
  open(settings: Settings): Promise<void> {
    const { level, fileMB, files } = settings.observe.log
    // Others may be known already.
    this.known = [...this.#known, ...secretsIn(settings)]
    this.#opened = this.#open({ level, size: fileMB * 1e6, files })
    return this.#opened
  }

  /** Secrets that are known are found however they are written. */
  set known(secrets: readonly string[]) {
    this.#known = secrets
  }

  /** Holds from the next line on. */
  set level(level: LogFileLevel) {
    if (level === this.#level) return
    this.#level = level
    if (this.#logger) this.#logger.level = pinoLevels[level]
  }

  get problem(): string {
    return this.#problem
  }

  /** A defect. */
  readonly report = (error: unknown): void => {
    const { name, stack, message, code, cause } = (
      error instanceof Error ? error : {}
    ) as Partial<NodeJS.ErrnoException>
    this.write('error', message ?? String(error), {
      source: 'defect',
      ...(name !== undefined && name !== 'Error' && { type: this.#scrub(name) }),
      ...(code !== undefined && { code: this.#scrub(String(code)) }),
      ...(stack !== undefined && { stack: this.#scrub(stack) }),
      ...(cause !== undefined && { cause: this.#scrub(textOf(cause)) }),
    })
  }

  event({
    seq,
    level,
    source,
    code,
    text,
    ruleId,
    bondId,
    link,
    folderId,
    peerId,
    tubeId,
  }: HawserEvent): void {
    const about = { seq, source, code, ruleId, bondId, link, folderId, peerId, tubeId }
    this.write(level, text, about)
  }

  /** `fields` hold nothing secret: ids, codes, counts. */
  write(level: LineLevel, text: string, fields: Record<string, unknown> = {}): void {
    if (!passes(level, this.#level)) return
    if (this.#early && this.#early.length < earlyLimit) {
      this.#early.push(() => this.write(level, text, fields))
      return
    }
    if (this.#logger === undefined || !this.#gate.pass()) {
      this.#leftOut++
      return
    }
    const missing = this.#gate.takeHeldBack()
    this.#lines[level]++
    try {
      this.#logger[pinoLevels[level]](
        { ...fields, ...(missing > 0 && { leftOut: missing }) },
        this.#scrub(text),
      )
    } catch (error) {
      this.#failed(error)
    }
  }

  tell(tell: Tell): void {
    const since = this.#since
    for (const [level, value] of Object.entries(this.#lines))
      tell(ownMetrics.logLines, { value, attributes: { 'hawser.log.level': level }, since })
    tell(ownMetrics.logLeftOut, { value: this.#leftOut, attributes: {}, since })
  }

  /** What was told and not yet written, because the host did not come so far, is. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened
    if (this.#early && this.#early.length > 0) await this.#open({ level: 'info', size: 1e6, files: 2 })
    this.#early = undefined
    this.#logger = undefined
    this.#files?.close()
    this.#files = undefined
  }

  #scrub(text: string): string {
    return scrub(text, this.#known)
  }

  async #open({ level, size, files }: { level: LogFileLevel; size: number; files: number }): Promise<void> {
    const { folder } = this.#options
    this.#level = level
    let pino: typeof import('pino').default
    try {
      pino = (await import('pino')).default
      this.#files = await openLogFiles({
        folder,
        size,
        files,
        failed: (error) => this.#failed(error),
        recovered: () => this.#tell(''),
      })
    } catch (error) {
      this.#early = undefined
      return this.#failed(error)
    }
    this.#logger = pino(
      {
        level: pinoLevels[this.#level],
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label === 'warn' ? 'warning' : label }) },
        messageKey: 'text',
      },
      this.#files,
    )
    const early = this.#early ?? []
    this.#early = undefined
    for (const write of early) write()
  }

  #failed(error: unknown): void {
    this.#leftOut++
    this.#tell(
      `The log in ${this.folder} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }

  #tell(problem: string): void {
    if (problem === this.#problem) return
    this.#problem = problem
    this.#options.problem(problem)
  }
}

const textOf = (cause: unknown): string =>
  cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
