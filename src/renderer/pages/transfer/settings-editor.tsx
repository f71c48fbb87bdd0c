import { Plus, X } from 'lucide-react'
import type { TransferSettings } from '../../../contract/transfer.ts'
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
      holds="They hold for what begins now."
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
  const free = freeBytes >= 0 ? ` ${formatBytes(freeBytes)} free.` : ''
  return (
    <div className="flex flex-col gap-3.5">
      <TextField
        label="Received files go to"
        hint={
          draft.saveTo.trim() === ''
            ? `Empty: the downloads folder of the system${folder ? `, ${folder}` : ''}.${free}`
            : `The whole path. It is made if it is not there.${free}`
        }
        problem={problems.saveTo ?? (problem ? { level: 'warning', message: problem } : undefined)}
        data-autofocus
        placeholder={folder}
        value={draft.saveTo}
        change={(saveTo) => change({ saveTo })}
      />
      <Toggle
        label="Take files of paired devices without asking"
        note="Off: each offer waits until somebody accepts. Files never replace others: a second one of the same name gets a number."
        on={draft.trustPaired}
        change={(trustPaired) => change({ trustPaired })}
      />
    </div>
  )
}

const modeMeanings: Record<TransferDraft['mode'], string> = {
  automatic: 'What measures faster. On nearly every path that is the reliable mode.',
  reliable: 'The browser repeats what is lost.',
  unreliable: 'Hawser repeats what is lost itself. To compare; seldom faster.',
}

const Speed = ({ draft, change, problems }: Props) => (
  <Part title="Speed">
    <div className="col-span-2">
      <Toggle
        label="Be gentle"
        note="One connection only, which leaves room for live video on the same link. Off: up to as many lanes as pay."
        on={draft.gentle}
        change={(gentle) => change({ gentle })}
      />
    </div>
    <TextField
      label="Lanes at most"
      hint="1 to 16. More help under loss."
      problem={problems.maxLanes}
      inputMode="numeric"
      disabled={draft.gentle}
      value={draft.maxLanes}
      change={(maxLanes) => change({ maxLanes })}
    />
    <Choice
      label="Mode"
      value={draft.mode}
      options={[
        { value: 'automatic', label: 'Automatic' },
        { value: 'reliable', label: 'Reliable' },
        { value: 'unreliable', label: 'Unreliable' },
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
      <Part title="Getting through">
        <TextField
          label="Rendezvous"
          className="col-span-2"
          hint="Where codes meet: any Hawser that runs as a rendezvous. It sees sealed bytes only, and no file passes it. Without one, codes work on this network."
          problem={problems.rendezvous}
          placeholder="meet.example.net:8743"
          value={draft.rendezvous}
          change={(rendezvous) => change({ rendezvous })}
        />
        <div className="col-span-2 flex flex-col items-start gap-2">
          <span className="text-xs font-medium text-muted">STUN and TURN servers</span>
          <p className="text-xs text-faint">
            STUN finds the way through routers; TURN carries the sealed bytes where there is no straight way.
            Within one network none is needed.
          </p>
          {draft.servers.length > 0 && (
            <ul aria-label="STUN and TURN servers" className="flex w-full flex-col gap-2">
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
              Add a server
            </Button>
          )}
        </div>
        <div className="col-span-2">
          <Toggle
            label="Through TURN only"
            note="The other side never learns this machine's address, and no straight way is tried. Slower."
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
        legend="Listen: where paired devices call"
        name="Listen"
        local
        host={{
          value: draft.listenHost,
          problem: problems.listenHost,
          placeholder: '0.0.0.0',
          hint: 'Only paired devices get an answer.',
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
        label="Server"
        className="col-span-2"
        placeholder="turn:turn.example.net:3478"
        value={server.url}
        change={(url) => change({ url })}
      />
      <IconButton label="Remove this server" icon={X} onClick={remove} />
      {isTurn && (
        <>
          <TextField label="User name" value={server.username} change={(username) => change({ username })} />
          <TextField
            label="Password"
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
  <Part title="Safety">
    <div className="col-span-2">
      <Toggle
        label="Seal everything from end to end"
        note="A layer of Hawser's own above DTLS, with keys that also hold against quantum computers. Off only on a network that you trust, and only if the other side is off too."
        on={draft.seal}
        change={(seal) => change({ seal })}
      />
    </div>
  </Part>
)
