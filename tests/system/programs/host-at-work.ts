import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Telemetry } from '../../../src/contract/index.ts'
import { engineUrls } from '../../../src/host/engine-urls.ts'
import { openHost } from '../../../src/host/index.ts'
import { bond } from '../../support/bonds.ts'
import { freePort } from '../../support/free-port.ts'
import { rule } from '../../support/rules.ts'

/**
 * A host with its real engines: a rule that is watched and has a viewer, one that runs into a used port, and a bond that
 * starts. Prints what came of it. With `control` a thread starts a program as Node does.
 */
const userData = await mkdtemp(join(tmpdir(), 'hawser-programs-'))
const { signal } = new AbortController()
await using cleanup = new AsyncDisposableStack()
cleanup.defer(() => rm(userData, { recursive: true, force: true, maxRetries: 5 }))

const camera = createServer((socket) => void socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1')
await once(camera, 'listening')
cleanup.defer(() => void camera.close())
const cameraPort = (camera.address() as AddressInfo).port

const host = cleanup.use(await openHost({ userData, engines: engineUrls(), shell: 'test', version: '0.0.0' }))
const without = <T extends { id: string }>({ id: _, ...rest }: T) => rest
const at = (port: number) => ({ host: '127.0.0.1', port })
const until = async (isSo: (telemetry: Telemetry) => boolean | undefined, look: string[] = []) => {
  for await (const telemetry of host.server.telemetry({ look }, signal))
    if (isSo(telemetry as Telemetry)) return telemetry as Telemetry
  throw new Error('telemetry ended')
}

// Held by this very process, which may know its own name.
const wanted = without(rule({ listen: at(cameraPort) }))
const { problems } = await host.server.checkRule({ rule: wanted }, signal)

const listen = at(await freePort())
const { id } = await host.server.addRule({ rule: { ...wanted, listen, target: at(cameraPort) } }, signal)
await until(({ forward }) => forward?.states[0] === 'ready')
const viewer = connect(listen.port, '127.0.0.1')
cleanup.defer(() => void viewer.destroy())
viewer.write('x')
const watched = await until(
  ({ forward }) => (forward?.details[0]?.connections[0]?.bufferedKernel ?? -1) >= 0,
  [id],
)

const added = await host.server.addBond(
  {
    bond: without(
      bond({
        listen: at(await freePort()),
        receiver: at(await freePort()),
        uplinks: 'listed',
        links: [{ uplink: '127.0.0.1' }],
      }),
    ),
  },
  signal,
)
const bonded = await until(({ bond: bonds }) => bonds?.bonds[0]?.links[0]?.routing === 'ok')
const { uplinks } = await host.server.uplinks(undefined, signal)

if (process.argv.includes('control')) {
  const worker = new Worker(
    new URL(`data:text/javascript,import { spawn } from 'node:child_process'; spawn('true')`),
  )
  await once(worker, 'exit')
}
console.log(
  JSON.stringify({
    pid: process.pid,
    problem: problems.find(({ code }) => code === 'port-in-use')?.message,
    bufferedKernel: watched.forward?.details[0]?.connections[0]?.bufferedKernel,
    routing: bonded.bond?.bonds.find((each) => each.id === added.id)?.links[0]?.routing,
    uplinks: uplinks.length,
  }),
)
