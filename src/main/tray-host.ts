import { execFile } from 'node:child_process'

/** So long after login a panel may still be starting. */
const waitSeconds = 20

export type Run = (
  file: string,
  args: readonly string[],
) => Promise<{ code: number | 'missing'; stderr: string }>

const run: Run = (file, args) =>
  new Promise((resolve) => {
    execFile(file, args, { timeout: (waitSeconds + 5) * 1000 }, (error, _stdout, stderr) => {
      if (error === null) resolve({ code: 0, stderr })
      else resolve({ code: typeof error.code === 'number' ? error.code : 'missing', stderr })
    })
  })

/**
 * Whether this desktop shows icons in a tray. A Linux desktop may have none, and does not say so to who adds one: whoever
 * shows them owns the name of StatusNotifierWatcher on the session's bus, which is waited for. Where that cannot be found
 * out, there is one.
 */
export async function hasTrayHost(
  platform: NodeJS.Platform = process.platform,
  ask: Run = run,
): Promise<boolean> {
  if (platform !== 'linux') return true
  const name = 'org.kde.StatusNotifierWatcher'
  const { code, stderr } = await ask('gdbus', ['wait', '--session', '--timeout', String(waitSeconds), name])
  // It says nothing when the time is up, and why when it could not even ask.
  return !(code === 1 && stderr.trim() === '')
}
