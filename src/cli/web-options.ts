import type { Command } from 'commander'
import type { Endpoint } from '../contract/rule.ts'
import { engineUrls } from '../host/engine-urls.ts'
import { userDataFolder } from '../host/user-data.ts'
import { version } from '../host/version.ts'
import { parseEndpoint } from '../web/endpoint.ts'
import { hostName } from '../web/guard.ts'
import { rendererFolder } from '../web/places.ts'
import type { WebOptions } from '../web/server.ts'
import { serviceFolder, serviceTokenFile } from '../web/service.ts'
import { Fault } from '../wire/fault.ts'
import { asArgument, collect, parsePort } from './quantities.ts'

export interface WebCommandOptions {
  port?: number
  listen?: Endpoint
  tls?: true
  cert?: string
  key?: string
  host?: string[]
  tokenFile?: string
  json?: true
  service?: true
}

function parseHostName(text: string): string {
  const name = hostName(text)
  if (name === undefined || /:\d+$/.test(text))
    throw new Fault('usage', 'Give a host name or an address, without a port.')
  return name
}

/** Gives a command the options of the web shell. */
export function addWebOptions(command: Command): Command {
  return command
    .option(
      '-p, --port <port>',
      'on 127.0.0.1 and ::1; 0 is any (default: 8740 if it is free, else any)',
      parsePort,
    )
    .option(
      '-l, --listen <address:port>',
      'elsewhere; anything but loopback needs TLS',
      asArgument(parseEndpoint),
    )
    .option('--tls', 'with a certificate that Hawser makes and keeps')
    .option('--cert <file>', 'with your own certificate (PEM)')
    .option('--key <file>', 'and its key (PEM)')
    .option(
      '--host <name>',
      'further name under which browsers reach it; repeatable',
      collect(asArgument(parseHostName)),
    )
    .option('--token-file <file>', 'keep the token in this file, so that it lasts from one start to the next')
    .option('--json', 'print the addresses as one line of JSON')
}

/** What the options mean. Throws a fault of code `usage` for what does not go together. */
export function webOptions(options: WebCommandOptions): WebOptions {
  const { port, listen, tls, cert, key, host, service } = options
  if (port !== undefined && listen) throw new Fault('usage', '--port and --listen exclude each other.')
  if ((cert === undefined) !== (key === undefined))
    throw new Fault('usage', '--cert and --key belong together.')
  if (tls && cert !== undefined)
    throw new Fault('usage', '--tls makes a certificate; with --cert and --key leave it out.')
  const userData = service ? serviceFolder(process.env, userDataFolder) : userDataFolder()
  const tokenFile = options.tokenFile ?? (service && serviceTokenFile(userData))
  return {
    userData,
    engines: engineUrls(),
    renderer: rendererFolder(),
    version,
    ...(port !== undefined && { port }),
    ...(listen && { listen }),
    ...(tls && { tls: 'generated' as const }),
    ...(cert !== undefined && key !== undefined && { tls: { certFile: cert, keyFile: key } }),
    ...(host && { hostNames: host }),
    ...(tokenFile !== undefined && { tokenFile }),
  }
}
