import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'

/** Namespaces need root on Linux; anywhere else their tests are left out, and say so. */
export const canMakeNamespaces = process.platform === 'linux' && process.getuid?.() === 0
if (!canMakeNamespaces) console.warn('SKIPPED: the tests in network namespaces need Linux and root.')

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString()

export interface Namespace extends Disposable {
  readonly name: string
  /** The namespace that the far ends of its cables are in. */
  readonly far: string
  /** Runs `ip` with these words in the namespace. Throws with what it says when it fails. */
  ip(words: string): string
  /** Runs a whole command line, split at spaces. */
  command(line: string): void
  /** Adds an interface with an address, the other end of which lies in the far namespace and may have an address too. */
  plug(interfaceName: string, cidr: string, farCidr?: string): void
  unplug(interfaceName: string): void
  /** Runs the script with Node in the namespace, or in `where`; what it prints are lines of JSON. */
  node(script: string, where?: string): NodeInNamespace
}

export interface NodeInNamespace extends Disposable {
  readonly pid: number
  readonly lines: unknown[]
  readonly ended: Promise<void>
  /** Waits until the lines are as wanted; throws after `ms`. */
  until(isSo: (lines: unknown[]) => boolean, ms: number): Promise<void>
  stdin(text: string): void
}

/** A machine of its own as far as networks go, with another that the far ends of its cables are in. */
export function makeNamespace(): Namespace {
  const name = `hawser-${randomBytes(4).toString('hex')}`
  const far = `${name}-far`
  ip('netns', 'add', name)
  ip('netns', 'add', far)
  const run = (words: string) => ip('-netns', name, ...words.split(' '))
  run('link set lo up')
  const running = new Set<NodeInNamespace>()
  return {
    name,
    far,
    ip: run,
    command(line) {
      execFileSync('ip', ['netns', 'exec', name, ...line.split(' ')], { stdio: ['ignore', 'pipe', 'pipe'] })
    },
    plug(interfaceName, cidr, farCidr) {
      const end = `far${randomBytes(3).toString('hex')}`
      run(`link add ${interfaceName} type veth peer name ${end} netns ${far}`)
      ip('-netns', far, 'link', 'set', end, 'up')
      if (farCidr !== undefined) ip('-netns', far, 'addr', 'add', farCidr, 'dev', end)
      run(`link set ${interfaceName} up`)
      run(`addr add ${cidr} dev ${interfaceName}`)
    },
    unplug: (interfaceName) => void run(`link del ${interfaceName}`),
    node(script, where = name) {
      const started = startNode(where, script)
      running.add(started)
      return started
    },
    [Symbol.dispose]() {
      for (const each of running) each[Symbol.dispose]()
      ip('netns', 'del', name)
      ip('netns', 'del', far)
    },
  }
}

function startNode(name: string, script: string): NodeInNamespace {
  const args = ['netns', 'exec', name, process.execPath, '--input-type=module', '-e', script]
  const child = spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines: unknown[] = []
  let rest = ''
  let wake = () => {}
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts.map((line) => JSON.parse(line) as unknown))
    wake()
  })
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  return {
    // `ip netns exec` becomes the program that it runs.
    pid: child.pid!,
    lines,
    ended,
    async until(isSo, ms) {
      const deadline = performance.now() + ms
      while (!isSo(lines)) {
        const left = deadline - performance.now()
        if (left <= 0) throw new Error(`not within ${ms} ms: ${JSON.stringify(lines)}`)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
    },
    stdin: (text) => void child.stdin.write(text),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}

/** The URL of a file below `src`, for scripts. */
export const sourceOf = (file: string): string => new URL(`../../src/${file}`, import.meta.url).href
