import { createInterface } from 'node:readline/promises'
import type { Readable } from 'node:stream'
import { renderUnicodeCompact } from 'uqr'
import type { Pairing } from '../contract/peers.ts'
import { Fault, isFaultCode } from '../wire/fault.ts'
import type { PeersAccess } from './peers-access.ts'

export interface PairRun {
  json: boolean
  /** Whether the link is shown as a QR code too. */
  qr: boolean
  print(line: string): void
  /** Whether the words are the same on the other screen. */
  confirm(words: string, device: string): Promise<boolean>
  stop: AbortSignal
}

/** Follows a pairing that `begin` begins until it has succeeded. Throws what it failed of. */
export async function runPairing(
  peers: PeersAccess,
  begin: () => Promise<Pairing>,
  { json, qr, print, confirm, stop }: PairRun,
): Promise<void> {
  const { code } = await begin()
  const cancelled = () => new Fault('pairing-refused', 'Pairing was cancelled.')
  let told: Pairing['state'] = 'idle'
  try {
    for await (const { pairing } of peers.states(stop)) {
      // Somebody else cancelled it, and perhaps opened it again.
      if (pairing.state === 'idle' || (pairing.state === 'open' && pairing.code !== code)) throw cancelled()
      if (pairing.state === told) continue
      told = pairing.state
      const line = json ? JSON.stringify(asEvent(pairing)) : words(pairing, qr)
      if (line !== '') print(line)
      if (told === 'done') return
      if (told === 'failed') throw failureOf(pairing)
      // Not waited for: the other side may say no while this one is asked.
      if (told === 'confirm')
        confirm(pairing.words, pairing.device?.name ?? '').then(
          (same) => peers.confirm(same),
          () => peers.confirm(false),
        )
    }
  } catch (error) {
    if (!stop.aborted) throw error
  }
  await peers.cancel()
  throw cancelled()
}

const failureOf = ({ faultCode, problem }: Pairing) =>
  new Fault(isFaultCode(faultCode) ? faultCode : 'pairing-refused', problem)

/** The state as a line of JSON says it. */
function asEvent({ state, code, link, until, words, device, problem, faultCode }: Pairing): object {
  if (state === 'open') return { event: 'open', code, link, until }
  if (state === 'confirm') return { event: 'confirm', words, ...device }
  if (state === 'done') return { event: 'paired', ...device }
  if (state === 'failed') return { event: 'failed', code: faultCode, text: problem }
  return { event: state }
}

function words({ state, code, link, until, device }: Pairing, qr: boolean): string {
  if (state === 'done') return `Paired with ${device?.name}.`
  if (state === 'connecting') return 'Asking the other device …'
  if (state !== 'open') return ''
  return [
    `Open for pairing until ${new Date(until).toTimeString().slice(0, 5)}. On the other device, enter the code:`,
    '',
    `  ${code}`,
    '',
    'or give it this link, which needs nothing else:',
    '',
    `  ${link}`,
    ...(qr ? ['', renderUnicodeCompact(link)] : []),
    '',
    'Whoever has the code or the link can pair. Ctrl+C closes pairing.',
  ].join('\n')
}

/** Asks at the terminal. No answer is a no. */
export async function askPerson(input: Readable | undefined, question: string): Promise<boolean> {
  if (input === undefined) return false
  const lines = createInterface({ input, output: process.stderr })
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  lines.once('close', () => resolve(''))
  const answer = await Promise.race([lines.question(question), ended])
  lines.close()
  return /^y(es)?$/i.test(answer.trim())
}
