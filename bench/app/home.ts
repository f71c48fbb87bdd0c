import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../forward/peers.ts'

export interface Setup {
  rules: number
  /** One over a link of this machine, to a receiver of this machine; nobody sends. */
  bond?: boolean
  /** One synced folder, empty. */
  folder?: boolean
}

const here = async () => ({ host: '127.0.0.1', port: await freePort() })

/** A user-data folder with so much set up, of which nothing is used. */
export async function writeHome(home: string, { rules, bond = false, folder = false }: Setup): Promise<void> {
  await mkdir(home, { recursive: true })
  const synced = join(home, 'synced')
  if (folder) await mkdir(synced)
  const receiver = await here()
  const settings = {
    version: 1,
    rules: await Promise.all(
      Array.from({ length: rules }, async (_, n) => ({
        id: `rule-${n}`,
        name: `Camera ${n}`,
        listen: await here(),
        target: { host: '127.0.0.1', port: 9 },
      })),
    ),
    ...(bond && {
      receivers: [{ id: 'receiver', name: 'Receiver', listen: receiver, target: await here() }],
      bonds: [
        {
          id: 'bond-1',
          name: 'Bond',
          listen: await here(),
          receiver,
          uplinks: 'listed',
          links: [{ uplink: '127.0.0.1' }],
        },
      ],
    }),
    ...(folder && { folders: [{ id: 'folder-1', name: 'Folder', path: synced }] }),
  }
  await writeFile(join(home, 'hawser.json'), JSON.stringify(settings))
}
