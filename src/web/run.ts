import { startWeb, type Web, type WebOptions } from './server.ts'
import { stopSignal } from './stop-signal.ts'

export interface RunOptions extends WebOptions {
  /** One line of JSON on stdout in place of the words. */
  json?: boolean
  /** Called once the page can be opened. */
  ready?(web: Web): Promise<void>
}

/** How long streams may go on after the request to stop. */
const drainMs = 3000

/** The web shell as a program: says where it is, and runs until it is asked to stop. */
export async function runWeb({ json = false, ready, ...options }: RunOptions): Promise<void> {
  const stop = stopSignal()
  await using web = await startWeb(options)
  console.log(json ? JSON.stringify(listening(web)) : words(web))
  await ready?.(web)
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve))
  await web.drain(drainMs)
}

const listening = ({ addresses, fingerprint }: Web) => ({
  event: 'listening',
  addresses,
  fingerprint,
  pid: process.pid,
})

function words({ addresses, fingerprint }: Web): string {
  return [
    'Hawser is ready. Open this address in a browser:',
    '',
    ...addresses.map((address) => `  ${address}`),
    '',
    'Keep it to yourself: whoever has the address can do everything here.',
    ...(fingerprint
      ? [`The browser may warn; its certificate must then show this SHA-256 fingerprint:\n  ${fingerprint}`]
      : []),
    'Ctrl+C stops Hawser.',
  ].join('\n')
}
