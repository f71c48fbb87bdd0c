import { ArrowDown } from 'lucide-react'
import { type Way, type WayKind, wayKinds } from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { sentence } from '../../components/sentence.tsx'
import { kindLooks } from '../../components/tunnel-looks.ts'
import { Choice } from '../../forms/choice.tsx'
import { type FieldsProps, Part } from '../../forms/draft-dialog.tsx'
import { EndpointFields } from '../../forms/endpoint-fields.tsx'
import { reach } from '../../forms/reach.ts'
import { TextAreaField, TextField } from '../../forms/text-field.tsx'
import { Toggle } from '../bonding/bond-settings.tsx'
import { PartyField } from './party-field.tsx'
import { suggestedPort, type WayDraft, wayNameFor, withKind } from './way-draft.ts'

type Props = FieldsProps<WayDraft>

const kinds = () => wayKinds.map((value) => ({ value, label: kindLooks[value].word }))

type Words = { listen: string; target: string; targetHint: string; targetHost: string; targetPort: string }
const words: Record<WayKind, Words> = translated(
  {
    forward: {
      listen: 'Listen: where programs here connect to',
      target: 'Target, as the far end sees it',
      targetHint: 'A name is looked up over there.',
      targetHost: '10.0.0.5',
      targetPort: '554',
    },
    reverse: {
      listen: 'Listen at the far end: where programs there connect to',
      target: 'Target, as this machine sees it',
      targetHint: 'A name is looked up here.',
      targetHost: '127.0.0.1',
      targetPort: '3000',
    },
    socks: {
      listen: 'Listen: the proxy that programs here use',
      target: '',
      targetHint: '',
      targetHost: '',
      targetPort: '',
    },
    guacd: {
      listen: 'Listen: where the Guacamole client here connects to',
      target: 'guacd, as the far end sees it',
      targetHint: 'Usually beside Hawser there.',
      targetHost: '127.0.0.1',
      targetPort: '4822',
    },
  },
  'listen',
  'target',
  'targetHint',
)

/** Who, what sort of way, from where to where. */
export function WayMainFields({ draft, change, problems, others }: Props & { others: readonly Way[] }) {
  const { kind } = draft
  const said = words[kind]
  const port = suggestedPort(draft, others)
  return (
    <>
      <PartyField
        label={t('Who is at the other end')}
        value={draft.party}
        change={(party) => change({ party })}
        problem={problems.party}
        focus
      />
      <Choice
        label={t('Kind')}
        value={kind}
        options={kinds()}
        change={(next) => change(withKind(draft, next))}
        note={kindLooks[kind].meaning}
      />
      {kind !== 'socks' && (
        <EndpointFields
          legend={said.target}
          name={t('Target')}
          host={{
            value: draft.targetHost,
            problem: problems.targetHost,
            placeholder: said.targetHost,
            hint: said.targetHint,
          }}
          port={{ value: draft.targetPort, problem: problems.targetPort, placeholder: said.targetPort }}
          change={({ host, port: text }) =>
            change({
              ...(host !== undefined && { targetHost: host }),
              ...(text !== undefined && { targetPort: text }),
            })
          }
        />
      )}
      {kind !== 'socks' && (
        <div className="-my-2 flex items-center gap-2 text-xs text-faint">
          <ArrowDown aria-hidden className="size-3.5 rotate-180" /> {t('is reached by')}
        </div>
      )}
      <EndpointFields
        legend={said.listen}
        name={t('Listen')}
        local={kind !== 'reverse'}
        host={{
          value: draft.listenHost,
          problem: problems.listenHost,
          placeholder: '127.0.0.1',
          hint:
            kind === 'reverse'
              ? t('An address of the far machine; it must allow it.')
              : reach(draft.listenHost),
        }}
        port={{
          value: draft.listenPort,
          problem: problems.listenPort,
          placeholder: port === undefined ? '8554' : String(port),
          hint: portHint(draft.listenPort, port),
        }}
        change={({ host, port: text }) =>
          change({
            ...(host !== undefined && { listenHost: host }),
            ...(text !== undefined && { listenPort: text }),
          })
        }
      />
      {kind === 'socks' && (
        <p className="-mt-1.5 text-xs text-muted">
          {sentence(
            'Set it as SOCKS5 proxy in a browser, or use it as {{code}} does: names are looked up over there.',
            { code: <code className="font-mono">{t('curl --proxy socks5h://…')}</code> },
          )}
        </p>
      )}
      <TextField
        label={t('Name')}
        problem={problems.name}
        placeholder={wayNameFor(draft) || t('Pit camera')}
        value={draft.name}
        change={(name) => change({ name })}
      />
    </>
  )
}

function portHint(typed: string, suggested: number | undefined): string {
  if (typed.trim() === '0') return t('Any that is free.')
  if (typed.trim() !== '') return ''
  return suggested === undefined ? t('Empty: one that fits.') : t('Empty: {{suggested}}.', { suggested })
}

/** What most ways leave as it is. */
export function WayAdvancedFields({ draft, change, problems }: Props) {
  return (
    <div className="flex flex-col gap-6 pt-4 pb-2">
      {draft.kind === 'guacd' && (
        <div className="flex flex-col gap-3.5">
          <Toggle
            label={t('Hawser does the handshake')}
            note={t(
              'A client gets a session that is ready. Off: the client speaks with guacd itself, and Hawser reads along.',
            )}
            on={draft.session}
            change={(session) => change({ session })}
          />
          {draft.session && <SessionFields draft={draft} change={change} problems={problems} />}
        </div>
      )}
      {draft.kind === 'socks' && (
        <Part title={t('Who may use the proxy')}>
          <TextField
            label={t('User')}
            hint={t('Empty: nobody is asked.')}
            problem={problems.user}
            maxLength={255}
            value={draft.user}
            change={(user) => change({ user })}
          />
          <TextField
            label={t('Password')}
            problem={problems.password}
            type="password"
            autoComplete="new-password"
            maxLength={255}
            value={draft.password}
            change={(password) => change({ password })}
          />
        </Part>
      )}
      <Part title={t('Limits')}>
        <TextField
          label={t('Connections at most')}
          hint={t('More are refused.')}
          problem={problems.maxConnections}
          inputMode="numeric"
          value={draft.maxConnections}
          change={(maxConnections) => change({ maxConnections })}
        />
      </Part>
    </div>
  )
}

const SessionFields = ({ draft, change, problems }: Pick<Props, 'draft' | 'change' | 'problems'>) => (
  <>
    <TextField
      label={t('Protocol')}
      hint={t('vnc, rdp, ssh, telnet, kubernetes, or the id of a session to join.')}
      problem={problems.protocol}
      maxLength={100}
      value={draft.protocol}
      change={(protocol) => change({ protocol })}
    />
    <TextAreaField
      label={t('Parameters')}
      hint={t('As guacd names them, one name=value a line. Kept in the settings file as they are.')}
      problem={problems.parameters}
      rows={4}
      placeholder={t('hostname=10.20.0.60\nport=5900')}
      inputClassName="font-mono text-xs!"
      value={draft.parameters}
      change={(parameters) => change({ parameters })}
    />
  </>
)
