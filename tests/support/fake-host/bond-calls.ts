import { randomUUID } from 'node:crypto'
import {
  type BondInput,
  bondSchema,
  type LinkSnapshot,
  type LinkState,
  type ReceiverInput,
  receiverSchema,
} from '../../../src/contract/bond.ts'
import type { HawserEvent } from '../../../src/contract/events.ts'
import type { hostContract, Telemetry } from '../../../src/contract/host.ts'
import type { Server } from '../../../src/contract/procedure.ts'
import type { RuleProblem } from '../../../src/contract/rule.ts'
import { Fault } from '../../../src/wire/index.ts'
import { FakeBonding, receiverRows, rows } from './bond-traffic.ts'
import { type FakeBond, type FakeReceiver, machine } from './bonds.ts'

type BondCalls = Pick<
  Server<typeof hostContract>,
  | 'addBond'
  | 'changeBond'
  | 'removeBonds'
  | 'addReceiver'
  | 'changeReceiver'
  | 'removeReceivers'
  | 'checkBond'
  | 'checkReceiver'
  | 'uplinks'
  | 'checkRouting'
  | 'impair'
>
type Tell = (event: Pick<HawserEvent, 'level' | 'code' | 'text' | 'bondId'> & { link?: string }) => void

const unknown = () => new Fault('bond-unknown', 'There is no such bond or receiver any more.')

const stateEvents: Partial<Record<LinkState, { level: HawserEvent['level']; code: string; text: string }>> = {
  stalled: { level: 'warning', code: 'link-stalled', text: 'is stalling; its share moved to the others.' },
  down: { level: 'error', code: 'link-down', text: 'is down: nothing is heard by it.' },
  capped: { level: 'warning', code: 'link-capped', text: 'has reached its data cap and is switched off.' },
  live: { level: 'info', code: 'link-up', text: 'carries its share again.' },
}

/** The bonds and receivers of a host without engines. */
export class FakeBonds {
  readonly calls: BondCalls
  readonly #engine = new FakeBonding()
  readonly #changed: () => void
  readonly #tell: Tell
  bonds: FakeBond[]
  receivers: FakeReceiver[]

  constructor(bonds: FakeBond[], receivers: FakeReceiver[], changed: () => void, tell: Tell) {
    this.bonds = bonds
    this.receivers = receivers
    this.#changed = changed
    this.#tell = tell
    this.calls = this.#implement()
  }

  snapshot(at: number): NonNullable<Telemetry['bond']> {
    return {
      at,
      bonds: this.#engine.bonds(this.bonds, at, (fake, link, before) =>
        this.#linkChanged(fake, link, before),
      ),
      receivers: this.receivers.map((fake) => this.#engine.receiver(fake, at)),
      loopDelayMs: 0.9,
      eventsLost: 0,
    }
  }

  #linkChanged({ bond }: FakeBond, { id, label, state }: LinkSnapshot, before: LinkState): void {
    const event = stateEvents[state]
    if (event === undefined || (state === 'live' && before === 'degraded')) return
    this.#tell({ ...event, text: `${bond.name}: ${label || id} ${event.text}`, bondId: bond.id, link: id })
  }

  /** The figures of the links of a bond, or of a receiver with those of its senders. */
  rowsAt(id: string, at: number, stepMs: number): Map<string, Record<string, number>> | undefined {
    const bond = this.bonds.find((one) => one.bond.id === id)
    if (bond) return new Map(rows(bond, at, stepMs).map((row, n) => [bond.links[n]!.info.interface, row]))
    const receiver = this.receivers.find((one) => one.receiver.id === id)
    return receiver && receiverRows(this.#engine.receiver(receiver, at), stepMs)
  }

  #bond(id: string): FakeBond {
    const found = this.bonds.find(({ bond }) => bond.id === id)
    if (!found) throw unknown()
    return found
  }
  #receiver(id: string): FakeReceiver {
    const found = this.receivers.find(({ receiver }) => receiver.id === id)
    if (!found) throw unknown()
    return found
  }

  #check({ listen }: Pick<BondInput | ReceiverInput, 'listen'>, id?: string): RuleProblem[] {
    const others = [...this.bonds.map(({ bond }) => bond), ...this.receivers.map(({ receiver }) => receiver)]
    const clash = others.find((other) => other.id !== id && other.listen.port === listen.port)
    const free = Math.max(listen.port, ...others.map((other) => other.listen.port)) + 1
    return clash
      ? [
          {
            path: 'listen.port',
            level: 'error',
            code: 'port-in-use',
            message: `"${clash.name}" already listens on port ${listen.port}.`,
            suggestion: free,
          },
        ]
      : []
  }
  #refuse(of: BondInput | ReceiverInput, id: string): void {
    const [problem] = this.#check(of, id)
    if (problem) throw new Fault('port-in-use', problem.message, [problem])
  }

  #implement(): BondCalls {
    return {
      addBond: ({ bond: input }) => {
        const bond = { ...input, id: randomUUID() }
        this.#refuse(bond, bond.id)
        this.bonds.push({
          bond,
          mbit: 0,
          links: machine.slice(0, 3).map((info) => ({
            info,
            behaviour: 'good',
            mbit: 5,
            rttMs: 50,
            used: { day: 0, month: 0 },
            impairment: null,
          })),
          farIsHawser: true,
          problem: '',
        })
        this.#tell({ level: 'info', code: 'bond-added', text: `${bond.name}: added.`, bondId: bond.id })
        this.#changed()
        return bond
      },
      changeBond: ({ id, change }) => {
        const fake = this.#bond(id)
        const bond = bondSchema.parse({ ...fake.bond, ...change })
        this.#refuse(bond, id)
        if (change.mode && change.mode !== fake.bond.mode)
          this.#tell({
            level: 'info',
            code: 'mode-changed',
            text: `${bond.name}: ${change.mode} mode.`,
            bondId: id,
          })
        fake.bond = bond
        this.#changed()
        return bond
      },
      removeBonds: ({ ids }) => {
        this.bonds = this.bonds.filter(({ bond }) => !ids.includes(bond.id))
        this.#changed()
      },
      addReceiver: ({ receiver: input }) => {
        const receiver = { ...input, id: randomUUID() }
        this.#refuse(receiver, receiver.id)
        this.receivers.push({ receiver, problem: '', groups: [] })
        this.#changed()
        return receiver
      },
      changeReceiver: ({ id, change }) => {
        const fake = this.#receiver(id)
        const receiver = receiverSchema.parse({ ...fake.receiver, ...change })
        this.#refuse(receiver, id)
        fake.receiver = receiver
        this.#changed()
        return receiver
      },
      removeReceivers: ({ ids }) => {
        this.receivers = this.receivers.filter(({ receiver }) => !ids.includes(receiver.id))
        this.#changed()
      },
      checkBond: ({ bond, id }) => ({ problems: this.#check(bond, id) }),
      checkReceiver: ({ receiver, id }) => ({ problems: this.#check(receiver, id) }),
      uplinks: () => ({ uplinks: machine }),
      checkRouting: ({ receiver, uplinks }) => ({
        routings: uplinks.map((uplink) => {
          const link = this.bonds
            .find(({ bond }) => bond.receiver.host === receiver)
            ?.links.find(({ info }) => info.interface === uplink)
          const { address = '', gateway = '' } = link?.info ?? {}
          return link?.behaviour === 'misrouted'
            ? {
                uplink,
                result: 'wrong' as const,
                text: `Packets from ${address} leave by wwan0, because the default route wins over their source address.`,
                commands: [
                  `ip route add default via ${gateway} dev ${uplink} table 103`,
                  `ip rule add from ${address} lookup 103`,
                ],
              }
            : {
                uplink,
                result: 'ok' as const,
                text: `Packets from ${address} leave by ${uplink}.`,
                commands: [],
              }
        }),
      }),
      impair: ({ bondId, link: id, impairment, seconds }) => {
        const { bond, links } = this.#bond(bondId)
        const link = links.find(({ info }) => info.interface === id)
        if (!link) throw new Fault('link-unknown', 'The bond has no such link.')
        link.impairment = impairment && { ...impairment, until: Date.now() + seconds * 1000 }
        this.#tell({
          level: 'info',
          code: impairment ? 'test-started' : 'test-ended',
          text: `${bond.name}: a test on ${id} ${impairment ? 'begins' : 'ends'}.`,
          bondId,
          link: id,
        })
      },
    }
  }
}
