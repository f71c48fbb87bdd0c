import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Report } from '../forward/table.ts'
import { startChromium } from './chromium.ts'
import { makeHello } from './hello.ts'
import { writeHome } from './home.ts'

interface App {
  name: string
  /** A program that says where its page is, in its first line. */
  start(): ChildProcess
  addressOf(line: string): string
  /** The page can be used once there is such an element, and it holds this text. */
  usable: { selector: string; text: string }
}

/** ms */
interface Start {
  /** From the start of the program and of the browser, which begin together as they do in one app. */
  whole: number
  /** Until the program has said where its page is. */
  host: number
  /** From the request for the page. */
  page: number
}

const now = () => performance.timeOrigin + performance.now()

/** A program and a browser of its own; both are ended again. */
async function startOnce(app: App): Promise<Start> {
  const began = now()
  const browser = startChromium()
  const child = app.start()
  const gone = once(child, 'exit')
  try {
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
    const host = now() - began
    const page = await (await browser).newPage()
    await page.goto(app.addressOf(line), { waitUntil: 'commit' })
    // When it is painted, by the page's own clock, which is the machine's.
    const handle = await page.waitForFunction(
      ({ selector, text }) =>
        document.querySelector(selector)?.textContent?.includes(text) && [
          performance.timeOrigin,
          performance.timeOrigin + performance.now(),
        ],
      app.usable,
      { polling: 'raf' },
    )
    const [asked, there] = (await handle.jsonValue()) as unknown as [number, number]
    return { whole: there - began, host, page: there - asked }
  } finally {
    await (await browser).close()
    child.kill('SIGTERM')
    await gone
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

/** Hawser's built web shell beside the smallest app of the same builder, in turns. */
export async function coldStart({
  rounds,
  progress,
}: {
  rounds: number
  progress(text: string): void
}): Promise<Report> {
  const work = await mkdtemp(join(tmpdir(), 'hawser-bench-'))
  const hello = join(work, 'hello')
  const piped = { stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'] }
  // As on every day but the first.
  const home = join(work, 'home')
  const apps: App[] = [
    {
      name: 'hello world',
      start: () => spawn(process.execPath, ['host.mjs'], { cwd: hello, ...piped }),
      addressOf: (line) => line,
      usable: { selector: '.versions', text: 'node' },
    },
    {
      name: 'hawser',
      start() {
        const env = { ...process.env, HAWSER_HOME: home, HAWSER_PORT: '0' }
        return spawn(process.execPath, ['out/main/web.js', '--json'], { env, ...piped })
      },
      addressOf: (line) => (JSON.parse(line) as { addresses: [string] }).addresses[0],
      // The settings have come, the engine runs, and its first snapshot is shown.
      usable: { selector: 'main', text: '5 rules' },
    },
  ]
  try {
    await mkdir(hello)
    progress('cold: building the app to compare with')
    await makeHello(hello)
    await writeHome(home, { rules: 5 })
    const starts = new Map<string, Start[]>(apps.map(({ name }) => [name, []]))
    // The first of each reads its files from the disk, and leaves what it compiled.
    for (let round = 0; round <= rounds; round++) {
      progress(`cold: round ${round} of ${rounds}`)
      for (const app of apps) {
        const start = await startOnce(app)
        if (round > 0) starts.get(app.name)!.push(start)
      }
    }
    const of = (name: string, part: keyof Start) => median(starts.get(name)!.map((start) => start[part]))
    return {
      rows: apps.map(({ name }) => ({
        measure: 'cold start to a page that can be used, ms',
        peer: name,
        values: {
          'with the browser’s start': of(name, 'whole'),
          'program until it serves': of(name, 'host'),
          'page, from its request': of(name, 'page'),
        },
      })),
      goals: [
        {
          text: 'cold start over hello world',
          value: of('hawser', 'whole') / of('hello world', 'whole'),
          limit: 1.5,
          better: 'less',
        },
        { text: 'cold start, s', value: of('hawser', 'whole') / 1000, limit: 2, better: 'less' },
      ],
    }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
