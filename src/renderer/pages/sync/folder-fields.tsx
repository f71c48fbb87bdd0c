import { t } from '../../../language/t.ts'
import { Checkbox } from '../../components/field.tsx'
import { Choice } from '../../forms/choice.tsx'
import { type FieldsProps, Part } from '../../forms/draft-dialog.tsx'
import { TextAreaField, TextField, UnitField } from '../../forms/text-field.tsx'
import { usePeers, useSlow } from '../../state/store.ts'
import { Toggle } from '../bonding/bond-settings.tsx'
import { type FolderDraft, folderNameFor } from './folder-draft.ts'
import { modeMeanings, modeWords } from './sentences.ts'

type Props = FieldsProps<FolderDraft>

const modes = () =>
  (['both', 'send', 'receive'] as const).map((value) => ({ value, label: modeWords[value] }))

/** Where it is, what it is called, which way changes go, and who may have it. */
export function FolderMainFields({ draft, change, problems }: Props) {
  const windows = useSlow(({ about }) => about?.platform.startsWith('win') === true)
  return (
    <>
      <TextField
        label={t('Folder on this device')}
        hint={
          draft.offerId
            ? t('Where the files go. An empty folder is best; what is in it already is compared and kept.')
            : t('The whole path. It is made if it is not there.')
        }
        problem={problems.path}
        data-autofocus
        placeholder={windows ? 'D:\\Rushes' : '/media/raid/rushes'}
        value={draft.path}
        change={(path) => change({ path })}
      />
      <TextField
        label={t('Name')}
        problem={problems.name}
        placeholder={folderNameFor(draft) || t('Rushes')}
        value={draft.name}
        change={(name) => change({ name })}
      />
      <Choice
        label={t('Which way changes go')}
        value={draft.mode}
        options={modes()}
        change={(mode) => change({ mode })}
        note={modeMeanings[draft.mode]}
      />
      <PeerFields draft={draft} change={change} problem={problems.peers?.message} />
    </>
  )
}

function PeerFields({
  draft,
  change,
  problem,
}: Pick<Props, 'draft' | 'change'> & { problem: string | undefined }) {
  const peers = usePeers()
  const set = (id: string, shared: boolean) =>
    change({ peers: shared ? [...draft.peers, id] : draft.peers.filter((one) => one !== id) })
  return (
    <fieldset className="rounded-lg border border-line p-3.5">
      <legend className="-ml-1 px-1 text-xs font-semibold">{t('Devices that may have it')}</legend>
      {peers.length === 0 ? (
        <p className="text-muted">
          {t('No device is paired yet. The folder can be added all the same, and shared later.')}
        </p>
      ) : (
        <ul aria-label={t('Devices')} className="flex max-h-56 flex-col overflow-y-auto">
          {peers.map(({ id, name }) => (
            <li key={id} className="flex items-center gap-2.5 py-1">
              <Checkbox
                label={t('Share with {{name}}', { name })}
                checked={draft.peers.includes(id)}
                change={(shared) => set(id, shared)}
              />
              <button
                type="button"
                tabIndex={-1}
                aria-hidden="true"
                className="min-w-0 grow truncate text-left"
                onClick={() => set(id, !draft.peers.includes(id))}
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
      {problem ? (
        <p role="alert" className="mt-1.5 text-xs text-error">
          {problem}
        </p>
      ) : (
        peers.length > 0 && (
          <p className="mt-1.5 text-xs text-faint">
            {t('They are offered the folder, and take part when somebody there says where to.')}
          </p>
        )
      )}
    </fieldset>
  )
}

/** What most folders leave as it is. */
export function FolderAdvancedFields({ draft, change, problems }: Props) {
  const text = (
    field: 'rescan' | 'quiet' | 'keepDays' | 'keepVersions',
    label: string,
    hint: string,
    unit: string,
  ) => (
    <UnitField
      label={label}
      hint={hint}
      problem={problems[field]}
      unit={unit}
      value={draft[field]}
      change={(text) => change({ [field]: text })}
    />
  )
  return (
    <div className="flex flex-col gap-6 pt-4 pb-2">
      <Part title={t('What is left out')}>
        <TextAreaField
          label={t('Ignored files')}
          hint={t('Patterns as in .gitignore, one a line; a .hawserignore in the folder counts too.')}
          problem={problems.ignore}
          className="col-span-2"
          rows={4}
          placeholder={t('*.tmp\n.DS_Store\n/renders/draft/')}
          value={draft.ignore}
          change={(ignore) => change({ ignore })}
        />
        <TextAreaField
          label={t('Only these paths')}
          hint={t(
            "One a line, with all that lies in them; empty is everything. They can be ticked on the folder's page too.",
          )}
          problem={problems.selected}
          className="col-span-2"
          placeholder={t('Day 12/Card A012')}
          value={draft.selected}
          change={(selected) => change({ selected })}
        />
        <div className="col-span-2">
          <Toggle
            label={t('Symbolic links')}
            note={t('On: the link itself is kept equal. Off: links are left out. Never followed either way.')}
            on={draft.symlinks === 'keep'}
            change={(on) => change({ symlinks: on ? 'keep' : 'skip' })}
          />
        </div>
      </Part>
      <Part title={t('Bin: what others replace or delete')}>
        {text('keepDays', t('Kept for'), t('0 keeps nothing.'), t('days'))}
        {text('keepVersions', t('Versions of a file'), t('The oldest go first.'), '')}
      </Part>
      <Part title={t('When changes are noticed')}>
        <div className="col-span-2">
          <Toggle
            label={t('Watch')}
            note={t('Changes are noticed as they happen. Off: only by looking through the folder.')}
            on={draft.watch}
            change={(watch) => change({ watch })}
          />
        </div>
        {text('rescan', t('Look through it every'), t('0 is never.'), 'min')}
        {text('quiet', t('Quiet time'), t('A file waits until it has not changed for so long.'), 's')}
      </Part>
    </div>
  )
}
