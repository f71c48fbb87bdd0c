import { DgramIo } from '../../../src/engines/kit/datagram/dgram-io.ts'
import { datagramCompliance } from '../../support/datagram/compliance.ts'

datagramCompliance('dgram', () => new DgramIo())
