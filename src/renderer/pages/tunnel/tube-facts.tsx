import { ShieldCheck, ShieldOff } from 'lucide-react'
import type { Tube } from '../../../contract/tunnel.ts'
import { LiveText } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { pathWords } from '../../components/transfer-looks.ts'
import { formatBytes, formatCount, formatMoment, formatSpan } from '../../format.ts'
import { live } from '../../state/live.ts'
import { useSlow } from '../../state/store.ts'
import type { TubeView } from '../../state/tunnel-view.ts'
import { words } from '../../words.ts'
import { Facts } from '../bonding/facts.tsx'
import { Words, wordsMeaning } from '../transfer/words.tsx'

/** How a tube goes and what it is made of. */
export function TubeFacts({ tube }: { tube: TubeView }) {
  const { id, path, by, since, resumes, stack, proven, words: shown } = tube
  const why = useSlow(({ tunnelView }) => (tunnelView?.stack === stack ? tunnelView.stackWhy : ''))
  const count = (read: (now: Tube) => number, format = formatCount) => (
    <LiveText
      read={() => {
        const now = live.tunnel.tube(id)
        return now ? format(read(now)) : '–'
      }}
    />
  )
  return (
    <Card title="The tube">
      <Facts
        facts={[
          { name: 'Path', meaning: pathWords[path].meaning, value: pathWords[path].word },
          {
            name: 'Other side',
            meaning: wordsMeaning,
            value: (
              <span className="inline-flex items-center gap-1.5">
                {proven ? (
                  <ShieldCheck aria-hidden className="size-3.5 text-ok" />
                ) : (
                  <ShieldOff aria-hidden className="size-3.5 text-warn" />
                )}
                {proven ? (by === 'device' ? 'Proven, a paired device' : 'Proven by the code') : 'Not proven'}
              </span>
            ),
          },
          ...(shown === '' ? [] : [{ name: 'Words', value: <Words words={shown} /> }]),
          {
            name: 'Since',
            value: (
              <>
                {formatMoment(since, Date.now())}, <LiveText read={() => formatSpan(Date.now() - since)} />
              </>
            ),
          },
          {
            name: 'Path made anew',
            meaning: words.tubeResumes,
            value: resumes === 0 ? 'never' : `${resumes} times`,
          },
          { name: 'Frames in', value: count(({ framesIn }) => framesIn) },
          { name: 'Frames out', value: count(({ framesOut }) => framesOut) },
          { name: 'Wake-ups', meaning: words.tubeWakeups, value: count(({ wakeups }) => wakeups) },
          { name: 'Datagrams dropped', value: count(({ droppedDatagrams }) => droppedDatagrams) },
          {
            name: 'Window',
            meaning: words.tubeWindow,
            value: count(({ windowBytes }) => windowBytes, formatBytes),
          },
          ...(stack === '' ? [] : [{ name: 'WebRTC', ...(why && { meaning: why }), value: stack }]),
        ]}
      />
    </Card>
  )
}
