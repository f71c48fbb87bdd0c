import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where settings, history and the log of this user lie. `HAWSER_HOME` overrides the system's usual place. */
export function userDataFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['HAWSER_HOME']) return resolve(env['HAWSER_HOME'])
  if (platform === 'win32') return join(env['APPDATA'] || join(homedir(), 'AppData', 'Roaming'), 'Hawser')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Hawser')
  return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'hawser')
}

/** Creates the folder, readable by its owner alone. One that exists keeps the mode it has. */
export async function createUserDataFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
}
