import type { Command } from 'commander'
import type { Allow } from '../contract/tunnel.ts'
import { Fault } from '../wire/fault.ts'
import { asArgument, collect } from './quantities.ts'
import { parseAllowTarget } from './tunnel-options.ts'
import { partyNamed, type TunnelsAccess } from './tunnels-access.ts'

type Run = (action: (tunnels: TunnelsAccess) => Promise<void>) => Promise<void>

/** `hawser tunnels allow` and `hawser tunnels forbid` */
export function addTunnelsAllow(command: Command, run: Run): void {
  command
    .command('allow')
    .description('let paired devices reach something from here, or listen here')
    .argument(
      '<target...>',
      'hosts and ports such as 10.0.0.0/24:554,80',
      collect(asArgument(parseAllowTarget)),
    )
    .option('--for <device>', 'only this one (default: every paired device)')
    .option('--listen', 'where they may let this machine listen (for ways of kind reverse)')
    .option('--json', 'print the rules as JSON instead of their ids')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser tunnels allow 10.0.0.0/24:554,80\n  hawser tunnels allow camera.lan:* --for Van\n  hawser tunnels allow --listen 127.0.0.1:8000-8100 --for Van',
    )
    .action((targets: string[], options: { for?: string; listen?: true; json?: true }) =>
      run(async (tunnels) => {
        const party = options.for === undefined ? '*' : await partyNamed(tunnels, options.for)
        for (const target of targets) {
          const added = await tunnels.addAllow({ party, what: options.listen ? 'listen' : 'connect', target })
          console.log(options.json ? JSON.stringify(added, null, 2) : added.id)
        }
      }),
    )
  command
    .command('forbid')
    .description('take back what was allowed; connections that it allowed end')
    .argument('<rule...>', 'ids, or targets as "hawser tunnels list" shows them')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser tunnels forbid 3f9a01c2de\n  hawser tunnels forbid 10.0.0.0/24:554,80',
    )
    .action((rules: string[]) =>
      run(async (tunnels) => tunnels.removeAllow(rulesNamed((await tunnels.state()).allow, rules))),
    )
}

/** A target may be in several rules; all of them are meant. Throws `allow-unknown`. */
function rulesNamed(allow: readonly Allow[], names: readonly string[]): string[] {
  const ids = names.flatMap((name) => {
    const found = allow.filter(({ id, target }) => id === name || target === name)
    if (found.length === 0) throw new Fault('allow-unknown', `Nothing that is allowed is called "${name}".`)
    return found.map(({ id }) => id)
  })
  return [...new Set(ids)]
}
