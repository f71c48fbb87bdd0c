import type { BondState, BondVerdict, LinkSnapshot } from '../../contract/bond.ts'
import { thresholds } from '../../contract/thresholds.ts'

/** What is known of a bond when its sentence is made. */
export interface BondFacts {
  state: BondState
  problem: string
  caller: string
  /** The receiver as a person wrote it. */
  receiver: string
  links: readonly LinkSnapshot[]
  /** Milliseconds since the Unix epoch. */
  now: number
  /** Since when the links named by id have had no acknowledgement of data, ms; absent where all is well. */
  unacknowledgedMs: ReadonlyMap<string, number>
  loopDelayMs: number
}

const seconds = (ms: number) => `${(Math.max(ms, 0) / 1000).toFixed(ms < 9950 ? 1 : 0)} s`
const percent = (part: number) => `${Math.round(part * 100)} %`
const megabits = (bytesPerSecond: number) => `${((bytesPerSecond * 8) / 1e6).toFixed(1)} Mbit/s`
const nameOf = ({ label, id }: LinkSnapshot) => label || id

const carries = ({ state }: LinkSnapshot) => state === 'live' || state === 'warming' || state === 'degraded'

function listOf(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? ''
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** The links that took over, the one with the largest share first. */
function movedTo(links: readonly LinkSnapshot[]): string {
  const takers = links.filter(carries).sort((a, b) => b.share - a.share)
  if (takers.length === 0) return ''
  return `; its share moved to ${listOf(takers.slice(0, 2).map(nameOf))}`
}

/** What is wrong with one link, worst first in `order`; undefined when nothing is. */
function complaintOf(link: LinkSnapshot, facts: BondFacts): { order: number; text: string } | undefined {
  const name = nameOf(link)
  const forMs = facts.now - link.since
  switch (link.state) {
    case 'stalled': {
      const ms = facts.unacknowledgedMs.get(link.id) ?? forMs
      return {
        order: 0,
        text: `${name} is stalling: no acknowledgement for ${seconds(ms)}${movedTo(facts.links)}.`,
      }
    }
    case 'down':
      return {
        order: 1,
        text: `${name} is down: nothing heard for ${seconds(forMs)}${movedTo(facts.links)}.`,
      }
    case 'degraded':
      return {
        order: 2,
        text: `${name} loses packets: ${percent(link.loss)} in the last two seconds${movedTo(facts.links.filter(({ id }) => id !== link.id))}.`,
      }
    case 'absent':
      return { order: 3, text: `${name} is not there: the interface or its address is gone.` }
    case 'registering':
      if (link.routing === 'wrong')
        return { order: 2, text: `${name} cannot work yet: its packets leave by another interface.` }
      return { order: 4, text: `${name} is not accepted by the receiver yet.` }
    case 'capped':
      return { order: 5, text: `${name} has reached its data cap and is switched off.` }
    default:
      return link.state !== 'off' && link.routing === 'wrong'
        ? { order: 2, text: `Packets of ${name} leave by another interface.` }
        : undefined
  }
}

const evidenceOf = (link: LinkSnapshot) =>
  `${nameOf(link)}: ${link.state}, ${megabits(link.bitrate)}, RTT ${Math.round(link.rttMs)} ms, loss ${percent(link.loss)}, ${Math.round(link.inFlight)} in flight`

/** The sentence at the top of a bond's page. Pure: facts in, sentence out. */
export function judgeBond(facts: BondFacts): BondVerdict {
  const { links, receiver } = facts
  const evidence = links.filter(({ state }) => state !== 'off').map(evidenceOf)
  const say = (level: BondVerdict['level'], text: string): BondVerdict => ({ level, text, evidence })
  const complaints = links
    .map((link) => complaintOf(link, facts))
    .filter((complaint) => complaint !== undefined)
    .sort((a, b) => a.order - b.order)
  const worst = complaints[0]
  const more = complaints.length > 1 ? ` ${complaints.length - 1} more in trouble.` : ''
  switch (facts.state) {
    case 'off':
      return { level: 'good', text: 'Switched off.', evidence: [] }
    case 'starting':
      return { level: 'good', text: 'Starting.', evidence: [] }
    case 'failed':
      return { level: 'bad', text: facts.problem, evidence: [] }
    case 'registering':
      if (links.length === 0) return say('bad', 'There is no uplink to use.')
      return say('warning', `Waiting for ${receiver} to answer on any link.`)
    case 'down':
      return say('bad', `Every link is down. Hawser keeps trying ${receiver}.`)
    case 'ready':
      return worst ? say('warning', worst.text + more) : say('good', readyText(links.filter(carries).length))
    default:
  }
  if (facts.loopDelayMs > thresholds.loopDelayMs.bad)
    return say(
      'warning',
      `This machine is too busy: Hawser itself runs ${Math.round(facts.loopDelayMs)} ms late.`,
    )
  if (worst) return say(links.some(carries) ? 'warning' : 'bad', worst.text + more)
  const carriers = links.filter((link) => carries(link) && link.share > 0)
  return say('good', `The stream flows over ${listOf(carriers.map(nameOf)) || 'its links'}.`)
}

const readyText = (count: number) =>
  `Ready: ${count} ${count === 1 ? 'link reaches' : 'links reach'} the receiver. Start the camera or encoder.`
