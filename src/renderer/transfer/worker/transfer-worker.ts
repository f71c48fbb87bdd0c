import { BrowserStack } from '../rtc/worker-stack.ts'
import { openHasher } from './hasher.ts'
import type { FromSessions, StartSessions, ToSessions } from './messages.ts'
import { processorPressure } from './processor-pressure.ts'
import { type Around, WorkerSession } from './worker-session.ts'

// The worker in which all sessions of a window run, so that the page never stands still over one.

const sessions = new Map<string, WorkerSession>()
const tell = (message: FromSessions) => postMessage(message)
/** Until the hasher is there. */
let early: ToSessions[] | undefined = []
let around: Around | undefined

addEventListener('message', ({ data }: MessageEvent<StartSessions | ToSessions>) => {
  if (data.type === 'start') void start(data.rtc)
  else if (early) early.push(data)
  else take(data)
})

async function start(rtc: MessagePort): Promise<void> {
  let told = ''
  const stack = new BrowserStack(rtc, (carrier) => {
    if (carrier === told) return
    told = carrier
    tell({ type: 'carrier', carrier })
  })
  around = { stack, hasher: await openHasher(), processorUse: processorPressure(), tell }
  const waiting = early ?? []
  early = undefined
  for (const message of waiting) take(message)
}

function take(message: ToSessions): void {
  if (message.type === 'networkChanged') {
    for (const session of sessions.values()) session.networkChanged()
    return
  }
  const id = message.session
  if (message.type !== 'open') {
    const session = sessions.get(id)
    if (session) session.take(message)
    else if ('request' in message)
      tell({ type: 'refused', request: message.request, code: 'closed', text: 'The session is over.' })
    return
  }
  if (around === undefined || sessions.has(id)) return
  const session = new WorkerSession(id, message, around)
  sessions.set(id, session)
  void session.ended.then(() => sessions.delete(id))
}
