// Loaded into a process before its program: tells its memory when asked `{ memory: true }`.
import { memoryNow } from './memory-now.ts'

process.on('message', (message: { memory?: true }) => {
  if (message.memory) process.send?.({ memory: memoryNow() })
})
