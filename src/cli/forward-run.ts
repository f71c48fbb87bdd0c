import { forwardContract } from '../contract/forward.ts'
import type { Rule } from '../contract/rule.ts'
import { runEngine, whyNotListening } from './engine-run.ts'
import { listeningLine, listeningText, type Sample, sampleOf, sampleText } from './forward-report.ts'
import type { Output } from './output.ts'

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

/** Runs one rule until `stop`. Throws the fault that keeps it from listening, or that ended it. */
export function runForward(run: ForwardRun): Promise<void> {
  const { rule } = run
  return runEngine({
    ...run,
    engine: 'forward',
    name: 'forwarding',
    contract: forwardContract,
    async follow(client, until, complaint) {
      await client.apply({ rules: [rule] })
      await client.look({ ruleIds: [rule.id] })
      const tell = teller(run)
      for await (const snapshot of client.snapshots(undefined, until)) {
        const sample = sampleOf(snapshot, rule.id)
        if (sample?.state === 'failed')
          throw whyNotListening((await client.check({ rule })).problems, complaint())
        if (sample) tell(sample)
      }
    },
  })
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
