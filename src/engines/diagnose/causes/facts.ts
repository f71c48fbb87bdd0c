import type { Cause, CheckName, CheckResult } from '../../../contract/diagnose.ts'
import type { Endpoint } from '../../../contract/rule.ts'
import { grade, type thresholds } from '../../../contract/thresholds.ts'
import type { Platform } from '../check.ts'

export interface KnownFacts {
  results: readonly CheckResult[]
  target: Endpoint | undefined
  platform: Platform
}

type Limit = (typeof thresholds)[keyof typeof thresholds]

/** What the checks found, as rules read it: a figure that is not there is undefined, an empty text or list, or false. */
export class Facts {
  readonly target: Endpoint | undefined
  readonly platform: Platform
  readonly #byName: ReadonlyMap<CheckName, CheckResult>

  constructor({ results, target, platform }: KnownFacts) {
    this.target = target
    this.platform = platform
    this.#byName = new Map(results.map((result) => [result.name, result]))
  }

  state(name: CheckName): CheckResult['state'] {
    return this.#byName.get(name)?.state ?? 'skipped'
  }

  isWrong(name: CheckName): boolean {
    const state = this.state(name)
    return state === 'bad' || state === 'poor'
  }

  summary(name: CheckName): string {
    return this.#byName.get(name)?.summary ?? ''
  }

  evidence(...names: CheckName[]): string[] {
    return names.flatMap((name) => {
      const result = this.#byName.get(name)
      return result?.evidence.length ? result.evidence : result?.summary ? [result.summary] : []
    })
  }

  number(name: CheckName, figure: string): number | undefined {
    const value = this.#figure(name, figure)
    return typeof value === 'number' ? value : undefined
  }

  text(name: CheckName, figure: string): string {
    const value = this.#figure(name, figure)
    return typeof value === 'string' ? value : ''
  }

  list(name: CheckName, figure: string): string[] {
    const value = this.#figure(name, figure)
    return Array.isArray(value) ? value : []
  }

  is(name: CheckName, figure: string): boolean {
    return this.#figure(name, figure) === true
  }

  /** How a figure is judged; `good` where it is not told. */
  graded(limit: Limit, name: CheckName, figure: string): 'good' | 'poor' | 'bad' {
    const value = this.number(name, figure)
    return value === undefined ? 'good' : grade(limit, value)
  }

  #figure(name: CheckName, figure: string) {
    return this.#byName.get(name)?.figures[figure]
  }
}

/** A cause as its rule gives it; `command` is empty without. */
export type Found = Omit<Cause, 'command'> & { command?: string }

/** Looks for causes of one kind; none when all is well or nothing can be told. */
export type Rule = (facts: Facts) => Found[]

/** The cause, if it is so. */
export const when = (isSo: boolean, found: () => Found): Found[] => (isSo ? [found()] : [])

export const listOf = (names: readonly string[]): string =>
  names.length <= 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
