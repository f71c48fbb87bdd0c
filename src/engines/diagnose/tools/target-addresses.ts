import { resolveHost } from '../../kit/resolve-host.ts'
import type { CheckContext } from '../check.ts'

const timeoutMs = 4000

/** How a name becomes addresses; rejects where it does not. */
export type Resolve = (host: string) => Promise<string[]>

/** The addresses of a host; none where the name does not resolve in time. Never rejects. */
export async function addressesOf(
  context: CheckContext,
  host: string,
  resolve: Resolve = resolveHost,
): Promise<string[]> {
  const late = Promise.withResolvers<string[]>()
  const give = () => late.resolve([])
  const cancel = context.clock.after(timeoutMs, give)
  context.signal.addEventListener('abort', give)
  try {
    return await Promise.race([resolve(host).catch(() => []), late.promise])
  } finally {
    cancel()
    context.signal.removeEventListener('abort', give)
  }
}
