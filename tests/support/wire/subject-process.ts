import { parentProcess } from '../../../src/engines/kit/parent-process.ts'
import { processLink } from '../../../src/wire/process-link.ts'
import { serveSubject } from './subject.ts'

const parent = parentProcess()!
const state = serveSubject(processLink(parent))
parent.onMessage((message) => {
  if (message === 'state') parent.post({ state })
})
