import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { type ObserveSecrets, type ObserveState, observeSecretsSchema } from '../../contract/observe.ts'
import { Fault } from '../../wire/fault.ts'
import { writeAtomically } from '../atomic-file.ts'
import type { SecretStore } from '../peers/secret-store.ts'

const storedSchema = observeSecretsSchema.required()
type Stored = z.output<typeof storedSchema>
const none: Stored = { token: '', headers: [] }

/**
 * The token of the endpoint and the headers of pushes. They lie beside the settings, sealed by the system's key store where
 * there is one, else in a file that its owner alone can read; so settings can be shown, copied and shared.
 */
export class WatchSecrets {
  readonly storage: ObserveState['secretStorage']
  readonly #sealed: string
  readonly #open: string
  readonly #store: SecretStore | undefined
  #value: Stored = none

  private constructor(userData: string, store: SecretStore | undefined) {
    this.#sealed = join(userData, 'observe-secrets.sealed')
    this.#open = join(userData, 'observe-secrets.json')
    this.#store = store?.protects() ? store : undefined
    this.storage = this.#store ? 'protected' : 'file'
  }

  /** What cannot be read is told, and counts as not set. */
  static async open(
    userData: string,
    store: SecretStore | undefined,
    report: (error: unknown) => void,
  ): Promise<WatchSecrets> {
    const secrets = new WatchSecrets(userData, store)
    try {
      secrets.#value = await secrets.#read()
    } catch {
      // Nothing of what is in there may get into a log.
      report(new Error('The token and headers for watching cannot be read; set them again.'))
    }
    return secrets
  }

  get token(): string {
    return this.#value.token
  }

  get headers(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#value.headers.map(({ name, value }) => [name, value]))
  }

  get headerNames(): string[] {
    return this.#value.headers.map(({ name }) => name)
  }

  /** Each of them, to be looked for in what is written down; also what follows a word such as `Bearer`. */
  get all(): string[] {
    const values = this.#value.headers.flatMap(({ value }) => [value, ...value.split(/\s+/).slice(1)])
    return [this.token, ...values].filter((secret) => secret !== '')
  }

  /** What is left out stays. Throws `settings-unreadable`; then nothing has changed. */
  async change({ token, headers }: ObserveSecrets): Promise<void> {
    const next = { token: token ?? this.#value.token, headers: headers ?? this.#value.headers }
    try {
      await this.#write(next)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new Fault('settings-unreadable', `The token and headers cannot be written: ${reason}`)
    }
    this.#value = next
  }

  async #read(): Promise<Stored> {
    const sealed = this.#store && (await readIfThere(this.#sealed))
    const text = sealed ? this.#store?.decrypt(sealed) : (await readIfThere(this.#open))?.toString()
    return text === undefined ? none : storedSchema.parse(JSON.parse(text))
  }

  async #write(value: Stored): Promise<void> {
    const text = JSON.stringify(value)
    if (this.#store) {
      await writeAtomically(this.#sealed, this.#store.encrypt(text))
      await rm(this.#open, { force: true })
    } else await writeAtomically(this.#open, text)
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
