import type { LinkConditions } from './conditions.ts'
import type { PathOptions, PathReport } from './path.ts'

/** What a test asks of the thread that has the sockets, and what each is answered with. */
export interface Requests {
  open: { ask: PathOptions; answer: { path: number; port: number } }
  change: { ask: { path: number; link: string; conditions: LinkConditions }; answer: number }
  report: { ask: { path: number }; answer: PathReport }
  close: { ask: { path: number }; answer: undefined }
}

export type RequestName = keyof Requests

export interface Request {
  id: number
  name: RequestName
  ask: Requests[RequestName]['ask']
}

export type Answer = { id: number; answer: unknown } | { id: number; problem: string }
