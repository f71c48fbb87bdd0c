import { type SystemTools, systemTools, windowsProgram } from './network/system-tools.ts'

/** Which program listens on a port, as far as this user may know: `haproxy (process 812)`; undefined if unknown. */
export async function portHolder(
  port: number,
  protocol: 'tcp' | 'udp',
  { platform, run }: Pick<SystemTools, 'platform' | 'run'> = systemTools,
): Promise<string | undefined> {
  if (platform === 'linux') {
    const flags = protocol === 'tcp' ? '-Hltnp' : '-Hlunp'
    return holderFromSs((await run('ss', [flags, `sport = :${port}`]))?.stdout ?? '')
  }
  if (platform === 'darwin') {
    const what = protocol === 'tcp' ? [`-iTCP:${port}`, '-sTCP:LISTEN'] : [`-iUDP:${port}`]
    return holderFromLsof((await run('lsof', ['-nP', '-Fpc', ...what]))?.stdout ?? '')
  }
  const id = processFromNetstat(
    (await run(windowsProgram('netstat'), ['-ano', '-p', protocol]))?.stdout ?? '',
    port,
  )
  return id === undefined ? undefined : `process ${id}`
}

/** `users:(("haproxy",pid=812,fd=5))` at the end of a line of `ss -p`. */
export function holderFromSs(text: string): string | undefined {
  const match = /users:\(\("([^"]{1,64})",pid=(\d+)/.exec(text)
  return match ? `${match[1]} (process ${match[2]})` : undefined
}

/** `lsof -F pc`: a line `p812`, then a line `chaproxy`. */
export function holderFromLsof(text: string): string | undefined {
  const match = /^p(\d+)\nc(.{1,64})$/m.exec(text)
  return match ? `${match[2]} (process ${match[1]})` : undefined
}

/** The last column of the first line whose local address ends in the port. */
export function processFromNetstat(text: string, port: number): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    const fields = line.trim().split(/\s+/)
    if (fields[1]?.endsWith(`:${port}`) && /^\d+$/.test(fields.at(-1) ?? '')) return fields.at(-1)
  }
  return undefined
}
