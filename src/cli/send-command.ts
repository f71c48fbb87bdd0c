import type { Command } from 'commander'
import { Fault } from '../wire/fault.ts'
import { meetBy } from './meeting.ts'
import { checkMeeting } from './meeting-options.ts'
import { prepareRun, type TransferOptions, withTransferOptions } from './transfer-options.ts'
import { runSend } from './transfer-run.ts'

interface SendOptions extends TransferOptions {
  code?: string
  text?: string
}

const examples = `
Examples:
  hawser send A001.mov A002.mov
  hawser send /media/card --rendezvous studio.example.net:8743
  hawser send report.pdf --code 4821-otter-lamp-magnet-maple-stone-acorn
  hawser send --text "The stream is on port 5000."

A code is shown, which the other side types into "hawser receive" or into the app; with --code it is the other way round.
Everything is encrypted end to end, and each file is verified. What is interrupted goes on where it was when the same
files are sent to the same folder again. No Hawser needs to run here.

With --json, each line on stdout is an object with a field "event": "code" (with "code" and "link"), "wrong-code"
(with "wrongTries", when somebody came with one), "connected" (with "peer" and the "words" to be compared), "telemetry" every --interval, "skipped", "text-sent", "done", and otherwise what
happened, with "at", "level" and "text".

Exit status: 0 everything has arrived, 2 the command line is not understood, 3 cannot listen, 1 anything else.`

/** `hawser send` */
export function addSendCommand(program: Command): void {
  withTransferOptions(program.command('send'))
    .description('send files and folders, or a text, to whoever has the code')
    .argument('[files...]', 'files and folders')
    .option('--code <code>', 'the code or link that the other side shows, instead of showing one here')
    .option('--text <text>', 'a text of at most 1 MiB, for the other screen')
    .addHelpText('after', examples)
    .action(async (paths: string[], options: SendOptions) => {
      const { code, text } = options
      if (paths.length === 0 && text === undefined)
        throw new Fault('usage', 'Name the files to send, or a text with --text.')
      checkMeeting(code, options)
      const run = await prepareRun(options)
      await runSend({ ...run, paths, text, meet: meetBy(run, { code, ...options }) })
    })
}
