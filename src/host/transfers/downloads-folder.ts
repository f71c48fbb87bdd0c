import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** The system's folder for what is downloaded, as the desktop of Linux calls it (xdg-user-dirs), elsewhere `Downloads`. */
export async function downloadsFolder(home = homedir(), platform = process.platform): Promise<string> {
  const usual = join(home, 'Downloads')
  if (platform === 'win32' || platform === 'darwin') return usual
  const config = process.env['XDG_CONFIG_HOME'] || join(home, '.config')
  const text = await readFile(join(config, 'user-dirs.dirs'), 'utf8').catch(() => '')
  const named = /^\s*XDG_DOWNLOAD_DIR="((?:[^"\\]|\\.)*)"/m.exec(text)?.[1]
  if (named === undefined) return usual
  const path = named.replaceAll(/\\(.)/g, '$1').replace(/^\$HOME(?=\/|$)/, home)
  // The home folder itself is how that file says that there is none.
  return isAbsolute(path) && join(path) !== join(home, '/') && join(path) !== home ? path : usual
}
