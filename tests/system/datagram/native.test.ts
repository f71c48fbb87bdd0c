import { openDatagramIo, whyNotNative } from '../../../src/engines/kit/datagram/open-io.ts'
import { datagramCompliance } from '../../support/datagram/compliance.ts'

if (whyNotNative() === '') datagramCompliance('the addon', () => openDatagramIo('automatic'))
