import { resolve } from 'node:path'
import type { Command } from 'commander'
import { meetBy } from './meeting.ts'
import { checkMeeting } from './meeting-options.ts'
import { prepareRun, type TransferOptions, withTransferOptions } from './transfer-options.ts'
import { runReceive } from './transfer-run.ts'

interface ReceiveOptions extends TransferOptions {
  to: string
  stay?: true
}

const examples = `
Examples:
  hawser receive 4821-otter-lamp-magnet-maple-stone-acorn --to /media/edit
  hawser receive "hawser://receive?code=…" --json
  hawser receive --to /media/edit

With the code that the other side shows, or without one, to show a code here. Everything that the other side offers is
taken, under the final name only when it is whole and verified. It ends when all that was offered is there, or with --stay
when the other side ends. What is interrupted is kept and goes on when the same files are sent to the same folder again.

With --json, each line on stdout is an object with a field "event": "code" (with "code" and "link"), "wrong-code"
(with "wrongTries", when somebody came with one), "connected" (with "peer" and the "words" to be compared), "offered", "telemetry" every --interval, "text", "done" (with "paths"), and
otherwise what happened, with "at", "level" and "text".

Exit status: 0 everything is here, 2 the command line is not understood, 3 cannot listen, 1 anything else.`

/** `hawser receive` */
export function addReceiveFilesCommand(program: Command): void {
  withTransferOptions(program.command('receive'))
    .description('receive files and texts by a code')
    .argument('[code]', 'the code or link that the other side shows; without it, one is shown here')
    .option('--to <dir>', 'the folder to receive into; made if it is not there', '.')
    .option('--stay', 'go on until the other side ends')
    .addHelpText('after', examples)
    .action(async (code: string | undefined, options: ReceiveOptions) => {
      const { to, stay = false } = options
      checkMeeting(code, options)
      const run = await prepareRun(options)
      await runReceive({ ...run, folder: resolve(to), stay, meet: meetBy(run, { code, ...options }) })
    })
}
