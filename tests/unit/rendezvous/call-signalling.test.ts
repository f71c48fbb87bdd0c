import { expect, test } from 'vitest'
import type { Call } from '../../../src/host/rendezvous/call.ts'
import { callSignalling } from '../../../src/host/rendezvous/call-signalling.ts'

/** A call that has ended, with what the other end said in the same moment. */
const endedWith = (texts: readonly string[]) =>
  ({
    view: { role: 'initiator', secret: '' },
    isOver: true,
    ended: Promise.resolve({ code: 'closed', text: 'Bye.' }),
    async *read() {
      for (const text of texts) {
        await Promise.resolve()
        yield { text }
      }
    },
  }) as unknown as Call

test('what was said last is heard before the end is told', async () => {
  const signalling = callSignalling(endedWith(['one', 'two', 'three']))
  const heard: string[] = []
  signalling.onMessage = (text) => heard.push(text)
  expect(await signalling.closed).toEqual({ code: 'closed', text: 'Bye.' })
  expect(heard).toEqual(['one', 'two', 'three'])
})

test('the end is told though nobody listens', async () => {
  expect(await callSignalling(endedWith(['one'])).closed).toEqual({ code: 'closed', text: 'Bye.' })
})
