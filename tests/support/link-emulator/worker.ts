import { parentPort } from 'node:worker_threads'
import type { Answer, Request, RequestName, Requests } from './messages.ts'
import { Path } from './path.ts'

const paths = new Map<number, Path>()
let opened = 0

const pathOf = (number: number) => {
  const path = paths.get(number)
  if (path === undefined) throw new Error('that path is closed')
  return path
}

const handlers: {
  [Name in RequestName]: (
    ask: Requests[Name]['ask'],
  ) => Requests[Name]['answer'] | Promise<Requests[Name]['answer']>
} = {
  async open(options) {
    const path = await Path.open(options)
    paths.set(++opened, path)
    return { path: opened, port: path.port }
  },
  change: ({ path, link, conditions }) => pathOf(path).change(link, conditions),
  report: ({ path }) => pathOf(path).report(),
  async close({ path }) {
    await pathOf(path).close()
    paths.delete(path)
    return undefined
  },
}

parentPort!.on('message', async ({ id, name, ask }: Request) => {
  let reply: Answer
  try {
    reply = { id, answer: await handlers[name](ask as never) }
  } catch (error) {
    reply = { id, problem: String(error) }
  }
  parentPort!.postMessage(reply)
})
