import { expect, test } from 'vitest'
import { createTurnCheck } from '../../../../src/engines/diagnose/checks/turn.ts'
import type { TurnReply } from '../../../../src/engines/diagnose/probes/turn.ts'
import { fakeContext } from '../../../support/diagnose/fake-context.ts'

const allocated = (carries: 'yes' | 'no' | 'refused'): TurnReply => ({
  state: 'allocated',
  relayed: { address: '192.0.2.9', port: 49_152 },
  ms: 41,
  carries,
  carriedMs: carries === 'yes' ? 22 : 0,
})

/** Servers `turn:0.example`, `turn:1.example` … that answer so. */
function run(...replies: TurnReply[]) {
  const iceServers = replies.map((_, place) => ({
    url: `turn:${place}.example`,
    username: 'hawser',
    credential: 'private',
  }))
  return createTurnCheck(
    async ({ host }) => replies[Number(host[0])]!,
    async () => ['192.0.2.9'],
  ).run(fakeContext({ context: { iceServers: [{ url: 'stun:s.example' }, ...iceServers] } }))
}

test.each<[string, TurnReply[], object]>([
  [
    'a relay that carries packets',
    [allocated('yes')],
    { state: 'good', figures: { carries: 'yes', ms: 41 } },
  ],
  [
    'a server that relays nothing to itself',
    [allocated('refused')],
    { state: 'good', figures: { carries: 'unknown' } },
  ],
  ['a relay that carries nothing', [allocated('no')], { state: 'bad', figures: { carries: 'no' } }],
  [
    'a wrong password',
    [{ state: 'denied', code: 401, reason: 'Unauthorized' }],
    { state: 'bad', figures: { wrongCredentials: true } },
  ],
  ['no relay left', [{ state: 'denied', code: 508, reason: '' }], { state: 'bad' }],
  ['silence', [{ state: 'silent' }], { state: 'bad', figures: { failing: ['turn:0.example'] } }],
  ['a certificate that is not trusted', [{ state: 'untrusted' }], { state: 'bad' }],
  [
    'one of two',
    [{ state: 'silent' }, allocated('yes')],
    { state: 'poor', figures: { working: ['turn:1.example'], failing: ['turn:0.example'] } },
  ],
])('%s', async (_, replies, expected) => {
  const outcome = await run(...replies)
  expect(outcome).toMatchObject(expected)
  expect(JSON.stringify(outcome)).not.toContain('private')
})

test('without a server nobody is asked, and it is said how to set one', () => {
  expect(createTurnCheck().skip(fakeContext())).toContain('turn:host:3478')
})
