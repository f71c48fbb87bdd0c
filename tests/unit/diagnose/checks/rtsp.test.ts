import { expect, test } from 'vitest'
import { createRtspCheck } from '../../../../src/engines/diagnose/checks/rtsp.ts'
import type { RtspProbe, RtspReply } from '../../../../src/engines/diagnose/probes/rtsp.ts'
import { fakeContext } from '../../../support/diagnose/fake-context.ts'

const camera: RtspReply = {
  state: 'rtsp',
  connectMs: 12,
  options: { status: 200, ms: 14 },
  describe: { status: 401, reason: 'Unauthorized', ms: 15 },
  server: 'Cam/1.2',
  methods: ['OPTIONS', 'DESCRIBE'],
  schemes: ['Digest'],
  tracks: [],
  clockAheadMs: undefined,
}
const described = (status: number, ms = 15): RtspReply => ({
  ...camera,
  describe: { status, reason: '', ms },
})

const run = (probe: RtspProbe, port = 554) =>
  createRtspCheck(
    async () => probe,
    async () => ['192.0.2.7'],
  ).run(fakeContext({ target: { host: '192.0.2.7', port } }))

test.each<[string, RtspProbe, number, object]>([
  [
    'asking for a user name is well',
    camera,
    554,
    { state: 'good', figures: { describeStatus: 401, server: 'Cam/1.2' } },
  ],
  [
    'a stream for everybody',
    { ...described(200), tracks: ['video H264'] },
    554,
    { state: 'good', figures: { tracks: ['video H264'] } },
  ],
  ['no stream at the root', described(404), 554, { state: 'good' }],
  ['forbidden', described(403), 554, { state: 'poor' }],
  ['no room left', described(453), 554, { state: 'bad' }],
  ['a failure of its own', described(500), 554, { state: 'bad' }],
  ['slow', described(401, 1500), 554, { state: 'poor' }],
  ['very slow', described(401, 3500), 554, { state: 'bad' }],
  [
    'hanging in the midst',
    { ...camera, describe: undefined },
    554,
    { state: 'bad', figures: { describeStatus: 0 } },
  ],
  ['silence where cameras speak', { state: 'mute', connectMs: 9 }, 8554, { state: 'bad' }],
  ['silence elsewhere', { state: 'mute', connectMs: 9 }, 9000, { state: 'unknown' }],
  ['hanging up where cameras speak', { state: 'closed', connectMs: 9 }, 554, { state: 'bad' }],
  [
    'another protocol elsewhere',
    { state: 'other', speaks: 'HTTP', connectMs: 9 },
    443,
    { state: 'skipped', figures: { speaks: 'HTTP' } },
  ],
  [
    'another protocol where cameras speak',
    { state: 'other', speaks: 'HTTP', connectMs: 9 },
    554,
    { state: 'poor' },
  ],
  ['no connection', { state: 'refused' }, 554, { state: 'unknown' }],
])('%s', async (_, probe, port, expected) => {
  expect(await run(probe, port)).toMatchObject(expected)
})

test('a clock of the camera that is far off is told, a second is not', async () => {
  expect((await run({ ...camera, clockAheadMs: -90_000 })).evidence).toContain(
    'its clock is 90 s behind this one',
  )
  expect((await run({ ...camera, clockAheadMs: 700 })).evidence.join()).not.toContain('clock')
})

test('without a target there is nothing to ask', () => {
  expect(createRtspCheck().skip(fakeContext())).not.toBe('')
})
