import { electronPair, linePair, processPair, socketPair, workerPair } from '../../support/wire/carriers.ts'
import { linkCompliance } from '../../support/wire/compliance.ts'

linkCompliance('a port to a worker thread', workerPair)
linkCompliance('a channel to another process', processPair)
linkCompliance('a port of Electron', electronPair)
linkCompliance('a WebSocket', socketPair)
linkCompliance('a local socket', linePair)
