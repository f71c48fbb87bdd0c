import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import { projectFolder } from '../web/places.ts'
import { runWeb } from '../web/run.ts'
import { openInBrowser } from './browser.ts'
import { findElectron } from './electron-binary.ts'
import { addWebOptions, type WebCommandOptions, webOptions } from './web-options.ts'

const examples = `
Examples:
  hawser app
  hawser app --hidden
  hawser app --web --port 9000

The options beside --hidden are for the web shell, which is used where Electron cannot be.`

/** `hawser app` */
export function addAppCommand(program: Command): void {
  const command = program
    .command('app')
    .description('start the app: with Electron where its binary is there, else in the browser')
    .addHelpText('after', examples)
  addWebOptions(command)
    .option('--hidden', 'with Electron: start in the tray, without a window')
    .option('--web', 'use the browser even if Electron is there')
    .action(async (options: WebCommandOptions & { hidden?: true; web?: true }) => {
      const electron = options.web ? { missing: 'asked for with --web' } : findElectron(projectFolder())
      if ('path' in electron) {
        console.error(`Starting Hawser with Electron (${electron.path}).`)
        return runElectron(electron.path, options.hidden ? ['--hidden'] : [])
      }
      console.error(`Starting Hawser in the browser, not in Electron: ${electron.missing}.`)
      await runWeb({
        ...webOptions(options),
        json: options.json ?? false,
        ready: (web) => openInBrowser(web.ticketAddress()),
      })
    })
}

/** Runs Electron in the foreground; its exit status becomes ours, and our signals its. */
async function runElectron(binary: string, args: readonly string[]): Promise<void> {
  const electron = spawn(binary, [projectFolder(), ...args], { stdio: 'inherit' })
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => electron.kill(name))
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  electron.on('error', reject)
  electron.on('exit', (status) => resolve(status ?? 1))
  process.exitCode = await promise
}
