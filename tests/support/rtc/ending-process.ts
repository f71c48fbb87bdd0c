// A program that uses a stack and ends in one of several ways; a test looks at how it does.
import { openRtcStack } from '../../../src/rtc/index.ts'
import type { RtcStack } from '../../../src/transfer/rtc.ts'
import { openPair, pairOf } from './pair.ts'

type Way = 'closed' | 'exit-while-open' | 'given-up' | 'which'

const [way, name] = process.argv.slice(2) as [Way, Exclude<RtcStack['name'], 'browser'>?]
const { stack, why } = await openRtcStack(name ? { prefer: name } : {})

if (way === 'given-up') {
  const control = new AbortController()
  const peers = pairOf(stack, stack, { signal: control.signal })
  setTimeout(() => control.abort(new Error('enough')), 30)
  await Promise.allSettled(peers.map((peer) => peer.opened))
} else if (way !== 'which') {
  const [a, b] = await openPair(stack, stack)
  b.data.onMessage = () => {}
  a.data.send(new Uint8Array(60_000))
  if (way === 'exit-while-open') process.exit(0)
}
await stack.close()
console.log(JSON.stringify({ stack: stack.name, why }))
