import type { Telemetry } from '../../contract/host.ts'
import type { TunnelRequest } from '../../contract/tunnel.ts'
import { t } from '../../language/t.ts'
import { pagePaths } from '../page-paths.ts'
import type { News } from './news.ts'

/** Tells of each request to be let in when it is first seen: the events of both ends of a tunnel sound alike. */
export class RequestWatch {
  #known: ReadonlySet<string> = new Set()

  take({ tunnel }: Pick<Telemetry, 'tunnel'>): News[] {
    // While the engine is away nothing is known; its requests go with it.
    const requests = tunnel?.requests ?? []
    const known = this.#known
    this.#known = new Set(requests.map(({ id }) => id))
    return requests.filter(({ id }) => !known.has(id)).map(newsOf)
  }
}

function newsOf({ id, party, peerName, what, target }: TunnelRequest): News {
  const values = { peer: peerName || t('Somebody'), target }
  return {
    kind: 'asks',
    subject: `tunnel ${party}`,
    part: id,
    weight: 1,
    title: t('Somebody asks to be let in'),
    text:
      what === 'connect'
        ? t('{{peer}} wants to reach {{target}} from here.', values)
        : t('{{peer}} wants to take connections here, at {{target}}.', values),
    path: pagePaths.tunnel,
  }
}
