import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HawserEvent } from '../../../src/contract/events.ts'
import {
  type About,
  type EngineName,
  type EngineStatus,
  engineNames,
  type hostContract,
  type Telemetry,
} from '../../../src/contract/host.ts'
import type { Server } from '../../../src/contract/procedure.ts'
import { type Rule, type RuleProblem, ruleSchema, rulesFileSchema } from '../../../src/contract/rule.ts'
import { type Settings, settingsSchema } from '../../../src/contract/settings.ts'
import { Bell, Latest } from '../../../src/host/latest.ts'
import { transferEvent } from '../../../src/host/transfers/transfer-events.ts'
import { Fault } from '../../../src/wire/index.ts'
import { FakeBonds } from './bond-calls.ts'
import { foundDevices, self } from './devices.ts'
import { FakeDoctor } from './diagnose-calls.ts'
import { fakeExchange } from './exchange-calls.ts'
import { fakeHistory, type RowsAt, together } from './history-calls.ts'
import { FakeObserve } from './observe-calls.ts'
import { Pace } from './pace.ts'
import { FakeDevices } from './peer-calls.ts'
import type { FakeRule } from './rules.ts'
import { fakeSessionCalls } from './session-calls.ts'
import { FakeSync } from './sync-calls.ts'
import { seedSyncEvents } from './sync-events.ts'
import { FakeEngine, row as ruleRow } from './traffic.ts'
import { FakeTransfers } from './transfer-calls.ts'
import { FakeTunnel } from './tunnel-calls.ts'
import { seedTunnelEvents } from './tunnel-events.ts'
import { noTunnel } from './tunnel-worlds.ts'
import { type Scenario, worldOf } from './worlds.ts'

/** A host without engines: rules, telemetry and events are made up. For the page's screenshots and specs. */
export class FakeHost {
  readonly server: Server<typeof hostContract>
  readonly pace: Pace
  readonly #down: readonly EngineName[]
  readonly #bonds: FakeBonds
  readonly #sync: FakeSync
  readonly #devices: FakeDevices
  readonly #engine = new FakeEngine()
  readonly #transfers: FakeTransfers
  readonly #tunnel: FakeTunnel
  /** Rings for everything but events, which come one by one. */
  readonly #changes = new Latest<void>(undefined)
  readonly #eventBell = new Bell()
  readonly #observe = new FakeObserve(() => this.#changed(this.#settings.rules), this.#changes)
  readonly #doctor: FakeDoctor
  readonly #disconnected = new Set<number>()
  #fakes: FakeRule[]
  #settings: Settings
  readonly #sessionCalls: ReturnType<typeof fakeSessionCalls>
  #events: HawserEvent[] = []

  constructor(scenario: Scenario = 'venue', pace = new Pace()) {
    this.pace = pace
    const world = worldOf(scenario)
    const { rules = [], bonds = [], receivers = [], down = [] } = world
    this.#down = down
    this.#fakes = rules
    this.#bonds = new FakeBonds(
      bonds,
      receivers,
      () => this.#changed(this.#settings.rules),
      ({ level, code, text, bondId, link }) =>
        this.#event(level, code, text, { source: 'bond', ...(bondId && { bondId }), ...(link && { link }) }),
    )
    const { records = [], noFolder = false } = world
    this.#transfers = new FakeTransfers(records, noFolder, () => this.#changed(this.#settings.rules))
    const { folders = [], peers = [], offers = [], listenProblem = '', asked = false } = world
    const changed = () => this.#changed(this.#settings.rules)
    const tell: ConstructorParameters<typeof FakeSync>[2] = ({ level, code, text, ...about }) =>
      this.#event(level, code, text, { source: 'sync', ...about })
    this.#sync = new FakeSync({ folders, peers, offers, listenProblem }, changed, tell, pace)
    const nameOf = (id: string) => peers.find(({ peer }) => peer.id === id)?.peer.name ?? ''
    this.#tunnel = new FakeTunnel(
      world.tunnel ?? noTunnel,
      nameOf,
      changed,
      ({ level, code, text, ...about }) => this.#event(level, code, text, { source: 'tunnel', ...about }),
      pace,
    )
    this.#settings = settingsSchema.parse({
      version: 1,
      rules: this.#fakes.map(({ rule }) => rule),
      bonds: bonds.map(({ bond }) => bond),
      receivers: receivers.map(({ receiver }) => receiver),
      folders: this.#sync.folders,
      peers: peers.map(({ peer }) => peer),
      tunnel: this.#tunnel.settings,
    })
    this.#doctor = new FakeDoctor(
      world.doctor ?? 'broken',
      () => this.#settings,
      (diagnose) => {
        this.#settings = { ...this.#settings, diagnose }
        this.#changed(this.#settings.rules)
      },
      pace,
    )
    this.#devices = new FakeDevices(
      { self, found: scenario === 'empty' ? [] : foundDevices(), asked },
      this.#sync.world,
      {
        changed,
        forget: (ids) => this.#sync.forget(ids),
        tell,
      },
      pace,
    )
    if (folders.length > 0)
      for (const { minutes, level, code, text, ...about } of seedSyncEvents())
        this.#event(level, code, text, { source: 'sync', ...about }, Date.now() - minutes * 60_000)
    for (const record of records) {
      const event = transferEvent(record, record.at + record.ms)
      if (event)
        this.#event(event.level, event.code, event.text, { source: 'transfer' }, record.at + record.ms)
    }
    for (const { minutes, level, code, text, ...about } of seedTunnelEvents(this.#tunnel.tubes))
      this.#event(level, code, text, { source: 'tunnel', ...about }, Date.now() - minutes * 60_000)
    if (bonds.length > 0) this.#seedBondEvents()
    if (this.#fakes.length > 0) this.#seedEvents()
    // Several stories were told one after the other; they happened at the same time.
    this.#events = this.#events.sort((a, b) => a.at - b.at).map((event, n) => ({ ...event, seq: n + 1 }))
    this.#sessionCalls = fakeSessionCalls(
      {
        settings: () => this.#settings,
        events: () => this.#events,
        event: (level, code, text) => this.#event(level, code, text, { source: 'host' }),
      },
      world.sessions ?? [],
    )
    this.server = this.#implement()
  }

  #changed(rules: Rule[]): void {
    const known = new Map(this.#fakes.map((fake) => [fake.rule.id, fake]))
    this.#fakes = rules.map(
      (rule) => ({ behaviour: 'idle', mbit: 6, fps: 25, ...known.get(rule.id), rule }) satisfies FakeRule,
    )
    this.#settings = {
      ...this.#settings,
      rules,
      bonds: this.#bonds.bonds.map(({ bond }) => bond),
      receivers: this.#bonds.receivers.map(({ receiver }) => receiver),
      sync: this.#sync.settings,
      transfer: this.#transfers.settings,
      observe: this.#observe.settings,
      folders: this.#sync.folders,
      peers: this.#sync.world.peers.map(({ peer }) => peer),
      tunnel: this.#tunnel.settings,
    }
    this.#changes.set()
  }

  /** All at once, as from a file. What bonds and folders there are, stays. */
  #put(settings: Settings): void {
    this.#sync.settings = settings.sync
    this.#transfers.settings = settings.transfer
    this.#observe.settings = settings.observe
    this.#tunnel.settings = settings.tunnel
    this.#settings = settings
    this.#changed(settings.rules)
  }

  #event(
    level: HawserEvent['level'],
    code: string,
    text: string,
    about:
      | string
      | Pick<Partial<HawserEvent>, 'source' | 'bondId' | 'link' | 'folderId' | 'peerId' | 'tubeId'> = '',
    at = Date.now(),
  ): void {
    const more = typeof about === 'string' ? (about ? { ruleId: about } : {}) : about
    this.#events.push({ seq: this.#events.length + 1, at, level, source: 'forward', code, text, ...more })
    this.#eventBell.ring()
  }

  #telemetry(look: readonly string[]): Telemetry {
    const at = Date.now()
    const engines = engineNames.map(
      (name): EngineStatus =>
        this.#down.includes(name)
          ? { name, state: 'waiting', restarts: 2, retryAt: Math.ceil(at / 4000) * 4000 }
          : { name, state: 'running', restarts: 0, retryAt: 0 },
    )
    const bond = this.#down.includes('bond') ? undefined : this.#bonds.snapshot(at)
    const sync = this.#down.includes('sync') ? undefined : this.#sync.snapshot(at)
    const tunnel = this.#down.includes('tunnel') ? undefined : this.#tunnel.snapshot(at)
    const others = {
      ...(bond && { bond }),
      ...(sync && { sync }),
      ...(tunnel && { tunnel }),
      diagnose: { at, running: false, causes: this.#doctor.whileRunning },
    }
    if (this.#down.includes('forward')) return { at, engines, ...others }
    const forward = this.#engine.snapshot(this.#fakes, at)
    forward.details = this.#fakes
      .filter(({ rule }) => look.includes(rule.id))
      .map((fake) => this.#engine.detail(fake, at, this.#disconnected))
    return { at, engines, forward, ...others }
  }

  #check(rule: Pick<Rule, 'name' | 'listen' | 'portCount' | 'target'>, id?: string): RuleProblem[] {
    const others = this.#settings.rules.filter((other) => other.id !== id)
    const { port } = rule.listen
    const clash = others.find(
      (other) => other.listen.port < port + rule.portCount && port < other.listen.port + other.portCount,
    )
    const problems: RuleProblem[] = []
    const free = Math.max(...others.map((other) => other.listen.port + other.portCount), port + 1)
    if (clash)
      problems.push({
        path: 'listen.port',
        level: 'error',
        code: 'rule-overlap',
        message: `The rule "${clash.name}" already listens on port ${port}.`,
        suggestion: free,
      })
    else if (port === 8080)
      problems.push({
        path: 'listen.port',
        level: 'error',
        code: 'port-in-use',
        message: 'Port 8080 is already used by nginx (pid 812).',
        suggestion: 8082,
      })
    if (rule.listen.host === rule.target.host && port === rule.target.port)
      problems.push({
        path: 'target',
        level: 'error',
        code: 'rule-loop',
        message: 'This would forward to itself.',
      })
    if (rule.listen.host === '0.0.0.0')
      problems.push({
        path: 'allowedSources',
        level: 'warning',
        code: 'open-to-all',
        message: 'Everybody who can reach 0.0.0.0 can use this rule.',
      })
    return problems
  }

  #refuse(rule: Rule): void {
    const error = this.#check(rule, rule.id).find(({ level }) => level === 'error')
    if (error) throw new Fault('rule-overlap', error.message, [error])
  }

  #seedEvents(): void {
    const ago = (minutes: number) => Date.now() - minutes * 60_000
    const { ruleId, name } = { ruleId: 'cam-crane', name: 'Crane' }
    this.#event('info', 'engine-started', 'The forwarding engine started.', undefined, ago(44))
    this.#event(
      'error',
      'port-in-use',
      'RTMP ingest: port 1935 is already used by nginx (pid 812).',
      'rtmp',
      ago(43),
    )
    this.#event(
      'warning',
      'target-refused',
      'Front of house: the camera refuses connections.',
      'cam-foh',
      ago(12),
    )
    this.#event(
      'info',
      'target-back',
      'Front of house: the camera is back after 1.5 s.',
      'cam-foh',
      ago(11.9),
    )
    this.#event('info', 'rule-changed', `${name}: settings changed; 3 connections kept.`, ruleId, ago(8))
    this.#event('warning', 'viewer-stalled', `${name}: viewer 10.0.0.8 stopped reading.`, ruleId, ago(0.6))
    this.#event('error', 'target-lost', 'Front of house: the camera is away.', 'cam-foh', ago(0.3))
  }

  #seedBondEvents(): void {
    const ago = (seconds: number) => Date.now() - seconds * 1000
    const of = (bondId: string, link?: string) => ({
      source: 'bond' as const,
      bondId,
      ...(link && { link }),
    })
    this.#event('info', 'engine-started', 'The bonding engine started.', { source: 'bond' }, ago(2640))
    this.#event('info', 'link-up', 'Camera truck: Modem 1 is up.', of('truck', 'wwan0'), ago(2638))
    this.#event('info', 'link-up', 'Camera truck: Modem 2 is up.', of('truck', 'wwan1'), ago(2637.5))
    this.#event(
      'warning',
      'link-misrouted',
      'Roaming camera: packets of Venue Wi-Fi leave by wwan0.',
      of('roaming', 'wlp3s0'),
      ago(2630),
    )
    this.#event(
      'warning',
      'link-capped',
      'Camera truck: Satellite has reached its data cap and is switched off.',
      of('truck', 'enp2s0'),
      ago(300),
    )
    this.#event(
      'info',
      'link-up',
      'Camera truck: Modem 2 carries its share again.',
      of('truck', 'wwan1'),
      ago(35),
    )
    this.#event(
      'info',
      'test-started',
      'Camera truck: a test on Venue Wi-Fi begins: 12 % loss, 80 ms more each way.',
      of('truck', 'wlp3s0'),
      ago(18),
    )
    this.#event(
      'warning',
      'link-stalled',
      'Camera truck: Modem 2 is stalling; its share moved to the others.',
      of('truck', 'wwan1'),
      ago(4),
    )
    this.#event(
      'warning',
      'source-denied',
      'Studio ingest: registrations from 192.0.2.77 are refused.',
      of('studio'),
      ago(900),
    )
  }

  /** What everything does at one instant. */
  #rowsAt: RowsAt = (kind, id, at, stepMs) => {
    const one = (row: Record<string, number> | undefined) => row && new Map([['', row]])
    if (kind === 'rules') return together(this.#fakes.map((fake) => ruleRow(fake, at, stepMs)))
    if (kind === 'bond' || kind === 'receiver') return this.#bonds.rowsAt(id, at, stepMs)
    if (kind === 'folder') return one(this.#sync.rowAt(id, at, stepMs))
    if (kind === 'tube') return one(this.#tunnel.rowAt(id, at, stepMs))
    if (kind === 'transfer') return this.#transfers.rowsAt(id, at)
    const fake = this.#fakes.find(({ rule }) => rule.id === id)
    return one(fake && ruleRow(fake, at, stepMs))
  }

  #implement(): Server<typeof hostContract> {
    const host = this
    const about: About = {
      version: '0.1.0',
      shell: 'test',
      platform: 'linux x64',
      node: process.version,
      userData: '/home/operator/.config/hawser',
      notices: [],
    }
    return {
      ...host.#bonds.calls,
      ...host.#sync.calls,
      ...host.#devices.calls,
      ...host.#transfers.calls,
      ...host.#tunnel.calls,
      ...host.#observe.calls,
      ...fakeExchange({
        settings: () => host.#settings,
        put: (settings) => host.#put(settings),
        telemetry: () => host.#telemetry([]),
      }),
      ...host.#doctor.calls,
      ...fakeHistory(host.#rowsAt),
      ...host.#sessionCalls,
      about: () => about,
      async *settings(_, signal) {
        for await (const _ of host.#changes.watch(signal)) yield host.#settings
      },
      async *peers(_, signal) {
        for await (const _ of host.#changes.watch(signal)) yield host.#devices.state
      },
      setPreferences(change) {
        host.#settings = {
          ...host.#settings,
          preferences: { ...host.#settings.preferences, ...change },
        }
        host.#changed(host.#settings.rules)
        return host.#settings.preferences
      },
      addRule({ rule: input }) {
        const rule = { ...input, id: randomUUID() }
        host.#refuse(rule)
        host.#changed([...host.#settings.rules, rule])
        host.#event('info', 'rule-added', `${rule.name}: added.`, rule.id)
        return rule
      },
      changeRule({ id, change }) {
        const old = host.#settings.rules.find((rule) => rule.id === id)
        if (!old) throw new Fault('rule-unknown', 'There is no such rule any more.')
        const rule = ruleSchema.parse({ ...old, ...change })
        host.#refuse(rule)
        host.#changed(host.#settings.rules.map((other) => (other.id === id ? rule : other)))
        host.#event('info', 'rule-changed', `${rule.name}: settings changed.`, id)
        return rule
      },
      removeRules({ ids }) {
        host.#changed(host.#settings.rules.filter(({ id }) => !ids.includes(id)))
      },
      enableRules({ ids, enabled }) {
        host.#changed(
          host.#settings.rules.map((rule) => (ids.includes(rule.id) ? { ...rule, enabled } : rule)),
        )
      },
      checkRule: ({ rule, id }) => ({
        problems: host.#check(ruleSchema.parse({ ...rule, id: id ?? 'new' }), id),
      }),
      importRules({ text, mode }) {
        const parsed = rulesFileSchema.safeParse(JSON.parse(text))
        if (!parsed.success)
          throw new Fault('rules-file-invalid', 'The rules were not imported: not a rules file.')
        const incoming = parsed.data.rules.map((rule): Rule => ({ ...rule, id: rule.id ?? randomUUID() }))
        const old = mode === 'replace' ? [] : host.#settings.rules
        const ids = new Set(incoming.map(({ id }) => id))
        const added = incoming.filter(({ id }) => !old.some((rule) => rule.id === id)).length
        host.#changed([...old.filter(({ id }) => !ids.has(id)), ...incoming])
        return { added, changed: incoming.length - added, unchanged: 0 }
      },
      exportRules({ ids }) {
        const rules = host.#settings.rules.filter(({ id }) => !ids || ids.includes(id))
        return { text: `${JSON.stringify({ hawserRules: 1, rules }, null, 2)}\n` }
      },
      disconnect({ ruleId, connectionId }) {
        host.#disconnected.add(connectionId)
        host.#event('info', 'viewer-disconnected', `Connection ${connectionId} was ended by hand.`, ruleId)
      },
      probe() {},
      async *telemetry({ look }, signal) {
        while (!signal.aborted) {
          yield host.#telemetry(look)
          await sleep(100, undefined, { signal }).catch(() => {})
        }
      },
      async *events({ after }, signal) {
        for (let next = after; !signal.aborted; ) {
          const event = host.#events[next]
          if (event) {
            next++
            yield event
          } else await host.#eventBell.heard(signal)
        }
      },
    }
  }
}
