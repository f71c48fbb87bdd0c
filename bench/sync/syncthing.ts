import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import type { Network, Side } from './network.ts'
import { Program } from './programs.ts'
import type { Syncer, SyncPair } from './syncer.ts'

const ports = { near: 18_751, far: 18_752 }
const apiKey = 'bench'
const folderId = 'bench'

/**
 * Two instances that know one another by address. Nothing is watched, because that waits for at least a second: the
 * changed path is scanned at once when the API is told of it. Neither gives way to other programs, which is its default.
 */
export const syncthing: Syncer = {
  name: 'syncthing',
  async open(network: Network, place: string): Promise<SyncPair> {
    const [near, far] = [makeHome(join(place, 'near')), makeHome(join(place, 'far'))]
    const device = (id: string, side: Side, port: number) =>
      `<device id="${id}" compression="metadata"><address>tcp://${side.host}:${port}</address></device>`
    const devices = device(near.id, network.near, ports.near) + device(far.id, network.far, ports.far)
    near.configure(network.near, ports.near, devices, far.id)
    far.configure(network.far, ports.far, devices, near.id)
    const serve = (side: Side, home: string) =>
      new Program(side, 'syncthing', ['serve', `--home=${home}`, '--no-browser', '--no-restart'], {
        HOME: home,
        STNODEFAULTFOLDER: '1',
        STNOUPGRADE: '1',
        // Without the process that would start it again.
        STMONITORED: 'yes',
      })
    const running = [serve(network.near, near.home), serve(network.far, far.home)]
    const settled = async () => {
      await until(async () => {
        const [mine, theirs] = [await near.status(), await far.status()]
        const isIdle = mine.state === 'idle' && theirs.state === 'idle' && theirs.needTotalItems === 0
        return isIdle && mine.globalBytes === theirs.globalBytes && (await near.isConnected(far.id))
      })
    }
    await settled()
    return {
      from: near.folder,
      to: far.folder,
      changed: async (path) => {
        await near.api('POST', `/rest/db/scan?folder=${folderId}&sub=${encodeURIComponent(path)}`)
      },
      pids: running.map(({ pid }) => pid),
      settled,
      async without(task) {
        await near.api('POST', `/rest/system/pause?device=${far.id}`)
        await task()
        await near.api('POST', `/rest/db/scan?folder=${folderId}`)
        await near.api('POST', `/rest/system/resume?device=${far.id}`)
      },
      async [Symbol.asyncDispose]() {
        for (const side of running) await side[Symbol.asyncDispose]()
      },
    }
  },
}

interface Status {
  state: string
  needTotalItems: number
  globalBytes: number
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo().catch(() => false)); tries++) {
    if (tries > 600) throw new Error('syncthing does not come to rest')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function makeHome(home: string) {
  const folder = join(home, 'folder')
  mkdirSync(join(folder, '.stfolder'), { recursive: true })
  const run = (...args: string[]) =>
    execFileSync('syncthing', args, { encoding: 'utf8', env: { ...process.env, HOME: home }, stdio: 'pipe' })
  run('generate', `--home=${home}`, '--no-default-folder')
  const id = run('--device-id', `--home=${home}`).trim()
  const socketPath = join(home, 'api')
  const api = (method: string, path: string) =>
    new Promise<unknown>((resolve, reject) => {
      const asked = request({ socketPath, method, path, headers: { 'X-API-Key': apiKey } }, (answer) => {
        let text = ''
        answer.on('data', (part) => {
          text += part
        })
        answer.on('end', () => {
          if (answer.statusCode !== 200) reject(new Error(`${path}: ${answer.statusCode} ${text}`))
          else resolve(text === '' ? undefined : JSON.parse(text))
        })
      })
      asked.on('error', reject)
      asked.end()
    })
  return {
    home,
    folder,
    id,
    api,
    status: () => api('GET', `/rest/db/status?folder=${folderId}`) as Promise<Status>,
    async isConnected(other: string) {
      const answer = (await api('GET', '/rest/system/connections')) as {
        connections: Record<string, { connected: boolean }>
      }
      return answer.connections[other]?.connected === true
    },
    configure(side: Side, port: number, devices: string, other: string) {
      const shared = [id, other].map((each) => `<device id="${each}"></device>`).join('')
      writeFileSync(
        join(home, 'config.xml'),
        `<configuration version="36">
<folder id="${folderId}" label="" path="${folder}" type="sendreceive" rescanIntervalS="0" fsWatcherEnabled="false" autoNormalize="true">${shared}<minDiskFree unit="%">0</minDiskFree></folder>
${devices}
<gui enabled="true" tls="false"><address>${socketPath}</address><apikey>${apiKey}</apikey></gui>
<options><listenAddress>tcp://${side.host}:${port}</listenAddress><globalAnnounceEnabled>false</globalAnnounceEnabled><localAnnounceEnabled>false</localAnnounceEnabled><relaysEnabled>false</relaysEnabled><natEnabled>false</natEnabled><startBrowser>false</startBrowser><urAccepted>-1</urAccepted><autoUpgradeIntervalH>0</autoUpgradeIntervalH><crashReportingEnabled>false</crashReportingEnabled><setLowPriority>false</setLowPriority><reconnectionIntervalS>1</reconnectionIntervalS></options>
</configuration>`,
      )
    },
  }
}
