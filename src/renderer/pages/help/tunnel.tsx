import { tubeStates, wayKinds, wayStates } from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { sentence } from '../../components/sentence.tsx'
import { kindLooks, tubeLooks, wayLooks } from '../../components/tunnel-looks.ts'
import { words } from '../../words.ts'
import { Meanings, States, type Topic } from './meanings.tsx'

const glossary = (): readonly [string, string][] => [
  [
    t('Tube'),
    t(
      'The connection between two machines: sealed, straight where that is possible, made anew when it breaks.',
    ),
  ],
  [
    t('Way'),
    t('What leads through a tube: a port that is listened on, and what it comes out at on the other side.'),
  ],
  [
    t('Allowed'),
    t(
      'The hosts and ports that the owner of a machine lets somebody reach through it. Nothing else is reachable.',
    ),
  ],
  [
    t('Lane'),
    t('A peer connection of its own. One is enough on a clean path; more help where packets get lost.'),
  ],
  [t('Queued'), words.tubeQueue],
  [t('Credit'), words.tubeCredit],
  [t('Under way'), words.tubeWindow],
  [t('Stall'), words.tubeStall],
  [t('Path made anew'), words.tubeResumes],
  [t('Words'), words.authenticationWords],
]

/** What there is to know about reaching devices through a tube. */
export const tunnelTopics: readonly Topic[] = translated(
  [
    {
      id: 'tunnel',
      title: 'Tunnel',
      body: () => (
        <>
          <p>
            {sentence(
              "A camera's web page, an RTSP port, a remote desktop: behind somebody else's router, and reached as if it were here. Hawser runs on this machine and on one beside the device. The two make a <em>tube</em>, straight through both routers, and no port is opened anywhere.",
            )}
          </p>
          <ul>
            <li>
              {sentence(
                '<b>To a paired device</b>: choose it under <em>Reach a machine</em>. As long as a way to it is on, the tube is made again by itself whenever it breaks.',
              )}
            </li>
            <li>
              {sentence(
                '<b>With a code</b>: the side that is to be reached makes one under <em>Let somebody in</em>, and says what may be reached. The other side types it. It works once, and what it allows ends with the tube.',
              )}
            </li>
            <li>
              {sentence(
                '<b>From a terminal</b>: <code>hawser tunnel serve --allow 10.0.0.0/24:554,80</code> there, and <code>hawser tunnel --code CODE --forward 127.0.0.1:8554=10.0.0.5:554</code> here.',
              )}
            </li>
          </ul>
          <p>
            {t(
              'When the network changes, a new path is looked for and connections go on where they were; nothing is lost and nothing is sent twice. Where no straight path is found, a TURN server carries the sealed bytes; it is named in the transfer settings, which hold for tunnels too.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'tunnel-ways',
      title: 'Ways through a tube',
      body: () => (
        <>
          <Meanings of={wayKinds.map((kind) => [kindLooks[kind].word, kindLooks[kind].meaning] as const)} />
          <p>
            {sentence(
              'Open the address of a way in a player or a browser: <code>rtsp://127.0.0.1:8554/…</code>. A SOCKS5 proxy gives a browser the whole network over there, as far as it is allowed; names are looked up there. With <em>guacd</em> Hawser reads along and tells how far the picture lags; it can also do the handshake itself.',
            )}
          </p>
          <p>
            {t(
              'Each connection has a credit of its own: one that nobody reads waits alone, and the others go on at full speed.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'tunnel-allowed',
      title: 'What is allowed',
      body: () => (
        <>
          <p>
            {t(
              'Nothing is reachable through a machine before its owner has allowed it. A rule names hosts and ports:',
            )}
          </p>
          <ul>
            <li>{sentence('<code>10.0.0.0/24:554,80</code>: a network, two ports')}</li>
            <li>
              {sentence('<code>*.cameras.lan:8000-8100</code>: all names in a domain, a range of ports')}
            </li>
            <li>{sentence('<code>[fd00::/8]:*</code>: a network of IPv6, every port')}</li>
          </ul>
          <p>
            {t(
              'A name is looked up first, and each of its addresses must be allowed, by its name or by its network. What is asked for and not allowed is refused, and shown on top of the page and on the overview, to be allowed with one click. Taking a rule away cuts what goes by it.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'tunnel-words',
      title: 'Words of tunnels',
      body: () => (
        <>
          <p>{t('Of a tube:')}</p>
          <States looks={tubeStates.map((state) => tubeLooks[state])} />
          <p>{t('Of a way:')}</p>
          <States looks={wayStates.map((state) => wayLooks[state])} />
          <Meanings of={glossary()} />
        </>
      ),
    },
  ],
  'title',
)
