import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import { forkNode } from '../../../src/host/fork-node.ts'
import { type ElectronPort, electronLink } from '../../../src/wire/electron-link.ts'
import { portLink, socketLink } from '../../../src/wire/index.ts'
import { lineLink } from '../../../src/wire/line-link.ts'
import { processLink } from '../../../src/wire/process-link.ts'
import type { Pair } from './compliance.ts'
import { type SubjectState, serveSubject } from './subject.ts'

/** The asking end here, the answering end in a real worker thread. */
export async function workerPair(): Promise<Pair> {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(new URL('./subject-worker.ts', import.meta.url), {
    workerData: { port: port2 },
    transferList: [port2],
  })
  await once(worker, 'online')
  return {
    link: portLink(port1 as never),
    async state() {
      worker.postMessage('state')
      const [state] = await once(worker, 'message')
      return state as SubjectState
    },
    killServer: () => void worker.terminate(),
    killClient: () => port1.close(),
    async close() {
      port1.close()
      await worker.terminate()
    },
  }
}

/** The asking end here, the answering end in a process of its own. */
export async function processPair(): Promise<Pair> {
  const child = forkNode(new URL('./subject-process.ts', import.meta.url), {})
  let asked: ((state: SubjectState) => void) | undefined
  child.onMessage((message) => {
    const { state } = message as { state?: SubjectState }
    if (state) asked?.(state)
  })
  const exited = new Promise<void>((resolve) => child.onExit(() => resolve()))
  return {
    link: processLink(child),
    state: () =>
      new Promise((resolve) => {
        asked = resolve
        child.post('state')
      }),
    killServer: () => child.kill(),
    sendNoise() {
      for (const noise of ['', 'frame', 7, null, [{ frame: 1 }], { defect: 'none' }]) child.post(noise)
    },
    async close() {
      child.kill()
      await exited
    },
  }
}

/** Electron's MessagePortMain as seen by its users: an emitter whose events carry `data`. */
function asElectronPort(port: MessagePort): ElectronPort {
  return {
    postMessage: (message) => port.postMessage(message),
    on(type: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      if (type === 'close') port.on('close', () => listener({ data: undefined }))
      else port.on('message', (data) => listener({ data }))
    },
    start: () => port.start(),
  }
}

/** The renderer's end is a browser port, the main process's end is Electron's. */
export async function electronPair(): Promise<Pair> {
  const { port1, port2 } = new MessageChannel()
  const state = serveSubject(electronLink(asElectronPort(port2)))
  return {
    link: portLink(port1 as never),
    state: async () => state,
    killServer: () => port2.close(),
    killClient: () => port1.close(),
    close: async () => port1.close(),
  }
}

/** A server of `ws` and the WebSocket that browsers and Node have. */
export async function socketPair(): Promise<Pair> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const served = Promise.withResolvers<{ socket: ServerSocket; raw: Socket; state: SubjectState }>()
  server.on('connection', (socket, { socket: raw }) =>
    served.resolve({ socket, raw, state: serveSubject(socketLink(socket)) }),
  )
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const link = socketLink(socket)
  const far = await served.promise
  if (socket.readyState !== WebSocket.OPEN) await once(socket, 'open')
  return {
    link,
    state: async () => far.state,
    killServer: () => far.socket.terminate(),
    killClient: () => far.raw.resetAndDestroy(),
    sendNoise() {
      socket.send('{"id":')
      socket.send(new Uint8Array([0, 1, 2, 255]))
      socket.send('')
      // As if it came from the network: reserved bits and a text that is not UTF-8.
      far.raw.unshift(Buffer.from([0xff, 0x82, 0, 0, 0, 0, 0xc3, 0x28]))
    },
    async close() {
      socket.close()
      far.socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A local socket, one line of JSON a frame. */
export async function linePair(): Promise<Pair> {
  const folder = await mkdtemp(join(tmpdir(), 'hawser-line-'))
  const path =
    process.platform === 'win32' ? `\\\\.\\pipe\\${folder.replaceAll('\\', '-')}` : join(folder, 's')
  const served = Promise.withResolvers<{ socket: Socket; state: SubjectState }>()
  const server = createServer((socket) =>
    served.resolve({ socket, state: serveSubject(lineLink(socket)) }),
  ).listen(path)
  await once(server, 'listening')
  const socket = connectSocket(path)
  const link = lineLink(socket)
  const far = await served.promise
  return {
    link,
    state: async () => far.state,
    killServer: () => far.socket.destroy(),
    killClient: () => socket.destroy(),
    sendNoise() {
      socket.write(Buffer.from([0xff, 0xfe, 0, 10, 0x7b, 10, 10, 0x22, 0xc3, 10]))
    },
    async close() {
      socket.destroy()
      far.socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}
