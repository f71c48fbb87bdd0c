import { app } from 'electron'
import { Fault } from '../wire/fault.ts'
import type { Arrivals } from './arrivals.ts'
import { linkScheme, readDeepLink } from './deep-link.ts'
import { readReport, reportPath } from './saved-report.ts'

export interface OpeningOptions {
  arrivals: Arrivals
  /** Shows the window; before there is one, it comes anyway. */
  show(): void
  /** The same of the compact one. */
  showCompact(): void
  report(error: unknown): void
}

/** Takes links and saved reports from wherever the system hands them over. To be called before the app is ready. */
export function followOpening(options: OpeningOptions): void {
  const { show } = options
  takeArguments(process.argv.slice(1), process.cwd(), options)
  app.on('second-instance', (_event, args: readonly string[] = [], folder = process.cwd()) => {
    // Who asks for the compact window alone has no need of the other.
    if (!takeArguments(args.slice(1), folder, options)) show()
  })
  // macOS
  app.on('open-url', (event, url) => {
    event.preventDefault()
    if (!takeLink(url, options)) show()
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

/** True if the compact window is all that was asked for. */
function takeArguments(args: readonly string[], folder: string, options: OpeningOptions): boolean {
  const { arrivals, report } = options
  let isCompact = false
  for (const argument of args) {
    if (argument.toLowerCase().startsWith(`${linkScheme}:`)) isCompact = takeLink(argument, options)
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
  return isCompact
}

/** True if it asks for the compact window. */
function takeLink(text: string, { arrivals, showCompact }: OpeningOptions): boolean {
  try {
    const link = readDeepLink(text)
    if (link.kind === 'compact') {
      showCompact()
      return true
    }
    arrivals.add(link)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    arrivals.add({ kind: 'problem', text: error.message })
  }
  return false
}
