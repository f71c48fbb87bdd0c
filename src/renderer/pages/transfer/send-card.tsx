import { ClipboardPaste, File, FileUp, Folder, FolderUp, LoaderCircle, Type, X } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { TextArea } from '../../components/field.tsx'
import { ScrollList } from '../../components/scroll-list.tsx'
import { formatBytes, visibleName } from '../../format.ts'
import { type Top, topsOf } from '../../state/picking.ts'
import { choose } from '../../state/transfer-actions.ts'
import { clearStage, isStaged, setStage, stageText, unstage, useStage } from '../../state/transfer-stage.ts'
import { sizeText } from './sentences.ts'
import { TargetForm } from './target-form.tsx'

/** What is to be sent, and then to whom. `small` while something else is looked at. */
export function SendCard({ small }: { small: boolean }) {
  const staged = useStage(isStaged)
  const reading = useStage(({ reading }) => reading)
  return (
    <section aria-label={t('Send')} className="card flex min-w-0 flex-col p-4">
      <h2 className="text-sm font-semibold">{t('Send')}</h2>
      {reading && (
        <p role="status" className="mt-3 flex items-center gap-2.5 text-muted">
          <LoaderCircle aria-hidden className="size-4 shrink-0 text-accent motion-safe:animate-spin" />
          {t('Reading what is in the folders…')}
        </p>
      )}
      {staged ? <Staged /> : !reading && <DropHere small={small} />}
    </section>
  )
}

/** The place for files while nothing is chosen; they may be dropped anywhere else too. */
const DropHere = ({ small }: { small: boolean }) => (
  <div
    className={`mt-3 flex grow items-center justify-center gap-3 rounded-lg border-2 border-dashed border-line-strong px-4 text-center ${small ? 'flex-wrap py-3' : 'flex-col py-6'}`}
  >
    <FileUp aria-hidden className={`text-accent ${small ? 'size-5' : 'size-7'}`} strokeWidth={1.6} />
    <p className={`font-semibold ${small ? '' : 'text-lg'}`}>{t('Drop files or folders here')}</p>
    <div className="flex flex-wrap justify-center gap-2">
      <Button icon={FileUp} onClick={() => void choose('files')}>
        {t('Files…')}
      </Button>
      <Button icon={FolderUp} onClick={() => void choose('folder')}>
        {t('A folder…')}
      </Button>
      <Button icon={Type} onClick={() => stageText('')}>
        {t('A text…')}
      </Button>
    </div>
    <p className={`items-center gap-1.5 text-xs text-faint ${small ? 'hidden' : 'flex'}`}>
      <ClipboardPaste aria-hidden className="size-3.5" />
      {t('Or paste files or text with Ctrl V.')}
    </p>
  </div>
)

function Staged() {
  const { picked, text, hasText } = useStage()
  const tops = topsOf(picked)
  const files = tops.reduce((sum, top) => sum + top.files, 0)
  const bytes = tops.reduce((sum, top) => sum + top.bytes, 0)
  return (
    <div className="mt-3 grid gap-x-6 gap-y-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-3">
        <div className="flex items-baseline justify-between gap-3">
          <h3 className="num text-xs font-medium text-muted">
            {picked.length > 0 ? sizeText(files, bytes) : t('A text')}
          </h3>
          <Button small look="ghost" icon={X} onClick={clearStage}>
            {t('Clear')}
          </Button>
        </div>
        {tops.length > 0 && (
          <ScrollList aria-label={t('Chosen files')} className="-mx-1 max-h-52">
            {tops.map((top) => (
              <Chosen key={top.name} top={top} />
            ))}
          </ScrollList>
        )}
        {hasText && (
          <div className="flex items-start gap-1">
            <TextArea
              aria-label={t('Text to send')}
              autoFocus={text === ''}
              rows={3}
              maxLength={1_000_000}
              placeholder={t('A link, a password, a message…')}
              value={text}
              onChange={(event) => stageText(event.target.value)}
            />
            <IconButton
              label={t('Remove the text')}
              icon={X}
              onClick={() => setStage({ text: '', hasText: false })}
            />
          </div>
        )}
        <div className="flex flex-wrap gap-2">
          <Button small icon={FileUp} onClick={() => void choose('files')}>
            {t('More files')}
          </Button>
          <Button small icon={FolderUp} onClick={() => void choose('folder')}>
            {t('A folder')}
          </Button>
          {!hasText && (
            <Button small icon={Type} onClick={() => stageText('')}>
              {t('A text')}
            </Button>
          )}
        </div>
      </div>
      <TargetForm />
    </div>
  )
}

function Chosen({ top: { name, isFolder, files, bytes } }: { top: Top }) {
  const Icon = isFolder ? Folder : File
  const shown = visibleName(name)
  return (
    <li className="flex items-center gap-2.5 rounded-md px-1 py-0.5 hover:bg-hover">
      <Icon
        aria-label={isFolder ? t('Folder') : t('File')}
        role="img"
        className="size-4 shrink-0 text-muted"
        strokeWidth={1.8}
      />
      <span className="min-w-0 grow truncate font-medium" title={shown}>
        {shown}
      </span>
      <span className="num shrink-0 text-xs text-muted">
        {isFolder && `${t('{{count}} files', { count: files })}, `}
        {formatBytes(bytes)}
      </span>
      <IconButton
        label={t('Remove {{shown}}', { shown })}
        icon={X}
        className="size-6!"
        onClick={() => unstage(name)}
      />
    </li>
  )
}
