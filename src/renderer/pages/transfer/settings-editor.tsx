import { Plus, X } from 'lucide-react'
import type { TransferSettings } from '../../../contract/transfer.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { formatBytes } from '../../format.ts'
import { Choice } from '../../forms/choice.tsx'
import { type FieldsProps, Part } from '../../forms/draft-dialog.tsx'
import { EndpointFields } from '../../forms/endpoint-fields.tsx'
import { SettingsEditor } from '../../forms/settings-editor.tsx'
import { TextField } from '../../forms/text-field.tsx'
import { host } from '../../state/session.ts'
import { slow } from '../../state/store.ts'
import type { EditorOf } from '../../state/ui.ts'
import { Toggle } from '../bonding/bond-settings.tsx'
import {
  newServer,
  parseTransferDraft,
  type ServerDraft,
  type TransferDraft,
  toTransferDraft,
} from './settings-draft.ts'
import { useReceivingFolder } from './use-receiving-folder.ts'

/** The side panel for what holds for all transfers: where files go, whom to trust, how to get through. */
export function TransferSettingsEditor({ editor }: { editor: EditorOf<'transfer', TransferDraft> }) {
  return (
    <SettingsEditor<TransferDraft, TransferSettings>
      editor={editor}
      of="transfer"
      stored={() => {
        const { transfer } = slow()
        return transfer && toTransferDraft(transfer)
      }}
      parse={parseTransferDraft}
      store={(settings) => host().setTransfer(settings)}
      holds={t('They hold for what begins now.')}
    >
      {(fields) => (
        <>
          <Receiving {...fields} />
          <Speed {...fields} />
          <Reach {...fields} />
          <Safety {...fields} />
        </>
      )}
    </SettingsEditor>
  )
}

type Props = FieldsProps<TransferDraft>

function Receiving({ draft, change, problems }: Props) {
  const { folder, freeBytes, problem } = useReceivingFolder(draft.saveTo.trim())
  const free = freeBytes >= 0 ? ` ${t('{{freeBytes}} free.', { freeBytes: formatBytes(freeBytes) })}` : ''
  return (
    <div className="flex flex-col gap-3.5">
      <TextField
        label={t('Received files go to')}
        hint={
          draft.saveTo.trim() === ''
            ? folder
              ? `${t('Empty: the downloads folder of the system, {{folder}}.', { folder })}${free}`
              : `${t('Empty: the downloads folder of the system.')}${free}`
            : `${t('The whole path. It is made if it is not there.')}${free}`
        }
        problem={problems.saveTo ?? (problem ? { level: 'warning', message: problem } : undefined)}
        data-autofocus
        placeholder={folder}
        value={draft.saveTo}
        change={(saveTo) => change({ saveTo })}
      />
      <Toggle
        label={t('Take files of paired devices without asking')}
        note={t(
          'Off: each offer waits until somebody accepts. Files never replace others: a second one of the same name gets a number.',
        )}
        on={draft.trustPaired}
        change={(trustPaired) => change({ trustPaired })}
      />
    </div>
  )
}

const modeMeanings: Record<TransferDraft['mode'], string> = translated({
  automatic: 'What measures faster. On nearly every path that is the reliable mode.',
  reliable: 'The browser repeats what is lost.',
  unreliable: 'Hawser repeats what is lost itself. To compare; seldom faster.',
})

const Speed = ({ draft, change, problems }: Props) => (
  <Part title={t('Speed')}>
    <div className="col-span-2">
      <Toggle
        label={t('Be gentle')}
        note={t(
          'One connection only, which leaves room for live video on the same link. Off: up to as many lanes as pay.',
        )}
        on={draft.gentle}
        change={(gentle) => change({ gentle })}
      />
    </div>
    <TextField
      label={t('Lanes at most')}
      hint={t('1 to 16. More help under loss.')}
      problem={problems.maxLanes}
      inputMode="numeric"
      disabled={draft.gentle}
      value={draft.maxLanes}
      change={(maxLanes) => change({ maxLanes })}
    />
    <Choice
      label={t('Mode')}
      value={draft.mode}
      options={[
        { value: 'automatic', label: t('Automatic') },
        { value: 'reliable', label: t('Reliable') },
        { value: 'unreliable', label: t('Unreliable') },
      ]}
      change={(mode) => change({ mode })}
      note={modeMeanings[draft.mode]}
      className="col-span-2"
    />
  </Part>
)

function Reach({ draft, change, problems }: Props) {
  const setServer = (n: number, part: Partial<ServerDraft>) =>
    change({ servers: draft.servers.map((server, at) => (at === n ? { ...server, ...part } : server)) })
  return (
    <>
      <Part title={t('Getting through')}>
        <TextField
          label={t('Rendezvous')}
          className="col-span-2"
          hint={t(
            'Where codes meet: any Hawser that runs as a rendezvous. It sees sealed bytes only, and no file passes it. Without one, codes work on this network.',
          )}
          problem={problems.rendezvous}
          placeholder="meet.example.net:8743"
          value={draft.rendezvous}
          change={(rendezvous) => change({ rendezvous })}
        />
        <div className="col-span-2 flex flex-col items-start gap-2">
          <span className="text-xs font-medium text-muted">{t('STUN and TURN servers')}</span>
          <p className="text-xs text-faint">
            {t(
              'STUN finds the way through routers; TURN carries the sealed bytes where there is no straight way. Within one network none is needed.',
            )}
          </p>
          {draft.servers.length > 0 && (
            <ul aria-label={t('STUN and TURN servers')} className="flex w-full flex-col gap-2">
              {draft.servers.map((server, n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing else that stays
                <li key={n}>
                  <ServerRow
                    server={server}
                    change={(part) => setServer(n, part)}
                    remove={() => change({ servers: draft.servers.filter((_, at) => at !== n) })}
                  />
                </li>
              ))}
            </ul>
          )}
          {problems.servers && (
            <p role="alert" className="text-xs text-error">
              {problems.servers.message}
            </p>
          )}
          {draft.servers.length < 16 && (
            <Button small icon={Plus} onClick={() => change({ servers: [...draft.servers, newServer] })}>
              {t('Add a server')}
            </Button>
          )}
        </div>
        <div className="col-span-2">
          <Toggle
            label={t('Through TURN only')}
            note={t(
              "The other side never learns this machine's address, and no straight way is tried. Slower.",
            )}
            on={draft.relayOnly}
            change={(relayOnly) => change({ relayOnly })}
          />
          {problems.relayOnly && (
            <p role="alert" className="mt-1 text-xs text-error">
              {problems.relayOnly.message}
            </p>
          )}
        </div>
      </Part>
      <EndpointFields
        legend={t('Listen: where paired devices call')}
        name={t('Listen')}
        local
        host={{
          value: draft.listenHost,
          problem: problems.listenHost,
          placeholder: '0.0.0.0',
          hint: t('Only paired devices get an answer.'),
        }}
        port={{ value: draft.listenPort, problem: problems.listenPort, placeholder: '8742', hint: 'TCP' }}
        change={({ host, port }) =>
          change({
            ...(host !== undefined && { listenHost: host }),
            ...(port !== undefined && { listenPort: port }),
          })
        }
      />
    </>
  )
}

function ServerRow({
  server,
  change,
  remove,
}: {
  server: ServerDraft
  change: (part: Partial<ServerDraft>) => void
  remove: () => void
}) {
  const isTurn = server.url.trim().startsWith('turn')
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] items-end gap-2 rounded-lg border border-line p-2.5">
      <TextField
        label={t('Server')}
        className="col-span-2"
        placeholder="turn:turn.example.net:3478"
        value={server.url}
        change={(url) => change({ url })}
      />
      <IconButton label={t('Remove this server')} icon={X} onClick={remove} />
      {isTurn && (
        <>
          <TextField
            label={t('User name')}
            value={server.username}
            change={(username) => change({ username })}
          />
          <TextField
            label={t('Password')}
            type="password"
            value={server.credential}
            change={(credential) => change({ credential })}
          />
        </>
      )}
    </div>
  )
}

const Safety = ({ draft, change }: Props) => (
  <Part title={t('Safety')}>
    <div className="col-span-2">
      <Toggle
        label={t('Seal everything from end to end')}
        note={t(
          "A layer of Hawser's own above DTLS, with keys that also hold against quantum computers. Off only on a network that you trust, and only if the other side is off too.",
        )}
        on={draft.seal}
        change={(seal) => change({ seal })}
      />
    </div>
  </Part>
)
