import type { Tube, TunnelSettings, TunnelSnapshot } from '../../contract/tunnel.ts'

/** What is to be seen of tunnels while no engine runs because none was needed: as an engine with nothing to do would say it. */
export const restingSnapshot = (
  at: number,
  tubes: Tube[],
  { ways }: Pick<TunnelSettings, 'ways'>,
): TunnelSnapshot => ({
  at,
  tubes,
  connections: [],
  connectionsTotal: 0,
  ways: ways.map(({ id, enabled }) => ({
    id,
    state: enabled ? 'starting' : 'off',
    listening: '',
    connections: 0,
    opened: 0,
    refused: 0,
    problem: '',
    faultCode: '',
  })),
  requests: [],
  stack: '',
  stackWhy: '',
  loopDelayMs: 0,
})
