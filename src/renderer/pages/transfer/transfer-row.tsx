import { ArrowDown, ArrowUp, ListTree, Pause, Play, RotateCw, X } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../../language/t.ts'
import type { TransferSnapshot } from '../../../transfer/snapshot.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { Bar } from '../../components/bar.tsx'
import { IconButton } from '../../components/button.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { pathWords, transferLook } from '../../components/transfer-looks.ts'
import { formatBytes, formatRate, visibleName } from '../../format.ts'
import { live } from '../../state/live.ts'
import { transferSpark } from '../../state/live-transfers.ts'
import { sendOnceMore } from '../../state/transfer-actions.ts'
import { transfers } from '../../state/transfer-client.ts'
import {
  canSend,
  isOver,
  isUnderWay,
  partDone,
  type SessionView,
  type TransferView,
} from '../../state/transfer-view.ts'
import { progressText } from '../sync/sentences.ts'
import { CancelDialog } from './cancel-dialog.tsx'
import { FileList } from './file-list.tsx'
import { doneText, leftText, placeText, transferSentence } from './sentences.ts'

type Props = { session: SessionView; transfer: TransferView }

const barColours: Partial<Record<TransferView['state'], string>> = {
  failed: 'error',
  paused: 'faint',
  lost: 'warn',
}

/** One transfer: how much is there, how fast, how long still, and what can be done about it. */
export function TransferRow({ session, transfer }: Props) {
  const { id, name, state, direction, pausedBy } = transfer
  const where = placeText(transfer)
  const [listed, setListed] = useState(false)
  const [cancelling, setCancelling] = useState(false)
  const shown = visibleName(name)
  const isSending = direction === 'sending'
  const Icon = isSending ? ArrowUp : ArrowDown
  const isPausedHere = pausedBy === 'us' || pausedBy === 'both'
  const canPause = state === 'moving' || state === 'paused' || state === 'waiting' || state === 'lost'
  const hasBar = isUnderWay(transfer) || state === 'failed'
  const of = (read: (now: TransferSnapshot) => string) => () => {
    const now = live.transfers.transfer(session.id, id)
    return now ? read(now) : '–'
  }
  const sentence = transferSentence(transfer, session)
  const again =
    isSending && isOver(transfer) && state !== 'done' && canSend(session) ? transfers().picked(id) : undefined
  return (
    <li aria-label={shown} data-state={state} className="border-t border-line px-4 py-2.5 first:border-0">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5 @2xl:grid-cols-[minmax(0,1fr)_8rem_6.5rem_auto]">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-0.5">
          <Icon
            role="img"
            aria-label={isSending ? t('Sending') : t('Receiving')}
            className="size-4 shrink-0 text-faint"
          />
          <span className="max-w-full min-w-0 truncate font-medium" title={shown}>
            {shown}
          </span>
          <Badge look={transferLook(transfer)} />
        </div>
        {state === 'moving' ? (
          <>
            <Sparkline
              id={transferSpark(session.id, id)}
              of={live.transfers.sparks}
              colour={isSending ? 'series-up' : 'series-down'}
              className="hidden h-7 w-full @2xl:block"
            />
            <LiveText
              className="hidden text-right text-sm font-semibold whitespace-nowrap @2xl:block"
              read={() => formatRate(live.transfers.sparks.mean(transferSpark(session.id, id)))}
            />
          </>
        ) : (
          <span className="col-span-2 hidden @2xl:block" />
        )}
        <span className="flex items-center gap-0.5">
          {canPause && (
            <IconButton
              label={
                isPausedHere ? t('Resume {{name}}', { name: shown }) : t('Pause {{name}}', { name: shown })
              }
              icon={isPausedHere ? Play : Pause}
              onClick={() => transfers().pause(session.id, id, !isPausedHere)}
            />
          )}
          {again && (
            <IconButton
              label={t('Send {{shown}} again', { shown })}
              icon={RotateCw}
              onClick={() => void sendOnceMore(session.id, again)}
            />
          )}
          <IconButton
            label={t('Files of {{shown}}', { shown })}
            icon={ListTree}
            aria-expanded={listed}
            onClick={() => setListed(!listed)}
          />
          {!isOver(transfer) && state !== 'asking' && (
            <IconButton
              label={t('Cancel {{shown}}', { shown })}
              icon={X}
              onClick={() => (state === 'offered' ? transfers().cancel(session.id, id) : setCancelling(true))}
            />
          )}
        </span>
      </div>
      {hasBar && (
        <Bar
          key={state}
          className="mt-1.5"
          colour={barColours[state] ?? (isSending ? 'series-up' : 'series-down')}
          read={() => {
            const now = live.transfers.transfer(session.id, id)
            return now ? partDone(now) : 0
          }}
        />
      )}
      <p className="mt-1.5 flex flex-wrap items-baseline gap-x-3 gap-y-0.5 text-xs text-muted">
        {hasBar && (
          <LiveText
            className="min-w-9 text-sm font-semibold text-text"
            read={of((now) => progressText(partDone(now)))}
          />
        )}
        <LiveText read={of(doneText)} />
        {state === 'moving' && (
          <>
            <LiveText
              className="font-semibold text-text @2xl:hidden"
              read={() => formatRate(live.transfers.sparks.mean(transferSpark(session.id, id)))}
            />
            <LiveText read={of(({ etaSeconds }) => leftText(etaSeconds))} />
            <span title={pathWords[session.path].meaning}>{pathWords[session.path].word}</span>
          </>
        )}
        {(state === 'moving' || state === 'done') && (
          <LiveText
            className="text-faint"
            read={of(({ averageRate, peakRate, bytesKept }) =>
              [
                averageRate > 0 && t('{{averageRate}} on average', { averageRate: formatRate(averageRate) }),
                peakRate > 0 && t('{{peakRate}} at most', { peakRate: formatRate(peakRate) }),
                bytesKept > 0 && t('{{bytesKept}} were here before', { bytesKept: formatBytes(bytesKept) }),
              ]
                .filter(Boolean)
                .join(', '),
            )}
          />
        )}
        {sentence && (
          <span className={`num ${state === 'failed' ? 'text-error' : ''}`}>
            {sentence}
            {state === 'failed' && transfer.faultCode && (
              <code className="ml-1.5 font-mono text-2xs text-muted">{transfer.faultCode}</code>
            )}
            {state === 'failed' && where && (
              <span className="block break-all text-muted">{t('On this machine: {{where}}', { where })}</span>
            )}
          </span>
        )}
      </p>
      {listed && <FileList session={session} transfer={transfer} />}
      {cancelling && (
        <CancelDialog session={session} transfer={transfer} close={() => setCancelling(false)} />
      )}
    </li>
  )
}
