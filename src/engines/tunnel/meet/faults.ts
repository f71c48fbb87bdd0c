import type { FaultCode } from '../../../contract/fault-codes.ts'
import { asEnd } from '../../../transfer/session/faults.ts'
import { Fault } from '../../../wire/fault.ts'

/** What is said by parts that transfers have too, as tunnels say it. */
const codes: Partial<Record<FaultCode, FaultCode>> = {
  'transfer-protocol': 'tunnel-protocol',
  'transfer-tampered': 'tunnel-protocol',
  'transfer-limit': 'tunnel-limit',
  'lane-lost': 'rtc-failed',
}

/** Why a lane did not come about. */
export function asMeetFault(error: unknown): Fault {
  const { code, text } = asEnd(error)
  if (code === 'transfer-version')
    return new Fault(
      code,
      'The other side has another version of Hawser, whose tunnels are otherwise. Update the older one of both.',
    )
  return new Fault(codes[code] ?? code, text)
}
