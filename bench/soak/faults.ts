import { seededRandom } from '../../tests/support/link-emulator/random.ts'
import { between, type Fault, pauseUntil } from './soak.ts'

/** The first comes after so long, then one after the other. */
const gapMs = { least: 1500, most: 9000 }

/** One of them, the heavier the more often. */
export function chooseFault(faults: readonly Fault[], random: () => number): Fault {
  let left = random() * faults.reduce((sum, { weight }) => sum + weight, 0)
  for (const fault of faults) {
    left -= fault.weight
    if (left < 0) return fault
  }
  return faults.at(-1)!
}

export interface FaultsOptions {
  faults: readonly Fault[]
  seed: string
  /** No further ones from then on. */
  over: AbortSignal
  told(text: string): void
  failed(text: string): void
  pause?(ms: number, over: AbortSignal): Promise<void>
}

/**
 * Does one fault after the other, at random: which, when and how follow from the seed alone. Some last and overlap others, but never
 * one that takes away the same thing; such a one is left out. Resolves with how often each was done, once the last is over.
 */
export async function injectFaults(options: FaultsOptions): Promise<Map<string, number>> {
  const { faults, seed, over, told, failed, pause = pauseUntil } = options
  const random = seededRandom(`${seed} faults`)
  const done = new Map<string, number>()
  const running = new Map<string, Promise<void>>()
  for (let number = 0; ; number++) {
    await pause(between(random, gapMs.least, gapMs.most), over)
    if (over.aborted) break
    const fault = chooseFault(faults, random)
    if (running.has(fault.of)) continue
    done.set(fault.name, (done.get(fault.name) ?? 0) + 1)
    let how = ''
    const own = seededRandom(`${seed} fault ${number}`)
    const doing = fault
      .run(own, (text) => {
        how = `: ${text}`
        told(`${fault.name}${how}`)
      })
      .then(() => {
        if (how === '') told(`${fault.name}: over`)
      })
      .catch((error) =>
        failed(`"${fault.name}" could not be done: ${error instanceof Error ? error.message : error}`),
      )
      .finally(() => running.delete(fault.of))
    running.set(fault.of, doing)
  }
  await Promise.all(running.values())
  return done
}
