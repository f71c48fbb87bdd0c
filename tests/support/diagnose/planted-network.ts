import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkNames, type DiagnoseSettings, type Diagnosis } from '../../../src/contract/diagnose.ts'
import type { Endpoint } from '../../../src/contract/rule.ts'
import { makeNamespace, type Namespace, sourceOf } from '../network-namespace.ts'
import { type VenueFaults, venue } from './venue-services.ts'

/** How busy the machine is that the tests run on, and what it allows, is none of the network's. */
const notLookedAt = new Set(['own-health', 'system-limits'])

export interface Venue extends Disposable {
  /** The machine that is looked from. */
  readonly near: Namespace
  /** Runs `ip` with these words at the router between it and the services. */
  router(words: string): void
  /** Packets through the router to which this rule of nftables applies. */
  firewall(rule: string): void
  /** Runs `ip` with these words at the services. */
  far(words: string): void
  /** The DNS servers of the machine. */
  nameServers(...addresses: string[]): void
  /** A file that the machine has; its path. */
  file(name: string, text: string): string
}

export interface PlantedFault {
  name: string
  /** What must be named first; empty when nothing is wrong. */
  code: string
  services?: VenueFaults
  plant?(space: Venue): void
  /** The camera without. */
  target?: Endpoint | null
  settings?(space: Venue): Partial<DiagnoseSettings>
}

/** A machine, a router, and a network with a camera and servers behind it. */
function makeVenue(): Venue {
  const near = makeNamespace()
  const there = makeNamespace()
  const inRouter = (program: string, ...args: string[]) =>
    execFileSync('ip', ['netns', 'exec', near.far, program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const router = (words: string) => void inRouter('ip', ...words.split(' '))
  const folder = mkdtempSync(join(tmpdir(), 'hawser-venue-'))
  const names = join('/etc/netns', near.name)
  near.plug('wan0', '10.71.0.2/24', '10.71.0.1/24')
  near.ip('route add default via 10.71.0.1 advmss 1460')
  router(`link add inner type veth peer name cam0 netns ${there.name}`)
  router('addr add 10.72.0.1/24 dev inner')
  router('link set inner up')
  there.ip(`addr add ${venue.address}/24 dev cam0`)
  there.ip('link set cam0 up')
  // As if a tunnel on the way were narrower than what both ends know of.
  there.ip('route add default via 10.72.0.1 advmss 1460')
  inRouter('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
  let hasFirewall = false
  const space: Venue & { there: Namespace } = {
    near,
    there,
    router,
    firewall(rule) {
      if (!hasFirewall)
        inRouter(
          'nft',
          'add table ip venue; add chain ip venue through { type filter hook forward priority 0; }',
        )
      hasFirewall = true
      inRouter('nft', `add rule ip venue through ${rule}`)
    },
    far: (words) => void there.ip(words),
    nameServers(...addresses) {
      mkdirSync(names, { recursive: true })
      writeFileSync(join(names, 'resolv.conf'), addresses.map((each) => `nameserver ${each}\n`).join(''))
    },
    file(name, text) {
      const path = join(folder, name)
      writeFileSync(path, text, { mode: 0o600 })
      return path
    },
    [Symbol.dispose]() {
      there[Symbol.dispose]()
      near[Symbol.dispose]()
      rmSync(folder, { recursive: true })
      rmSync(names, { recursive: true, force: true })
    },
  }
  space.nameServers(venue.address)
  return space
}

/** `heldUpMs`: for so long in all a busy machine did not let the doctor do anything. */
export interface PlantedDiagnosis extends Diagnosis {
  heldUpMs: number
}

/** Plants one fault and runs the whole doctor beside it; its last report. */
export async function diagnosePlanted(fault: PlantedFault): Promise<PlantedDiagnosis> {
  using space = makeVenue() as Venue & { there: Namespace }
  const support = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)
  const services = space.there.node(`
import { serveVenue } from ${support('./venue-services.ts')}
await serveVenue(${JSON.stringify(fault.services ?? {})})
console.log('{}')`)
  await services.until((lines) => lines.length > 0, 30_000)
  fault.plant?.(space)
  const target = fault.target === undefined ? { host: venue.address, port: venue.cameraPort } : fault.target
  const settings = {
    stunServers: [{ url: `stun:${venue.address}` }],
    timeServers: [venue.address],
    portalUrl: `http://${venue.name}/known.txt`,
    portalText: 'Success',
    ...fault.settings?.(space),
  }
  const input = {
    ...(target ? { target } : {}),
    only: checkNames.filter((name) => !notLookedAt.has(name)),
  }
  const source = (file: string) => JSON.stringify(sourceOf(file))
  const running = space.near.node(`
import { diagnose } from ${source('engines/diagnose/run.ts')}
import { allChecks } from ${source('engines/diagnose/all-checks.ts')}
import { thisSystem } from ${source('engines/diagnose/system.ts')}
import { diagnoseInputSchema, diagnoseSettingsSchema } from ${source('contract/diagnose.ts')}
// Its clock does not keep a program alive, as the host does.
let heldUpMs = 0
let dueMs = performance.now() + 50
setInterval(() => {
  heldUpMs += Math.max(0, performance.now() - dueMs)
  dueMs = performance.now() + 50
}, 50)
const input = diagnoseInputSchema.parse(${JSON.stringify(input)})
const settings = diagnoseSettingsSchema.parse(${JSON.stringify(settings)})
const context = { settings, iceServers: [], version: '0.0.0', needs: [], peer: null }
const deps = { checks: allChecks(), system: thisSystem, now: Date.now }
let last
for await (const report of diagnose({ input, context }, deps, new AbortController().signal)) last = report
console.log(JSON.stringify({ ...last, heldUpMs }))
process.exit()`)
  await running.until((lines) => lines.length > 0, 120_000)
  return running.lines[0] as PlantedDiagnosis
}
