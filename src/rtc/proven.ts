import { type OpenedStack, openRtcStack, type StackWish } from './index.ts'
import { canProve, proveStack } from './prove.ts'

export interface ProvenWish extends StackWish {
  /** How often native code has ended this process, of late. */
  nativeEnds?: number
}

/** After so many ends the native stack is not tried any more. */
const mostNativeEnds = 2

/**
 * The fastest WebRTC stack that proves itself here: a lane from this process to itself. One that is asked for is used
 * whatever it proves, as long as it can be loaded. Throws `rtc-failed` when that one cannot.
 */
export async function openProvenStack(
  wish: ProvenWish = {},
  open: (wish: StackWish) => Promise<OpenedStack> = openRtcStack,
): Promise<OpenedStack> {
  const { prefer, relayOnly = false, nativeEnds = 0 } = wish
  if (prefer || relayOnly) return proven(await open({ ...(prefer ? { prefer } : {}), relayOnly }))
  if (nativeEnds >= mostNativeEnds) {
    const werift = await open({ prefer: 'werift' })
    return { ...werift, why: `node-datachannel, which is faster, has ended its process ${nativeEnds} times.` }
  }
  const first = await open({})
  const result = await proven(first)
  if (result.isProven || first.stack.name === 'werift') return result
  const second = await proven(await open({ prefer: 'werift' }))
  const [chosen, other] = second.isProven ? [second, first] : [first, second]
  await other.stack.close()
  const why = second.isProven ? `${result.why} werift does.` : result.why
  return { stack: chosen.stack, why }
}

async function proven({ stack, why }: OpenedStack): Promise<OpenedStack & { isProven: boolean }> {
  if (!canProve()) return { stack, isProven: true, why: `${why} This machine has no network to try it on.` }
  try {
    const openMs = await proveStack(stack)
    return {
      stack,
      isProven: true,
      why: `${why} It has connected this machine to itself in ${Math.round(openMs)} ms.`,
    }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return { stack, isProven: false, why: `${stack.name} does not do its work here: ${text}` }
  }
}
