import { create } from 'zustand'
import type { Bond, BondVerdict, Receiver } from '../../contract/bond.ts'
import type { Cause, DiagnoseSettings } from '../../contract/diagnose.ts'
import type { HawserEvent } from '../../contract/events.ts'
import type { RuleDetail, RuleState } from '../../contract/forward.ts'
import type { About, EngineName, EngineStatus } from '../../contract/host.ts'
import type { ObserveSettings } from '../../contract/observe.ts'
import type { Peer, PeersState } from '../../contract/peers.ts'
import type { Rule } from '../../contract/rule.ts'
import type { Session } from '../../contract/sessions.ts'
import type { Preferences, Settings } from '../../contract/settings.ts'
import type { Folder, SyncSettings } from '../../contract/sync.ts'
import type { TransferRecord, TransferSettings } from '../../contract/transfer.ts'
import type { TunnelRequest, TunnelSettings, Way } from '../../contract/tunnel.ts'
import type { ClientOffer, ClientText } from '../transfer/client.ts'
import type { BondView, ReceiverView } from './bond-view.ts'
import type { FolderOffer, FolderView, PeerView, SyncView } from './folder-view.ts'
import type { SessionView } from './transfer-view.ts'
import type { TubeView, TunnelView, WayView } from './tunnel-view.ts'

/** `lost`: to be tried again at `retryAt`. */
export type LinkState =
  | { is: 'connecting' }
  | { is: 'open' }
  | { is: 'lost'; attempt: number; retryAt: number; reason: string }

/** What changes slowly enough for React. Numbers that move ten times a second live in `live.ts`. */
export interface Slow {
  link: LinkState
  about: About | undefined
  /** All of them, and then the parts that pages look at. Undefined until the first settings arrive. */
  settings: Settings | undefined
  rules: readonly Rule[] | undefined
  bonds: readonly Bond[] | undefined
  receivers: readonly Receiver[] | undefined
  folders: readonly Folder[] | undefined
  /** Paired devices. */
  peers: readonly Peer[] | undefined
  sync: SyncSettings | undefined
  transfer: TransferSettings | undefined
  /** Ways through tubes, and what is allowed, among them. */
  tunnel: TunnelSettings | undefined
  /** Whom the doctor may ask, and what it looks at. */
  diagnose: DiagnoseSettings | undefined
  /** How this host may be watched. */
  observe: ObserveSettings | undefined
  /** This device, those found on the network, and the pairing under way. */
  devices: PeersState | undefined
  preferences: Preferences | undefined
  engines: Readonly<Partial<Record<EngineName, EngineStatus>>>
  /** Whether snapshots of each engine arrive. */
  flowing: Readonly<Record<EngineName, boolean>>
  states: Readonly<Record<string, RuleState>>
  details: Readonly<Record<string, RuleDetail>>
  /** By the id of the bond or receiver: what of its snapshot is not a number that moves. */
  bondViews: Readonly<Record<string, BondView>>
  receiverViews: Readonly<Record<string, ReceiverView>>
  verdicts: Readonly<Record<string, BondVerdict>>
  /** By the id of the folder or device: what of its snapshot is not a number that moves. */
  folderViews: Readonly<Record<string, FolderView>>
  peerViews: Readonly<Record<string, PeerView>>
  /** The sentence about each folder. */
  folderTexts: Readonly<Record<string, string>>
  offers: readonly FolderOffer[]
  syncView: SyncView | undefined
  /** By the id of the tube or way: what of its snapshot is not a number that moves. */
  tubeViews: Readonly<Record<string, TubeView>>
  wayViews: Readonly<Record<string, WayView>>
  /** What others asked for and are not allowed. */
  tunnelRequests: readonly TunnelRequest[]
  tunnelView: TunnelView | undefined
  /** What the doctor finds wrong while streams run. */
  networkCauses: readonly Cause[]
  /** Transfers of this window, in the order in which their sessions began. */
  sessions: readonly SessionView[]
  /** Files that others would like to send here. */
  fileOffers: readonly ClientOffer[]
  snippets: readonly ClientText[]
  /** Newest first; undefined until it has come. */
  transferHistory: readonly TransferRecord[] | undefined
  /** Stretches of time with a name, the newest first; undefined until they have come. */
  keptSessions: readonly Session[] | undefined
  /** Oldest first; the last 2000. */
  events: readonly HawserEvent[]
}

/** As while there is no connection. */
export const noneFlows: Slow['flowing'] = {
  forward: false,
  bond: false,
  sync: false,
  tunnel: false,
  diagnose: false,
}

export const useSlow = create<Slow>(() => ({
  link: { is: 'connecting' },
  about: undefined,
  settings: undefined,
  rules: undefined,
  bonds: undefined,
  receivers: undefined,
  folders: undefined,
  peers: undefined,
  sync: undefined,
  transfer: undefined,
  tunnel: undefined,
  diagnose: undefined,
  observe: undefined,
  devices: undefined,
  preferences: undefined,
  engines: {},
  flowing: noneFlows,
  states: {},
  details: {},
  bondViews: {},
  receiverViews: {},
  verdicts: {},
  folderViews: {},
  peerViews: {},
  folderTexts: {},
  offers: [],
  syncView: undefined,
  tubeViews: {},
  wayViews: {},
  tunnelRequests: [],
  tunnelView: undefined,
  networkCauses: [],
  sessions: [],
  fileOffers: [],
  snippets: [],
  transferHistory: undefined,
  keptSessions: undefined,
  events: [],
}))

export const slow = useSlow.getState
export const setSlow = useSlow.setState

const noProfiles: Settings['profiles'] = []
export const useProfiles = () => useSlow(({ settings }) => settings?.profiles ?? noProfiles)

const noRules: readonly Rule[] = []
export const useRules = () => useSlow((state) => state.rules ?? noRules)
export const findRule = (id: string) => slow().rules?.find((rule) => rule.id === id)

const noBonds: readonly Bond[] = []
const noReceivers: readonly Receiver[] = []
export const useBonds = () => useSlow((state) => state.bonds ?? noBonds)
export const useReceivers = () => useSlow((state) => state.receivers ?? noReceivers)
export const findBond = (id: string) => slow().bonds?.find((bond) => bond.id === id)
export const findReceiver = (id: string) => slow().receivers?.find((receiver) => receiver.id === id)

const noFolders: readonly Folder[] = []
const noPeers: readonly Peer[] = []
export const useFolders = () => useSlow((state) => state.folders ?? noFolders)
export const usePeers = () => useSlow((state) => state.peers ?? noPeers)
export const findFolder = (id: string) => slow().folders?.find((folder) => folder.id === id)
export const findPeer = (id: string) => slow().peers?.find((peer) => peer.id === id)

const noWays: readonly Way[] = []
export const useWays = () => useSlow(({ tunnel }) => tunnel?.ways ?? noWays)
export const findWay = (id: string) => slow().tunnel?.ways.find((way) => way.id === id)

/** All that is set up here and has a name. */
export interface Things {
  rules: readonly Rule[]
  bonds: readonly Bond[]
  receivers: readonly Receiver[]
  folders: readonly Folder[]
  peers: readonly Peer[]
  ways: readonly Way[]
}
/** The same lists until they change. */
export const useThings = (): Things => ({
  rules: useRules(),
  bonds: useBonds(),
  receivers: useReceivers(),
  folders: useFolders(),
  peers: usePeers(),
  ways: useWays(),
})

export const useSessions = () => useSlow(({ sessions }) => sessions)
export const findSession = (id: string) => slow().sessions.find((session) => session.id === id)

const noSessions: readonly Session[] = []
export const useKeptSessions = () => useSlow(({ keptSessions }) => keptSessions ?? noSessions)

const eventsKept = 2000
/** Adds events that arrived together; known ones are left out. */
export function addEvents(arrived: readonly HawserEvent[]): void {
  const { events } = slow()
  const last = events.at(-1)?.seq ?? 0
  const fresh = arrived.filter(({ seq }) => seq > last)
  if (fresh.length > 0) setSlow({ events: [...events, ...fresh].slice(-eventsKept) })
}

/** Calls `heard` with each event that happens from now on. */
export function onNews(heard: (event: HawserEvent) => void): void {
  const began = Date.now()
  useSlow.subscribe((now, before) => {
    if (now.events === before.events) return
    const last = before.events.at(-1)?.seq ?? 0
    for (const event of now.events) if (event.seq > last && event.at >= began) heard(event)
  })
}
