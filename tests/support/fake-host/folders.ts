import {
  type Conflict,
  type Difference,
  type Folder,
  type FolderState,
  folderSettingsSchema,
  type SyncSnapshot,
} from '../../../src/contract/sync.ts'
import { deviceIdOf } from './devices.ts'

export type FakeFile = { path: string; size: number; from: readonly string[]; reused: number }

/** A folder, what it does, and what it holds. */
export type FakeFolder = {
  folder: Folder
  state: Exclude<FolderState, 'off' | 'paused'>
  /** A sentence that stands still; for those that move there is none. */
  text: string
  problem: string
  faultCode: string
  paused: boolean
  totalFiles: number
  totalBytes: number
  needFiles: number
  needBytes: number
  needDeletes: number
  downMbit: number
  upMbit: number
  conflicts: Conflict[]
  differences: Difference[]
  held: SyncSnapshot['folders'][number]['held']
  heldTotal: number
  files: readonly FakeFile[]
  /** Its files are read since then, for so long. */
  verifying?: { since: number; ms: number; stop: AbortController } | undefined
}

const gb = 1e9
const at = (word: string) => deviceIdOf(word)

function make(
  id: string,
  settings: { name: string; path: string; peers: string[] } & Partial<Folder>,
  part: Partial<FakeFolder> & Pick<FakeFolder, 'state' | 'totalFiles' | 'totalBytes'>,
): FakeFolder {
  return {
    folder: { ...folderSettingsSchema.parse(settings), id },
    text: '',
    problem: '',
    faultCode: '',
    paused: false,
    needFiles: 0,
    needBytes: 0,
    needDeletes: 0,
    downMbit: 0,
    upMbit: 0,
    conflicts: [],
    differences: [],
    held: [],
    heldTotal: part.held?.length ?? 0,
    files: [],
    ...part,
  }
}

const difference = (
  path: string,
  change: Difference['change'],
  size: number,
  minutes: number,
  by = '',
  kind: Difference['kind'] = 'file',
): Difference => ({ path, change, kind, size, mtime: Date.now() - minutes * 60_000, by })

const clip = (name: string, size: number, from: readonly string[], reused = 0): FakeFile => ({
  path: `Day 12/Card A012/${name}`,
  size: size * gb,
  from,
  reused,
})

const rushes = () =>
  make(
    'rushes-12',
    { name: 'Rushes day 12', path: '/media/raid/rushes/day-12', peers: [at('edit'), at('grading')] },
    {
      state: 'syncing',
      totalFiles: 1284,
      totalBytes: 486 * gb,
      needFiles: 212,
      needBytes: 74 * gb,
      needDeletes: 3,
      downMbit: 884,
      upMbit: 62,
      files: [
        clip('A012C004_261121_R3XK.mov', 18.4, ['Edit suite', 'Grading, Hamburg']),
        clip('A012C005_261121_R3XK.mov', 11.2, ['Edit suite'], 0.38),
        clip('A012C006_261121_R3XK.mov', 6.7, ['Edit suite']),
        { path: 'Day 12/Sound/scene-41-take-3.wav', size: 0.42 * gb, from: ['Grading, Hamburg'], reused: 0 },
        { path: 'Day 12/Camera reports.pdf', size: 2_300_000, from: ['Edit suite'], reused: 0.72 },
        { path: 'Day 12/Stills/Łódź – büro №3.heic', size: 38_000_000, from: ['Edit suite'], reused: 0 },
      ],
      held: [
        {
          path: 'Day 12/Card A012/A012C007_261121_R3XK.mov',
          code: 'file-busy',
          text: 'It is still being written; it follows once it has been quiet for 5 s.',
        },
      ],
    },
  )

const graphics = () =>
  make(
    'graphics-1',
    {
      name: 'Graphics',
      path: '/home/operator/Graphics',
      peers: [at('edit'), at('nas')],
      ignore: ['*.tmp', '.DS_Store', '/renders/draft/'],
    },
    {
      state: 'idle',
      totalFiles: 8420,
      totalBytes: 31.7 * gb,
      conflicts: conflicts(),
      held: [
        {
          path: 'lower-thirds/AUX.aep',
          code: 'file-name-invalid',
          text: 'Windows cannot store a file of the name "AUX.aep". Rename it on one of the devices.',
        },
        {
          path: 'lower-thirds/Title.psd',
          code: 'file-name-collision',
          text: '"Title.psd" and "title.psd" are one name on this system. Rename one of them.',
        },
      ],
    },
  )

function conflicts(): Conflict[] {
  const hour = 3_600_000
  const now = Date.now()
  return [
    {
      path: 'show/rundown.xlsx',
      copy: `show/rundown.conflict-20261121-091204-${at('edit').slice(0, 8)}.xlsx`,
      mtime: now - 0.9 * hour,
      size: 184_320,
      copyMtime: now - 1.1 * hour,
      copySize: 179_904,
      copyDevice: at('edit'),
    },
    {
      path: 'lower-thirds/Speaker names – final (2).aep',
      copy: `lower-thirds/Speaker names – final (2).conflict-20261120-184411-${at('nas').slice(0, 8)}.aep`,
      mtime: now - 16 * hour,
      size: 48_219_008,
      copyMtime: now - 15.5 * hour,
      copySize: 51_380_224,
      copyDevice: at('nas'),
    },
  ]
}

/** Folders in every state that there is. */
export const venueFolders = (): FakeFolder[] => [
  rushes(),
  graphics(),
  make(
    'audio-st',
    { name: 'Audio stems', path: '/media/raid/audio', peers: [at('sound'), at('nas')], mode: 'receive' },
    {
      state: 'waiting',
      text: '14 files are only on Studio NAS and Sound cart, which are not connected. They come once one of them is back.',
      totalFiles: 3310,
      totalBytes: 92 * gb,
      needFiles: 14,
      needBytes: 1.9 * gb,
      differences: [
        difference('stems/Scene 41/Dialogue.wav', 'changed', 96_400_000, 42),
        difference('stems/Scene 41/Dialogue – test mix (2).wav', 'added', 31_200_000, 40),
        difference('stems/Scene 42/Atmos.wav', 'removed', 184_000_000, 38),
      ],
    },
  ),
  make(
    'proxies-1',
    {
      name: 'Proxies',
      path: '/media/raid/proxies',
      peers: [at('edit'), at('grading'), at('van')],
      mode: 'send',
    },
    {
      state: 'idle',
      text: 'Everything is here. Grading, Hamburg still gets 38 files.',
      totalFiles: 2210,
      totalBytes: 118 * gb,
      upMbit: 41,
      differences: [
        difference('Day 11/A011C002_proxy.mp4', 'changed', 212_000_000, 130, at('grading')),
        difference('Day 11/thumbs', 'added', 0, 120, at('edit'), 'directory'),
        difference('Day 11/thumbs/A011C002.jpg', 'added', 84_000, 120, at('edit')),
        difference('Day 10/A010C001_proxy.mp4', 'removed', 198_000_000, 900, at('edit')),
      ],
    },
  ),
  make(
    'archive-1',
    { name: 'Archive 2026', path: '/media/archive/2026', peers: [at('nas')] },
    { state: 'scanning', totalFiles: 1_000_000, totalBytes: 14_200 * gb },
  ),
  make(
    'luts-pre',
    { name: 'LUTs and presets', path: '/home/operator/LUTs', peers: [at('edit')] },
    {
      state: 'failed',
      text: 'There is no room left on the disk: 312 MB free, 1.4 GB are needed. Make room; it goes on by itself.',
      problem:
        'There is no room left on the disk: 312 MB free, 1.4 GB are needed. Make room; it goes on by itself.',
      faultCode: 'disk-full',
      totalFiles: 640,
      totalBytes: 6.1 * gb,
      needFiles: 22,
      needBytes: 1.4 * gb,
    },
  ),
  make(
    'card-b01',
    { name: 'Camera card B', path: '/media/CARD_B', peers: [at('edit')], mode: 'send' },
    {
      state: 'missing',
      text: '/media/CARD_B is not there. Put the card in again; nothing counts as deleted meanwhile.',
      problem: '/media/CARD_B is not there. Put the card in again; nothing counts as deleted meanwhile.',
      faultCode: 'folder-missing',
      totalFiles: 118,
      totalBytes: 62 * gb,
    },
  ),
  make(
    'docs-pau',
    { name: 'Documents', path: '/home/operator/Documents', peers: [at('edit'), at('laptop')] },
    {
      state: 'idle',
      paused: true,
      totalFiles: 1402,
      totalBytes: 4.4 * gb,
      needFiles: 3,
      needBytes: 8_100_000,
    },
  ),
  make(
    'music-of',
    { name: 'Music library', path: '/home/operator/Music', peers: [at('nas')], enabled: false },
    { state: 'idle', totalFiles: 9120, totalBytes: 71 * gb },
  ),
]

/** Everything is equal, nothing moves. */
export const calmFolders = (): FakeFolder[] => [
  { ...graphics(), conflicts: [], held: [], heldTotal: 0 },
  {
    ...rushes(),
    state: 'idle',
    needFiles: 0,
    needBytes: 0,
    needDeletes: 0,
    downMbit: 0,
    upMbit: 0,
    files: [],
    held: [],
  },
]

/** What pages must bear: many folders, long names, deep paths, many transfers. */
export function manyFolders(): FakeFolder[] {
  const [busy] = venueFolders() as [FakeFolder]
  const peers = Array.from({ length: 24 }, (_, n) => at(`many-${n}`))
  const states = ['syncing', 'idle', 'waiting', 'scanning', 'failed'] as const
  const deep = 'a folder with quite a long name/'.repeat(6)
  return Array.from({ length: 40 }, (_, n) => ({
    ...busy,
    folder: {
      ...busy.folder,
      id: `many-${n}`,
      name: `Folder ${String(n + 1).padStart(2, '0')} with quite a long name, as producers give them to folders`,
      path: `/media/raid/${deep}${n}`,
      peers: peers.slice(0, 1 + (n % 24)),
    },
    state: states[n % states.length]!,
    ...(n % states.length === 1 && { needFiles: 0, needBytes: 0, needDeletes: 0, downMbit: 0 }),
    files: Array.from({ length: 32 }, (_, k) => ({
      path: `${deep}clip-${k}\u202egpj.exe`,
      size: (k + 1) * 1.3e8,
      from: ['Device 1', 'Device 2'],
      reused: k % 5 === 0 ? 0.4 : 0,
    })),
    held: Array.from({ length: 50 }, (_, k) => ({
      path: `${deep}clip-${k}.mov`,
      code: 'file-busy',
      text: 'It is still being written.',
    })),
    heldTotal: 1204,
  }))
}

export const venueOffers = (): SyncSnapshot['offers'] => [
  { id: 'sel-takes', name: 'Selected takes', peer: at('edit'), bytes: 43.6 * gb, files: 312 },
  { id: 'grade-st', name: 'Grades and stills', peer: at('grading'), bytes: 2.1 * gb, files: 1840 },
]
