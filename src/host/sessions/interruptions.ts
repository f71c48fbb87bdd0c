import type { HawserEvent } from '../../contract/events.ts'
import type { SubjectKind } from '../../contract/sessions.ts'
import { type Minute, minuteMs } from './subject-minutes.ts'

/** From when to when something did not work; ms since the Unix epoch. */
export interface Interruption {
  from: number
  to: number
}

/** Which events begin an interruption of something, and which end it. */
interface Pair {
  of(event: HawserEvent): string | undefined
  begins: ReadonlySet<string>
  ends: ReadonlySet<string>
}

const linkKey = (bondId: string, link: string) => `${bondId} ${link}`
const engineKey = (source: string) => `engine ${source}`

const targetAway = [
  'target-lost',
  'target-refused',
  'target-timeout',
  'target-unreachable',
  'network-unreachable',
  'host-not-found',
]
const notListening = ['port-in-use', 'port-denied', 'address-unavailable', 'listen-failed']
const folderAway = ['folder-missing', 'folder-unreadable', 'folder-read-only', 'disk-full']

const pairs: readonly Pair[] = [
  {
    of: ({ ruleId, bondId }) => ruleId ?? bondId,
    begins: new Set(targetAway),
    ends: new Set(['target-back']),
  },
  {
    of: ({ ruleId, bondId }) => ruleId ?? bondId,
    begins: new Set(notListening),
    ends: new Set(['listening']),
  },
  {
    of: ({ bondId }) => bondId,
    begins: new Set(['all-links-down', 'receiver-silent', 'receiver-refused']),
    ends: new Set(['link-up', 'link-recovered', 'bond-registered']),
  },
  {
    of: ({ bondId, link }) => (bondId && link ? linkKey(bondId, link) : undefined),
    begins: new Set(['link-down', 'link-stalled', 'link-absent', 'link-capped']),
    ends: new Set(['link-up', 'link-recovered']),
  },
  { of: ({ folderId }) => folderId, begins: new Set(folderAway), ends: new Set(['folder-back']) },
  // Tubes to paired devices go by the device: each time it is another tube.
  {
    of: ({ source, peerId, tubeId }) => (source === 'tunnel' ? (peerId ?? tubeId) : undefined),
    begins: new Set(['tube-lost']),
    ends: new Set(['tube-back', 'tube-open']),
  },
  {
    of: ({ source }) => engineKey(source),
    begins: new Set(['engine-crashed']),
    ends: new Set(['engine-running']),
  },
]

const engines: Record<SubjectKind, string> = {
  rule: 'forward',
  bond: 'bond',
  link: 'bond',
  receiver: 'bond',
  folder: 'sync',
  tube: 'tunnel',
}

/** What did not work between two times, as the events tell it; one that nobody told the end of lasts until `to`. */
export class Interruptions {
  readonly #of = new Map<string, Interruption[]>()

  /** `events` in the order in which they happened; those before `from` tell what was broken already. */
  constructor(events: readonly HawserEvent[], from: number, to: number) {
    const open = new Map<string, number>()
    const close = (key: string, pair: number, until: number) => {
      const since = open.get(`${pair} ${key}`)
      if (since === undefined) return
      open.delete(`${pair} ${key}`)
      if (until > from) this.#add(key, { from: Math.max(since, from), to: Math.min(until, to) })
    }
    for (const event of events) {
      if (event.at > to) break
      for (const [n, { of, begins, ends }] of pairs.entries()) {
        const key = of(event)
        if (key === undefined) continue
        if (ends.has(event.code)) close(key, n, event.at)
        else if (begins.has(event.code) && !open.has(`${n} ${key}`)) open.set(`${n} ${key}`, event.at)
      }
    }
    for (const started of [...open.keys()]) {
      const space = started.indexOf(' ')
      close(started.slice(space + 1), Number(started.slice(0, space)), to)
    }
  }

  /**
   * Those of one thing and of the engine that it runs in, the oldest first and never two at once. Where data flowed
   * for a whole minute it was no interruption any more, such as when another target took over.
   */
  of(subject: { kind: SubjectKind; id: string; of: string; minutes: readonly Minute[] }): Interruption[] {
    const key = subject.kind === 'link' ? linkKey(subject.of, subject.id) : subject.id
    const all = [...(this.#of.get(key) ?? []), ...(this.#of.get(engineKey(engines[subject.kind])) ?? [])]
    return joined(all.map((one) => untilFlows(one, subject.minutes)))
  }

  #add(key: string, one: Interruption): void {
    const known = this.#of.get(key)
    if (known) known.push(one)
    else this.#of.set(key, [one])
  }
}

/** Less in a minute is a keepalive. */
const flowBytes = 10_000

function untilFlows({ from, to }: Interruption, minutes: readonly Minute[]): Interruption {
  const flowed = minutes.find(
    ({ at, bytesDown, bytesUp }) => at >= from && at + minuteMs <= to && bytesDown + bytesUp > flowBytes,
  )
  return { from, to: flowed?.at ?? to }
}

function joined(all: Interruption[]): Interruption[] {
  const apart: Interruption[] = []
  for (const one of all.sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1)
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to)
    else apart.push({ ...one })
  }
  return apart
}
