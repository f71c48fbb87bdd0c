// A host of one engine in a process of its own; prints the engine's process id and goes on until it is ended.
import { EngineProcesses } from '../../../src/host/engine-process.ts'
import { connect } from '../../../src/wire/index.ts'
import { mortalContract } from './mortal-contract.ts'

const processes = new EngineProcesses({ report() {}, now: Date.now })
const { link } = processes.start(new URL('./mortal-process.ts', import.meta.url))
console.log(await connect(mortalContract, link).pid(undefined))
