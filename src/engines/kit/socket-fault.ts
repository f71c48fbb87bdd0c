import type { FaultCode } from '../../contract/fault-codes.ts'
import type { Endpoint } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'
import { endpointText } from './endpoint.ts'

const known: Record<string, [FaultCode, (where: string) => string]> = {
  EADDRINUSE: ['port-in-use', (where) => `Another program already listens on ${where}.`],
  EACCES: [
    'port-denied',
    (where) => `The system does not allow listening on ${where}; ports below 1024 need more rights.`,
  ],
  EADDRNOTAVAIL: ['address-unavailable', (where) => `This machine has no address for ${where}.`],
  ENOTFOUND: ['address-unavailable', (where) => `The name in ${where} does not resolve.`],
}

/** What a failure to listen means for a person. */
export function listenFault(error: NodeJS.ErrnoException, endpoint: Endpoint): Fault {
  const where = endpointText(endpoint)
  const [code, text] = known[error.code ?? ''] ?? [
    'listen-failed',
    (at: string) => `Cannot listen on ${at}: ${error.message}.`,
  ]
  return new Fault(code, text(where))
}

const unreachable: Record<string, [FaultCode, (where: string) => string]> = {
  ECONNREFUSED: [
    'target-refused',
    (where) => `${where} refuses connections; is the camera's service running?`,
  ],
  ETIMEDOUT: ['target-timeout', (where) => `${where} does not answer.`],
  EHOSTUNREACH: ['target-unreachable', (where) => `There is no route to ${where}; is the VPN up?`],
  ENETUNREACH: ['target-unreachable', (where) => `There is no route to ${where}; is the VPN up?`],
  ENOTFOUND: ['host-not-found', (where) => `The name in ${where} does not resolve.`],
  EAI_AGAIN: ['host-not-found', (where) => `The name in ${where} cannot be looked up now.`],
}

/** What a failure to connect, or to stay connected, means for a person. */
export function connectFault(error: NodeJS.ErrnoException, endpoint: Endpoint): Fault {
  const where = endpointText(endpoint)
  const [code, text] = unreachable[error.code ?? ''] ?? [
    'target-lost',
    (at: string) => `${at} ended the connection.`,
  ]
  return new Fault(code, text(where))
}
