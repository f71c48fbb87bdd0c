import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const refused = ['napi_create_external_arraybuffer', 'napi_create_external_buffer']

/** A copy of quiche's binding that is refused external buffers, as in Electron; or why there is none here. */
export function refusingBinding(): { path: string } | { reason: string } {
  if (process.platform !== 'linux') return { reason: 'needs the dynamic linker of Linux' }
  if (spawnSync('cc', ['--version']).error) return { reason: 'needs a C compiler' }
  const folder = mkdtempSync(join(tmpdir(), 'hawser-quiche-'))
  const stub = join(folder, 'refuse.node')
  const source = fileURLToPath(new URL('./refuse-external-buffers.c', import.meta.url))
  const { status, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-O2', source, '-o', stub], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  process.dlopen({ exports: {} }, stub, constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL)
  const real = createRequire(import.meta.url).resolve(`@matrixai/quic-linux-${process.arch}`)
  const bytes = readFileSync(real)
  let found = 0
  for (const name of refused) {
    for (let at = bytes.indexOf(`${name}\0`); at >= 0; at = bytes.indexOf(`${name}\0`, at + 1)) {
      bytes[at] = 'X'.charCodeAt(0)
      found++
    }
  }
  if (found === 0) throw new Error('the binding imports none of the calls')
  const path = join(folder, 'quiche.node')
  writeFileSync(path, bytes)
  return { path }
}
