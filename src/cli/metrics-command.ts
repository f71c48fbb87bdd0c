import type { Command } from 'commander'
import { connectControl } from '../host/control.ts'
import { userDataFolder } from '../host/user-data.ts'

const examples = `
Examples:
  hawser metrics
  hawser metrics --health

Asks a running Hawser and prints, in the text format of Prometheus, what its endpoint for monitoring tells, whether that
is switched on or not. docs/observability.md says what each figure means.

Exit status: 0, with --health 1 while an engine does not run; 1 if no Hawser runs.`

/** `hawser metrics` */
export function addMetricsCommand(program: Command): void {
  program
    .command('metrics')
    .description('print all figures of a running Hawser, as Prometheus reads them')
    .option('--health', 'whether every engine runs, as JSON, in place of figures')
    .addHelpText('after', examples)
    .action(async ({ health }: { health?: true }) => {
      using control = await connectControl(userDataFolder())
      if (!health) {
        const { text } = await control.client.metrics(undefined)
        return void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
      }
      const found = await control.client.health(undefined)
      console.log(JSON.stringify(found, null, 2))
      if (found.status !== 'ok') process.exitCode = 1
    })
}
