import type { BrowserContext } from 'playwright-core'
import { both, type Conditions, type EmulatedPath, startEmulator } from '../link-emulator/index.ts'

/** Links in front of pages: all that their peer connections send goes through one, both ways. */
export interface PageRelay extends AsyncDisposable {
  /** Of pages that are opened in it from now on. */
  lead(context: BrowserContext): Promise<void>
  /** Of all links, those that come later too. */
  change(conditions: Partial<Conditions>): Promise<void>
}

/** Runs in the page before anything of its own does. */
function patch() {
  type Relayed = typeof globalThis & { throughRelay(candidate: string): Promise<string> }
  const add = RTCPeerConnection.prototype.addIceCandidate
  RTCPeerConnection.prototype.addIceCandidate = async function (
    this: RTCPeerConnection,
    given?: RTCIceCandidateInit | null,
  ) {
    const candidate = given?.candidate
      ? await (globalThis as Relayed).throughRelay(given.candidate)
      : (given?.candidate ?? '')
    if (given?.candidate && candidate === '') return
    return Reflect.apply(add, this, [{ ...given, candidate }])
  } as typeof add
}

/** Names in place of addresses must be switched off in the browser, for they cannot be led elsewhere. */
export const plainAddresses = '--disable-features=WebRtcHideLocalIpsWithMdns'

export async function startPageRelay(first: Partial<Conditions> = {}): Promise<PageRelay> {
  const emulator = startEmulator()
  const paths = new Map<string, Promise<EmulatedPath>>()
  let conditions = first
  /** Such as `candidate:1 1 udp 2122260223 192.0.2.2 50000 typ host generation 0 …`; empty where no link leads. */
  const through = async (candidate: string): Promise<string> => {
    const parts = candidate.split(' ')
    const [address = '', port = ''] = parts.slice(4, 6)
    if (parts[2]?.toLowerCase() !== 'udp' || !/^[\d.]+$/.test(address)) return ''
    const key = `${address} ${port}`
    let path = paths.get(key)
    if (path === undefined) {
      path = emulator.listen({
        to: { address, port: Number(port) },
        listen: { address: '127.0.0.1', port: 0 },
        links: { '*': both(conditions) },
      })
      paths.set(key, path)
    }
    parts[4] = '127.0.0.1'
    parts[5] = String((await path).port)
    return parts.join(' ')
  }
  return {
    async lead(context) {
      await context.exposeFunction('throughRelay', through)
      await context.addInitScript(patch)
    },
    async change(change) {
      conditions = { ...conditions, ...change }
      for (const path of paths.values()) await (await path).change('*', both(change))
    },
    [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose](),
  }
}
