import type { FaultCode } from '../../../contract/fault-codes.ts'
import { Fault, isFaultCode } from '../../../wire/fault.ts'
import { type CloseReason, closeReasonText, faultOfReason, reasonOfFault } from '../frame/close-reason.ts'

/** How a fault of ours crosses: a reason has less to say than a code, which the text then begins with. */
export function closeOfFault({ code, message }: Fault): { reason: CloseReason; text: string } {
  const reason = reasonOfFault(code)
  return { reason, text: faultOfReason(reason) === code ? message : `[${code}] ${message}` }
}

/** What the other end meant; its text is for people, and may come from anybody. */
export function faultOfClose(reason: CloseReason, text: string): Fault {
  const [prefix = '', code] = /^\[([a-z-]{3,40})\] /.exec(text) ?? []
  if (isFaultCode(code)) return new Fault(code, text.slice(prefix.length))
  const known: FaultCode = faultOfReason(reason) ?? 'closed'
  return new Fault(known, text === '' ? closeReasonText(reason) : text)
}
