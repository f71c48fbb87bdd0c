import { Check, X } from 'lucide-react'
import type { TunnelRequest } from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { ScrollList } from '../../components/scroll-list.tsx'
import { formatAgo, visibleName } from '../../format.ts'
import { answerRequest } from '../../state/tunnel-actions.ts'
import { requestText } from './sentences.ts'

/** What others asked for and are not allowed: a rule is made of it, or it is forgotten. */
export const Requests = ({ requests }: { requests: readonly TunnelRequest[] }) => (
  <Card
    title={t('Asked for, and not allowed ({{requests}})', { requests: requests.length })}
    className="border-accent!"
  >
    <ScrollList aria-label={t('Requests')} className="max-h-80 pb-1.5">
      {requests.map((request) => (
        <Request key={request.id} request={request} />
      ))}
    </ScrollList>
  </Card>
)

function Request({ request }: { request: TunnelRequest }) {
  const { peerName, target, at, times } = request
  const who = visibleName(peerName || t('The other side of a code'))
  const asked = (ago: string) => (times > 1 ? t('{{count}} times, last {{ago}}', { count: times, ago }) : ago)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-2 first:border-0">
      <p className="num min-w-0 grow basis-64 break-words">
        <strong className="font-semibold">{who}</strong> {requestText(request)}
        <LiveText className="ml-2 text-xs text-faint" read={() => asked(formatAgo(at, Date.now()))} />
      </p>
      <span className="flex shrink-0 gap-2">
        <Button
          small
          icon={Check}
          aria-label={t('Allow {{target}} for {{who}}', { target, who })}
          onClick={() => void answerRequest(request, true)}
        >
          {t('Allow')}
        </Button>
        <Button
          small
          look="ghost"
          icon={X}
          aria-label={t('Decline {{target}} for {{who}}', { target, who })}
          onClick={() => void answerRequest(request, false)}
        >
          {t('Decline')}
        </Button>
      </span>
    </li>
  )
}
