import { nativeEnds } from '../../../src/engines/kit/parent-process.ts'
import { serveEngine } from '../../../src/engines/kit/worker-server.ts'
import { mortalContract } from './mortal-contract.ts'

serveEngine(mortalContract, {
  echo: (value) => value,
  defect() {
    throw new Error('a defect of the engine')
  },
  nativeEnds,
  pid: () => process.pid,
  die(how) {
    if (how === 'exit') process.exit(9)
    if (how === 'abort') process.abort()
    if (how === 'hang') for (;;);
    setImmediate(() => {
      throw new Error('nobody catches this')
    })
  },
  async *numbers() {
    for (let number = 0; number < 1000; number++) yield number
  },
})
