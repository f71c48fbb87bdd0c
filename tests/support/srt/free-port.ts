export { freePort as freeUdpPort } from '../free-port.ts'
