import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limit, parseStatistics, statisticsKey } from '../../../src/engines/forward/socket-statistics.ts'
import { holderFromLsof, holderFromSs, processFromNetstat } from '../../../src/engines/kit/port-holder.ts'

describe('who holds a port', () => {
  test('as ss tells', () => {
    const line =
      'LISTEN 0      4096       127.0.0.1:8554      0.0.0.0:*    users:(("haproxy",pid=812,fd=5))\n'
    expect(holderFromSs(line)).toBe('haproxy (process 812)')
    expect(holderFromSs('LISTEN 0 4096 127.0.0.1:8554 0.0.0.0:*\n')).toBeUndefined()
  })

  test('as lsof tells', () => {
    expect(holderFromLsof('p812\ncffmpeg\nf5\n')).toBe('ffmpeg (process 812)')
  })

  test('as netstat tells, whatever its language', () => {
    const text =
      '  Proto  Lokale Adresse  Remoteadresse  Status  PID\r\n  TCP    127.0.0.1:8554  0.0.0.0:0  ABHÖREN  4711\r\n'
    expect(processFromNetstat(text, 8554)).toBe('4711')
    expect(processFromNetstat(text, 554)).toBeUndefined()
  })

  test('anything may come back from them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        holderFromSs(text)
        holderFromLsof(text)
        processFromNetstat(text, 80)
        parseStatistics(text)
      }),
    )
  })
})

describe('what the kernel tells of connections', () => {
  const text = [
    '0      1048576      127.0.0.1:8554      10.0.0.8:51234',
    '\t cubic wscale:7,7 rto:204 rtt:0.05/0.02 busy:5000ms rwnd_limited:4800ms(96.0%) retrans:0/3 notsent:131072',
    '0      0      [::1]:8554      [fd00::9]:40000',
    '\t cubic rto:204',
    '',
  ].join('\n')

  test('is found by port and viewer', () => {
    const table = parseStatistics(text)
    expect(table.get(statisticsKey(8554, '10.0.0.8:51234'))).toEqual({
      queued: 1_048_576,
      busyMs: 5000,
      windowLimitedMs: 4800,
      retransmitted: 3,
    })
    expect(table.get(statisticsKey(8554, '[fd00::9]:40000'))).toMatchObject({ queued: 0, busyMs: 0 })
  })

  const facts = { queued: 0, busyMs: 1000, windowLimitedMs: 0, retransmitted: 0 }

  test('a closed window is the viewer’s, segments sent again are the network’s', () => {
    expect(limit(facts, { ...facts, busyMs: 2000, windowLimitedMs: 900 })).toBe('viewer')
    expect(limit(facts, { ...facts, busyMs: 2000, retransmitted: 7 })).toBe('network')
    expect(limit(facts, { ...facts, busyMs: 2000 })).toBe('unknown')
    expect(limit(undefined, facts)).toBe('unknown')
  })
})
