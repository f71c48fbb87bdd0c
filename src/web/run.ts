import { createUserDataFolder } from '../host/user-data.ts'
import { startWeb, type Web, type WebOptions } from './server.ts'
import { notifyManager } from './service.ts'
import { stopSignal } from './stop-signal.ts'

export interface RunOptions extends WebOptions {
  /** One line of JSON on stdout in place of the words. */
  json?: boolean
  /** Run by a service manager, which is told how it goes; the token stays in its file, and no address on stdout holds it. */
  service?: boolean
  /** Called once the page can be opened. */
  ready?(web: Web): Promise<void>
}

/** How long streams may go on after the request to stop. */
const drainMs = 3000

/** The web shell as a program: says where it is, and runs until it is asked to stop. */
export async function runWeb({ json = false, service, ready, ...options }: RunOptions): Promise<void> {
  const stop = stopSignal()
  // The token lies in it.
  if (service) await createUserDataFolder(options.userData)
  await using web = await startWeb(options)
  if (service) console.log(json ? JSON.stringify(listening(web, false)) : serviceWords(web, options))
  else console.log(json ? JSON.stringify(listening(web, true)) : words(web))
  await ready?.(web)
  if (service) await notifyManager('ready', console.error)
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve))
  if (service) await notifyManager('stopping', console.error)
  await web.drain(drainMs)
}

/** The entrance without its token. */
const withoutToken = (address: string) => address.slice(0, address.indexOf('#'))

const listening = ({ addresses, fingerprint }: Web, withTokens: boolean) => ({
  event: 'listening',
  addresses: withTokens ? addresses : addresses.map(withoutToken),
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

function serviceWords({ addresses, fingerprint }: Web, { tokenFile }: WebOptions): string {
  return [
    'Hawser is ready as a service.',
    ...addresses.map((address) => `  ${withoutToken(address)}`),
    `Open one of these with #token= and the content of ${tokenFile} at its end.`,
    ...(fingerprint ? [`SHA-256 fingerprint of the certificate: ${fingerprint}`] : []),
  ].join('\n')
}
