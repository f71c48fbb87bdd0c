import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { portLink } from '../../../src/wire/index.ts'
import { serveSubject } from './subject.ts'

const state = serveSubject(portLink((workerData as { port: MessagePort }).port as never))
parentPort?.on('message', () => parentPort?.postMessage(state))
