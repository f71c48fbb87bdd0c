import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineEvent } from '../contract/events.ts'
import { type FaultCode, faultCodes } from '../contract/fault-codes.ts'
import type { forwardContract } from '../contract/forward.ts'
import type { EngineName } from '../contract/host.ts'
import type { Client, Contract } from '../contract/procedure.ts'
import type { RuleProblem } from '../contract/rule.ts'
import { startEngineThread } from '../host/engine-thread.ts'
import { engineUrls } from '../host/engine-urls.ts'
import { connect } from '../wire/connect.ts'
import { Fault } from '../wire/fault.ts'
import { cannotListen } from './failure.ts'
import type { Output } from './output.ts'

/** What every engine's contract has. */
type EngineContract = Contract & Pick<typeof forwardContract, 'events' | 'drain'>
type EngineClient = Pick<Client<typeof forwardContract>, 'events' | 'drain'>

/** One engine in the foreground. */
export interface EngineRun<C extends EngineContract> {
  engine: EngineName
  /** As people call it, such as "forwarding". */
  name: string
  contract: C
  json: boolean
  /** How long streams may go on after the request to stop. */
  drainMs: number
  output: Output
  stop: AbortSignal
  /**
   * Gives the engine its settings, then tells how it goes until the signal aborts. Throws the fault that ends the run.
   * `complaint` is the newest error that the engine told of.
   */
  follow(client: Client<C>, until: AbortSignal, complaint: () => EngineEvent | undefined): Promise<void>
}

/** What the engine may take beyond the time to drain. */
const graceMs = 1000

/** That it listens is a line of its own; that it cannot ends the run, with the reason on stderr. */
const toldOtherwise: readonly string[] = ['listening', ...cannotListen]

/** Runs an engine until `stop`. Throws the fault that keeps it from listening, or that ended it. */
export async function runEngine<C extends EngineContract>(run: EngineRun<C>): Promise<void> {
  const thread = startEngineThread(engineUrls()[run.engine], (error) => console.error(error))
  const client = connect(run.contract, thread.link) as Client<C> & EngineClient
  const over = new AbortController()
  const crashed = thread.ended.then((reason) => {
    throw new Fault('engine-crashed', `The ${run.name} engine stopped: ${reason}.`)
  })
  try {
    await Promise.race([crashed, converse(client, run, over.signal)])
    // An engine that hangs must not keep the command from stopping.
    const patience = sleep(run.drainMs + graceMs, undefined, { ref: false })
    await Promise.race([crashed, client.drain({ deadlineMs: run.drainMs }), patience])
  } finally {
    over.abort()
    crashed.catch(() => {})
    await thread.terminate()
  }
  run.output.line(run.json ? JSON.stringify({ event: 'stopped' }) : 'Stopped.')
}

/** Tells what the engine tells, until the request to stop. */
async function converse<C extends EngineContract>(
  client: Client<C> & EngineClient,
  { output, json, stop, follow }: EngineRun<C>,
  over: AbortSignal,
): Promise<void> {
  let complaint: EngineEvent | undefined
  const tellEvents = async () => {
    for await (const event of client.events(undefined, over)) {
      if (event.level === 'error') complaint = event
      if (!toldOtherwise.includes(event.code)) output.line(eventLine(event, json))
    }
  }
  // Asked for before there are settings, so that nothing is missed; it ends with `over`.
  const events = tellEvents()
  events.catch(() => {})
  try {
    await Promise.race([events, follow(client, AbortSignal.any([over, stop]), () => complaint)])
  } catch (error) {
    if (!stop.aborted) throw error
  }
}

export function eventLine(event: EngineEvent, json: boolean): string {
  const { code, ...rest } = event
  return json ? JSON.stringify({ event: code, ...rest }) : eventText(event)
}

export const clockTime = (at: number) => new Date(at).toTimeString().slice(0, 8)

export const eventText = ({ at, level, text }: EngineEvent) =>
  `${clockTime(at)} ${level === 'info' ? '' : `${level}: `}${text}`

/** The engine's own words for why something cannot listen: of a check, else of the event it told. */
export function whyNotListening(problems: readonly RuleProblem[], complaint: EngineEvent | undefined): Fault {
  const problem = problems.find(({ level }) => level === 'error')
  if (problem) {
    const { code, message, suggestion } = problem
    if (suggestion === undefined) return new Fault(asFaultCode(code), message)
    return new Fault(asFaultCode(code), `${message} Port ${suggestion} is free.`, { suggestion })
  }
  if (complaint) return new Fault(asFaultCode(complaint.code), complaint.text)
  return new Fault('listen-failed', 'It cannot listen.')
}

const asFaultCode = (code: string): FaultCode =>
  Object.hasOwn(faultCodes, code) ? (code as FaultCode) : 'listen-failed'
