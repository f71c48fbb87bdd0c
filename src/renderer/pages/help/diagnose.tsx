import type { ReactNode } from 'react'
import { checkStates } from '../../../contract/diagnose.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { checkLooks } from '../../components/diagnose-looks.ts'
import { sentence } from '../../components/sentence.tsx'
import { Badge } from '../../components/state-badge.tsx'

const glossary = (): readonly [string, string][] => [
  [
    'MTU',
    t(
      'The largest packet that a way carries. A tunnel needs room for its own head: WireGuard 60 or 80 bytes.',
    ),
  ],
  [
    t('Black hole'),
    t(
      'Packets that are too large vanish, and nobody says so: small requests work, video does not come. A smaller MTU mends it.',
    ),
  ],
  [
    t('Loss, jitter'),
    t(
      'Packets that never come, and packets that come at uneven times. Over 1 % and 10 ms a stream feels it.',
    ),
  ],
  [
    'NAT',
    t(
      'A router that shares one address. Some give each connection another port, so that two behind such routers do not meet.',
    ),
  ],
  [
    t('STUN, TURN'),
    t('A server that tells by which address it sees you; and one that passes on what cannot go straight.'),
  ],
  [
    t('Delay under load'),
    t('How much longer packets take while much is sent: a full queue in a modem or router.'),
  ],
  [t('Margin'), t('How much of what is needed this network carries: 1.5 or more is safe for live video.')],
]

/** What there is to know about the doctor. */
export const diagnoseTopics: readonly { id: string; title: string; body: () => ReactNode }[] = translated(
  [
    {
      id: 'diagnose',
      title: 'Diagnose',
      body: () => (
        <>
          <p>
            {t(
              'One button looks at this machine and its network: interfaces and routes, DNS, loss and jitter, the size of packets that pass, NAT, the clock, WireGuard, limits of the system. It takes at most 15 seconds, or 60 when it is to be deep, and needs no privileges. The sentence on top says what is wrong; beneath it stand the causes, the likeliest first, each with what was measured, what to do and where possible a command to copy.',
            )}
          </p>
          <p>
            {sentence(
              'With a <b>target</b>, the way to that camera or server is looked at, too. With a <b>paired device</b>, throughput both ways, delay under load and whether it can reach this machine are measured between both; for that a port is opened on the other device, for this one alone and for at most a minute, if its settings allow it.',
            )}
          </p>
          <p>
            {t(
              'While streams run, the doctor also looks on by itself, once a minute and without sending anything: what it finds twice in a row stands on the overview and here, and among the events.',
            )}
          </p>
          <p>
            {t(
              'The page of a stream names its bottleneck by the same rules: from what the stream measures of its own way, and from what was seen of this machine.',
            )}
          </p>
          <p>{t('What a check may say:')}</p>
          <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-y-2">
            {checkStates.map((state) => (
              <div key={state} className="contents">
                <dt>
                  <Badge look={checkLooks[state]} />
                </dt>
                <dd>{checkLooks[state].meaning}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-3">
            {sentence(
              'Nobody on the internet is asked unless you name a server in the settings of the doctor. From a terminal: <code>hawser diagnose --target 10.0.0.5:554</code>, which also works when Hawser does not run.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'plan',
      title: 'Before a session',
      body: () => (
        <p>
          {sentence(
            'Switch on <em>A session is planned</em>, say how much goes up and comes down, and tick the rules and bonds that will be used. Each gets a go, a risk or a no-go, with the room that is left: 1.8 × means that this network carries 180 % of what is needed. Rules and bonds count with the most that flowed in the last half hour. How much the network carries is measured against a paired device alone; without one, it is told as not known.',
          )}
        </p>
      ),
    },
    {
      id: 'reports',
      title: 'Reports',
      body: () => (
        <>
          <p>
            {sentence(
              '<em>Share</em> shows a report as it will leave this machine, before it does: as text for a mail, as a page for a browser, or whole, for Hawser, which opens it again on any machine. Passwords in addresses, keys and tokens are taken out of every report, also of the one that is kept here; addresses and names of machines when you switch them off.',
            )}
          </p>
          <p>{t('The newest report is kept in the data folder, and shown when the page is opened.')}</p>
        </>
      ),
    },
    {
      id: 'network-words',
      title: 'Words of networks',
      body: () => (
        <dl className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-y-2">
          {glossary().map(([word, meaning]) => (
            <div key={word} className="contents">
              <dt className="font-medium">{word}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      ),
    },
  ],
  'title',
)
