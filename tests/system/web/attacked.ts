import { readdir, readFile, readlink, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { hostContract } from '../../../src/contract/host.ts'
import { connect as connectWire, socketLink } from '../../../src/wire/index.ts'
import { Running } from '../cli/harness.ts'
import { newFolder } from './harness.ts'

/** A web shell in a process of its own, to be attacked, and a good client that goes on asking. */
export class Attacked implements AsyncDisposable {
  readonly folder: string
  readonly token: string
  readonly host: string
  readonly port: number
  readonly cookie: string
  readonly #running: Running
  readonly #sockets = new Set<Socket>()
  #usualMs = 0

  private constructor(folder: string, running: Running, address: URL, cookie: string) {
    this.folder = folder
    this.#running = running
    this.host = address.host
    this.port = Number(address.port)
    this.token = new URLSearchParams(address.hash.slice(1)).get('token')!
    this.cookie = cookie
  }

  static async start(): Promise<Attacked> {
    const folder = newFolder()
    const running = new Running([join(import.meta.dirname, 'run-fixture.ts'), folder, '--json'])
    const { addresses } = (await running.event('listening')) as { addresses: string[] }
    const address = new URL(addresses[0]!)
    const answer = await fetch(`${address.origin}/session`, {
      method: 'POST',
      headers: { origin: address.origin },
      body: JSON.stringify({ token: new URLSearchParams(address.hash.slice(1)).get('token') }),
    })
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!
    const attacked = new Attacked(folder, running, address, cookie)
    const times: number[] = []
    for (let n = 0; n < 10; n++) times.push(await attacked.goodClientMs())
    attacked.#usualMs = Math.max(...times)
    return attacked
  }

  get origin(): string {
    return `http://${this.host}`
  }

  /** What a page does that is opened now: it is loaded, a socket opened, something asked. Throws if that does not work. */
  async goodClientMs(): Promise<number> {
    const began = performance.now()
    const page = await fetch(`${this.origin}/`, { headers: { cookie: this.cookie, connection: 'close' } })
    const text = await page.text()
    if (page.status !== 200 || !text.includes('The page'))
      throw new Error(`the page is ${page.status}: ${text}`)
    const socket = this.webSocket('/wire')
    try {
      await connectWire(hostContract, socketLink(socket)).about(undefined)
    } finally {
      socket.terminate()
    }
    return performance.now() - began
  }

  /** How often slower than the slowest time before a good client may be, and what is always granted on a busy machine. */
  async isWellServed(times = 40, grantedMs = 15_000): Promise<boolean> {
    return (await this.goodClientMs()) <= Math.max(grantedMs, times * this.#usualMs)
  }

  /** MB */
  async rss(): Promise<number> {
    const status = await readFile(`/proc/${this.#running.child.pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)![1]) / 1024
  }

  async openSockets(): Promise<number> {
    const folder = `/proc/${this.#running.child.pid}/fd`
    const links = await Promise.all(
      (await readdir(folder)).map((name) => readlink(join(folder, name)).catch(() => '')),
    )
    return links.filter((link) => link.startsWith('socket:')).length
  }

  /** The sum of a counter over its series with that label. */
  async counter(name: string, label = ''): Promise<number> {
    const socket = this.webSocket('/wire')
    const { text } = await connectWire(hostContract, socketLink(socket)).metrics(undefined)
    socket.terminate()
    const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(label))
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
  }

  webSocket(path: string): WebSocket {
    const headers = { cookie: this.cookie, origin: this.origin }
    const socket = new WebSocket(`ws://${this.host}${path}`, { headers, perMessageDeflate: false })
    socket.binaryType = 'arraybuffer'
    socket.on('error', () => {})
    return socket
  }

  /** A bare connection, until the test is over. */
  socket(): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port: this.port, allowHalfOpen: true })
    this.#sockets.add(socket)
    return new Promise((resolve) => {
      const done = () => resolve(socket)
      socket.once('connect', done).once('close', done)
      socket.on('error', () => {})
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }

  /** What comes back for these bytes until the other side ends it, or nothing more comes for a moment. */
  async say(bytes: string | Uint8Array, quietMs = 300): Promise<string> {
    const socket = await this.socket()
    let heard = ''
    await new Promise<void>((resolve) => {
      let timer = setTimeout(resolve, quietMs * 5)
      const soon = () => {
        clearTimeout(timer)
        timer = setTimeout(resolve, quietMs)
      }
      socket.on('data', (part: Buffer) => {
        heard += part.toString('latin1')
        soon()
      })
      socket.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
      socket.write(bytes, soon)
    })
    socket.destroy()
    return heard
  }

  /** What comes back until the other side ends it, as these bytes ask it to. */
  async sayLast(bytes: string): Promise<string> {
    const socket = await this.socket()
    let heard = ''
    socket.on('data', (part: Buffer) => {
      heard += part.toString('latin1')
    })
    socket.on('end', () => socket.end())
    socket.write(bytes)
    if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve))
    return heard
  }

  /** A connection that has become a WebSocket, to write frames on that no client would. */
  async rawWebSocket(path: string): Promise<Socket> {
    const socket = await this.socket()
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: ${this.host}`,
      `Origin: ${this.origin}`,
      `Cookie: ${this.cookie}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    await new Promise((resolve) => socket.once('readable', resolve).once('close', resolve))
    return socket
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** It has not ended, and goes when it is asked to. */
  async stop(): Promise<{ status: number | null; stderr: string }> {
    this.hangUp()
    return this.#running.stop('SIGTERM')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp()
    await this.#running[Symbol.asyncDispose]()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A frame as a client sends it, with a mask of zeros: RFC 6455 §5.2. */
export function clientFrame(opcode: number, payload: Uint8Array, isFinal = true): Buffer {
  const { length } = payload
  const size =
    length < 126
      ? Buffer.from([0x80 | length])
      : length < 65_536
        ? Buffer.from([0xfe, length >> 8, length & 0xff])
        : Buffer.from([
            0xff,
            0,
            0,
            0,
            0,
            (length >>> 24) & 0xff,
            (length >> 16) & 0xff,
            (length >> 8) & 0xff,
            length & 0xff,
          ])
  return Buffer.concat([Buffer.from([(isFinal ? 0x80 : 0) | opcode]), size, Buffer.alloc(4), payload])
}
