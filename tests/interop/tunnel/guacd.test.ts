import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CliTunnel, openCliTunnel } from '../../support/tunnel-peers/cli-tunnel.ts'
import { hasGuacd, startGuacd } from '../../support/tunnel-peers/guacd.ts'
import { startVncServer } from '../../support/tunnel-peers/vnc-server.ts'

/** As a viewer writes them, by code points. */
const instruction = (...elements: string[]) =>
  `${elements.map((element) => `${[...element].length}.${element}`).join(',')};`

/** A viewer that speaks Guacamole, as far as a session needs it. */
class Viewer implements Disposable {
  readonly #socket: Socket
  readonly seen: string[][] = []
  #rest = ''
  #heard = () => {}
  /** Answers each `sync`, as a viewer must. */
  answers = false

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.setEncoding('utf8').on('data', (text) => this.#take(String(text)))
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => this.#heard())
  }

  send(...elements: string[]): void {
    this.#socket.write(instruction(...elements))
  }

  /** The first of this opcode; undefined when the session ends without one. */
  async next(opcode: string): Promise<string[] | undefined> {
    for (;;) {
      const found = this.seen.find(([first]) => first === opcode)
      if (found || this.#socket.closed) return found
      await new Promise<void>((resolve) => {
        this.#heard = resolve
      })
    }
  }

  async count(opcode: string, count: number): Promise<void> {
    while (this.seen.filter(([first]) => first === opcode).length < count) {
      if (this.#socket.closed) throw new Error(`ended after ${JSON.stringify(this.seen.at(-1))}`)
      await new Promise<void>((resolve) => {
        this.#heard = resolve
      })
    }
  }

  #take(text: string): void {
    this.#rest += text
    for (;;) {
      const elements: string[] = []
      let at = 0
      for (;;) {
        const length = /^(\d+)\./.exec(this.#rest.slice(at, at + 8))
        if (!length) return this.#heard()
        const from = at + length[0].length
        at = from + Number(length[1])
        const end = this.#rest[at]
        if (end === undefined) return this.#heard()
        elements.push(this.#rest.slice(from, at))
        at++
        if (end === ';') break
      }
      this.#rest = this.#rest.slice(at)
      this.seen.push(elements)
      if (this.answers && elements[0] === 'sync') this.send('sync', elements[1] ?? '')
    }
  }

  [Symbol.dispose]() {
    this.#socket.destroy()
  }
}

describe.skipIf(!hasGuacd)('a real guacd at the far end', () => {
  let guacd: Awaited<ReturnType<typeof startGuacd>>
  let desktop: Awaited<ReturnType<typeof startVncServer>>
  let tunnel: CliTunnel
  let plain: number
  let begun: number

  beforeAll(async () => {
    guacd = await startGuacd()
    desktop = await startVncServer()
    const session = [
      '--session',
      'vnc',
      '--parameter',
      'hostname=127.0.0.1',
      '--parameter',
      `port=${desktop.port}`,
    ]
    const target = `127.0.0.1:${guacd.port}`
    const serve = ['--allow', target]
    tunnel = await openCliTunnel({
      serve,
      ways: ['--guacd', `0=${target}`, ...session, '--forward', `0=${target}`],
    })
    ;[begun = 0] = tunnel.ports('guacd')
    ;[plain = 0] = tunnel.ports('forward')
  })
  afterAll(async () => {
    await tunnel?.[Symbol.asyncDispose]()
    await desktop?.[Symbol.asyncDispose]()
    await guacd?.[Symbol.asyncDispose]()
  })

  /** The figures of the one session, from the first line that fits. */
  const figures = async (fits: (guacamole: { in: number; out: number; error: string }) => boolean) => {
    const line = await tunnel.near.event('telemetry', ({ connections }) =>
      (connections as { guacamole: never }[]).some(({ guacamole }) => guacamole && fits(guacamole)),
    )
    return line['connections'] as { guacamole: { in: number; out: number; lagMs: number; error: string } }[]
  }

  test('answers the handshake of a viewer, and shows a desktop', async () => {
    using viewer = new Viewer(plain)
    viewer.send('select', 'vnc')
    const [, version = '', ...names] = (await viewer.next('args')) ?? []
    expect(version).toMatch(/^VERSION_1_\d_0$/)
    expect(names).toContain('hostname')
    viewer.send('size', '1024', '768', '96')
    for (const kind of ['audio', 'video', 'image']) viewer.send(kind)
    viewer.send('timezone', 'Europe/Berlin')
    const values: Record<string, string> = { hostname: '127.0.0.1', port: String(desktop.port) }
    viewer.send('connect', version, ...names.map((name) => values[name] ?? ''))
    const [, id] = (await viewer.next('ready')) ?? []
    expect(id).toMatch(/^\$[0-9a-f-]{36}$/)
    viewer.answers = true
    await viewer.count('sync', 5)
    expect(viewer.seen).toContainEqual(['size', '0', '64', '48'])
    expect(await viewer.next('img')).toBeDefined()
    viewer.send('disconnect')
  })

  test('gets the handshake of the way itself, and the viewer the session; its figures are told', async () => {
    using viewer = new Viewer(begun)
    viewer.answers = true
    await viewer.count('sync', 8)
    expect(viewer.seen).toContainEqual(['size', '0', '64', '48'])
    expect(viewer.seen.some(([opcode]) => opcode === 'args')).toBe(false)
    const [session] = (await figures(({ in: ins, out }) => ins > 20 && out > 8)).filter(
      ({ guacamole }) => guacamole,
    )
    expect(session?.guacamole.error).toBe('')
    viewer.send('disconnect')
  })

  test('is heard when it says why a session is over', async () => {
    using viewer = new Viewer(begun)
    viewer.answers = true
    await viewer.count('sync', 2)
    await desktop[Symbol.asyncDispose]()
    const [, text = '', status] = (await viewer.next('error')) ?? []
    expect(text).not.toBe('')
    expect(Number(status)).toBeGreaterThan(0)
  })
})
