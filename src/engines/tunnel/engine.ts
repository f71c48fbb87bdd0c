import type { RuleProblem } from '../../contract/rule.ts'
import type { TunnelSnapshot } from '../../contract/tunnel.ts'

/** Tubes, the ways through them, and what is allowed. */
export class TunnelEngine {
  checkWay(): Promise<RuleProblem[]> {
    return Promise.resolve([])
  }

  snapshot(): TunnelSnapshot {
    return {
      at: Date.now(),
      tubes: [],
      connections: [],
      connectionsTotal: 0,
      ways: [],
      requests: [],
      stack: '',
      stackWhy: '',
      loopDelayMs: 0,
    }
  }
}
