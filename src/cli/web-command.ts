import type { Command } from 'commander'
import { runWeb } from '../web/run.ts'
import { openInBrowser } from './browser.ts'
import { addWebOptions, type WebCommandOptions, webOptions } from './web-options.ts'

const examples = `
Examples:
  hawser web
  hawser web --port 9000 --open
  hawser web --listen 0.0.0.0:8443 --tls --host venue-box.example.net
  hawser web --service --port 8740
  hawser web --listen [fd00::5]:8443 --cert venue.pem --key venue-key.pem --token-file /etc/hawser/token

From another machine without TLS: ssh -L 8740:127.0.0.1:8740 box, then open the printed address there.`

/** `hawser web` */
export function addWebCommand(program: Command): void {
  const command = program
    .command('web')
    .description('run Hawser with its pages in a browser, without Electron')
    .addHelpText('after', examples)
  addWebOptions(command)
    .option(
      '--service',
      'run by systemd, launchd or a Windows service: the token is kept in a file and never printed',
    )
    .option('--open', 'open the page in the browser of this machine')
    .action(async (options: WebCommandOptions & { open?: true }) => {
      await runWeb({
        ...webOptions(options),
        json: options.json ?? false,
        service: options.service ?? false,
        ready: (web) => (options.open ? openInBrowser(web.ticketAddress()) : Promise.resolve()),
      })
    })
}
