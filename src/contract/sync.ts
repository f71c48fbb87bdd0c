import { z } from 'zod'
import { changeOf } from './change.ts'
import { engineEventSchema } from './events.ts'
import { deviceIdSchema, peerSchema } from './peers.ts'
import { call, snapshotWindow, stream } from './procedure.ts'
import { endpointSchema, ruleProblemSchema } from './rule.ts'

/** The same on every device that has the folder. */
export const folderIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{4,64}$/, 'A folder id has 4 to 64 letters and digits.')

export const folderSettingsSchema = z.object({
  name: z.string().trim().min(1, 'Give the folder a name.').max(80, 'Names have at most 80 characters.'),
  enabled: z.boolean().default(true),
  /** An absolute path on this machine. */
  path: z.string().min(1, 'Choose a folder.').max(4096),
  /** `send`: changes of others are not taken; `receive`: own changes are not given. */
  mode: z.enum(['both', 'send', 'receive']).default('both'),
  /** Devices that may see it. */
  peers: z.array(deviceIdSchema).max(150, 'At most 150 devices.').default([]),
  /** gitignore patterns, one each; `.hawserignore` in the folder counts too. */
  ignore: z.array(z.string().max(1024)).max(1000).default([]),
  /** Only these paths (with what lies under them); empty is everything. */
  selected: z.array(z.string().max(4096)).max(1000).default([]),
  watch: z.boolean().default(true),
  /** A whole look at the folder, besides watching; 0 is never. */
  rescanMinutes: z.int().min(0).max(10_080).default(60),
  /** A file is left alone until it has not changed for so long. */
  quietMs: z.int().min(0).max(600_000).default(1000),
  symlinks: z.enum(['keep', 'skip']).default('keep'),
  /** What becomes of files that are replaced or deleted: kept in the bin for `keepDays`, at most `keepVersions` of each. 0 days keeps none. */
  keepDays: z.int().min(0).max(3650).default(30),
  keepVersions: z.int().min(1).max(1000).default(5),
})
export type FolderSettings = z.output<typeof folderSettingsSchema>
export const folderInputSchema = folderSettingsSchema.extend({ id: folderIdSchema.optional() })
export type FolderInput = z.input<typeof folderInputSchema>
export const folderChangeSchema = changeOf(folderSettingsSchema)
export type FolderChange = z.infer<typeof folderChangeSchema>
export const folderSchema = folderSettingsSchema.extend({ id: folderIdSchema })
export type Folder = z.output<typeof folderSchema>

/** Hours (0…24, local time) in which other limits hold; `from` > `to` spans midnight. */
export const limitHoursSchema = z.object({
  from: z.number().min(0).max(24),
  to: z.number().min(0).max(24),
  /** bytes/s; 0 is no limit */
  upload: z.int().min(0),
  download: z.int().min(0),
})

export const syncSettingsSchema = z.object({
  /** Where paired devices connect to. Off until the first device is paired. */
  listen: endpointSchema.default({ host: '0.0.0.0', port: 8741 }),
  /** Tell this network that we are here. */
  announce: z.boolean().default(true),
  /** `automatic` chooses by the measured path. */
  profile: z.enum(['automatic', 'lan', 'wan']).default('automatic'),
  /** bytes/s; 0 is no limit */
  upload: z.int().min(0).default(0),
  download: z.int().min(0).default(0),
  hours: z.array(limitHoursSchema).max(16).default([]),
  /** Streams of one transfer at most. */
  streams: z.int().min(1).max(16).default(16),
  /** Everything in flight may hold so much memory. */
  memoryMB: z.int().min(8).max(4096).default(128),
  datagrams: z.enum(['automatic', 'dgram']).default('automatic'),
})
export type SyncSettings = z.output<typeof syncSettingsSchema>
export const syncSettingsChangeSchema = changeOf(syncSettingsSchema)

/**
 * - `off`: switched off; `paused`: by a person, until resumed
 * - `scanning`: the folder is being read
 * - `idle`: everything is as everywhere else
 * - `syncing`: something arrives
 * - `waiting`: something is missing that no connected device has
 * - `missing`: the folder is not there; nothing is done, nothing counts as deleted
 * - `failed`: `problem` says why, such as a full or read-only disk
 */
export const folderStates = [
  'off',
  'paused',
  'scanning',
  'idle',
  'syncing',
  'waiting',
  'missing',
  'failed',
] as const
export type FolderState = (typeof folderStates)[number]

/** One letter a block of the file, at most 128 blocks: `h` there before, `d` done, `a` arriving, `m` missing. */
const blockMap = z.string().max(128)

export const fileTransferSchema = z.object({
  path: z.string(),
  size: z.number(),
  /** Bytes in place, those that were here before included. */
  done: z.number(),
  /** Bytes that did not travel: found in other files here. */
  reused: z.number(),
  /** Names of the devices that it comes from. */
  from: z.array(z.string()),
  blocks: blockMap,
})
export type FileTransfer = z.infer<typeof fileTransferSchema>

/** What cannot be brought in place at the moment, and why; or waits (still being written, for example). */
export const heldFileSchema = z.object({ path: z.string(), code: z.string(), text: z.string() })

export const folderGauges = ['downRate', 'upRate', 'streams', 'memory'] as const
export const folderCounters = ['downBytes', 'upBytes', 'reusedBytes', 'chunks', 'files'] as const

export type FolderColumn = (typeof folderGauges)[number] | (typeof folderCounters)[number]

const folderFigures = Object.fromEntries(
  [...folderGauges, ...folderCounters].map((name) => [name, z.number()]),
) as Record<(typeof folderGauges)[number] | (typeof folderCounters)[number], z.ZodNumber>

export const folderPeerSchema = z.object({
  id: z.string(),
  connected: z.boolean(),
  /** Whether it has the folder too. */
  shares: z.boolean(),
  /** Whether it has looked through it and told us all that it has in it. */
  told: z.boolean(),
  /** What it still lacks of ours. */
  needFiles: z.number(),
  needBytes: z.number(),
})

export const verifyingSchema = z.object({
  files: z.number(),
  totalFiles: z.number(),
  bytes: z.number(),
  totalBytes: z.number(),
  /** Found so far. */
  damaged: z.number(),
})
export type Verifying = z.infer<typeof verifyingSchema>

export const folderSnapshotSchema = z.object({
  id: z.string(),
  state: z.enum(folderStates),
  /** One sentence: how it goes, or what is wrong and what to do. */
  text: z.string(),
  problem: z.string(),
  faultCode: z.string(),
  /** Of everything that all devices together have: the newest of each. */
  totalFiles: z.number(),
  totalBytes: z.number(),
  localFiles: z.number(),
  localBytes: z.number(),
  needFiles: z.number(),
  needBytes: z.number(),
  needDeletes: z.number(),
  conflicts: z.number(),
  /** Files and directories that were changed here, in a folder that only receives; or elsewhere, in one that only sends. */
  differing: z.number(),
  /** Seconds until everything is here at the present rate; -1 unknown. */
  etaSeconds: z.number(),
  ...folderFigures,
  /** While scanning: files looked at. */
  scanned: z.number(),
  /** While its files are being verified: how far that is. */
  verifying: verifyingSchema.nullable(),
  transfers: z.array(fileTransferSchema).max(32),
  heldTotal: z.number(),
  held: z.array(heldFileSchema).max(50),
  peers: z.array(folderPeerSchema),
  /** ms since the Unix epoch; 0 never */
  lastScanAt: z.number(),
  lastChangeAt: z.number(),
})
export type FolderSnapshot = z.infer<typeof folderSnapshotSchema>

/** `retrying`: the circuit breaker is open until `retryAt`; `probing`: half-open. */
export const peerStates = ['offline', 'connecting', 'connected', 'retrying', 'probing', 'refused'] as const
export const peerGauges = [
  'rttMs',
  'cwnd',
  'inFlight',
  'loss',
  'packetBytes',
  'streams',
  'downRate',
  'upRate',
] as const
export const peerCounters = [
  'sentBytes',
  'receivedBytes',
  'sentPackets',
  'lostPackets',
  'retransmits',
  'resets',
] as const

export const peerSnapshotSchema = z.object({
  id: z.string(),
  state: z.enum(peerStates),
  text: z.string(),
  faultCode: z.string(),
  address: z.string(),
  profile: z.enum(['lan', 'wan']),
  since: z.number(),
  retryAt: z.number(),
  failures: z.number(),
  connectMs: z.number(),
  ...(Object.fromEntries([...peerGauges, ...peerCounters].map((name) => [name, z.number()])) as Record<
    (typeof peerGauges)[number] | (typeof peerCounters)[number],
    z.ZodNumber
  >),
})
export type PeerSnapshot = z.infer<typeof peerSnapshotSchema>

/** A folder that a paired device shares with us and we have not taken yet. */
export const folderOfferSchema = z.object({
  id: z.string(),
  name: z.string(),
  peer: z.string(),
  bytes: z.number(),
  files: z.number(),
})

export const syncSnapshotSchema = z.object({
  /** Milliseconds since the Unix epoch. */
  at: z.number(),
  /** Where it listens; empty while it does not, and then `listenProblem` may say why. */
  listening: z.string(),
  listenProblem: z.string(),
  listenFaultCode: z.string(),
  datagrams: z.enum(['native', 'dgram']),
  datagramsReason: z.string(),
  folders: z.array(folderSnapshotSchema),
  peers: z.array(peerSnapshotSchema),
  offers: z.array(folderOfferSchema),
  /** Connections of strangers that were refused. */
  refused: z.number(),
  memoryBytes: z.number(),
  memoryLimit: z.number(),
  loopDelayMs: z.number(),
  eventsLost: z.number(),
})
export type SyncSnapshot = z.infer<typeof syncSnapshotSchema>

export const conflictSchema = z.object({
  /** The file as all devices have it now, and the copy that was kept beside it. */
  path: z.string(),
  copy: z.string(),
  /** ms since the Unix epoch, and bytes, of each */
  mtime: z.number(),
  size: z.number(),
  copyMtime: z.number(),
  copySize: z.number(),
  copyDevice: z.string(),
})
export type Conflict = z.infer<typeof conflictSchema>

export const versionSchema = z.object({
  path: z.string(),
  at: z.number(),
  size: z.number(),
  reason: z.enum(['replaced', 'deleted']),
  id: z.string(),
})
export type FileVersion = z.infer<typeof versionSchema>

/** A file that is otherwise here than on other devices: what was `changed`, `added` or `removed` there, or here where a folder only receives. */
export const differenceSchema = z.object({
  path: z.string(),
  change: z.enum(['changed', 'added', 'removed']),
  kind: z.enum(['file', 'directory', 'symlink']),
  /** Bytes, and ms since the Unix epoch, of what differs; of what was there if it was removed. */
  size: z.number(),
  mtime: z.number(),
  /** The id of the device that changed it; may be empty. */
  by: z.string(),
})
export type Difference = z.infer<typeof differenceSchema>

const folderCall = { folderId: folderIdSchema }

/** Calls that the host passes on. */
export const syncCalls = {
  checkFolder: call(
    z.object({ folder: folderInputSchema, id: folderIdSchema.optional() }),
    z.object({ problems: z.array(ruleProblemSchema) }),
  ),
  rescan: call(z.object({ folderIds: z.array(folderIdSchema).max(1000) }), z.void()),
  pauseFolders: call(
    z.object({ folderIds: z.array(folderIdSchema).min(1).max(1000), paused: z.boolean() }),
    z.void(),
  ),
  /**
   * Reads every file again and compares it with what is known of it; one call at a time for each folder. The snapshot tells how far it is.
   * It ends when who called is gone. Not `complete` when it was stopped: then this is what was found so far.
   */
  verifyFolder: call(
    z.object(folderCall),
    z.object({ files: z.int(), damaged: z.array(z.string()).max(1000), complete: z.boolean() }),
  ),
  stopVerifying: call(z.object(folderCall), z.void()),
  /** What a pass would do: nothing is changed. */
  dryRun: call(
    z.object(folderCall),
    z.object({
      fetch: z.int(),
      fetchBytes: z.number(),
      remove: z.int(),
      conflicts: z.int(),
      examples: z
        .array(
          z.object({
            path: z.string(),
            action: z.enum(['fetch', 'replace', 'rename', 'delete', 'conflict']),
          }),
        )
        .max(200),
    }),
  ),
  /** What differs in a folder that only sends or only receives: see `differing`. */
  differences: call(z.object(folderCall), z.object({ files: z.array(differenceSchema).max(1000) })),
  /**
   * Only where a folder only receives: what differs here becomes what other devices have, and goes to the bin. Looks through the folder
   * first; resolves when it has begun. `left`: what no device can give at the moment stays.
   */
  revertFolder: call(z.object(folderCall), z.object({ remove: z.int(), fetch: z.int(), left: z.int() })),
  /**
   * Only where a folder only sends: what is here becomes the newest on all devices, and what they have besides is removed; there it goes
   * to the bin. `left`: what cannot be read here stays as it is there.
   */
  overrideFolder: call(z.object(folderCall), z.object({ files: z.int(), left: z.int() })),
  conflicts: call(z.object(folderCall), z.object({ conflicts: z.array(conflictSchema).max(1000) })),
  /** `keep-copy` puts the copy in the file's place; the other one goes to the bin either way. */
  resolveConflict: call(
    z.object({ ...folderCall, copy: z.string().max(4096), keep: z.enum(['current', 'copy', 'both']) }),
    z.void(),
  ),
  versions: call(
    z.object({ ...folderCall, path: z.string().max(4096).default('') }),
    z.object({ versions: z.array(versionSchema).max(1000) }),
  ),
  restoreVersion: call(z.object({ ...folderCall, id: z.string().max(4096) }), z.void()),
  /** The entries of one directory, as all devices together have it. */
  browse: call(
    z.object({ ...folderCall, path: z.string().max(4096).default('') }),
    z.object({
      entries: z
        .array(
          z.object({
            name: z.string(),
            kind: z.enum(['file', 'directory', 'symlink']),
            size: z.number(),
            mtime: z.number(),
            here: z.boolean(),
          }),
        )
        .max(5000),
    }),
  ),
}

/** What the host asks of the sync worker. */
export const syncContract = {
  /** Everything it must know; what did not change is left untouched. The private key crosses to the worker only. */
  apply: call(
    z.object({
      identity: z.object({
        id: z.string(),
        name: z.string(),
        certificate: z.string(),
        privateKey: z.string(),
      }),
      settings: syncSettingsSchema,
      peers: z.array(peerSchema),
      folders: z.array(folderSchema),
      /** The folder in which the worker keeps `sync.db`. */
      dataFolder: z.string(),
    }),
    z.void(),
  ),
  /** Where discovery has found paired devices, newest first. */
  found: call(
    z.object({ devices: z.array(z.object({ id: z.string(), addresses: z.array(endpointSchema) })) }),
    z.void(),
  ),
  ...syncCalls,
  /** After sleep or a change of network. */
  probe: call(z.void(), z.void()),
  drain: call(z.object({ deadlineMs: z.int().min(0) }), z.void()),
  snapshots: stream(
    z.object({ intervalMs: z.int().min(50).max(10_000) }),
    syncSnapshotSchema,
    snapshotWindow,
  ),
  events: stream(z.void(), engineEventSchema),
}

export const folderIds = z.object({ ids: z.array(folderIdSchema).min(1).max(1000) })
