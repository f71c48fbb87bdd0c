import { randomUUID } from 'node:crypto'
import type { Endpoint } from '../../../contract/rule.ts'
import type { TunnelRequest } from '../../../contract/tunnel.ts'
import { endpointText } from '../../kit/endpoint.ts'
import type { AllowedAct } from './allow-list.ts'

const limit = 100

/** As a rule of what is allowed may say it: without a scope, without the dot at a name's end. */
const ruleHost = (host: string): string => host.replace(/%.*|\.$/, '')

/** What was asked for and is not allowed: the newest hundred, for the owner to answer. */
export class DeniedRequests {
  /** How often something was denied. */
  denied = 0
  readonly #byAsking = new Map<string, TunnelRequest>()

  /** The same thing asked again is the same request. */
  add(party: string, peerName: string, what: AllowedAct, target: Endpoint, now: number): TunnelRequest {
    this.denied++
    const text = endpointText({ host: ruleHost(target.host), port: target.port })
    const key = `${party} ${what} ${text}`
    const known = this.#byAsking.get(key)
    const request: TunnelRequest = known
      ? { ...known, at: now, times: known.times + 1 }
      : { id: randomUUID(), at: now, party, peerName, what, target: text, times: 1 }
    // Taken out first, so that it becomes the newest.
    this.#byAsking.delete(key)
    this.#byAsking.set(key, request)
    if (this.#byAsking.size > limit) this.#byAsking.delete(this.#byAsking.keys().next().value!)
    return request
  }

  forget(id: string): void {
    for (const [key, request] of this.#byAsking) if (request.id === id) this.#byAsking.delete(key)
  }

  /** Everything of a party that is gone for good. */
  forgetParty(party: string): void {
    for (const [key, request] of this.#byAsking) if (request.party === party) this.#byAsking.delete(key)
  }

  /** The newest first. */
  list(): TunnelRequest[] {
    return [...this.#byAsking.values()].reverse()
  }
}
