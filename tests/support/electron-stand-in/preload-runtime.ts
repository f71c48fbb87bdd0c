/** Runs inside the page before any of its scripts: gives the preload bundle its `require('electron')`. */
export function preloadRuntime(preload: string): void {
  type Listener = (event: unknown, ...args: unknown[]) => void
  const page = window as unknown as Record<string, unknown>
  const tell = page['__standIn'] as (message: unknown) => Promise<void>
  delete page['__standIn']
  // A new document: whatever the one before it held is gone.
  void tell({ type: 'document' })
  const listeners = new Map<string, Listener[]>()
  const ports = new Map<string, MessagePort>()

  const adopt = (port: MessagePort, id: string) => {
    ports.set(id, port)
    port.onmessage = (event) => void tell({ type: 'port', id, data: event.data })
    port.addEventListener('close', () => void tell({ type: 'port-close', id }))
  }
  const ipcRenderer = {
    send: (channel: string, ...args: unknown[]) => void tell({ type: 'send', channel, args }),
    on(channel: string, listener: Listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
    },
  }
  /** Like Electron's bridge: functions become proxies, everything else is copied. */
  const bridge = (value: unknown): unknown => {
    if (typeof value === 'function') return (...args: unknown[]) => bridge(value(...args.map(bridge)))
    if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
      return Object.freeze(
        Object.fromEntries(Object.entries(value).map(([key, part]) => [key, bridge(part)])),
      )
    return structuredClone(value)
  }
  const electron = {
    ipcRenderer,
    contextBridge: {
      exposeInMainWorld: (key: string, api: unknown) =>
        Object.defineProperty(window, key, { value: bridge(api), enumerable: true }),
    },
  }

  Object.defineProperty(window, '__standInTell', {
    value: (message: {
      type: string
      id: string
      data: unknown
      channel: string
      args: unknown[]
      ports?: string[]
    }) => {
      if (message.type === 'port') ports.get(message.id)?.postMessage(message.data)
      else if (message.type === 'port-close') {
        ports.get(message.id)?.close()
        ports.delete(message.id)
      } else {
        const received = (message.ports ?? []).map((id) => {
          const { port1, port2 } = new MessageChannel()
          adopt(port1, id)
          return port2
        })
        for (const listener of listeners.get(message.channel) ?? [])
          listener({ ports: received }, ...message.args)
      }
    },
  })
  // A sandboxed preload runs in every page, but an address other than the app's has no business with it here.
  const require = (name: string) => {
    if (name === 'electron') return electron
    throw new Error(`a sandboxed preload may only require electron, not ${name}`)
  }
  const module = { exports: {} }
  new Function('require', 'module', 'exports', preload)(require, module, module.exports)
}
