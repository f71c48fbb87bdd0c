import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server, type Socket as TcpSocket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import { createNatCheck } from '../../../src/engines/diagnose/checks/nat.ts'
import { createTurnCheck } from '../../../src/engines/diagnose/checks/turn.ts'
import { askBigPackets } from '../../../src/engines/diagnose/probes/big-packets.ts'
import { askDns } from '../../../src/engines/diagnose/probes/dns.ts'
import { getPage } from '../../../src/engines/diagnose/probes/http.ts'
import { askRtsp } from '../../../src/engines/diagnose/probes/rtsp.ts'
import { askTime } from '../../../src/engines/diagnose/probes/sntp.ts'
import { openTcp } from '../../../src/engines/diagnose/probes/tcp.ts'
import { patientClock } from '../../../src/engines/kit/clock.ts'
import { fakeContext } from '../../support/diagnose/fake-context.ts'
import { freePort } from '../../support/free-port.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { ownAddress, startTurnServer } from '../../support/rtc/turn-server.ts'

const options = { clock: patientClock, signal: new AbortController().signal }
const local = '127.0.0.1'
const patient = 20_000

const open = new Set<Socket | Server>()
const connections = new Set<TcpSocket>()
afterEach(() => {
  for (const each of open) each.close()
  for (const each of connections) each.destroy()
  open.clear()
  connections.clear()
})

async function udpServer(
  answer: (bytes: Buffer, from: RemoteInfo, socket: Socket) => void,
  port = 0,
): Promise<number> {
  const socket = createSocket('udp4').bind(port, local)
  open.add(socket)
  await once(socket, 'listening')
  socket.on('message', (bytes, from) => answer(bytes, from, socket))
  return socket.address().port
}

async function tcpServer(connected: (socket: TcpSocket) => void): Promise<number> {
  const server = createServer((socket) => {
    connections.add(socket)
    socket.on('error', () => {})
    connected(socket)
  })
  open.add(server)
  server.listen(0, local)
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

describe('DNS', () => {
  const reply = (question: Buffer, flags: number, records: Buffer[]) => {
    const answer = Buffer.concat([question, ...records])
    answer.writeUInt16BE(flags, 2)
    answer.writeUInt16BE(records.length, 6)
    return answer
  }
  const record = (last: number) => Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, last])
  const ask = (port: number, timeoutMs = patient) =>
    askDns({ server: { address: local, port }, name: 'cam.example', type: 'A', timeoutMs }, options)

  test('a server that answers is heard, past an answer to something else', async () => {
    const port = await udpServer((question, from, socket) => {
      const stray = reply(question, 0x8180, [record(9)])
      stray.writeUInt16BE(stray.readUInt16BE(0) ^ 1, 0)
      socket.send(stray, from.port, from.address)
      socket.send(reply(question, 0x8180, [record(7)]), from.port, from.address)
    })
    expect(await ask(port)).toMatchObject({ state: 'answered', rcode: 0, addresses: ['192.0.2.7'] })
  })

  test('what does not fit a datagram is fetched by TCP', async () => {
    const port = await tcpServer((socket) => {
      socket.on('data', (bytes: Buffer) => {
        const whole = reply(bytes.subarray(2), 0x8180, [record(7), record(8)])
        const length = Buffer.alloc(2)
        length.writeUInt16BE(whole.length)
        socket.write(Buffer.concat([length, whole]))
      })
    })
    await udpServer(
      (question, from, socket) => socket.send(reply(question, 0x8380, []), from.port, from.address),
      port,
    )
    expect(await ask(port)).toMatchObject({ addresses: ['192.0.2.7', '192.0.2.8'], overTcp: true })
  })

  test('a dead port is told from a silent one', async () => {
    expect(await ask(await freePort())).toEqual({ state: 'refused' })
    expect(await ask(await udpServer(() => {}), 100)).toEqual({ state: 'silent' })
  })
})

test('a time server that is two seconds ahead is found to be', async () => {
  const port = await udpServer((request, from, socket) => {
    const answer = Buffer.alloc(48)
    answer.set([0x24, 2])
    answer.set(request.subarray(40, 48), 24)
    const seconds = (Date.now() + 2000) / 1000 + 2_208_988_800
    for (const at of [32, 40]) {
      answer.writeUInt32BE(Math.floor(seconds), at)
      answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4)
    }
    socket.send(answer, from.port, from.address)
  })
  const reply = await askTime({ address: local, port }, patient, options)
  expect(reply.state).toBe('answered')
  if (reply.state !== 'answered') return
  expect(Math.abs(reply.offsetMs - 2000)).toBeLessThan(reply.delayMs / 2 + 20)
})

describe('connections', () => {
  test('made, refused and aborted are told apart', async () => {
    const port = await tcpServer(() => {})
    const made = await openTcp({ address: local, port, timeoutMs: patient }, options)
    expect(made.state).toBe('connected')
    if (made.state === 'connected') made[Symbol.dispose]()
    const dead = await freePort()
    expect((await openTcp({ address: local, port: dead, timeoutMs: patient }, options)).state).toBe('refused')
    const aborted = { ...options, signal: AbortSignal.abort() }
    expect((await openTcp({ address: local, port, timeoutMs: patient }, aborted)).state).toBe('silent')
  })

  test('a page is fetched with where it sends to', async () => {
    const port = await tcpServer((socket) =>
      socket.once('data', () =>
        // It stays open, as servers may.
        socket.write(
          'HTTP/1.1 302 Found\r\nLocation: https://login.example/?from=x\r\nContent-Length: 5\r\n\r\nmoved',
        ),
      ),
    )
    const page = await getPage(new URL(`http://${local}:${port}/check`), local, patient, options)
    expect(page).toMatchObject({ status: 302, location: 'https://login.example/?from=x', body: 'moved' })
  })
})

describe('RTSP', () => {
  const camera = (describe: string, hangs = () => {}) =>
    tcpServer((socket) => {
      let text = ''
      socket.on('data', (bytes: Buffer) => {
        text += bytes.toString('latin1')
        for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
          const request = text.slice(0, end)
          text = text.slice(end + 4)
          const number = /CSeq: (\d+)/.exec(request)?.[1]
          if (request.startsWith('OPTIONS'))
            socket.write(
              `RTSP/1.0 200 OK\r\nCSeq: ${number}\r\nServer: Cam/1.2\r\nPublic: OPTIONS, DESCRIBE\r\n\r\n`,
            )
          else if (describe !== '') socket.write(`RTSP/1.0 ${describe}`)
          else hangs()
        }
      })
    })
  const ask = (port: number, timeoutMs = patient, how = options) =>
    askRtsp({ host: local, port }, local, timeoutMs, how)

  test('a camera that asks for a password is understood', async () => {
    const port = await camera('401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="x"\r\n\r\n')
    expect(await ask(port)).toMatchObject({
      state: 'rtsp',
      options: { status: 200 },
      describe: { status: 401 },
      server: 'Cam/1.2',
      methods: ['OPTIONS', 'DESCRIBE'],
      schemes: ['Digest'],
    })
  })

  test('one that hangs in the midst, one that says nothing and other protocols are told apart', async () => {
    const clock = new ManualClock()
    const hangs = Promise.withResolvers<void>()
    const asking = ask(await camera('', hangs.resolve), patient, { ...options, clock })
    await hangs.promise
    await clock.advance(patient)
    expect(await asking).toMatchObject({ state: 'rtsp', describe: undefined })
    expect(await ask(await tcpServer(() => {}), 100)).toMatchObject({ state: 'mute' })
    expect(await ask(await tcpServer((socket) => socket.end()))).toMatchObject({ state: 'closed' })
    const ssh = await tcpServer((socket) => socket.write('SSH-2.0-Test\r\n'))
    expect(await ask(ssh)).toMatchObject({ state: 'other', speaks: 'SSH-2.0-Test' })
  })

  const nothing = async () => ({ largestReceived: 0 })
  const large = (port: number, timeoutMs: number) =>
    askBigPackets({ host: local, port }, local, timeoutMs, nothing, options)

  test('large questions are answered, and rows of questions', async () => {
    expect(await large(await camera(''), patient)).toMatchObject({
      protocol: 'RTSP',
      up: 'passes',
      down: 'passes',
    })
  })

  test('a server that reads one question of many, or no long ones, is not taken for a black hole', async () => {
    const limited = await tcpServer((socket) => {
      socket.on('data', (bytes: Buffer) => {
        const text = bytes.toString('latin1')
        const isWhole = text.startsWith('OPTIONS') && text.endsWith('\r\n\r\n') && text.length < 4000
        if (isWhole) socket.write('RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n')
      })
    })
    const found = await large(limited, 1000)
    expect(found).toMatchObject({ state: 'asked', up: 'unknown', down: 'unknown' })
  })
})

describe('TURN and STUN of a server', () => {
  // Servers relay nothing to loopback.
  const own = ownAddress()

  test.runIf(own !== undefined)('relays are given and carry packets; a wrong password is named', async () => {
    await using server = await startTurnServer(own!)
    const [right] = server.iceServers
    const context = (credential: string, transport = '') => ({
      iceServers: [{ ...right!, url: `${right!.url}${transport}`, credential }],
    })
    const check = createTurnCheck()
    const good = await check.run(fakeContext({ context: context('secret') }))
    expect(good).toMatchObject({ state: 'good', figures: { carries: 'yes' } })
    const byTcp = await check.run(fakeContext({ context: context('secret', '?transport=tcp') }))
    expect(byTcp).toMatchObject({ state: 'good', figures: { carries: 'yes' } })
    const wrong = await check.run(fakeContext({ context: context('mistaken') }))
    expect(wrong).toMatchObject({ state: 'bad', figures: { wrongCredentials: true } })
    expect(JSON.stringify([good, byTcp, wrong])).not.toMatch(/secret|mistaken/)

    const nat = await createNatCheck().run(
      fakeContext({ context: context('secret'), interfaces: networkInterfaces }),
    )
    expect(nat).toMatchObject({
      state: 'good',
      figures: { udp: 'works', mapping: 'none', publicAddress: own },
    })
  })

  test('a server that is there by TCP alone shows that UDP is blocked', async () => {
    const port = await tcpServer(() => {})
    const settings = { stunServers: [{ url: `stun:${local}:${port}` }] }
    expect(await createNatCheck().run(fakeContext({ settings }))).toMatchObject({
      state: 'bad',
      figures: { udp: 'blocked' },
    })
  })
})
