import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../forward-engine.ts'
import { startServer } from './program.ts'

/** Where `scripts/guacd.mjs` puts it when the system has none. */
const fetched = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hawser-tests', 'guacd')

const installed = ['/usr/sbin/guacd', join(fetched, 'usr/sbin/guacd')].find(existsSync)

/** Debian's last one is not on every machine. */
export const hasGuacd = installed !== undefined

/** Debian's guacd on a free port of 127.0.0.1. */
export async function startGuacd() {
  const port = await freePort()
  const libraries = ['usr/lib', 'lib'].map((folder) => join(fetched, folder, 'x86_64-linux-gnu')).join(':')
  const program = await startServer(
    installed ?? 'guacd',
    ['-f', '-b', '127.0.0.1', '-l', String(port), '-L', 'info'],
    port,
    { LD_LIBRARY_PATH: libraries },
  )
  return Object.assign(program, { port })
}
