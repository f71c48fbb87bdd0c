import { type ReactNode, useState } from 'react'
import type { Connection, StreamStats } from '../../../contract/forward.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Select } from '../../components/field.tsx'
import { Card } from '../../components/page.tsx'
import { Term } from '../../components/tip.tsx'
import { formatCount, formatDecimal, formatDuration, formatFps, formatRate } from '../../format.ts'
import { levelOf, ratio, type Threshold, thresholds } from '../../state/thresholds.ts'
import { words } from '../../words.ts'

const protocols: Record<StreamStats['protocol'], string> = translated({
  rtsp: 'RTSP',
  'mpeg-ts': 'MPEG-TS',
  mjpeg: 'MJPEG over HTTP',
  rtmp: 'RTMP',
  flv: 'FLV',
  rtp: 'RTP',
  opaque: 'no known video format',
  tls: 'TLS, encrypted',
  unknown: 'a format not yet recognised',
})
const levels = { ok: '', warn: 'text-warn', error: 'text-error' }

/** What the frame monitor sees inside a stream, one viewer's at a time. */
export function StreamPanel({ connections }: { connections: readonly Connection[] }) {
  const streaming = connections.filter(({ stream }) => stream !== null)
  const [chosen, setChosen] = useState<number>()
  const shown = streaming.find(({ id }) => id === chosen) ?? streaming[0]
  return (
    <Card
      title={t('Stream')}
      actions={
        streaming.length > 1 && (
          <Select
            aria-label={t('Viewer')}
            className="h-7! w-auto! text-xs"
            value={shown?.id}
            onChange={(event) => setChosen(Number(event.target.value))}
          >
            {streaming.map(({ id, source }) => (
              <option key={id} value={id}>
                {t('to {{source}}', { source })}
              </option>
            ))}
          </Select>
        )
      }
    >
      {shown?.stream ? (
        <Facts stream={shown.stream} />
      ) : (
        <p className="px-4 pt-1 pb-4 text-muted">{t('No stream at the moment.')}</p>
      )}
    </Card>
  )
}

function Facts({ stream }: { stream: StreamStats }) {
  const { frames } = stream
  const share = (count: number) => ratio(count, frames)
  const estimate = stream.estimated ? '≈ ' : ''
  return (
    <div className="px-4 pt-0.5 pb-3">
      <p className="mb-2 text-base font-medium">
        {stream.codec || t('Unknown codec')}{' '}
        <span className="font-normal text-muted">
          {t('in {{protocols}}', { protocols: protocols[stream.protocol] })}
        </span>
      </p>
      {stream.estimated && <Note>{words.estimated}</Note>}
      {stream.tapFailed && (
        <Note>
          {t(
            'The frame monitor met something it could not read and switched itself off. The stream goes on.',
          )}
        </Note>
      )}
      <dl className="num">
        <Fact
          word={t('Frames a second')}
          meaning={words.fps}
          threshold={thresholds.fpsShortfall}
          level={stream.nominalFps > 0 ? levelOf('fpsShortfall', 1 - stream.fps / stream.nominalFps) : 'ok'}
        >
          {estimate}
          {formatFps(stream.fps)}
          {stream.nominalFps > 0 && (
            <span className="font-normal text-faint">
              {' '}
              {t('of {{nominalFps}}', { nominalFps: formatFps(stream.nominalFps) })}
            </span>
          )}
        </Fact>
        <Fact word={t('Bitrate')} meaning={words.bitrate}>
          {formatRate(stream.bitrate)}
        </Fact>
        <Fact word={t('Keyframes every')} meaning={words.keyframe}>
          {stream.keyframeIntervalMs > 0 ? formatDuration(stream.keyframeIntervalMs) : '–'}
          {stream.keyframes > 0 && (
            <span className="font-normal text-faint">
              {' '}
              {t('last {{seconds}} s ago', { seconds: formatDecimal(stream.sinceKeyframeMs / 1000, 1) })}
            </span>
          )}
        </Fact>
        <Fact
          word={t('Late')}
          meaning={words.late}
          threshold={thresholds.lateRatio}
          level={levelOf('lateRatio', share(stream.lateFrames))}
        >
          {estimate}
          {formatCount(stream.lateFrames)}{' '}
          <span className="font-normal text-faint">
            {t('very late {{veryLateFrames}}', { veryLateFrames: formatCount(stream.veryLateFrames) })}
          </span>
        </Fact>
        <Fact
          word={t('Missing')}
          meaning={words.missing}
          threshold={thresholds.missingRatio}
          level={levelOf('missingRatio', share(stream.missingFrames))}
        >
          {formatCount(stream.missingFrames)}
        </Fact>
        <Fact
          word={t('Dropped')}
          meaning={words.dropped}
          threshold={thresholds.droppedRatio}
          level={levelOf('droppedRatio', share(stream.droppedFrames))}
        >
          {formatCount(stream.droppedFrames)}
        </Fact>
        <Fact
          word={t('Stalls')}
          meaning={words.stall}
          threshold={thresholds.stalls}
          level={levelOf('stalls', stream.stalls)}
        >
          {formatCount(stream.stalls)}
          {stream.longestStallMs > 0 && (
            <span className="font-normal text-faint">
              {' '}
              {t('longest {{longestStallMs}}', { longestStallMs: formatDuration(stream.longestStallMs) })}
            </span>
          )}
        </Fact>
        <Fact
          word={t('Late on arrival')}
          meaning={words.ingress}
          threshold={thresholds.ingressLatenessMs}
          level={levelOf('ingressLatenessMs', stream.ingressLatenessMs)}
        >
          {formatDuration(stream.ingressLatenessMs)}
        </Fact>
        <Fact
          word={t('Delay to viewer')}
          meaning={words.egress}
          threshold={thresholds.egressDelayMs}
          level={levelOf('egressDelayMs', stream.egressDelayMs)}
        >
          {formatDuration(stream.egressDelayMs)}
        </Fact>
        <Fact word={t('Frames in all')}>
          {formatCount(frames)}{' '}
          <span className="font-normal text-faint">
            {t('keyframes {{keyframes}}', { keyframes: formatCount(stream.keyframes) })}
          </span>
        </Fact>
        {stream.resyncs > 0 && (
          <Fact word={t('Lost place')} meaning={words.resyncs}>
            {formatCount(stream.resyncs)}
          </Fact>
        )}
      </dl>
    </div>
  )
}

const Note = ({ children }: { children: ReactNode }) => (
  <p className="mb-2 rounded-md bg-raised px-2.5 py-1.5 text-xs text-muted">{children}</p>
)

type FactProps = {
  word: string
  meaning?: string
  threshold?: Threshold
  level?: 'ok' | 'warn' | 'error'
  children: ReactNode
}

function Fact({ word, meaning, threshold, level = 'ok', children }: FactProps) {
  return (
    <div className="flex items-baseline justify-between gap-3 border-b border-line py-1.25 last:border-0">
      <dt className="text-muted">
        {meaning ? (
          <Term word={word} meaning={threshold ? `${meaning} ${threshold.explain}` : meaning} />
        ) : (
          word
        )}
      </dt>
      <dd className={`text-right font-medium ${levels[level]}`}>{children}</dd>
    </div>
  )
}
