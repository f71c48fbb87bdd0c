import { accessSync, constants } from 'node:fs'
import type { Command } from 'commander'
import { type Bond, bondSchema } from '../contract/bond.ts'
import { thisMachine } from '../host/addresses.ts'
import { checkBond } from '../host/bond-checks.ts'
import { refuseErrors } from '../host/rule-checks.ts'
import { defaultSettings } from '../host/settings-format.ts'
import { formatEndpoint } from '../web/endpoint.ts'
import { stopSignal } from '../web/stop-signal.ts'
import { Fault } from '../wire/fault.ts'
import { addBondOptions, type BondOptions, bondFromOptions, readOptions } from './bond-options.ts'
import { runBond } from './bond-run.ts'
import { Output } from './output.ts'
import { parseInterval } from './quantities.ts'
import { runtimeHelp } from './runtime-commands.ts'
import { ownInput } from './terminal.ts'

const examples = `
Examples:
  hawser bond --listen 6000 --receiver studio.example.net:5000
  hawser bond -l 6000 -r 198.51.100.7:5000 -u 10.0.0.2 -u 10.0.1.2,weight=50,metered,label=Modem
  hawser bond -l 0.0.0.0:6000 -r [2001:db8::7]:5000 --uplinks-file uplinks.txt --mode classic --json

The camera or encoder sends SRT, as a caller, to the port of --listen. Links may come and go: that none works is told,
and no reason to end. The file of --uplinks-file is read again when it changes, and on SIGHUP. Data caps count from the
start of the command.

While it runs, each line on stdin is a command and gets a line in answer; so does JSON:
  ${runtimeHelp}
  {"command":"mode","value":"classic"}   {"command":"priority","uplink":"10.0.1.2","weight":50}

With --json, each line on stdout is an object with a field "event": "listening" once it is ready, "telemetry" (with the
numbers of the bond and of each link) every --interval, "answer" to a command, "stopped", and otherwise what happened,
with "at", "level" and "text". A reader that is slow gets fewer lines of telemetry; when it is gone, the command stops.

Exit status: 0 stopped on request, 2 the command line is not understood, 3 cannot listen, 1 anything else.`

/** `hawser bond` */
export function addBondCommand(program: Command): void {
  const command = program
    .command('bond')
    .description('send an SRT stream over several uplinks at once (SRTLA), in the foreground')
    .addHelpText('after', examples)
  addBondOptions(command)
    .option('--json', 'tell everything as JSON, one object a line')
    .option('--interval <time>', 'between two lines of telemetry', parseInterval, 1000)
    .action(async (options: BondOptions & { json?: true; interval: number }) => {
      if (!options.listen) throw new Fault('usage', '--listen is missing: where the SRT caller sends to.')
      if (!options.receiver)
        throw new Fault('usage', '--receiver is missing: the address of the SRTLA receiver.')
      const bond = foregroundBond({
        name: formatEndpoint(options.receiver).slice(0, 80),
        ...bondFromOptions(options),
      })
      const gone = new AbortController()
      await runBond({
        bond,
        json: options.json ?? false,
        intervalMs: options.interval,
        output: new Output(process.stdout, () => gone.abort()),
        stop: AbortSignal.any([stopSignal({ except: 'SIGHUP' }), gone.signal]),
        commands: ownInput(),
      })
    })
}

/** The one bond of a command in the foreground. Throws the fault of what cannot work. */
export function foregroundBond(fields: object): Bond {
  const bond = readOptions(bondSchema, { ...fields, id: 'bond' })
  refuseErrors(checkBond(bond, defaultSettings(), thisMachine()))
  if (bond.uplinks === 'file')
    try {
      accessSync(bond.uplinksFile, constants.R_OK)
    } catch (error) {
      throw new Fault('uplinks-file-invalid', `${bond.uplinksFile}: ${(error as Error).message}`)
    }
  return bond
}
