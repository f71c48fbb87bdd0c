import { Cable, ClipboardCopy, Hash, type LucideIcon, MonitorSmartphone, Send } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { HelpLink } from '../../components/introduction.tsx'
import { sentence } from '../../components/sentence.tsx'
import { visibleName } from '../../format.ts'
import { usePeers, useSessions, useSlow } from '../../state/store.ts'
import { sendStaged } from '../../state/transfer-actions.ts'
import { useStage } from '../../state/transfer-stage.ts'
import { canSend } from '../../state/transfer-view.ts'
import type { Target } from '../../transfer/client.ts'
import { sessionTitle } from './sentences.ts'

type Choice = { key: string; target: Target; icon: LucideIcon; label: string; note: string; send: string }

/** The paired devices that can be called now: found on this network, or connected for their folders. */
function useReachable() {
  const peers = usePeers()
  const found = useSlow(({ devices }) => devices?.found)
  const views = useSlow(({ peerViews }) => peerViews)
  return peers.filter(
    ({ id }) =>
      views[id]?.state === 'connected' || found?.some((device) => device.paired && device.id === id),
  )
}

function useChoices(): Choice[] {
  const sessions = useSessions()
  const reachable = useReachable()
  const open = sessions.filter(canSend)
  return [
    ...open.toReversed().map((session): Choice => {
      const name = sessionTitle(session)
      return {
        key: session.id,
        target: { by: 'session', id: session.id },
        icon: Cable,
        label: name,
        note: t('Connected already.'),
        send: t('Send to {{name}}', { name }),
      }
    }),
    {
      key: 'code',
      target: { by: 'code' },
      icon: Hash,
      label: t('Whoever gets a code'),
      note: t('A short code to read out, or to scan. It works once.'),
      send: t('Show a code'),
    },
    ...reachable
      .filter(({ id }) => !open.some(({ peerId }) => peerId === id))
      .map(({ id, name }): Choice => {
        const shown = visibleName(name)
        return {
          key: id,
          target: { by: 'device', id },
          icon: MonitorSmartphone,
          label: shown,
          note: t('Paired, and within reach.'),
          send: t('Send to {{shown}}', { shown }),
        }
      }),
    {
      key: 'paste',
      target: { by: 'paste' },
      icon: ClipboardCopy,
      label: t('Somebody far away, without a server'),
      note: t('A text to copy into a mail or chat, and one that comes back.'),
      send: t('Make an offer'),
    },
  ]
}

/** Whom to send to. */
export function TargetForm() {
  const choices = useChoices()
  const { hasText, text, picked, peerId } = useStage()
  const suggested = choices.find(({ key }) => key === peerId)?.key ?? choices[0]!.key
  const [chosen, setChosen] = useState<string>()
  const [busy, setBusy] = useState(false)
  const name = useId()
  const choice = choices.find(({ key }) => key === chosen) ?? choices.find(({ key }) => key === suggested)!
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    // The form is gone once it is sent.
    if (!(await sendStaged(choice.target))) setBusy(false)
  }
  const nothing = picked.length === 0 && (!hasText || text.trim() === '')
  return (
    <form onSubmit={(event) => void submit(event)} className="flex min-w-0 flex-col gap-3">
      <fieldset className="flex min-w-0 flex-col gap-1">
        <legend className="mb-2 text-xs font-medium text-muted">{t('To whom')}</legend>
        {choices.map(({ key, icon: Icon, label, note }) => (
          <label
            key={key}
            className="flex cursor-pointer items-center gap-3 rounded-lg border border-line px-3 py-2 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={key === choice.key}
              onChange={() => setChosen(key)}
            />
            <Icon aria-hidden className="size-4 shrink-0 text-accent" strokeWidth={1.9} />
            <span className="min-w-0">
              <span className="block truncate font-medium">{label}</span>
              <span className="block text-xs text-muted">{note}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Button look="primary" icon={Send} type="submit" disabled={busy || nothing} className="self-start">
        {choice.send}
      </Button>
      <p className="text-xs text-faint">
        {sentence('Sealed from end to end, and checked on arrival. {{helpLink}}', {
          helpLink: <HelpLink topic="transfer">{t('How it works')}</HelpLink>,
        })}
      </p>
    </form>
  )
}
