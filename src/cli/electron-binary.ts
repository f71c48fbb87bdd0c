import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type ElectronBinary = { path: string } | { missing: string }

export interface Machine {
  env: NodeJS.ProcessEnv
  platform: NodeJS.Platform
  /** The user's number; undefined on Windows. */
  uid: number | undefined
}

const thisMachine = (): Machine => ({ env: process.env, platform: process.platform, uid: process.getuid?.() })

/**
 * The Electron that can show the app here, or why there is none. Only looks: the electron package itself would download
 * its binary when imported. `ELECTRON_EXEC_PATH` names another one, which is taken as it is.
 */
export function findElectron(
  projectFolder: string,
  { env, platform, uid }: Machine = thisMachine(),
): ElectronBinary {
  const chosen = env['ELECTRON_EXEC_PATH']
  if (chosen)
    return existsSync(chosen)
      ? { path: chosen }
      : { missing: `ELECTRON_EXEC_PATH names ${chosen}, which is not there` }
  const folder = join(projectFolder, 'node_modules', 'electron')
  const binary = installedBinary(folder)
  if (binary === undefined) return { missing: "Electron's binary is not installed" }
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'])
    return { missing: 'there is no display' }
  if (platform === 'linux' && uid === 0)
    return { missing: 'Electron does not run as root with its sandbox on' }
  return { path: binary }
}

function installedBinary(folder: string): string | undefined {
  try {
    const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}
