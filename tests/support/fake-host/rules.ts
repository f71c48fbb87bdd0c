import { type Rule, type RuleInput, ruleSettingsSchema } from '../../../src/contract/rule.ts'

/** How the synthetic traffic of a rule behaves. */
export type Behaviour = 'healthy' | 'slow' | 'failed' | 'holding' | 'idle' | 'camera-late' | 'off'

export type FakeRule = { rule: Rule; behaviour: Behaviour; mbit: number; fps: number }

const make = (
  id: string,
  behaviour: Behaviour,
  mbit: number,
  fps: number,
  input: Pick<RuleInput, 'name' | 'group' | 'listen' | 'target'> & Partial<RuleInput>,
): FakeRule => ({
  rule: { ...ruleSettingsSchema.parse({ enabled: behaviour !== 'off', ...input }), id },
  behaviour,
  mbit,
  fps,
})

const here = (port: number) => ({ host: '127.0.0.1', port })
const camera = (last: number, port = 554) => ({ host: `10.20.0.${last}`, port })

/** A venue as it might be: some rules good, some not. */
export function venueRules(): FakeRule[] {
  return [
    make('cam-main', 'healthy', 8.2, 25, {
      name: 'Main stage wide',
      group: 'Main stage',
      listen: here(8554),
      target: camera(11),
    }),
    make('cam-left', 'healthy', 7.9, 25, {
      name: 'Main stage left',
      group: 'Main stage',
      listen: here(8555),
      target: camera(12),
    }),
    make('cam-crane', 'slow', 12.4, 50, {
      name: 'Crane',
      group: 'Main stage',
      listen: { host: '0.0.0.0', port: 8556 },
      target: camera(13),
      slowViewer: 'drop-to-keyframe',
      allowedSources: ['10.0.0.0/24'],
    }),
    make('cam-pit', 'camera-late', 6.1, 25, {
      name: 'Pit handheld',
      group: 'Main stage',
      listen: here(8557),
      target: camera(14),
    }),
    make('cam-foh', 'holding', 8, 25, {
      name: 'Front of house',
      group: 'Main stage',
      listen: here(8558),
      target: { host: 'foh-camera.venue.lan', port: 554 },
      failover: [camera(99)],
    }),
    make('encoder', 'healthy', 18.5, 50, {
      name: 'Programme encoder',
      group: 'Uplink',
      listen: { host: '0.0.0.0', port: 9000 },
      target: { host: 'encoder-1', port: 9000 },
      allowedSources: ['10.0.0.0/24'],
    }),
    make('talkback', 'idle', 0.1, 0, {
      name: 'Talkback',
      group: 'Uplink',
      listen: here(7000),
      target: { host: 'fd00:20::7', port: 7000 },
    }),
    make('rtmp', 'failed', 4, 30, {
      name: 'RTMP ingest',
      group: 'Uplink',
      listen: here(1935),
      target: { host: 'ingest.example.net', port: 1935 },
    }),
    make('ptz-web', 'idle', 0.02, 0, {
      name: 'PTZ web pages',
      group: '',
      listen: here(8081),
      target: camera(21, 80),
      portCount: 7,
      monitor: false,
    }),
    make('spare', 'off', 8, 25, { name: 'Spare camera', group: '', listen: here(8560), target: camera(30) }),
  ]
}

/** Many cameras that all run: what charts and lists must bear. */
export const manyRules = (count: number): FakeRule[] =>
  Array.from({ length: count }, (_, n) =>
    make(`many-${n}`, n % 11 === 7 ? 'slow' : 'healthy', 4 + (n % 9), n % 3 ? 25 : 50, {
      name: `Camera ${String(n + 1).padStart(2, '0')}`,
      group: `Stand ${String.fromCharCode(65 + (Math.floor(n / 8) % 26))}`,
      listen: here(20_000 + (n % 40_000)),
      target: { host: `10.${30 + Math.floor(n / 250)}.0.${(n % 250) + 1}`, port: 554 },
    }),
  )
