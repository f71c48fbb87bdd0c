import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { Fault } from '../wire/fault.ts'

/** Fewer characters than this cannot hold enough randomness. */
const shortestToken = 32
const ticketLifeMs = 60_000

const newSecret = () => randomBytes(32).toString('base64url')
const digest = (text: string) => createHash('sha256').update(text).digest()
/** Compares in a time that does not depend on where the texts differ. */
const equal = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))

/** The token in `file`, which is created (readable by its owner alone) if it is not there; without a file, a new one. */
export async function readToken(file: string | undefined): Promise<string> {
  if (file === undefined) return newSecret()
  try {
    await writeFile(file, `${newSecret()}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(file, error)
  }
  const token = await readFile(file, 'utf8').then(
    (text) => text.trim(),
    (error) => {
      throw unusable(file, error)
    },
  )
  if (token.length >= shortestToken && /^[\w.~-]+$/.test(token)) return token
  throw new Fault(
    'usage',
    `${file} does not hold a token: at least ${shortestToken} letters, digits and "-_.~" are needed. Without the file, Hawser writes a good one.`,
  )
}

const unusable = (file: string, error: unknown) =>
  new Fault('settings-unreadable', `The token file ${file} cannot be used: ${(error as Error).message}`)

/** Who may come in: the token of the printed address is exchanged for a cookie, which is all that later requests carry. */
export class Access {
  readonly #token: string
  readonly #session: string
  readonly #secure: boolean
  readonly #tickets = new Map<string, number>()

  constructor(token: string, secure: boolean) {
    this.#token = token
    // Derived, so that a token kept in a file keeps sessions alive across restarts, and never equal to the token.
    this.#session = createHmac('sha256', token).update('hawser session').digest('base64url')
    this.#secure = secure
  }

  get token(): string {
    return this.#token
  }

  /** Good once and for a minute: stands in for the token where others may read it, as on a browser's command line. */
  ticket(nowMs: number): string {
    const ticket = newSecret()
    this.#tickets.set(ticket, nowMs + ticketLifeMs)
    return ticket
  }

  admits(token: string, nowMs: number): boolean {
    const until = this.#tickets.get(token)
    this.#tickets.delete(token)
    return equal(token, this.#token) || (until !== undefined && nowMs < until)
  }

  /** The Set-Cookie value. Browsers do not tell ports apart in cookies, hence the port in the name. */
  cookie(port: number): string {
    const attributes = `Path=/; HttpOnly; SameSite=Strict${this.#secure ? '; Secure' : ''}`
    return `${this.#cookieName(port)}=${this.#session}; ${attributes}`
  }

  /** Whether a Cookie header carries the session. */
  recognises(header: string | undefined, port: number): boolean {
    const prefix = `${this.#cookieName(port)}=`
    const values = (header ?? '').split(';').map((part) => part.trim())
    return values.some((part) => part.startsWith(prefix) && equal(part.slice(prefix.length), this.#session))
  }

  #cookieName(port: number): string {
    return `${this.#secure ? '__Host-' : ''}hawser-${port}`
  }
}
