/** As in the W3C's Compute Pressure, which TypeScript does not know. */
type PressureState = 'nominal' | 'fair' | 'serious' | 'critical'
interface PressureObserver {
  observe(source: 'cpu', options: { sampleInterval: number }): Promise<void>
}
type PressureObserverClass = new (
  changed: (records: readonly { state: PressureState }[]) => void,
) => PressureObserver

/** Browsers tell no more than these, so that nobody is recognised by it. */
const parts: Record<PressureState, number> = { nominal: 0.3, fair: 0.6, serious: 0.85, critical: 0.95 }
const everyMs = 1000

/** Gives the part (0 … 1) of the machine's processors that is in use, about; -1 where the browser does not tell. */
export function processorPressure(
  Observer = (globalThis as { PressureObserver?: PressureObserverClass }).PressureObserver,
): () => number {
  let part = -1
  const observer =
    Observer &&
    new Observer((records) => {
      const last = records.at(-1)
      if (last) part = parts[last.state] ?? -1
    })
  observer?.observe('cpu', { sampleInterval: everyMs }).catch(() => {
    // Not allowed here, or not known on this system.
  })
  return () => part
}
