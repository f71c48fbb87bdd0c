import { create } from 'zustand'
import { t } from '../../language/t.ts'
import { formatBytes, visibleName } from '../format.ts'
import { desktopShell, tellDesktop } from './desktop.ts'
import { go, parseRoute, paths } from './router.ts'
import { type Slow, useSlow } from './store.ts'
import { toast } from './ui.ts'

/** Asks once whether this page may tell what happens while nobody looks at it. To be called when somebody presses something. */
export function allowNotifications(): void {
  if ('Notification' in window && Notification.permission === 'default')
    void Notification.requestPermission().catch(() => {})
}

/** What happened last while somebody looks at the page: for screen readers, others see it. */
export const useSpoken = create<{ text: string }>(() => ({ text: '' }))

/**
 * Says that something waits for somebody or has ended: outside of the window while nobody looks at it, on other pages as
 * a toast. The desktop app tells by itself what has ended.
 */
function tell(text: string, kind: 'asks' | 'ended' | 'failed'): void {
  const isWatched = !document.hidden && document.hasFocus()
  const show = () => {
    window.focus()
    go(paths.transfer)
  }
  if (desktopShell() !== undefined) {
    if (kind === 'asks') tellDesktop(text)
  } else if (!isWatched && 'Notification' in window && Notification.permission === 'granted') {
    const notification = new Notification('Hawser', { body: text, tag: text })
    notification.onclick = show
  }
  if (parseRoute(location.hash).page === 'transfer' && isWatched) {
    useSpoken.setState({ text })
    return
  }
  toast({ kind: kind === 'failed' ? 'error' : 'done', text, undo: { label: t('Show'), run: show } })
}

/** Tells of offers, texts, and transfers that ended, from now on. */
export function noticeTransfers(): void {
  useSlow.subscribe((now, before) => {
    if (now.fileOffers !== before.fileOffers) tellOffers(now, before)
    if (now.snippets !== before.snippets) tellTexts(now, before)
    if (now.sessions !== before.sessions) tellEnds(now, before)
  })
}

const nameOf = ({ sessions }: Slow, id: string) =>
  visibleName(sessions.find((session) => session.id === id)?.name || t('The other side'))

function tellOffers(now: Slow, before: Slow): void {
  for (const { id, sessionId, manifest } of now.fileOffers) {
    if (before.fileOffers.some((old) => old.id === id && old.sessionId === sessionId)) continue
    const { name, bytes, files } = manifest
    tell(
      t('{{who}} would like to send "{{name}}": {{count}} files, {{bytes}}.', {
        who: nameOf(now, sessionId),
        name: visibleName(name),
        count: files,
        bytes: formatBytes(bytes),
      }),
      'asks',
    )
  }
}

function tellTexts(now: Slow, before: Slow): void {
  for (const { id, sessionId, direction } of now.snippets)
    if (direction === 'received' && !before.snippets.some((old) => old.id === id))
      tell(t('{{who}} sent a text.', { who: nameOf(now, sessionId) }), 'asks')
}

function tellEnds(now: Slow, before: Slow): void {
  for (const session of now.sessions) {
    const old = before.sessions.find(({ id }) => id === session.id)
    if (old === undefined || old === session) continue
    for (const { id, state, direction, name, problem } of session.transfers) {
      const was = old.transfers.find((transfer) => transfer.id === id)
      if (was === undefined || was.state === state) continue
      const what = `"${visibleName(name)}"`
      const who = visibleName(session.name || t('the other side'))
      if (state === 'done')
        tell(
          direction === 'sending'
            ? t('{{what}} has arrived at {{who}}.', { what, who })
            : t('{{what}} from {{who}} is here.', { what, who }),
          'ended',
        )
      else if (state === 'failed')
        tell(
          direction === 'sending'
            ? t('{{what}} was not sent. {{problem}}', { what, problem })
            : t('{{what}} was not received. {{problem}}', { what, problem }),
          'failed',
        )
      else if (state === 'declined' && direction === 'sending')
        tell(t('{{who}} declined {{what}}.', { who, what }), 'failed')
    }
  }
}
