import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canMakeNamespaces, makeNamespace, type Namespace } from '../../support/network-namespace.ts'
import { project, Running } from '../cli/harness.ts'

const receiverAddress = '203.0.113.5'
const support = (file: string) => new URL(`../../support/${file}`, import.meta.url).href

/** Sends SRT data as a camera does, 200 packets a second. */
const camera = `
import { createSocket } from 'node:dgram'
import { dataPacket } from ${JSON.stringify(support('srt-packets.ts'))}
const socket = createSocket('udp4')
let sequence = 0
setInterval(() => socket.send(dataPacket(sequence++), 6000, '127.0.0.1'), 5)`

/** Takes the place of the SRT listener; tells how many packets came in each tenth of a second. */
const listener = `
import { createSocket } from 'node:dgram'
const socket = createSocket('udp4').bind(4001, '127.0.0.1')
let count = 0
socket.on('message', () => count++)
setInterval(() => { console.log(count); count = 0 }, 100)`

/** Two uplinks towards a receiver that is reached by either. */
function plugged(namespace: Namespace): void {
  const far = (words: string) => execFileSync('ip', ['-netns', namespace.far, ...words.split(' ')])
  far('link set lo up')
  far(`addr add ${receiverAddress}/32 dev lo`)
  namespace.plug('eth7', '10.0.0.2/24', '10.0.0.1/24')
  namespace.plug('wwan1', '10.0.1.2/24', '10.0.1.1/24')
  namespace.ip('route add default via 10.0.0.1 dev eth7')
  namespace.ip('rule add from 10.0.1.2 lookup 101')
  route(namespace)
}
/** The system forgets the routes of an interface with its last address. */
const route = (namespace: Namespace) => namespace.ip('route add default via 10.0.1.1 dev wwan1 table 101')

const hawserIn = (namespace: string, args: string) =>
  new Running(
    ['netns', 'exec', namespace, process.execPath, join(project, 'src/cli/index.ts'), ...args.split(' ')],
    {},
    'ip',
  )

test.skipIf(!canMakeNamespaces)(
  'links and receivers that vanish come back by themselves, and the stream goes on by what is left',
  async () => {
    using namespace = makeNamespace()
    plugged(namespace)
    const receive = () =>
      hawserIn(namespace.far, `bond-receive --listen ${receiverAddress}:5000 --target 127.0.0.1:4001 --json`)
    const arrived = namespace.node(listener, namespace.far)
    let receiver = receive()
    await using bond = hawserIn(
      namespace.name,
      `bond --listen 6000 --receiver ${receiverAddress}:5000 --uplink eth7 --uplink wwan1 --json --interval 100ms`,
    )
    try {
      const told = (codes: string[], link: string | undefined, since: number) =>
        bond.line((line) => {
          const told = JSON.parse(line)
          return codes.includes(told.event) && told.link === link && told.at >= since
        })
      /** Ten tenths of a second, all of them with packets. */
      const flows = async () => {
        const from = arrived.lines.length
        const recent = (lines: unknown[]) => lines.slice(from).slice(-10)
        await arrived.until(
          (lines) => recent(lines).length === 10 && recent(lines).every((count) => Number(count) > 0),
          60_000,
        )
      }
      const stateOf = async (link: string, since: number) => {
        const line = await bond.event('telemetry', ({ at }) => Number(at) >= since)
        return (line['links'] as { id: string; state: string }[]).find(({ id }) => id === link)?.state
      }

      await receiver.event('listening')
      await told(['link-up'], 'eth7', 0)
      await told(['link-up'], 'wwan1', 0)
      namespace.node(camera)
      await flows()

      const removed = Date.now()
      namespace.ip('addr flush dev wwan1')
      await told(['link-absent', 'link-down'], 'wwan1', removed)
      expect(await stateOf('wwan1', Date.now())).toMatch(/absent|down/)
      await flows()

      const back = Date.now()
      namespace.ip('addr add 10.0.1.2/24 dev wwan1')
      route(namespace)
      await told(['link-up'], 'wwan1', back)
      await flows()

      const killed = Date.now()
      await receiver.stop('SIGKILL')
      receiver = receive()
      await told(['receiver-restarted'], undefined, killed)
      await told(['link-up'], 'eth7', killed)
      await told(['link-up'], 'wwan1', killed)
      await flows()
    } finally {
      await receiver[Symbol.asyncDispose]()
    }
  },
  150_000,
)
