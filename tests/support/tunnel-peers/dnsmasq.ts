import { freePort } from '../forward-engine.ts'
import { startServer } from './program.ts'

/** Debian's dnsmasq, by UDP and TCP on a free port of 127.0.0.1, that knows these names and no others. */
export async function startDnsmasq(addresses: Readonly<Record<string, string>>) {
  const port = await freePort()
  const names = Object.entries(addresses).map(([name, address]) => `--address=/${name}/${address}`)
  const program = await startServer(
    '/usr/sbin/dnsmasq',
    [
      '--keep-in-foreground',
      '--conf-file=/dev/null',
      '--no-resolv',
      '--no-hosts',
      '--pid-file=',
      '--listen-address=127.0.0.1',
      '--bind-interfaces',
      `--port=${port}`,
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
      ...names,
    ],
    port,
  )
  return Object.assign(program, { port })
}
