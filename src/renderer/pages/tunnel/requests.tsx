import { Check, X } from 'lucide-react'
import type { TunnelRequest } from '../../../contract/tunnel.ts'
import { Button } from '../../components/button.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { ScrollList } from '../../components/scroll-list.tsx'
import { formatAgo, visibleName } from '../../format.ts'
import { answerRequest } from '../../state/tunnel-actions.ts'
import { requestText } from './sentences.ts'

/** What others asked for and are not allowed: a rule is made of it, or it is forgotten. */
export const Requests = ({ requests }: { requests: readonly TunnelRequest[] }) => (
  <Card title={`Asked for, and not allowed (${requests.length})`} className="border-accent!">
    <ScrollList aria-label="Requests" className="max-h-80 pb-1.5">
      {requests.map((request) => (
        <Request key={request.id} request={request} />
      ))}
    </ScrollList>
  </Card>
)

function Request({ request }: { request: TunnelRequest }) {
  const { peerName, target, at, times } = request
  const who = visibleName(peerName || 'The other side of a code')
  const more = times > 1 ? `${times} times, last ` : ''
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-2 first:border-0">
      <p className="num min-w-0 grow basis-64 break-words">
        <strong className="font-semibold">{who}</strong> {requestText(request)}
        <LiveText className="ml-2 text-xs text-faint" read={() => more + formatAgo(at, Date.now())} />
      </p>
      <span className="flex shrink-0 gap-2">
        <Button
          small
          icon={Check}
          aria-label={`Allow ${target} for ${who}`}
          onClick={() => void answerRequest(request, true)}
        >
          Allow
        </Button>
        <Button
          small
          look="ghost"
          icon={X}
          aria-label={`Decline ${target} for ${who}`}
          onClick={() => void answerRequest(request, false)}
        >
          Decline
        </Button>
      </span>
    </li>
  )
}
