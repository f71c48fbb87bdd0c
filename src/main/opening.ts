import { app } from 'electron'
import { Fault } from '../wire/fault.ts'
import type { Arrivals } from './arrivals.ts'
import { linkScheme, readDeepLink } from './deep-link.ts'
import { readReport, reportPath } from './saved-report.ts'

export interface OpeningOptions {
  arrivals: Arrivals
  /** Shows the window; before there is one, it comes anyway. */
  show(): void
  report(error: unknown): void
}

/** Takes links and saved reports from wherever the system hands them over. To be called before the app is ready. */
export function followOpening(options: OpeningOptions): void {
  const { arrivals, show } = options
  takeArguments(process.argv.slice(1), process.cwd(), options)
  app.on('second-instance', (_event, args: readonly string[] = [], folder = process.cwd()) => {
    takeArguments(args.slice(1), folder, options)
    show()
  })
  // macOS
  app.on('open-url', (event, url) => {
    event.preventDefault()
    takeLink(url, arrivals)
    show()
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    takeArguments([path], process.cwd(), options)
    show()
  })
}

/** Windows learns of the links from the app itself; elsewhere the package tells the system. */
export function registerLinks(): void {
  // After `--` nothing is taken for a switch, whatever a link holds.
  if (process.platform === 'win32' && app.isPackaged)
    app.setAsDefaultProtocolClient(linkScheme, process.execPath, ['--'])
}

function takeArguments(args: readonly string[], folder: string, { arrivals, report }: OpeningOptions): void {
  for (const argument of args) {
    if (argument.toLowerCase().startsWith(`${linkScheme}:`)) takeLink(argument, arrivals)
    const path = reportPath(argument, folder)
    if (path === undefined) continue
    readReport(path).then(
      (opened) => arrivals.add(opened),
      (error: unknown) => {
        if (error instanceof Fault) arrivals.add({ kind: 'problem', text: error.message.slice(0, 1000) })
        else report(error)
      },
    )
  }
}

function takeLink(text: string, arrivals: Arrivals): void {
  try {
    arrivals.add(readDeepLink(text))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    arrivals.add({ kind: 'problem', text: error.message })
  }
}
