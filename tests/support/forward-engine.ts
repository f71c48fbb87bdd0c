import { once } from 'node:events'
import { type AddressInfo, connect as connectTcp, createServer, type Server, type Socket } from 'node:net'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { EngineEvent, ForwardSnapshot, Rule, RuleColumn, RuleInput } from '../../src/contract/index.ts'
import { forwardContract, ruleSchema } from '../../src/contract/index.ts'
import { connect, portLink } from '../../src/wire/index.ts'
import { freePort } from './free-port.ts'

export { freePort }

/** The forward engine in its worker, as the host has it. */
export class EngineHarness implements AsyncDisposable {
  readonly events: EngineEvent[] = []
  readonly worker: Worker
  readonly client: ReturnType<typeof connect<typeof forwardContract>>
  latest: ForwardSnapshot | undefined
  #rules: Rule[] = []
  #changed: (() => void)[] = []

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.worker = new Worker(new URL('../../src/engines/forward/index.ts', import.meta.url), {
      workerData: { port: port2 },
      transferList: [port2],
    })
    this.client = connect(forwardContract, portLink(port1 as never))
    this.#follow(this.client.events(undefined), (event) => this.events.push(event))
    this.#follow(this.client.snapshots(undefined), (snapshot) => {
      this.latest = snapshot
    })
  }

  async #follow<T>(items: AsyncIterable<T>, take: (item: T) => void): Promise<void> {
    try {
      for await (const item of items) {
        take(item)
        for (const wake of this.#changed.splice(0)) wake()
      }
    } catch {
      // The worker has ended.
    }
  }

  /** Adds a rule from a free port to `target`, waits until it listens, and returns it. */
  async add(target: { host: string; port: number }, settings: Partial<RuleInput> = {}): Promise<Rule> {
    const id = `rule${this.#rules.length}`
    const listen = { host: '127.0.0.1', port: await freePort() }
    const rule = ruleSchema.parse({ id, name: id, listen, target, ...settings })
    await this.apply([...this.#rules, rule])
    if (rule.enabled) await this.until(() => !['starting', 'off', undefined].includes(this.state(id)))
    return rule
  }

  async apply(rules: Rule[]): Promise<void> {
    this.#rules = rules
    await this.client.apply({ rules })
  }

  async change(rule: Rule, change: Partial<Rule>): Promise<Rule> {
    const changed = { ...rule, ...change }
    await this.apply(this.#rules.map((each) => (each.id === rule.id ? changed : each)))
    return changed
  }

  state(id: string): string | undefined {
    const index = this.latest?.ids.indexOf(id) ?? -1
    return this.latest?.states[index]
  }

  column(id: string, name: RuleColumn): number {
    const index = this.latest?.ids.indexOf(id) ?? -1
    return this.latest?.columns[name][index] ?? Number.NaN
  }

  /** Resolves once `holds` is true; it is asked again with each snapshot and event. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds())
      await new Promise<void>((resolve) => {
        this.#changed.push(resolve)
      })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.worker.terminate()
  }
}

/** A TCP server on loopback that ends with its connections. */
export async function listen(handle: (socket: Socket) => void, port = 0) {
  const sockets = new Set<Socket>()
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    handle(socket)
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close').catch(() => {})
    },
  }
}

/** A connected client. Errors end it without a sound; tests look at what it got. */
export async function dial(port: number, options: { allowHalfOpen?: boolean } = {}): Promise<Socket> {
  const socket = connectTcp({ host: '127.0.0.1', port, ...options })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

export async function readAll(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of socket) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
