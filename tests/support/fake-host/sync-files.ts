import type { FileVersion } from '../../../src/contract/sync.ts'

type Entry = {
  name: string
  kind: 'file' | 'directory' | 'symlink'
  size: number
  mtime: number
  here: boolean
}

const minute = 60_000
const began = Date.now()
const directory = (name: string, here = true): Entry => ({
  name,
  kind: 'directory',
  size: 0,
  mtime: began - 60 * minute,
  here,
})
const file = (name: string, size: number, minutes: number, here = true): Entry => ({
  name,
  kind: 'file',
  size,
  mtime: began - minutes * minute,
  here,
})

const tree: Record<string, Entry[]> = {
  '': [
    directory('Day 12'),
    directory('lower-thirds'),
    directory('show'),
    directory('renders', false),
    file('.hawserignore', 84, 9000),
    file('README.txt', 2140, 40_000),
    { name: 'latest', kind: 'symlink', size: 0, mtime: began - 900 * minute, here: true },
  ],
  'Day 12': [
    directory('Card A012'),
    directory('Sound'),
    directory('Stills', false),
    file('Camera reports.pdf', 2_300_000, 50, false),
  ],
  'Day 12/Card A012': [
    file('A012C001_261121_R3XK.mov', 14.1e9, 190),
    file('A012C002_261121_R3XK.mov', 9.8e9, 180),
    file('A012C003_261121_R3XK.mov', 21.4e9, 160),
    file('A012C004_261121_R3XK.mov', 18.4e9, 150, false),
    file('A012C005_261121_R3XK.mov', 11.2e9, 140, false),
  ],
  'Day 12/Sound': [file('scene-41-take-1.wav', 390e6, 170), file('scene-41-take-3.wav', 420e6, 165, false)],
  'Day 12/Stills': [file('Łódź – büro №3.heic', 38e6, 120, false)],
  'lower-thirds': [
    file('Speaker names – final (2).aep', 48_219_008, 960),
    file('Title.psd', 118e6, 3000),
    file('title.psd', 117e6, 3100, false),
  ],
  show: [file('rundown.xlsx', 184_320, 54), file('running order.pdf', 640_000, 400)],
  renders: [directory('draft', false), directory('final', false)],
  'renders/final': [file('opener_v14.mov', 4.2e9, 600, false)],
  'renders/draft': [],
}

/** The entries of one directory; undefined where there is none. */
export const entriesOf = (path: string): Entry[] | undefined => tree[path]

export const versionsIn = (): FileVersion[] => [
  version('show/rundown.xlsx', 61, 183_900, 'replaced'),
  version('show/rundown.xlsx', 420, 176_128, 'replaced'),
  version('show/rundown.xlsx', 1500, 171_008, 'replaced'),
  version('lower-thirds/Sponsor loop.mov', 95, 812e6, 'deleted'),
  version('renders/final/opener_v13.mov', 2800, 4.1e9, 'replaced'),
  version('README (old).txt', 8200, 1980, 'deleted'),
]

const version = (
  path: string,
  minutes: number,
  size: number,
  reason: FileVersion['reason'],
): FileVersion => ({
  path,
  at: began - minutes * minute,
  size,
  reason,
  id: `${path}~${minutes}`,
})
