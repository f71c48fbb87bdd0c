import type { Command } from 'commander'
import { ruleSchema } from '../contract/rule.ts'
import { thisMachine } from '../host/addresses.ts'
import { checkRule, refuseErrors } from '../host/rule-checks.ts'
import { stopSignal } from '../web/stop-signal.ts'
import { runForward } from './forward-run.ts'
import { Output } from './output.ts'
import { parseDuration } from './quantities.ts'
import { addRuleOptions, type RuleOptions, ruleFromOptions } from './rule-options.ts'

interface ForwardOptions extends RuleOptions {
  json?: true
  interval: number
  drain: number
}

const examples = `
Examples:
  hawser forward --listen 127.0.0.1:8554 --target 10.0.0.5:554
  hawser forward -l [::1]:8554 -t camera.local:554 --slow-viewer drop-to-keyframe
  hawser forward -l 0.0.0.0:8000 -t 10.0.0.5:8000 --ports 10 --allow 192.168.1.0/24 --json

With --json, each line on stdout is an object with a field "event": "listening" once it is ready, "telemetry" (with the
state of the rule and its numbers) every --interval, "stopped", and otherwise what happened, with "at", "level" and
"text". A reader that is slow gets fewer lines of telemetry; when it is gone, the command stops.

Exit status: 0 stopped on request, 2 the command line is not understood, 3 cannot listen, 1 anything else.`

/** `hawser forward` */
export function addForwardCommand(program: Command): void {
  const command = program
    .command('forward')
    .description('forward one port to a camera or anything else, in the foreground')
    .addHelpText('after', examples)
  addRuleOptions(command)
    .option('--json', 'tell everything as JSON, one object a line')
    .option('--interval <time>', 'between two lines of telemetry', parseDuration, 1000)
    .option('--drain <time>', 'how long connections may go on after the request to stop', parseDuration, 1000)
    .action(async (options: ForwardOptions) => {
      const rule = ruleSchema.parse({ ...ruleFromOptions(options), id: 'forward' })
      refuseErrors(checkRule(rule, [], thisMachine()))
      const gone = new AbortController()
      await runForward({
        rule,
        json: options.json ?? false,
        intervalMs: options.interval,
        drainMs: options.drain,
        output: new Output(process.stdout, () => gone.abort()),
        stop: AbortSignal.any([stopSignal(), gone.signal]),
      })
    })
}
