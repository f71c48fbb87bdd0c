import { ShieldCheck, ShieldOff } from 'lucide-react'
import type { Tube } from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
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
    <Card title={t('The tube')}>
      <Facts
        facts={[
          { name: t('Path'), meaning: pathWords[path].meaning, value: pathWords[path].word },
          {
            name: t('Other side'),
            meaning: wordsMeaning(),
            value: (
              <span className="inline-flex items-center gap-1.5">
                {proven ? (
                  <ShieldCheck aria-hidden className="size-3.5 text-ok" />
                ) : (
                  <ShieldOff aria-hidden className="size-3.5 text-warn" />
                )}
                {proven
                  ? by === 'device'
                    ? t('Proven, a paired device')
                    : t('Proven by the code')
                  : t('Not proven')}
              </span>
            ),
          },
          ...(shown === '' ? [] : [{ name: t('Words'), value: <Words words={shown} /> }]),
          {
            name: t('Since'),
            value: (
              <>
                {formatMoment(since, Date.now())}, <LiveText read={() => formatSpan(Date.now() - since)} />
              </>
            ),
          },
          {
            name: t('Path made anew'),
            meaning: words.tubeResumes,
            value: resumes === 0 ? t('never') : t('{{number}} times', { number: resumes }),
          },
          { name: t('Frames in'), value: count(({ framesIn }) => framesIn) },
          { name: t('Frames out'), value: count(({ framesOut }) => framesOut) },
          { name: t('Wake-ups'), meaning: words.tubeWakeups, value: count(({ wakeups }) => wakeups) },
          { name: t('Datagrams dropped'), value: count(({ droppedDatagrams }) => droppedDatagrams) },
          {
            name: t('Window'),
            meaning: words.tubeWindow,
            value: count(({ windowBytes }) => windowBytes, formatBytes),
          },
          ...(stack === '' ? [] : [{ name: 'WebRTC', ...(why && { meaning: why }), value: stack }]),
        ]}
      />
    </Card>
  )
}
