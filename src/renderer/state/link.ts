import { t } from '../../language/t.ts'
import type { Bridge } from '../../preload/index.ts'
import type { Link } from '../../wire/index.ts'
import { portLink, socketLink } from '../../wire/index.ts'

/** Absent in a browser. */
const bridge = () => (window as { hawser?: Bridge }).hawser

export const inElectron = () => bridge() !== undefined

/** The host runs on the same machine, as far as the address tells. */
export const onHostMachine = () =>
  inElectron() || ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname)

const portWaitMs = 5000

/** A new link to the host. Rejects when it cannot be had. */
export function openLink(): Promise<Link> {
  const found = bridge()
  return found ? openPort('hawser:port', found.connect) : openSocket()
}

/** A link to the desktop shell; undefined in a browser, which has none. */
export async function openShellLink(): Promise<Link | undefined> {
  const found = bridge()
  return found && openPort('hawser:shell-port', found.connectShell)
}

function openPort(type: string, ask: () => void): Promise<Link> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(() => reject(new Error(t('Hawser did not answer.')))), portWaitMs)
    const arrived = (event: MessageEvent) => {
      const port = event.ports[0]
      if (event.source !== window || event.data?.type !== type || port === undefined) return
      done(() => resolve(portLink(port)))
    }
    function done(settle: () => void): void {
      clearTimeout(timer)
      removeEventListener('message', arrived)
      settle()
    }
    addEventListener('message', arrived)
    ask()
  })
}

function openSocket(): Promise<Link> {
  const { protocol, host } = location
  const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/wire`)
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socketLink(socket)), { once: true })
    socket.addEventListener('close', () => void whyNot().then((reason) => reject(new Error(reason))), {
      once: true,
    })
  })
}

/** A browser does not tell why a WebSocket was refused; the session's own address does. */
async function whyNot(): Promise<string> {
  const answer = await fetch('/session').catch(() => undefined)
  if (answer === undefined) return t('Hawser cannot be reached.')
  return answer.status === 401
    ? t('Hawser was started anew and asks for its new token: open the address that it printed.')
    : t('Hawser refuses the connection.')
}
