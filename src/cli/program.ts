import { Command } from 'commander'
import { version } from '../host/version.ts'
import { addAppCommand } from './app-command.ts'
import { addBondCommand } from './bond-command.ts'
import { addBondsCommand } from './bonds-command.ts'
import { addDiagnoseCommand } from './diagnose-command.ts'
import { addForwardCommand } from './forward-command.ts'
import { addMetricsCommand } from './metrics-command.ts'
import { addPairCommand } from './pair-command.ts'
import { addIdCommand, addPeersCommand } from './peers-command.ts'
import { addProfilesCommand } from './profiles-command.ts'
import { addReceiveCommand } from './receive-command.ts'
import { addReceiveFilesCommand } from './receive-files-command.ts'
import { addRendezvousCommand } from './rendezvous-command.ts'
import { addRulesCommand } from './rules-command.ts'
import { addSendCommand } from './send-command.ts'
import { addSessionsCommand } from './sessions-command.ts'
import { addSettingsCommand } from './settings-command.ts'
import { addSrtlaSendCommand } from './srtla-send-command.ts'
import { addSyncCommand } from './sync-command.ts'
import { addTunnelCommand } from './tunnel-command.ts'
import { addTunnelsCommand } from './tunnels-command.ts'
import { addWebCommand } from './web-command.ts'

const examples = `
Examples:
  hawser app
  hawser forward --listen 127.0.0.1:8554 --target 10.0.0.5:554 --json
  hawser bond --listen 6000 --receiver studio.example.net:5000
  hawser rules list
  hawser send A001.mov
  hawser diagnose --target 10.0.0.5:554
  hawser tunnel --code CODE --forward 127.0.0.1:8554=10.0.0.5:554

Settings lie in the user-data folder, which HAWSER_HOME changes. "hawser COMMAND --help" tells more of each command.`

/** The whole command line. What is wrong with it is thrown, never printed. */
export function createProgram(): Command {
  const program = new Command('hawser')
    .description('Live video and files across bad networks.')
    .version(version, '-V, --version')
    .addHelpText('after', examples)
    // So that a command and one below it may have options of one name.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
  addAppCommand(program)
  addWebCommand(program)
  addForwardCommand(program)
  addRulesCommand(program)
  addBondCommand(program)
  addReceiveCommand(program)
  addSrtlaSendCommand(program)
  addBondsCommand(program)
  addIdCommand(program)
  addPairCommand(program)
  addPeersCommand(program)
  addSyncCommand(program)
  addRendezvousCommand(program)
  addSendCommand(program)
  addReceiveFilesCommand(program)
  addTunnelCommand(program)
  addTunnelsCommand(program)
  addDiagnoseCommand(program)
  addMetricsCommand(program)
  addSettingsCommand(program)
  addProfilesCommand(program)
  addSessionsCommand(program)
  return program
}
