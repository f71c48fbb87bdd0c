import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Network } from './network.ts'
import { Program } from './programs.ts'
import type { Syncer, SyncPair } from './syncer.ts'

const port = 18_761

/** Its daemon on the far side, without encryption; a client a change. `--fsync` as the others do. */
export const rsync: Syncer = {
  name: 'rsync',
  async open(network: Network, place: string): Promise<SyncPair> {
    const [from, to] = [join(place, 'near', 'folder'), join(place, 'far', 'folder')]
    for (const folder of [from, to]) mkdirSync(folder, { recursive: true })
    const config = join(place, 'rsyncd.conf')
    writeFileSync(
      config,
      `use chroot = no\nuid = root\ngid = root\n[bench]\npath = ${to}\nread only = no\nnumeric ids = yes\n`,
    )
    const { host } = network.far
    const daemon = new Program(network.far, 'rsync', [
      ...['--daemon', '--no-detach', `--config=${config}`, `--address=${host}`, `--port=${port}`],
    ])
    await new Promise((resolve) => setTimeout(resolve, 300))
    return {
      from,
      to,
      async changed() {
        const client = new Program(network.near, 'rsync', [
          '-a',
          '--fsync',
          `${from}/`,
          `rsync://${host}:${port}/bench/`,
        ])
        await client.ended()
      },
      pids: [daemon.pid],
      settled: async () => {},
      async without(task) {
        await task()
      },
      [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
    }
  },
}
