import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineEvent } from '../contract/events.ts'
import { type FaultCode, faultCodes } from '../contract/fault-codes.ts'
import { forwardContract } from '../contract/forward.ts'
import type { Client } from '../contract/procedure.ts'
import type { Rule } from '../contract/rule.ts'
import { startEngineThread } from '../host/engine-thread.ts'
import { engineUrls } from '../host/engine-urls.ts'
import { connect } from '../wire/connect.ts'
import { Fault } from '../wire/fault.ts'
import { cannotListen } from './failure.ts'
import {
  eventText,
  listeningLine,
  listeningText,
  type Sample,
  sampleOf,
  sampleText,
} from './forward-report.ts'
import type { Output } from './output.ts'

type ForwardClient = Client<typeof forwardContract>

export interface ForwardRun {
  rule: Rule
  json: boolean
  /** Time between two lines of telemetry. */
  intervalMs: number
  /** How long connections may go on after the request to stop. */
  drainMs: number
  output: Output
  stop: AbortSignal
}

/** What the engine may take beyond the time to drain. */
const graceMs = 1000

/** That it listens is a line of its own; that it cannot ends the run, with the reason on stderr. */
const toldOtherwise: readonly string[] = ['listening', ...cannotListen]

/** Runs one rule until `stop`. Throws the fault that keeps it from listening, or that ended it. */
export async function runForward(run: ForwardRun): Promise<void> {
  const thread = startEngineThread(engineUrls().forward, (error) => console.error(error))
  const client = connect(forwardContract, thread.link)
  const over = new AbortController()
  const crashed = thread.ended.then((reason) => {
    throw new Fault('engine-crashed', `The forwarding engine stopped: ${reason}.`)
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
async function converse(client: ForwardClient, run: ForwardRun, over: AbortSignal): Promise<void> {
  const { rule, output, json, stop } = run
  const until = AbortSignal.any([over, stop])
  let complaint: EngineEvent | undefined
  const tellEvents = async () => {
    for await (const event of client.events(undefined, over)) {
      if (event.level === 'error') complaint = event
      if (toldOtherwise.includes(event.code)) continue
      output.line(json ? JSON.stringify({ event: event.code, ...withoutCode(event) }) : eventText(event))
    }
  }
  // Asked for before the rule is applied, so that nothing is missed; it ends with `over`.
  const events = tellEvents()
  events.catch(() => {})
  const tellSamples = async () => {
    await client.apply({ rules: [rule] })
    await client.look({ ruleIds: [rule.id] })
    const tell = teller(run)
    for await (const snapshot of client.snapshots(undefined, until)) {
      const sample = sampleOf(snapshot, rule.id)
      if (sample?.state === 'failed') throw await whyFailed(client, rule, complaint)
      if (sample) tell(sample)
    }
  }
  try {
    await Promise.race([events, tellSamples()])
  } catch (error) {
    if (!stop.aborted) throw error
  }
}

function teller({ rule, output, json, intervalMs }: ForwardRun): (sample: Sample) => void {
  let listening = false
  let next = 0
  let shown = ''
  return (sample) => {
    if (!listening && sample.state !== 'starting' && sample.state !== 'off') {
      listening = true
      output.line(json ? JSON.stringify(listeningLine(rule)) : listeningText(rule))
    }
    if (sample.at < next) return
    next = sample.at + intervalMs
    if (json) return output.latest(JSON.stringify(sample))
    // To people only what has changed is worth a line.
    const text = sampleText(sample)
    const news = text.slice(text.indexOf(' '))
    if (listening && news !== shown && (sample.connections > 0 || shown !== '')) output.latest(text)
    shown = news
  }
}

const withoutCode = ({ code: _, ...rest }: EngineEvent) => rest

/** The engine's own words for why a rule cannot listen. */
async function whyFailed(
  client: ForwardClient,
  rule: Rule,
  complaint: EngineEvent | undefined,
): Promise<Fault> {
  const { problems } = await client.check({ rule })
  const problem = problems.find(({ level }) => level === 'error')
  if (problem) {
    const { code, message, suggestion } = problem
    if (suggestion === undefined) return new Fault(asFaultCode(code), message)
    return new Fault(asFaultCode(code), `${message} Port ${suggestion} is free.`, { suggestion })
  }
  if (complaint) return new Fault(asFaultCode(complaint.code), complaint.text)
  return new Fault('listen-failed', 'The rule cannot listen.')
}

const asFaultCode = (code: string): FaultCode =>
  Object.hasOwn(faultCodes, code) ? (code as FaultCode) : 'listen-failed'
