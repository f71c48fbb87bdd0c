import { join } from 'node:path'
import { type About, type EngineName, engineNames, type hostContract } from '../contract/host.ts'
import type { Health } from '../contract/observe.ts'
import type { Server } from '../contract/procedure.ts'
import type { Settings } from '../contract/settings.ts'
import { thisMachine } from './addresses.ts'
import { Bonds } from './bond.ts'
import { systemClock } from './clock.ts'
import { Database } from './database.ts'
import { Doctor } from './diagnose/doctor.ts'
import { LastReport } from './diagnose/last-report.ts'
import { letMeasureBySettings } from './diagnose/let-measure.ts'
import { recentlyFlowed } from './diagnose/needs.ts'
import { bondsFlow, foldersFlow, rulesFlow, tubesFlow, Watcher } from './diagnose/watcher.ts'
import type { ForkEngine } from './engine-child.ts'
import { EngineNeed } from './engine-need.ts'
import { EngineProcesses } from './engine-process.ts'
import { startEngineThread } from './engine-thread.ts'
import { EventLog } from './events.ts'
import { Forward } from './forward.ts'
import { History } from './history.ts'
import { implementHost } from './implementation.ts'
import { LastSeen } from './last-seen.ts'
import { lockFolder } from './lock.ts'
import { MachineWatch } from './machine-watch.ts'
import { type Notice, Notices } from './notices.ts'
import { Log } from './observe/log/log.ts'
import type { Tell } from './observe/metric.ts'
import { WatchSecrets } from './observe/secrets.ts'
import { logFolder, Watching } from './observe/watching.ts'
import { Past } from './past.ts'
import type { OpenMulticast } from './peers/discovery.ts'
import { Peers } from './peers/peers.ts'
import type { SecretStore } from './peers/secret-store.ts'
import { Calls } from './rendezvous/calls.ts'
import { openSessions } from './sessions/open-sessions.ts'
import { busyBy } from './settings/busy.ts'
import { SettingsExchange } from './settings/exchange.ts'
import { UndoFile } from './settings/undo.ts'
import { SettingsFile } from './settings-file.ts'
import { Supervisor, type SupervisorOptions } from './supervisor.ts'
import { Syncs } from './sync.ts'
import { TelemetryHub } from './telemetry.ts'
import type { DiskServer } from './transfers/disk-server.ts'
import { Transfers } from './transfers/transfers.ts'
import { Tunnels } from './tunnels/tunnels.ts'
import { Usage } from './usage.ts'
import { createUserDataFolder } from './user-data.ts'
import { withoutLoops } from './without-loops.ts'

export { userDataFolder } from './user-data.ts'

export interface HostOptions {
  userData: string
  /** Where each engine's worker lies. */
  engines: Record<EngineName, URL>
  /** How engines are started that need a process of their own; without, as processes of Node. */
  fork?: ForkEngine | undefined
  shell: About['shell']
  version: string
  /** Where the private key of this device is kept safe; without, in a file that its owner alone can read. */
  secrets?: SecretStore | undefined
  /** The system's folder for what is downloaded, where the shell knows better than this process. */
  downloads?: string
  /** How others are looked for on the network; without, by multicast DNS. */
  multicast?: OpenMulticast | undefined
  /** Shows a folder in the system's file manager; shells without one leave it out. */
  showFolder?: (path: string) => Promise<void>
}

/** The engines, settings and history of one user-data folder. */
export interface Host {
  /** The contract's implementation: to be served over a link, or called directly within the process. */
  readonly server: Server<typeof hostContract>
  /** Takes over a connection over which a window writes what it receives: see `RemoteSink`. */
  readonly disk: Pick<DiskServer, 'serve'>
  /** Writes a defect into the log. */
  report(error: unknown): void
  /** Whether every engine runs: for who may know no more. */
  health(): Health
  /** Further figures for monitoring, told each time they are asked for. */
  alsoTell(source: (tell: Tell) => void): void
  /** The system says that this machine has just woken up: everything is tried again at once. */
  awake(): void
  /** Lets streams finish for at most `deadlineMs`, then ends them. New connections are refused from the start. */
  drain(deadlineMs: number): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** What nobody waits for leaves the processor to the first page for so long. */
const restMs = 1000

/** Starts the host of a user-data folder. Throws a fault of code `host-running` when there is one already. */
export async function openHost(options: HostOptions): Promise<Host> {
  const { userData, shell, version, engines, secrets, downloads, multicast, showFolder } = options
  await createUserDataFolder(userData)
  // Until everything is up, leaving this function takes down what is.
  await using stack = new AsyncDisposableStack()
  stack.use(lockFolder(userData))
  const clock = systemClock
  const notices = new Notices()
  const log = stack.use(
    new Log({
      folder: logFolder(userData),
      clock,
      problem(text) {
        notices.set('log', text === '' ? undefined : { code: 'log-unwritable', text })
        watching.logProblem(text)
      },
    }),
  )
  const { report } = log
  const watching = stack.use(
    new Watching({
      log,
      secrets: await WatchSecrets.open(userData, secrets, report),
      version,
      settings: () => tunnels.settings.value,
      statuses: () => supervisors.map(({ status }) => status),
      instanceId: () => peers.own?.id ?? '',
      clock,
      notice: (topic, notice) => notices.set(topic, notice),
    }),
  )

  const database = stack.use(
    new Database({
      path: join(userData, 'hawser.db'),
      notice: (text) => notices.set('history', { code: 'database-damaged', text }),
      report,
    }),
  )
  const history = new History(database)
  const events = new EventLog(history, clock, (event) => watching.event(event))
  notices.connect((notice) =>
    events.add('host', { at: clock.now(), level: 'warning', code: notice.code, text: notice.text }),
  )
  const settings = await SettingsFile.open(userData, {
    notice: (fault) => notices.set('settings', fault && { code: fault.code, text: fault.message }),
    edited: () => {
      events.add('host', {
        at: clock.now(),
        level: 'info',
        code: 'settings-edited',
        text: 'hawser.json was edited and taken over.',
      })
      applySettings().catch(report)
    },
    report,
    secrets,
    locked: (wayNames) => notices.set('passwords', lockedPasswords(wayNames)),
  })
  stack.defer(() => settings.close())
  const lastSeen = new LastSeen(database, () => peers.seenChanged())
  const peers = stack.use(
    await Peers.open({
      userData,
      settings,
      secrets,
      version,
      clock,
      notice: (topic, notice) => notices.set(topic, notice),
      event: (event) => events.add('host', event),
      changed: () => applySettings('sync'),
      report,
      seen: () => lastSeen.all,
      ...(multicast && { multicast }),
    }),
  )

  const rendezvous = stack.use(
    new Calls({
      settings,
      peers,
      clock,
      event: (event) => events.add('host', event),
      notice: (topic, notice) => notices.set(topic, notice),
      report,
      tunnelCalled: (call) => tunnels.called(call),
      letMeasure: letMeasureBySettings({
        settings: () => settings.latest.value,
        answer: (about) => doctor.ask((client) => client.answer(about)),
        event: (event) => events.add('host', event),
        now: clock.now,
      }),
    }),
  )
  const transfers = stack.use(new Transfers({ database, settings, clock, downloads, showFolder, report }))

  const past = stack.use(
    new Past({ database, now: clock.now, notice: (notice) => notices.set('history-writing', notice) }),
  )
  const usage = new Usage(database, clock.now())
  stack.defer(() => usage.flush())

  /** As the engines told last. */
  const flowing = { rules: false, bonds: false, folders: false, tubes: false }
  const flows = (news: Partial<typeof flowing>) => {
    Object.assign(flowing, news)
    watcher.flows(Object.values(flowing).some(Boolean) || doctor.isAsked)
  }
  const forward = new Forward(
    {
      snapshot(snapshot) {
        past.forward(snapshot)
        flows({ rules: rulesFlow(snapshot) })
        telemetry.snapshot('forward', snapshot)
      },
      event: (event) => events.add('forward', event),
    },
    clock,
  )
  const bonds = new Bonds(
    () => usage.of(new Set(settings.latest.value.bonds.map(({ id }) => id)), clock.now()),
    {
      snapshot(snapshot) {
        past.bond(snapshot)
        usage.snapshot(snapshot)
        flows({ bonds: bondsFlow(snapshot) })
        telemetry.snapshot('bond', snapshot)
      },
      event: (event) => events.add('bond', event),
    },
    clock,
    () => needs.bond.wake(),
  )
  const syncs = new Syncs(
    userData,
    {
      snapshot(snapshot) {
        past.sync(snapshot)
        lastSeen.snapshot(snapshot)
        flows({ folders: foldersFlow(snapshot) })
        telemetry.snapshot('sync', snapshot)
      },
      event: (event) => events.add('sync', event),
    },
    clock,
    () => needs.sync.wake(),
  )
  const tunnels = new Tunnels({
    settings,
    peers,
    calls: rendezvous,
    listener: {
      snapshot(snapshot) {
        past.tunnel(snapshot)
        flows({ tubes: tubesFlow(snapshot) })
        telemetry.snapshot('tunnel', snapshot)
      },
      event: (event) => events.add('tunnel', event),
    },
    clock,
    engineNeeded: (isNeeded) => {
      tunnelSupervisor.isNeeded = isNeeded
    },
    forgotten: (tubeId) => past.keep('tube', (id) => id !== tubeId),
    report,
  })
  const kept = stack.use(
    openSessions({
      database,
      clock,
      event: (event) => events.add('host', event),
      settings: () => settings.latest.value,
      series: (question) => past.read(question),
      transfers: () => transfers.history.latest.value,
      report,
    }),
  )
  const lastReport = new LastReport(userData, report)
  const doctor = new Doctor({
    settings: () => settings.latest.value,
    version,
    flowed: recentlyFlowed(past.recent('rule'), past.recent('bond'), clock.now),
    last: {
      read: () => lastReport.read(),
      async keep(diagnosis) {
        kept.reports.add(diagnosis)
        await lastReport.keep(diagnosis)
      },
    },
    listener: {
      snapshot(snapshot) {
        telemetry.snapshot('diagnose', { ...snapshot, causes: [...watcher.causes] })
      },
      event: (event) => events.add('diagnose', event),
    },
    clock,
    engineNeeded: (isNeeded) => {
      diagnoseSupervisor.isNeeded = isNeeded
    },
    reach: (id, signal) => rendezvous.measure(id, signal),
  })
  stack.defer(() => doctor.close())
  const watcher = new Watcher({
    ask: (question) => doctor.ask(question),
    event: (event) => events.add('diagnose', event),
    clock,
  })
  stack.defer(() => watcher.stop())
  const newProcesses = () => new EngineProcesses({ fork: options.fork, report, now: clock.now })
  const ownProcesses = new Map<EngineName, EngineProcesses>([
    // Two of its native parts in threads of one process end it.
    ['tunnel', newProcesses()],
    // Each program that it starts holds up all threads of its process for as long as it takes to copy the tables of memory.
    ['diagnose', newProcesses()],
  ])
  const supervise = (name: EngineName, converse: SupervisorOptions['converse'], starting: () => void) =>
    new Supervisor({
      name,
      start: () => ownProcesses.get(name)?.start(engines[name]) ?? startEngineThread(engines[name], report),
      converse,
      changed(status) {
        if (status.state === 'starting') {
          past.engineStarting(name)
          starting()
        }
        telemetry.status(status, clock.now())
        if (name === 'bond' || name === 'sync') needs[name].engineIs(status.state)
        if (name === 'tunnel') tunnels.engineIs(status.state)
        if (name === 'diagnose') doctor.engineIs(status.state)
      },
      event: (event) => events.add(name, event),
      clock,
    })
  let isRested = false
  function needOf(supervisor: Supervisor, hasWork: (settings: Settings) => boolean): EngineNeed {
    supervisor.isNeeded = false
    const need = new EngineNeed({
      clock,
      hasWork: () => isRested || hasWork(settings.latest.value),
      changed(isNeeded) {
        supervisor.isNeeded = isNeeded
      },
    })
    stack.defer(() => need.close())
    return need
  }
  const tunnelSupervisor = supervise(
    'tunnel',
    (...talk) => tunnels.engine.converse(...talk),
    () => {},
  )
  const diagnoseSupervisor = supervise(
    'diagnose',
    (...talk) => doctor.engine.converse(...talk),
    () => {},
  )
  // They have processes of their own, which few need all the time.
  tunnelSupervisor.isNeeded = false
  diagnoseSupervisor.isNeeded = false
  const bondSupervisor = supervise(
    'bond',
    (...talk) => bonds.engine.converse(...talk),
    () => {},
  )
  const syncSupervisor = supervise(
    'sync',
    (...talk) => syncs.engine.converse(...talk),
    () => lastSeen.ended(clock.now()),
  )
  /** At once with anything to do, else behind the first page. */
  const needs = {
    bond: needOf(bondSupervisor, ({ bonds, receivers }) => bonds.length + receivers.length > 0),
    sync: needOf(syncSupervisor, ({ folders, peers }) => folders.length + peers.length > 0),
  }
  const supervisors = [
    supervise(
      'forward',
      (...talk) => forward.engine.converse(...talk),
      () => {},
    ),
    bondSupervisor,
    syncSupervisor,
    tunnelSupervisor,
    diagnoseSupervisor,
  ]
  const telemetry = new TelemetryHub(
    supervisors.map(({ status }) => status),
    (ruleIds) => {
      forward.look(ruleIds).catch(report)
    },
    watching,
  )

  async function applySettings(awaited?: EngineName): Promise<void> {
    watching.apply().catch(report)
    for (const need of Object.values(needs)) need.look()
    const { lists, notice } = withoutLoops(settings.latest.value)
    notices.set('loops', notice)
    const ruleIds = new Set(lists.rules.map(({ id }) => id))
    past.keep('rule', (id) => ruleIds.has(id))
    const bondIds = new Set(lists.bonds.map(({ id }) => id))
    past.keep('bond', (id) => bondIds.has(id))
    const receiverIds = new Set(lists.receivers.map(({ id }) => id))
    past.keep('receiver', (id) => receiverIds.has(id))
    const { sync, folders, pausedFolders, peers: paired } = settings.latest.value
    lastSeen.keep((id) => paired.some((peer) => peer.id === id))
    const identity = peers.own
    const folderIds = new Set(folders.map(({ id }) => id))
    past.keep('folder', (id) => folderIds.has(id))
    const applied = {
      forward: forward.apply(lists.rules),
      bond: bonds.apply(lists.bonds, lists.receivers),
      sync: identity
        ? syncs.apply({ identity, settings: sync, peers: peers.trusted, folders, pausedFolders })
        : Promise.resolve(),
      tunnel: tunnels.apply(),
      // It is told with each question what it must know.
      diagnose: Promise.resolve(),
    }
    for (const name of engineNames) if (name !== awaited) applied[name].catch(report)
    if (awaited !== undefined) await applied[awaited]
  }

  const exchange = new SettingsExchange({
    settings,
    undo: new UndoFile(userData, secrets, report),
    version,
    deviceName: () => peers.state.self.name,
    machine: thisMachine,
    busyOf: (noun, id) => busyBy(telemetry.newest)(noun, id),
    changed: () => applySettings(),
    now: clock.now,
  })

  await applySettings()
  stack.defer(() => lastSeen.ended(clock.now()))
  const over = new AbortController()
  stack.defer(() => over.abort())
  tellWherePeersAre(peers, syncs, tunnels, over.signal).catch(report)
  for (const supervisor of supervisors) supervisor.start()
  const cancelRest = clock.after(restMs, () => {
    isRested = true
    void log.open(settings.latest.value)
    for (const need of Object.values(needs)) need.look()
  })
  stack.defer(async () => {
    cancelRest()
    // What a short life had to say is written as the settings want it.
    if (!isRested) await log.open(settings.latest.value)
  })
  stack.defer(async () => void (await Promise.all(supervisors.map((supervisor) => supervisor.stop()))))
  // Told to the other ends while the engine is there.
  stack.use(tunnels)

  const about = () => ({
    version,
    shell,
    platform: process.platform,
    node: process.versions.node,
    userData,
    notices: notices.list(),
  })
  const server = implementHost({
    about,
    settings,
    applySettings,
    forward,
    bonds,
    syncs,
    tunnels,
    doctor,
    peers,
    transfers,
    rendezvous,
    telemetry,
    watching,
    exchange,
    kept,
    clock,
    events,
    past,
    history,
  })
  const machine = stack.use(
    new MachineWatch({
      clock,
      // An engine that is away begins anew anyway.
      tryAgain: () => void Promise.resolve(server.probe(undefined, over.signal)).catch(() => {}),
      event: (event) => events.add('host', event),
    }),
  )
  const running = stack.move()
  return {
    server,
    disk: transfers.disk,
    report,
    health: watching.health,
    alsoTell: watching.alsoTell,
    awake: () => machine.awake(),
    async drain(deadlineMs) {
      await Promise.race([
        Promise.all([
          forward.engine.ask((client) => client.drain({ deadlineMs })).catch(report),
          bonds.engine.tell((client) => client.drain({ deadlineMs })).catch(report),
          syncs.engine.tell((client) => client.drain({ deadlineMs })).catch(report),
          tunnels.engine.tell((client) => client.drain({ deadlineMs })).catch(report),
          doctor.engine.tell((client) => client.drain({ deadlineMs })).catch(report),
        ]),
        new Promise((resolve) => setTimeout(resolve, deadlineMs + 500).unref()),
      ])
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function lockedPasswords(wayNames: readonly string[]): Notice | undefined {
  if (wayNames.length === 0) return undefined
  const names = wayNames.map((name) => `"${name}"`).join(', ')
  const text = `The passwords of these ways lie in the system's key store, which cannot be opened here: ${names}. Start Hawser's desktop app, or unlock the key store and start again, or type them anew.`
  return { code: 'settings-unreadable', text }
}

/** Paired devices that are found on this network, to those that want to connect to them. */
async function tellWherePeersAre(
  peers: Peers,
  syncs: Syncs,
  tunnels: Tunnels,
  signal: AbortSignal,
): Promise<void> {
  let told = ''
  for await (const { found } of peers.follow(signal)) {
    const paired = found.filter((device) => device.paired).map(({ id, addresses }) => ({ id, addresses }))
    const text = JSON.stringify(paired)
    if (text === told) continue
    told = text
    tunnels.hurry(paired.map(({ id }) => id))
    // An engine that cannot be told now is told when it starts.
    await syncs.found(paired).catch(() => {})
  }
}
