import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'

/** Two sides that reach one another, apart from the machine's own network. Needs Linux and root. */
export interface Network extends Disposable {
  near: Side
  far: Side
  /** Bytes that have crossed in both directions, headers included. */
  crossed(): number
}

export interface Side {
  host: string
  /** The command with which a program is run on this side. */
  command(program: string, args: readonly string[]): [string, string[]]
}

export const ip = (words: string): string => {
  const options = {
    stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8' as const,
  }
  return execFileSync('ip', words.split(' '), options)
}

/** Whatever the machine's own is, TCP to there is controlled by what most systems have. */
export const withCubic = (namespace: string, route: string): void =>
  void ip(`-netns ${namespace} route replace ${route} dev cable congctl cubic`)

/** A network namespace of its own; what is in it goes with it. */
export function makeNamespace(): { name: string; remove(): void } {
  const name = `hawser-bench-${randomBytes(4).toString('hex')}`
  ip(`netns add ${name}`)
  ip(`-netns ${name} link set lo up`)
  return { name, remove: () => void ip(`netns del ${name}`) }
}

const inside = (namespace: string, program: string, ...args: string[]) =>
  execFileSync('ip', ['netns', 'exec', namespace, program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })

export const sideIn = (namespace: string, host: string): Side => ({
  host,
  command: (program, args) => ['ip', ['netns', 'exec', namespace, program, ...args]],
})

interface Counters {
  stats64: { rx: { bytes: number }; tx: { bytes: number } }
}

export function bytesOf(namespace: string, device: string): number {
  const [{ stats64 }] = JSON.parse(ip(`-netns ${namespace} -s -json link show dev ${device}`)) as [Counters]
  return device === 'lo' ? stats64.tx.bytes : stats64.rx.bytes + stats64.tx.bytes
}

/** Both sides on one loopback interface, with packets of so many bytes at most. */
export function loopback(mtu = 65_536): Network {
  const { name, remove } = makeNamespace()
  ip(`-netns ${name} link set lo mtu ${mtu}`)
  const side = sideIn(name, '127.0.0.1')
  return { near: side, far: side, crossed: () => bytesOf(name, 'lo'), [Symbol.dispose]: remove }
}

/** A cable between two machines, shaped to 1 Gbit/s in both directions. */
export function gigabitLink(): Network {
  const near = makeNamespace()
  const far = makeNamespace()
  ip(`-netns ${near.name} link add cable type veth peer name cable netns ${far.name}`)
  for (const [{ name }, host] of [
    [near, '10.99.0.1'],
    [far, '10.99.0.2'],
  ] as const) {
    ip(`-netns ${name} addr add ${host}/24 dev cable`)
    ip(`-netns ${name} link set cable up`)
    withCubic(name, '10.99.0.0/24')
    const shape = 'qdisc add dev cable root tbf rate 1gbit burst 64k latency 20ms'
    inside(name, 'tc', ...shape.split(' '))
  }
  return {
    near: sideIn(near.name, '10.99.0.1'),
    far: sideIn(far.name, '10.99.0.2'),
    crossed: () => bytesOf(near.name, 'cable'),
    [Symbol.dispose]() {
      near.remove()
      far.remove()
    },
  }
}
