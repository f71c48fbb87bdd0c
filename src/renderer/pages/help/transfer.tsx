import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { transferStates } from '../../../transfer/snapshot.ts'
import { sentence } from '../../components/sentence.tsx'
import { pathWords, transferLooks } from '../../components/transfer-looks.ts'
import { words } from '../../words.ts'
import { Meanings, States, type Topic } from './meanings.tsx'

const glossary = (): readonly [string, string][] => [
  [t('Lane'), words.lane],
  [t('Quality'), words.transferQuality],
  [t('Bottleneck'), words.bottleneck],
  [t('Loss'), words.laneLoss],
  [t('Window'), t('How many bytes of a lane may be on their way before the receiver has taken them.')],
  [t('Chunk'), words.transferChunk],
  [t('Memory'), words.transferMemory],
  [t('Words'), words.authenticationWords],
  ...Object.values(pathWords).map(({ word, meaning }): [string, string] => [word, meaning]),
]

/** What there is to know about sending files to somebody. */
export const transferTopics: readonly Topic[] = translated(
  [
    {
      id: 'transfer',
      title: 'Transfer',
      body: () => (
        <>
          <p>
            {t(
              'Drop files or folders anywhere on Hawser, say to whom, and they arrive: straight from machine to machine, sealed from end to end, proven on arrival, and as fast as the path allows. There is no account, and on one network no server.',
            )}
          </p>
          <ul>
            <li>
              {sentence(
                '<b>With a code</b>: read it out; the other side types it under <em>Receive</em> or scans it. It holds for an hour and for one session. Capitals, gaps and words cut short do not matter.',
              )}
            </li>
            <li>
              {sentence(
                '<b>To a paired device</b>: those within reach stand in the list. No code is needed; the other side accepts.',
              )}
            </li>
            <li>
              {sentence(
                '<b>Without any server</b>: make an offer, send its text by mail or chat or show it as a QR code, and paste the answer that comes back. Then compare the words on both screens.',
              )}
            </li>
          </ul>
          <p>
            {t(
              'Nothing comes to a machine before somebody there has seen the list and accepts. Files go to the downloads folder, or where the transfer settings or that person say, and never replace others.',
            )}
          </p>
          <p>
            {t(
              'As long as a session is open, both sides can send more, and texts too. What is cut off goes on where it stopped: after a lost network, a closed window or a crash on either side, send the same files again and only what is missing travels. The window that sends must stay open; closing it ends its sessions.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'transfer-speed',
      title: 'How fast a transfer is',
      body: () => (
        <>
          <p>
            {sentence(
              'Bytes go by up to sixteen lanes, each a connection of its own. A clean local network needs one; a path that loses packets, or a long one, gets more, as long as each that is added pays. Under <em>Figures</em> every lane has its line, and the strip beneath says what held the transfer up:',
            )}
          </p>
          <ul>
            <li>
              {sentence(
                '<b>Bandwidth</b>: the path carries no more. A faster link would help, nothing else.',
              )}
            </li>
            <li>
              {sentence(
                '<b>Latency</b>: the path is long or loses packets. More lanes help; see that <em>Be gentle</em> is off.',
              )}
            </li>
            <li>
              {sentence("<b>Receiver's disk</b>: it cannot write as fast. Choose a faster disk there.")}
            </li>
            <li>{sentence('<b>CPU</b>: sealing and hashing take all of the time. Close what else runs.')}</li>
          </ul>
          <p>
            {sentence(
              '<em>Relayed</em> means that no straight way was found, so that a TURN server carries the sealed bytes; its line is then the limit. <em>Test the speed</em>, in the menu of a session, sends 500 MB from memory to memory: what it shows is the path alone, without disks.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'transfer-words',
      title: 'Words of transfers',
      body: () => (
        <>
          <States looks={transferStates.map((state) => transferLooks[state])} />
          <Meanings of={glossary()} />
        </>
      ),
    },
  ],
  'title',
)
