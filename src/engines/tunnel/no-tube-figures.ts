import { idleTube } from '../../contract/tunnel.ts'
import type { TubeSnapshot } from './tube/tube.ts'

// What the host alone knows is left out.
const {
  code: _code,
  link: _link,
  retryAt: _retryAt,
  problem: _problem,
  faultCode: _fault,
  ...figures
} = idleTube

/** Of a tube whose stack is not there yet, or did not come about. */
export const noTubeFigures: Omit<TubeSnapshot, 'since'> = { state: 'connecting', peer: '', ...figures }
