import type { Bridge } from '../../../preload/index.ts'
import { Fault } from '../../../wire/index.ts'
import type { HostClient } from '../../state/session.ts'
import type { Door } from '../worker/messages.ts'

const portWaitMs = 5000
let ports = 0

/** A way to the host's disk, to be handed to the worker. Faults: those of a folder that cannot be written. */
export async function openDoor(
  host: HostClient,
  folder: string | undefined,
): Promise<{ door: Door; folder: string }> {
  const opened = await host.openDisk(folder === undefined ? {} : { folder })
  const bridge = (window as { hawser?: Bridge }).hawser
  const { ticket } = opened
  if (bridge) return { door: { to: 'port', port: await openPort(bridge), ticket }, folder: opened.folder }
  const { protocol, host: address } = location
  const url = `${protocol === 'https:' ? 'wss' : 'ws'}://${address}/disk`
  return { door: { to: 'socket', url, ticket }, folder: opened.folder }
}

function openPort(bridge: Bridge): Promise<MessagePort> {
  const id = ++ports
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      clearTimeout(timer)
      removeEventListener('message', arrived)
      settle()
    }
    const timer = setTimeout(
      () => done(() => reject(new Fault('closed', 'Hawser did not open its disk.'))),
      portWaitMs,
    )
    const arrived = (event: MessageEvent) => {
      const port = event.ports[0]
      if (event.source !== window || event.data?.type !== 'hawser:disk-port' || event.data.id !== id || !port)
        return
      done(() => resolve(port))
    }
    addEventListener('message', arrived)
    bridge.connectDisk(id)
  })
}
