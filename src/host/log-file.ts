import { appendFileSync, renameSync, statSync } from 'node:fs'
import { systemClock } from './clock.ts'
import { RateGate } from './rate-gate.ts'

const sizeLimit = 1_000_000

/**
 * Where defects are written down: `hawser.log`, and the one before it as `hawser.log.1`. Written at once, because the
 * process may be about to end. A flood of defects is held back.
 */
export function openLog(path: string): (error: unknown) => void {
  const gate = new RateGate(100, 5, systemClock)
  let size = sizeOf(path)
  return (error) => {
    if (!gate.pass()) return
    const missing = gate.takeHeldBack()
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const line = `${new Date().toISOString()} ${missing > 0 ? `(${missing} left out) ` : ''}${text}\n`
    try {
      if (size + line.length > sizeLimit) {
        renameSync(path, `${path}.1`)
        size = 0
      }
      appendFileSync(path, line, { mode: 0o600 })
      size += line.length
    } catch {
      // A log that cannot be written, on a full disk say, must not become a defect itself.
    }
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}
