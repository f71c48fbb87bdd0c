import { type FaultCode, faultCodes } from '../contract/fault-codes.ts'

/** An error that the other side may see. Anything else that is thrown crosses as `internal`, without its text. */
export class Fault extends Error {
  override name = 'Fault'
  readonly code: FaultCode
  readonly detail: unknown
  /** `detail` must survive JSON: it may cross a WebSocket. */
  constructor(code: FaultCode, message: string, detail?: unknown) {
    super(message)
    this.code = code
    this.detail = detail
  }
}

export const isFaultCode = (code: unknown): code is FaultCode =>
  typeof code === 'string' && Object.hasOwn(faultCodes, code)
