import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeInstruction } from '../../../src/engines/tunnel/guacamole/encode.ts'
import { GuacdHandshake, type GuacdSession } from '../../../src/engines/tunnel/guacamole/handshake.ts'
import { SessionObserver } from '../../../src/engines/tunnel/guacamole/observer.ts'
import { codeOf } from '../../support/code-of.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

const vnc: GuacdSession = {
  protocol: 'vnc',
  parameters: { hostname: '10.0.0.5', port: '5900', colour: '24' },
  timezone: 'Europe/Berlin',
  name: 'Zoë',
}

function begin(session: GuacdSession = vnc) {
  const said: string[] = []
  const ready: { id: string; rest: string }[] = []
  const handshake = new GuacdHandshake(session, {
    send: (bytes) => said.push(Buffer.from(bytes).toString()),
    ready: (id, rest) => ready.push({ id, rest: Buffer.from(rest).toString() }),
  })
  handshake.start()
  return { handshake, said, ready, hear: (text: string) => handshake.push(utf8(text)) }
}

describe('handshake with guacd', () => {
  test('goes from select through args and connect to ready', () => {
    const { handshake, said, ready, hear } = begin()
    expect(said).toEqual(['6.select,3.vnc;'])
    hear('4.args,13.VERSION_1_5_0,8.hostname,4.port,8.password;')
    expect(said[1]).toBe(
      '4.size,4.1024,3.768,2.96;5.audio;5.video;5.image,9.image/png,10.image/jpeg,10.image/webp;' +
        '8.timezone,13.Europe/Berlin;4.name,3.Zoë;7.connect,13.VERSION_1_5_0,8.10.0.0.5,4.5900,0.;',
    )
    expect(handshake.unused).toEqual(['colour'])
    expect(handshake.state).toBe('connecting')
    hear('5.ready,37.$260d01da-779b-4ee9-afc1-c16bae885cc7;')
    expect(ready).toEqual([{ id: '$260d01da-779b-4ee9-afc1-c16bae885cc7', rest: '' }])
    expect(handshake.state).toBe('ready')
  })

  test('what follows ready in the same piece is handed on untouched', () => {
    const { ready, hear } = begin()
    hear('4.args,13.VERSION_1_5_0;')
    hear('5.ready,2.$x;4.sync,1.1;not an instruc')
    expect(ready).toEqual([{ id: '$x', rest: '4.sync,1.1;not an instruc' }])
  })

  test('an id may be missing', () => {
    const { ready, hear } = begin()
    hear('4.args,13.VERSION_1_5_0;5.ready;')
    expect(ready).toEqual([{ id: '', rest: '' }])
  })

  test('works byte by byte', () => {
    const { said, ready, handshake } = begin()
    for (const byte of utf8('4.args,13.VERSION_1_5_0,4.port;5.ready,2.$x;'))
      handshake.push(Uint8Array.of(byte))
    expect(said).toHaveLength(2)
    expect(ready).toEqual([{ id: '$x', rest: '' }])
  })

  test('agrees on a version that both know, and says nothing that it does not have', () => {
    const versionOf = (args: string) => {
      const { handshake, said, hear } = begin()
      hear(args)
      const last = said[1]!
      return [
        handshake.version,
        last.includes('timezone'),
        last.includes('4.name'),
        last.split('7.connect')[1],
      ]
    }
    expect(versionOf('4.args,8.hostname;')).toEqual(['VERSION_1_0_0', false, false, ',8.10.0.0.5;'])
    expect(versionOf('4.args,13.VERSION_1_1_0;')).toEqual([
      'VERSION_1_1_0',
      true,
      false,
      ',13.VERSION_1_1_0;',
    ])
    expect(versionOf('4.args,13.VERSION_1_3_0;')[2]).toBe(true)
    expect(versionOf('4.args,13.VERSION_9_0_0;')[0]).toBe('VERSION_1_5_0')
  })

  test('a session is joined by its id', () => {
    const { said } = begin({ protocol: '$260d01da', parameters: {} })
    expect(said).toEqual(['6.select,9.$260d01da;'])
  })

  test('an error of guacd is told with its text and status, at every step', () => {
    for (const before of ['', '4.args,13.VERSION_1_5_0;']) {
      const { hear, handshake } = begin()
      hear(before)
      expect(() => hear('5.error,14.No such thing.,3.516;')).toThrow(/No such thing.*516/)
      expect(handshake.state).toBe('failed')
    }
  })

  test('a guacd that hangs up at once has no such protocol', () => {
    const { handshake, hear } = begin()
    expect(handshake.ended()).toMatchObject({
      code: 'guacd-refused',
      message: expect.stringContaining('vnc'),
    })
    hear('4.args,13.VERSION_1_5_0;')
    expect(handshake.ended().message).toContain('midst')
  })

  test('anything else than what is due is refused', () => {
    for (const [heard, code] of [
      ['5.ready,2.$x;', 'guacd-refused'],
      ['4.args,13.VERSION_1_5_0;4.args,13.VERSION_1_5_0;', 'guacd-refused'],
      ['HTTP/1.1 400 Bad Request', 'instruction-invalid'],
      ['4.args,9999.', 'instruction-limit'],
    ] as const)
      expect(codeOf(() => begin().hear(heard))).toBe(code)
  })

  test('nothing that guacd could say does more than refuse the session', () => {
    const words = fc.constantFrom(
      '4.args',
      ',',
      ';',
      '13.VERSION_1_5_0',
      '5.ready',
      '2.$x',
      '5.error',
      '0.',
      '3.nop',
      'é',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 5 })), { maxLength: 12 }), (parts) => {
        const { hear, handshake } = begin()
        const code = codeOf(() => {
          for (const part of parts) if (handshake.state !== 'ready') hear(part)
        })
        expect([undefined, 'guacd-refused', 'instruction-invalid', 'instruction-limit']).toContain(code)
      }),
    )
  })

  test('names of properties that every object has are no parameters', () => {
    const { said, hear } = begin()
    hear('4.args,13.VERSION_1_5_0,11.constructor,9.__proto__;')
    expect(said[1]).toContain('7.connect,13.VERSION_1_5_0,0.,0.;')
  })
})

describe('reading along', () => {
  function watch() {
    const clock = { nowMs: 1000 }
    const observer = new SessionObserver(() => clock.nowMs)
    const guacd = (...elements: [string, ...string[]]) =>
      observer.seeFromGuacd(encodeInstruction(...elements))
    const viewer = (...elements: [string, ...string[]]) =>
      observer.seeFromViewer(encodeInstruction(...elements))
    return { clock, observer, guacd, viewer }
  }

  test('counts each way, and measures how far the viewer is behind', () => {
    const { clock, observer, guacd, viewer } = watch()
    expect(observer.lagMs).toBe(-1)
    guacd('img', '1', '14', '0', 'image/png', '0', '0')
    guacd('blob', '1', 'AAAA')
    guacd('end', '1')
    guacd('sync', '1699999999999')
    clock.nowMs += 30
    guacd('sync', '1700000000010')
    clock.nowMs += 12
    viewer('sync', '1700000000010')
    expect(observer).toMatchObject({ fromGuacd: 5, fromViewer: 1, syncs: 2, lagMs: 12, mostLagMs: 12 })
    expect(observer).toMatchObject({ streamsOpened: 1, streamsEnded: 1, blobBytes: 4 })
    viewer('sync', '1699999999999')
    expect(observer.lagMs).toBe(12)
  })

  test('a viewer that never answers costs no memory', () => {
    const { clock, observer, guacd, viewer } = watch()
    for (let stamp = 0; stamp < 1000; stamp++) guacd('sync', String(stamp))
    clock.nowMs += 5
    viewer('sync', '900')
    expect(observer.lagMs).toBe(-1)
    viewer('sync', '990')
    expect(observer.lagMs).toBe(5)
  })

  test('sees the handshake, an error and the end', () => {
    const { observer, guacd, viewer } = watch()
    viewer('select', 'rdp')
    viewer('audio', 'audio/ogg')
    guacd('ready', '$abc')
    expect(observer).toMatchObject({ selected: 'rdp', connectionId: '$abc', streamsOpened: 0 })
    viewer('audio', '1', 'audio/L16')
    guacd('error', 'The server is busy.', '517')
    guacd('disconnect')
    expect(observer).toMatchObject({
      streamsOpened: 1,
      error: 'The server is busy. (status 517)',
      isDisconnected: true,
    })
  })

  test('what is no Guacamole ends reading of that side only', () => {
    const { observer, guacd } = watch()
    observer.seeFromViewer(utf8('GET / HTTP/1.1'))
    observer.seeFromViewer(utf8('4.sync;'))
    guacd('nop')
    expect(observer).toMatchObject({ fromViewer: 0, fromGuacd: 1, isReading: false })
    expect(observer.error).toContain('viewer')
  })

  test('no bytes whatever make it throw, and it changes none', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (pieces) => {
        const { observer } = watch()
        for (const piece of pieces) {
          const before = piece.slice()
          observer.seeFromGuacd(piece)
          observer.seeFromViewer(piece)
          expect(piece).toEqual(before)
        }
      }),
    )
  })
})
