import { flushDirectory } from './io.ts'

/**
 * Makes what happened to the names in directories last through a power cut: what a record says to be here must not be
 * gone after one, or it would count as deleted. Those who ask while a directory is being flushed share the next flush.
 */
export class DirectoryFlushes {
  readonly #running = new Map<string, { current: Promise<void>; next: Promise<void> | undefined }>()

  /** `directory` as on disk. Rejects with the system's error. */
  flush(directory: string): Promise<void> {
    const running = this.#running.get(directory)
    if (running === undefined) return this.#start(directory)
    running.next ??= running.current.catch(() => {}).then(() => this.#start(directory))
    return running.next
  }

  #start(directory: string): Promise<void> {
    const current = flushDirectory(directory)
    const entry = { current, next: undefined }
    this.#running.set(directory, entry)
    const done = () => {
      if (this.#running.get(directory) === entry && entry.next === undefined) this.#running.delete(directory)
    }
    current.then(done, done)
    return current
  }
}
