import type { FaultCode } from '../../../contract/fault-codes.ts'

/** Why a connection, or with connection 0 a channel, is closed. */
export const closeReasons = {
  normal: 0,
  error: 1,
  timeout: 2,
  serverRefuse: 4,
  client: 5,
  unknown: 6,
  invalidInstruction: 7,
  guacdRefuse: 8,
  connectionLost: 9,
  connectionFailed: 10,
  tunnelClosed: 11,
  adminClosed: 12,
  errorRecording: 13,
  guacdError: 14,
  aiClosed: 15,
  addressResolutionFailed: 16,
  decryptionFailed: 17,
  configurationError: 18,
  protocolError: 19,
  upstreamClosed: 20,
  proxyError: 21,
  handlerError: 22,
  securityThreat: 23,
} as const
export type CloseReason = (typeof closeReasons)[keyof typeof closeReasons]

interface Meaning {
  text: string
  /** Undefined where nothing went wrong. */
  fault?: FaultCode
  isCritical?: true
  isRetryable?: true
}

/** By number; 3 does not exist. */
const meanings: Record<CloseReason, Meaning> = {
  0: { text: 'It was closed normally.' },
  1: { text: 'Something went wrong at the other end.', fault: 'internal', isCritical: true },
  2: { text: 'The target did not answer in time.', fault: 'target-timeout', isRetryable: true },
  4: { text: 'The target refuses connections.', fault: 'target-refused', isRetryable: true },
  5: { text: 'The client closed it.' },
  6: { text: 'It was closed for an unknown reason.', fault: 'target-lost' },
  7: { text: 'A Guacamole instruction was malformed.', fault: 'instruction-invalid' },
  8: { text: 'guacd refused the session.', fault: 'guacd-refused' },
  9: { text: 'The connection was lost.', fault: 'target-lost', isRetryable: true },
  10: { text: 'The target could not be reached.', fault: 'target-unreachable', isRetryable: true },
  11: { text: 'The tube was closed.', fault: 'tube-lost' },
  12: { text: 'The far end does not allow it.', fault: 'tunnel-denied' },
  13: { text: 'The session could not be recorded.', fault: 'internal', isCritical: true },
  14: { text: 'guacd reported an error.', fault: 'guacd-refused', isCritical: true },
  15: { text: 'An automatic supervision closed it.', fault: 'tunnel-denied' },
  16: { text: 'The name of the target does not resolve.', fault: 'host-not-found', isRetryable: true },
  17: { text: 'It could not be decrypted.', fault: 'tunnel-protocol', isCritical: true },
  18: { text: 'The far end is not set up for it.', fault: 'tunnel-denied', isCritical: true },
  19: { text: 'The protocol of tunnels was not kept to.', fault: 'tunnel-protocol', isCritical: true },
  20: { text: 'The target ended the connection.', fault: 'target-lost' },
  21: { text: 'A proxy failed.', fault: 'target-unreachable', isCritical: true },
  22: { text: 'The far end could not handle it.', fault: 'internal' },
  23: { text: 'It was closed because it looked like an attack.', fault: 'tunnel-denied' },
}

/** Numbers that are not in the table are `unknown`. */
export const closeReasonOf = (value: number): CloseReason =>
  Object.hasOwn(meanings, value) ? (value as CloseReason) : closeReasons.unknown

export const closeReasonText = (reason: CloseReason): string => meanings[reason].text

/** A critical reason that is known already is not replaced by one that is not. */
export const isCritical = (reason: CloseReason): boolean => meanings[reason].isCritical === true

/** Whether trying again may help. */
export const isRetryable = (reason: CloseReason): boolean => meanings[reason].isRetryable === true

/** The reason to keep when `next` comes after `known`. */
export const graverReason = (known: CloseReason, next: CloseReason): CloseReason =>
  isCritical(known) && !isCritical(next) ? known : next

/** What a reason means here, or undefined where nothing went wrong. */
export const faultOfReason = (reason: CloseReason): FaultCode | undefined => meanings[reason].fault

const reasons: Partial<Record<FaultCode, CloseReason>> = {
  closed: closeReasons.tunnelClosed,
  'tube-lost': closeReasons.connectionLost,
  'tunnel-denied': closeReasons.adminClosed,
  'source-denied': closeReasons.adminClosed,
  'tunnel-protocol': closeReasons.protocolError,
  'tunnel-limit': closeReasons.protocolError,
  'frame-oversized': closeReasons.protocolError,
  'frame-unterminated': closeReasons.protocolError,
  'frame-truncated': closeReasons.protocolError,
  'instruction-invalid': closeReasons.invalidInstruction,
  'instruction-limit': closeReasons.invalidInstruction,
  'guacd-refused': closeReasons.guacdRefuse,
  'host-not-found': closeReasons.addressResolutionFailed,
  'target-refused': closeReasons.serverRefuse,
  'target-timeout': closeReasons.timeout,
  'target-unreachable': closeReasons.connectionFailed,
  'target-lost': closeReasons.upstreamClosed,
  'idle-timeout': closeReasons.timeout,
  'viewer-stalled': closeReasons.timeout,
  'too-many-connections': closeReasons.handlerError,
}

/** The reason to give for a fault of ours. */
export const reasonOfFault = (code: FaultCode): CloseReason => reasons[code] ?? closeReasons.error
