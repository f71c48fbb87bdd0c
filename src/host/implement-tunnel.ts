import type { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { Settings } from '../contract/settings.ts'
import type { Allow, tunnelCalls, Way } from '../contract/tunnel.ts'
import { Fault } from '../wire/fault.ts'
import { thisMachine } from './addresses.ts'
import { checkWith } from './engine-checks.ts'
import type { HostParts } from './implementation.ts'
import { newRuleId } from './rule-list.ts'
import { allowList, wayList } from './tunnels/tunnel-lists.ts'
import { checkWay } from './tunnels/way-checks.ts'

/** The part of the contract that is about tunnels. */
export function implementTunnel(
  parts: HostParts,
): Pick<Server<typeof hostContract>, keyof typeof tunnelCalls> {
  const { settings, applySettings, tunnels } = parts

  async function change(next: (old: Settings) => Settings): Promise<Settings['tunnel']> {
    const { tunnel } = await settings.change(next)
    await applySettings('tunnel')
    return tunnel
  }
  const unready = (): never => {
    throw new Fault('engine-unavailable', 'The tunnel engine is not running at the moment.')
  }

  return {
    setTunnel: (fields) => change((old) => ({ ...old, tunnel: { ...old.tunnel, ...fields } })),

    async addWay({ way: input }) {
      const way: Way = { ...input, id: newRuleId() }
      await change((old) => wayList.add(old, way, thisMachine()))
      return way
    },
    async changeWay({ id, change: fields }) {
      const { ways } = await change((old) => wayList.change(old, id, fields, thisMachine()))
      return ways.find((way) => way.id === id)!
    },
    async removeWays({ ids }) {
      await change((old) => wayList.remove(old, ids))
    },
    checkWay: ({ way, id }) =>
      checkWith(checkWay({ ...way, id }, settings.latest.value), () =>
        tunnels.engine.ask((client) => client.checkWay(id ? { way, id } : { way })),
      ),

    async addAllow({ allow: input }) {
      const allow: Allow = { ...input, id: newRuleId() }
      await change((old) => allowList.add(old, allow, thisMachine()))
      return allow
    },
    async changeAllow({ id, change: fields }) {
      const { allow } = await change((old) => allowList.change(old, id, fields, thisMachine()))
      return allow.find((each) => each.id === id)!
    },
    async removeAllow({ ids }) {
      await change((old) => allowList.remove(old, ids))
    },

    answerTunnelRequest: unready,
    openTunnelCode: unready,
    joinTunnelCode: unready,
    connectTunnel: unready,
    closeTunnels: unready,
    closeTunnelConnection: (input) => tunnels.engine.ask((client) => client.closeTunnelConnection(input)),

    recentTunnel: ({ tubeId, seconds }) => {
      const { at, columns } = parts.recentTubes.read(tubeId, seconds, Date.now())
      return { tubeId, at, columns }
    },
  }
}
