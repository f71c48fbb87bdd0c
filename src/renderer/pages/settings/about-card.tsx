import type { ReactNode } from 'react'
import type { About } from '../../../contract/host.ts'
import { t } from '../../../language/t.ts'
import { LiveText } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { Mark } from '../../components/side-bar.tsx'
import { formatDuration } from '../../format.ts'
import { live } from '../../state/live.ts'
import { Facts, Note } from './facts.tsx'

const shells: Record<About['shell'], () => string> = {
  electron: () => t('Desktop app'),
  web: () => t('Web shell'),
  test: () => 'Test',
}

/** What this Hawser is, where it lies, and what should be known about this machine. */
export function AboutCard({ about }: { about: About }) {
  const facts: readonly [string, ReactNode][] = [
    [t('Version'), about.version],
    [t('Runs as'), shells[about.shell]()],
    [t('System'), about.platform],
    [t('Node'), about.node],
    [
      t('Data folder'),
      <span key="folder" className="font-mono text-xs break-all select-all">
        {about.userData}
      </span>,
    ],
    [
      t('Kernel queue cap'),
      <LiveText
        key="cap"
        read={() =>
          live.snapshot?.unsentCap === 'on'
            ? t('On: cameras feel slow viewers early')
            : live.snapshot
              ? t('Not available on this system')
              : '–'
        }
      />,
    ],
    [
      t('Engine loop delay'),
      <LiveText
        key="loop"
        read={() => {
          const delays = [
            live.snapshot && t('forwarding {{delay}}', { delay: formatDuration(live.snapshot.loopDelayMs) }),
            live.bonds.snapshot &&
              t('bonding {{delay}}', { delay: formatDuration(live.bonds.snapshot.loopDelayMs) }),
            live.sync.snapshot &&
              t('sync {{delay}}', { delay: formatDuration(live.sync.snapshot.loopDelayMs) }),
          ].filter(Boolean)
          return delays.length > 0 ? `${delays.join(', ')} (p99)` : '–'
        }}
      />,
    ],
  ]
  return (
    <Card title={t('About')}>
      <div className="flex items-center gap-3 px-4 pt-1 pb-3">
        <Mark className="size-9" />
        <p className="text-muted">
          {t(
            'Live video and files across bad networks, without a dropped or delayed frame that nobody can explain.',
          )}
        </p>
      </div>
      {about.notices.map(({ code, text }) => (
        <Note key={code}>
          {text} <code className="font-mono text-2xs text-muted">{code}</code>
        </Note>
      ))}
      <Facts facts={facts} />
    </Card>
  )
}
