import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { Option } from 'commander'
import { type Session, type SessionForm, sessionForms } from '../contract/sessions.ts'
import { connectControl } from '../host/control.ts'
import { userDataFolder } from '../host/user-data.ts'
import { Fault } from '../wire/fault.ts'
import { parseMoment } from './moment.ts'
import { sessionsTable, summaryText } from './sessions-table.ts'
import { findNamed, type HostClient } from './settings-access.ts'

const examples = `
Examples:
  hawser sessions start "Saturday's match"
  hawser sessions end
  hawser sessions show "Saturday's match"
  hawser sessions export "Saturday's match" --form html --output match.html
  hawser sessions start "Rehearsal" --from 14:00 --to 15:30

A session gives a name to a stretch of time and tells what it was like: what moved, what was late or lost, what went
wrong when. Several may run at once. They are kept by a running Hawser, which these commands ask.
A session is named by its id or by its name, if no other session has the same.`

/** Lets `action` ask the running Hawser. Throws `host-not-running`. */
async function ask(action: (host: HostClient, sessions: readonly Session[]) => Promise<void>): Promise<void> {
  using control = await connectControl(userDataFolder())
  for await (const { sessions } of control.client.sessions(undefined))
    return await action(control.client, sessions)
  throw new Fault('closed', 'Hawser has ended.')
}

const print = (value: unknown) => console.log(JSON.stringify(value, null, 2))
const moment = (text: string) => parseMoment(text, Date.now())

/** `hawser sessions …` */
export function addSessionsCommand(program: Command): void {
  const command = program
    .command('sessions')
    .description('stretches of time with a name, and what they were like')
    .addHelpText('after', examples)
  addList(command)
  addStart(command)
  addEnd(command)
  addShow(command)
  addExport(command)
}

function addList(command: Command): void {
  command
    .command('list')
    .description('show every session')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  hawser sessions list\n  hawser sessions list --json')
    .action(({ json }: { json?: true }) =>
      ask(async (_, sessions) => (json ? print(sessions) : console.log(sessionsTable(sessions, Date.now())))),
    )
}

function addStart(command: Command): void {
  command
    .command('start')
    .description('begin a session, or make one of the past')
    .argument('<name>', 'what it is called')
    .option('--note <text>', 'what else there is to say of it')
    .option('--from <time>', 'when it began, such as 14:00, "2026-11-21 14:00", or 90m ago', moment)
    .option('--to <time>', 'when it ended', moment)
    .option('--json', 'print the session as JSON instead of its id')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser sessions start "Saturday\'s match" --note "Two cameras over the van"\n  hawser sessions start Rehearsal --from 14:00 --to 15:30',
    )
    .action(
      (name: string, { note, from, to, json }: { note?: string; from?: number; to?: number; json?: true }) =>
        ask(async (host) => {
          const session = await host.addSession({
            name,
            ...(note !== undefined && { note }),
            ...(from !== undefined && { startedAt: from }),
            ...(to !== undefined && { endedAt: to }),
          })
          if (json) print(session)
          else console.log(session.id)
        }),
    )
}

function addEnd(command: Command): void {
  command
    .command('end')
    .description('end a session that runs')
    .argument('[session]', 'its id or name; may be left out while only one runs')
    .option('--json', 'print the session as JSON')
    .addHelpText('after', '\nExamples:\n  hawser sessions end\n  hawser sessions end "Saturday\'s match"')
    .action((name: string | undefined, { json }: { json?: true }) =>
      ask(async (host, sessions) => {
        const session = await host.endSession({ id: runningOf(sessions, name) })
        if (json) print(session)
        else console.log(`"${session.name}" has ended.`)
      }),
    )
}

function runningOf(sessions: readonly Session[], name: string | undefined): string {
  if (name !== undefined) return findNamed(sessions, [name], 'session')[0]!
  const running = sessions.filter(({ endedAt }) => endedAt === 0)
  if (running.length === 1) return running[0]!.id
  if (running.length === 0) throw new Fault('session-unknown', 'No session runs.')
  const names = running.map(({ name: one, id }) => `"${one}" (${id})`).join(', ')
  throw new Fault('usage', `${running.length} sessions run; say which one to end: ${names}`)
}

function addShow(command: Command): void {
  command
    .command('show')
    .description('what a session was like')
    .argument('<session>', 'its id or name')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser sessions show "Saturday\'s match"\n  hawser sessions show 3f9a01c2de --json',
    )
    .action((name: string, { json }: { json?: true }) =>
      ask(async (host, sessions) => {
        const summary = await host.sessionSummary({ id: findNamed(sessions, [name], 'session')[0]! })
        if (json) print(summary)
        else console.log(summaryText(summary))
      }),
    )
}

type ExportOptions = { form: SessionForm; output?: string; hideAddresses?: true; json?: true }

function addExport(command: Command): void {
  command
    .command('export')
    .description('write a session for others, without what is secret')
    .argument('<session>', 'its id or name')
    .addOption(
      new Option('--form <form>', 'a page to read and print, everything as JSON, or each minute as CSV')
        .choices(sessionForms)
        .default('html'),
    )
    .option('-o, --output <file>', 'the file; else it is printed')
    .option('--hide-addresses', 'put others in the place of addresses and names of machines')
    .option('--json', 'the same as --form json')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser sessions export "Saturday\'s match" --output match.html\n  hawser sessions export 3f9a01c2de --form csv',
    )
    .action((name: string, { form, output, hideAddresses, json }: ExportOptions) =>
      ask(async (host, sessions) => {
        const { text } = await host.exportSession({
          id: findNamed(sessions, [name], 'session')[0]!,
          form: json ? 'json' : form,
          addresses: !hideAddresses,
        })
        if (output === undefined) process.stdout.write(text)
        else await writeFile(output, text, { mode: 0o600 })
      }),
    )
}
