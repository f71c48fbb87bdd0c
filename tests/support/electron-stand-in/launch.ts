import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chromium, type Page } from 'playwright-core'

// biome-ignore lint/suspicious/noExplicitAny: the code runs in another process, where these are the stand-in's own
type InMain<T> = (electron: any, desktop: any) => T | Promise<T>

/** One that hangs is ended after so long; on a busy machine Chromium alone takes seconds to end. */
const patienceMs = 45_000

/** Starts the app under the stand-in and hands back its page, like Playwright's `_electron.launch`. */
export async function launchStandIn(main: string, env: Record<string, string>, args: string[] = []) {
  const child = fork(main, args, {
    execArgv: ['--import', new URL('./register.ts', import.meta.url).href],
    // Where there is no screen the stand-in draws onto nothing, and the app is to believe that there is one.
    env: { DISPLAY: ':0', ...process.env, ...env },
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const [{ port }] = (await Promise.race([
    once(child, 'message'),
    exited.then((code) => {
      throw new Error(`the app ended with status ${code} before it was ready`)
    }),
  ])) as [{ port: number }]
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  type Answer = { id: number; value: unknown; error?: string }
  const asked = new Map<number, PromiseWithResolvers<unknown>>()
  child.on('message', ({ id, value, error }: Answer) => {
    if (error === undefined) asked.get(id)?.resolve(value)
    else asked.get(id)?.reject(new Error(error))
    asked.delete(id)
  })
  void exited.then((code) => {
    for (const { reject } of asked.values()) reject(new Error(`the app ended with status ${code} meanwhile`))
  })
  let next = 0
  return {
    exited,
    /** Runs `code` in the main process. It must not use anything from around it. */
    evaluate<T>(code: InMain<T>): Promise<T> {
      const answer = Promise.withResolvers<unknown>()
      asked.set(next, answer)
      child.send({ id: next++, code: code.toString() })
      return answer.promise as Promise<T>
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
      const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      const code = await exited
      clearTimeout(impatience)
      return code
    },
  }
}
