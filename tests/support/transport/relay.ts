import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

/** A UDP relay on this machine that may change what passes, and the address that it is seen at. */
export class Relay implements AsyncDisposable {
  /** What becomes of a datagram; undefined loses it. Set at any time. */
  mangle: (bytes: Buffer, towardsServer: boolean) => Buffer | undefined = (bytes) => bytes
  readonly #to: number
  readonly #front = createSocket('udp4')
  #back: Socket | undefined
  #client = { address: '', port: 0 }

  private constructor(to: number) {
    this.#to = to
    this.#front.on('message', (bytes, from) => {
      this.#client = from
      const passed = this.mangle(bytes, true)
      if (passed !== undefined) this.#back?.send(passed, this.#to, '127.0.0.1')
    })
  }

  static async to(port: number): Promise<Relay> {
    const relay = new Relay(port)
    relay.#front.bind(0, '127.0.0.1')
    await once(relay.#front, 'listening')
    relay.#front.setRecvBufferSize(1 << 22)
    await relay.move()
    return relay
  }

  get port(): number {
    return this.#front.address().port
  }

  /** The server sees another port from now on, and what it sends to the old one is lost. */
  async move(): Promise<number> {
    this.#back?.close()
    const back = createSocket('udp4')
    back.bind(0, '127.0.0.1')
    await once(back, 'listening')
    back.setRecvBufferSize(1 << 22)
    back.on('message', (bytes) => {
      const passed = this.mangle(bytes, false)
      if (passed !== undefined) this.#front.send(passed, this.#client.port, this.#client.address)
    })
    this.#back = back
    return back.address().port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#front.close()
    this.#back?.close()
  }
}
