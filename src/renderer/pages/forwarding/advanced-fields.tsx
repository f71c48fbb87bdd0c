import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Field, Segmented, Select, Switch } from '../../components/field.tsx'
import { type FieldsProps, Part } from '../../forms/draft-dialog.tsx'
import { TextAreaField, UnitField } from '../../forms/text-field.tsx'
import type { DraftField, RuleDraft } from './draft.ts'

const policies = translated({
  wait: 'The viewer gets everything, however late. Backpressure reaches the camera.',
  disconnect: 'After the stall limit the viewer is cut off, so that its player joins again live.',
  'drop-to-keyframe':
    'RTSP over TCP only: video is skipped until the next keyframe; audio and control pass, the stream stays valid.',
} as const)

/** What most rules leave as it is. */
export function AdvancedFields({ draft, change, problems }: FieldsProps<RuleDraft>) {
  const unit = (field: DraftField, label: string, of: string, hint: string) => (
    <UnitField
      label={label}
      hint={hint}
      problem={problems[field]}
      unit={of}
      value={String(draft[field])}
      change={(text) => change({ [field]: text })}
    />
  )
  return (
    <div className="flex flex-col gap-6 pt-4 pb-2">
      <Part title={t('A viewer that cannot keep up')}>
        <Field
          label={t('Policy')}
          hint={policies[draft.slowViewer]}
          problem={problems.slowViewer}
          className="col-span-2"
        >
          {(props) => (
            <Select
              {...props}
              value={draft.slowViewer}
              onChange={(event) => change({ slowViewer: event.target.value as typeof draft.slowViewer })}
            >
              <option value="wait">{t('Wait for it')}</option>
              <option value="disconnect">{t('Disconnect it')}</option>
              <option value="drop-to-keyframe">{t('Drop to the next keyframe')}</option>
            </Select>
          )}
        </Field>
        {unit('stallLimit', t('Stall limit'), 's', t('No progress for this long is a stall.'))}
        {unit('idleTimeout', t('Idle timeout'), 's', t('0 is off.'))}
      </Part>
      <Part title={t('When the target is away')}>
        {unit('hold', t('Hold viewers'), 's', t('Retries meanwhile; 0 gives up at once.'))}
        {unit('connectTimeout', t('Connect timeout'), 's', t('For each try.'))}
        {unit('healthCheck', t('Health check every'), 's', t('0 checks only by connecting.'))}
        <TextAreaField
          label={t('Failover targets')}
          hint={t('One a line, host:port; tried in order.')}
          problem={problems.failover}
          className="col-span-2"
          placeholder="10.20.0.12:554"
          value={draft.failover}
          change={(failover) => change({ failover })}
        />
      </Part>
      <Part title={t('Who may connect, and how much')}>
        <TextAreaField
          label={t('Allowed sources')}
          hint={t('Addresses or networks, one a line. Empty allows all.')}
          problem={problems.allowedSources}
          className="col-span-2"
          placeholder="10.0.0.0/24"
          value={draft.allowedSources}
          change={(allowedSources) => change({ allowedSources })}
        />
        {unit('maxConnections', t('Connections at most'), '', t('For the whole rule.'))}
        {unit('maxConnectionsPerSource', t('From one source'), '', t('0 is no limit.'))}
        {unit('rateLimit', t('Rate limit'), 'Mbit/s', t('To all viewers together; 0 is none.'))}
      </Part>
      <Part title={t('Protocol')}>
        <div className="col-span-2 flex flex-wrap items-center justify-between gap-3">
          <span>{t('Transport')}</span>
          <Segmented
            label={t('Transport')}
            value={draft.protocol}
            options={[
              { value: 'tcp', label: 'TCP' },
              { value: 'udp', label: 'UDP' },
            ]}
            change={(protocol) => change({ protocol })}
          />
        </div>
        <div className="col-span-2 flex flex-wrap items-center justify-between gap-3">
          <span>{t('PROXY protocol to the target')}</span>
          <Segmented
            label={t('PROXY protocol')}
            value={draft.proxyProtocol}
            options={[
              { value: 'off', label: t('Off') },
              { value: 'v1', label: 'v1' },
              { value: 'v2', label: 'v2' },
            ]}
            change={(proxyProtocol) => change({ proxyProtocol })}
          />
        </div>
        <div className="col-span-2 flex items-center justify-between gap-3">
          <span>
            {t('Frame monitor')}
            <span id="monitor-note" className="block text-xs text-faint">
              {t('Counts frames by their headers; never touches the stream.')}
            </span>
          </span>
          <Switch
            label={t('Frame monitor')}
            describedBy="monitor-note"
            on={draft.monitor}
            change={(monitor) => change({ monitor })}
          />
        </div>
      </Part>
    </div>
  )
}
