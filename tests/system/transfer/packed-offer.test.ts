import { expect, test } from 'vitest'
import { openRtcStack } from '../../../src/rtc/index.ts'
import { packAnswer, packOffer, unpackAnswer, unpackOffer } from '../../../src/transfer/code/packed-offer.ts'
import type { RtcPeer, RtcSignal, RtcStack } from '../../../src/transfer/rtc.ts'

/** A side whose signals are all told at once, as a person copies them. */
function begin(stack: RtcStack, role: 'offer' | 'answer', signal: AbortSignal) {
  const signals: RtcSignal[] = []
  const gathered = Promise.withResolvers<RtcSignal[]>()
  const peer: RtcPeer = stack.connect({
    role,
    reliable: true,
    trickle: false,
    iceServers: [],
    relayOnly: false,
    signal,
    tell(told) {
      signals.push(told)
      if (told.type === 'candidate' && told.candidate === '') gathered.resolve(signals)
    },
  })
  peer.opened.catch(() => {})
  return { peer, gathered: gathered.promise }
}

test.each([
  ['node-datachannel', 'werift'],
  ['werift', 'node-datachannel'],
] as const)('%s and %s connect by a packed offer and its answer alone', async (one, other) => {
  const abort = new AbortController()
  const [{ stack: ours }, { stack: theirs }] = await Promise.all([
    openRtcStack({ prefer: one }),
    openRtcStack({ prefer: other }),
  ])
  try {
    const offering = begin(ours, 'offer', abort.signal)
    const offer = packOffer(await offering.gathered)
    expect(offer.length).toBeLessThan(300)

    const answering = begin(theirs, 'answer', abort.signal)
    for (const signal of unpackOffer(offer)) answering.peer.take(signal)
    const answer = packAnswer(await answering.gathered, offer)
    for (const signal of unpackAnswer(answer, offer)) offering.peer.take(signal)

    const [left, right] = await Promise.all([offering.peer.opened, answering.peer.opened])
    expect(left.fingerprints.local).toEqual(right.fingerprints.remote)
    expect(right.fingerprints.local).toEqual(left.fingerprints.remote)
  } finally {
    abort.abort()
    await Promise.all([ours.close(), theirs.close()])
  }
})
