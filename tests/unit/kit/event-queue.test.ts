import { expect, test } from 'vitest'
import { EventQueue } from '../../../src/engines/kit/event-queue.ts'

const event = (text: string) => ({ at: 0, level: 'info', code: 'test', text }) as const

test('events come in their order, and what was too much is told as a number', async () => {
  const queue = new EventQueue()
  for (let n = 0; n < 1003; n++) queue.add(event(String(n)))
  const over = new AbortController()
  const texts: string[] = []
  for await (const { code, text } of queue.read(over.signal)) {
    texts.push(code === 'engine-overrun' ? `${code}: ${text.match(/\d+/)?.[0]}` : text)
    if (texts.length === 1001) queue.add(event('later'))
    if (text === 'later') over.abort()
  }
  expect(texts.slice(998)).toEqual(['998', '999', 'engine-overrun: 3', 'later'])
})
