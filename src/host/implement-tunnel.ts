import type { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { Settings } from '../contract/settings.ts'
import type { Allow, tunnelCalls, Way } from '../contract/tunnel.ts'
import { thisMachine } from './addresses.ts'
import { checkWith } from './engine-checks.ts'
import type { HostParts } from './implementation.ts'
import { newRuleId } from './rule-list.ts'

/** The part of the contract that is about tunnels. */
export function implementTunnel(
  parts: HostParts,
): Pick<Server<typeof hostContract>, keyof typeof tunnelCalls> {
  const { applySettings, tunnels } = parts
  const { settings } = tunnels
  const { lists } = settings

  async function change(next: (old: Settings) => Settings): Promise<Settings['tunnel']> {
    const tunnel = await settings.change(next)
    await applySettings('tunnel')
    return tunnel
  }

  return {
    setTunnel: (fields) => change((old) => ({ ...old, tunnel: { ...old.tunnel, ...fields } })),

    async addWay({ way: input }) {
      const way: Way = { ...input, id: newRuleId() }
      await change((old) => lists.ways.add(old, way, thisMachine()))
      return way
    },
    async changeWay({ id, change: fields }) {
      const { ways } = await change((old) => lists.ways.change(old, id, fields, thisMachine()))
      return ways.find((way) => way.id === id)!
    },
    async removeWays({ ids }) {
      await change((old) => lists.ways.remove(old, ids))
    },
    checkWay: ({ way, id }) =>
      checkWith(settings.checkWay({ ...way, id }), () =>
        tunnels.ask((client) => client.checkWay(id ? { way, id } : { way })),
      ),

    async addAllow({ allow: input }) {
      const allow: Allow = { ...input, id: newRuleId() }
      await change((old) => lists.allow.add(old, allow, thisMachine()))
      return allow
    },
    async changeAllow({ id, change: fields }) {
      const { allow } = await change((old) => lists.allow.change(old, id, fields, thisMachine()))
      return allow.find((each) => each.id === id)!
    },
    async removeAllow({ ids }) {
      await change((old) => lists.allow.remove(old, ids))
    },

    answerTunnelRequest: ({ id, allow }) => tunnels.answer(id, allow),
    openTunnelCode: ({ minutes, allow }, signal) => tunnels.open(minutes, allow, signal),
    joinTunnelCode: ({ code, at }, signal) => tunnels.join(code, at, signal),
    connectTunnel: ({ id }) => tunnels.connect(id),
    closeTunnels: ({ ids }) => tunnels.close(ids),
    closeTunnelConnection: ({ tubeId, number }) => tunnels.closeConnection(tubeId, number),
  }
}
