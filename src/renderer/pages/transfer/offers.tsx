import { Check, File, Folder, Inbox, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { t } from '../../../language/t.ts'
import type { FileEntry, Manifest } from '../../../transfer/files.ts'
import { Button } from '../../components/button.tsx'
import { ScrollList } from '../../components/scroll-list.tsx'
import { sentence } from '../../components/sentence.tsx'
import { formatBytes, visibleName } from '../../format.ts'
import { TextField } from '../../forms/text-field.tsx'
import { useSlow } from '../../state/store.ts'
import { accept, decline } from '../../state/transfer-actions.ts'
import { useAreCompared } from '../../state/words-compared.ts'
import type { ClientOffer } from '../../transfer/client.ts'
import { sessionTitle, sizeText } from './sentences.ts'
import { useReceivingFolder } from './use-receiving-folder.ts'
import { WordsLine } from './words.tsx'

/** What others would like to send here. Nothing comes before somebody accepts. */
export const Offers = ({ offers }: { offers: readonly ClientOffer[] }) => (
  <section aria-label={t('Offers')} className="flex flex-col gap-4" aria-live="polite">
    <h2 className="sr-only">{t('Offers')}</h2>
    {offers.map((offer) => (
      <Offer key={`${offer.sessionId} ${offer.id}`} offer={offer} />
    ))}
  </section>
)

function Offer({ offer: { sessionId, id, manifest } }: { offer: ClientOffer }) {
  const session = useSlow(({ sessions }) => sessions.find((one) => one.id === sessionId))
  const [folder, setFolder] = useState('')
  const [changing, setChanging] = useState(false)
  const [busy, setBusy] = useState(false)
  const where = useReceivingFolder(folder.trim())
  const compared = useAreCompared(sessionId)
  if (session === undefined) return null
  const from = sessionTitle(session)
  const isFull = where.freeBytes >= 0 && where.freeBytes < manifest.bytes
  const take = async () => {
    setBusy(true)
    if (!(await accept(sessionId, id, folder.trim()))) setBusy(false)
  }
  const problem = where.problem
    ? where.problem
    : isFull
      ? t(
          'There is room for {{freeBytes}} only; {{bytes}} are missing. Choose another folder, or make room.',
          { freeBytes: formatBytes(where.freeBytes), bytes: formatBytes(manifest.bytes - where.freeBytes) },
        )
      : ''
  return (
    <article
      aria-label={t('Offer from {{from}}', { from })}
      className="card grid gap-x-6 gap-y-3 border-accent! px-4 py-3.5 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]"
    >
      <div className="flex min-w-0 flex-col gap-2.5">
        <header className="flex items-start gap-3">
          <Inbox aria-hidden className="mt-0.5 size-5 shrink-0 text-accent" strokeWidth={1.8} />
          <div className="min-w-0">
            <h3 className="text-base font-semibold">{t('{{from}} would like to send files', { from })}</h3>
            <p className="num text-muted">{sizeText(manifest.files, manifest.bytes)}</p>
          </div>
        </header>
        <Destination
          folder={folder}
          setFolder={setFolder}
          changing={changing}
          change={() => setChanging(true)}
          shown={where.folder}
          freeBytes={where.freeBytes}
          problem={problem}
        />
        <WordsLine session={session} />
        {!session.proven && !compared && session.words !== '' && (
          <p className="text-warn">{t('Compare the words below with the other side before you accept.')}</p>
        )}
        <div className="mt-auto flex flex-wrap gap-2 pt-1">
          <Button
            look="primary"
            icon={Check}
            disabled={busy || where.problem !== ''}
            onClick={() => void take()}
            aria-label={t('Accept the files of {{from}}', { from })}
          >
            {isFull ? t('Accept all the same') : t('Accept')}
          </Button>
          <Button
            look="danger"
            icon={X}
            onClick={() => decline(sessionId, id)}
            aria-label={t('Decline the files of {{from}}', { from })}
          >
            {t('Decline')}
          </Button>
        </div>
      </div>
      <Preview manifest={manifest} />
    </article>
  )
}

type DestinationProps = {
  folder: string
  setFolder: (folder: string) => void
  changing: boolean
  change: () => void
  shown: string
  freeBytes: number
  problem: string
}

function Destination({ folder, setFolder, changing, change, shown, freeBytes, problem }: DestinationProps) {
  const free = freeBytes >= 0 ? t('{{freeBytes}} free.', { freeBytes: formatBytes(freeBytes) }) : ''
  if (!changing && problem === '')
    return (
      <p className="num flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 break-all">
          {sentence('Goes to {{strong}}', {
            strong: <strong className="font-semibold">{shown || '…'}</strong>,
          })}
        </span>
        <span className="text-muted">{free}</span>
        <Button small onClick={change}>
          {t('Change')}
        </Button>
      </p>
    )
  return (
    <TextField
      label={t('Goes to the folder')}
      hint={
        folder === ''
          ? `${shown}. ${free}`
          : t('The whole path. It is made if it is not there. {{free}}', { free })
      }
      problem={problem ? { level: 'error', message: problem } : undefined}
      autoFocus={changing}
      placeholder={shown}
      value={folder}
      change={setFolder}
    />
  )
}

const previewed = 300

/** The list as it would lie in the folder. */
function Preview({ manifest: { entries } }: { manifest: Manifest }) {
  const shown = useMemo(() => entries.slice(0, previewed), [entries])
  return (
    <ScrollList
      aria-label={t('Files that are offered')}
      className="num max-h-56 rounded-lg border border-line bg-canvas py-1.5"
    >
      {shown.map((entry) => (
        <Entry key={entry.path} entry={entry} />
      ))}
      {entries.length > shown.length && (
        <li className="px-3 py-1 text-xs text-faint">
          {t('and {{count}} more entries', { count: entries.length - shown.length })}
        </li>
      )}
    </ScrollList>
  )
}

function Entry({ entry: { path, kind, size } }: { entry: FileEntry }) {
  const isFolder = kind === 'directory'
  const Icon = isFolder ? Folder : File
  const shown = visibleName(path)
  return (
    <li className="flex items-center gap-2 px-3 py-0.5">
      <Icon
        aria-label={isFolder ? t('Folder') : t('File')}
        role="img"
        className="size-3.5 shrink-0 text-faint"
        strokeWidth={1.8}
      />
      <span className="min-w-0 grow truncate" title={shown}>
        {shown}
      </span>
      {!isFolder && <span className="shrink-0 text-xs text-muted">{formatBytes(size)}</span>}
    </li>
  )
}
