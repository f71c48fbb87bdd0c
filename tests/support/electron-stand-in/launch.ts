import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { chromium, type Page } from 'playwright-core'

// biome-ignore lint/suspicious/noExplicitAny: the code runs in another process, where these are the stand-in's own
type InMain<T> = (electron: any, desktop: any) => T | Promise<T>

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  return port
}

/** Starts the app under the stand-in and hands back its page, like Playwright's `_electron.launch`. */
export async function launchStandIn(main: string, env: Record<string, string>, args: string[] = []) {
  const port = await freePort()
  const child = fork(main, args, {
    execArgv: ['--import', new URL('./register.ts', import.meta.url).href],
    // Where there is no screen the stand-in draws onto nothing, and the app is to believe that there is one.
    env: { DISPLAY: ':0', ...process.env, ...env, STAND_IN_DEBUG_PORT: String(port) },
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  await Promise.race([
    once(child, 'message'),
    exited.then((code) => {
      throw new Error(`the app ended with status ${code} before it was ready`)
    }),
  ])
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  let next = 0
  return {
    exited,
    /** Runs `code` in the main process. It must not use anything from around it. */
    async evaluate<T>(code: InMain<T>): Promise<T> {
      const id = next++
      child.send({ id, code: code.toString() })
      for (;;) {
        const [message] = (await once(child, 'message')) as [{ id: number; value: T; error?: string }]
        if (message.id !== id) continue
        if (message.error !== undefined) throw new Error(message.error)
        return message.value
      }
    },
    async firstWindow(): Promise<Page> {
      const context = browser.contexts()[0]
      if (context === undefined) throw new Error('the stand-in has no browser context')
      for (;;) {
        const page = context.pages().find((each) => each.url() !== 'about:blank')
        if (page) return page
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Quits as a person would; returns the exit status. */
    async close(): Promise<number | null> {
      if (child.connected) child.send({ id: -1, code: '({ app }) => app.quit()' })
      const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000)
      const code = await exited
      clearTimeout(impatience)
      return code
    },
  }
}
