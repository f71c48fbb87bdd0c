import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Where a service keeps its state: what the service manager gives it, unless `HAWSER_HOME` says otherwise. */
export function serviceFolder(env: NodeJS.ProcessEnv, usual: (env: NodeJS.ProcessEnv) => string): string {
  // Of several folders systemd lists the first one first.
  const given = env['STATE_DIRECTORY']?.split(':')[0]
  return usual(given && !env['HAWSER_HOME'] ? { ...env, HAWSER_HOME: given } : env)
}

/** The file of a service's token, in its state folder: what a service prints is read by many. */
export const serviceTokenFile = (userData: string): string => join(userData, 'token')

const impatienceMs = 5000
const messages = { ready: 'READY=1', stopping: 'STOPPING=1' } as const

/**
 * Tells systemd how the service is (sd_notify(3)), by its own program `systemd-notify`, as Node has no datagrams over
 * local sockets. Resolves when it is told; where nobody asks (`NOTIFY_SOCKET`), at once. Never rejects: `complain` hears
 * why it could not be told.
 */
export function notifyManager(
  state: keyof typeof messages,
  complain: (text: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (!env['NOTIFY_SOCKET']) return Promise.resolve()
  return new Promise((resolve) => {
    const child = spawn('systemd-notify', [`--pid=${process.pid}`, messages[state]], {
      env,
      stdio: 'ignore',
      timeout: impatienceMs,
    })
    child.on('error', (error) => {
      complain(`systemd was not told that Hawser is ${state}: ${error.message}`)
      resolve()
    })
    child.on('exit', (status) => {
      if (status !== 0) complain(`systemd was not told that Hawser is ${state}: systemd-notify failed`)
      resolve()
    })
  })
}
