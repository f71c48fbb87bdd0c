import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { sentence } from '../../components/sentence.tsx'
import { words } from '../../words.ts'
import { Meanings, type Topic } from './meanings.tsx'

const glossary = (): readonly [string, string][] => [
  [t('Here'), words.here],
  [t('Everywhere'), words.everywhere],
  [t('Waiting'), words.waiting],
  [t('Held back'), words.held],
  [t('Coming in, going out'), t('Bytes of files that arrive and that are sent, a second.')],
  [t('Reused'), words.reused],
  [t('Conflicts'), words.conflict],
  [t('Bin'), words.bin],
  [t('Lacks'), t('What this device has of a folder and another one has not yet.')],
  [t('Chunk'), words.chunk],
  [t('Block map'), words.blockMap],
  [t('Streams'), words.stream],
  [
    t('Memory'),
    t('What all transfers of a folder hold in flight at this moment; all folders share the limit.'),
  ],
  [t('Round trip (RTT)'), t('There and back between two devices, smoothed.')],
  [t('Window'), words.cwnd],
  [t('Loss'), words.peerLoss],
  [t('Packet'), words.packetSize],
  [t('Profile'), words.profile],
  [
    t('Connected in'),
    t('How long the last connection took from the first packet until both sides knew each other.'),
  ],
  [t('Retrying, probing'), words.breaker],
]

/** What there is to know about folders and devices, for people who set them up. */
export const syncTopics: readonly Topic[] = translated(
  [
    {
      id: 'sync',
      title: 'Sync',
      body: () => (
        <>
          <p>
            {t(
              'A synced folder is kept equal on several paired devices. What changes on one of them comes to the others, straight from machine to machine, encrypted, without a server. Every device keeps whole files of its own; none of them is the master.',
            )}
          </p>
          <ul>
            <li>
              {sentence(
                '<b>Only what changed travels.</b> Files are cut into chunks where their content says so. A chunk that another file here already has is taken from there; a file that was renamed or moved is renamed or moved.',
              )}
            </li>
            <li>
              {sentence(
                '<b>A file appears only when it is whole.</b> It arrives in <code>.hawser/tmp</code>, is checked, and then takes its name in one step. When the connection is lost, or the power, it goes on with the chunk at which it stopped.',
              )}
            </li>
            <li>
              {sentence(
                '<b>A folder that is not there is not an empty one.</b> When a disk is unmounted or a card pulled out, the folder counts as missing, and nothing is deleted anywhere.',
              )}
            </li>
            <li>
              {sentence(
                '<b>A file that is still being written waits</b> until it has not changed for the quiet time of its folder.',
              )}
            </li>
          </ul>
          <p>
            {sentence(
              '<em>Send only</em> gives what is here to the others and takes nothing; <em>receive only</em> takes and gives nothing. What differs all the same is listed on the page of the folder. In one that only receives, <em>Revert</em> brings back what the others have, and what was changed here goes to the bin. In one that only sends, <em>Make ours hold everywhere</em> gives what is here to all devices that changed something, and theirs goes to the bin there.',
            )}
          </p>
          <p>
            {sentence(
              'A <em>dry run</em> tells what the next pass would do. <em>Verify</em> reads every file again and finds those that a disk has damaged; the page shows how far it is, and it can be stopped.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'devices',
      title: 'Devices and pairing',
      body: () => (
        <>
          <p>
            {t(
              "Each device has a key of its own, and an id made from it. Pairing makes two devices know each other's key; from then on they trust nothing but that key, wherever they find each other.",
            )}
          </p>
          <ul>
            <li>
              {sentence(
                '<b>With a code</b>: show it on one device, and type it, or scan it, on the other. It holds for five minutes and for one pairing. A wrong code tells a guesser nothing.',
              )}
            </li>
            <li>
              {sentence(
                '<b>Found on the network</b>: while another device is open for pairing, it can be paired without typing. Both screens then show a few words. Compare them: if they are the same on both, nobody sits in between.',
              )}
            </li>
            <li>
              {sentence(
                '<b>From another network</b>: enter the address beneath the code too. Its UDP port must be reachable, as the router or firewall there decides.',
              )}
            </li>
          </ul>
          <p>
            {sentence(
              'A paired device sees nothing by itself: each folder names the devices that may have it, and there somebody takes part and says where to. A device that is away says when it was connected last. <em>Revoke</em> ends the trust at once: connections are cut, and its folders are no longer shared. What it has already received stays there.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'conflicts',
      title: 'Conflicts',
      body: () => (
        <>
          <p>
            {sentence(
              'When two devices change one file before they heard of each other, neither change is thrown away. The later one takes the name, and the other is kept beside it as <code>name.conflict-20261121-140327-ABCD2345.ext</code>: date, time, and the beginning of the id of the device that wrote it. Every device gets both.',
            )}
          </p>
          <p>
            {sentence(
              'The page of the folder lists them. <em>The file in place</em> stays as it is and the copy goes to the bin; <em>the copy</em> takes the name and what was in place goes to the bin; or <em>both</em> stay. Dates, sizes and devices stand beside each, and nothing is done before a sentence has said what becomes of both. A change always wins over a removal.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'bin',
      title: 'Bin and versions',
      body: () => (
        <p>
          {sentence(
            "What another device replaces or deletes goes to <code>.hawser/bin</code> in the folder, not into nothing. It is kept for the days and versions that the folder says, and can be restored on the folder's page: it comes back under its name, on every device. What is in its place then goes to the bin in turn. What you put there by a choice of your own, such as by reverting, is kept for a day at least, also where a folder keeps no bin. What you delete here yourself is in the bins of the others.",
          )}
        </p>
      ),
    },
    {
      id: 'ignore',
      title: 'What is left out',
      body: () => (
        <>
          <p>
            {sentence(
              '<b>Ignored files</b> are never read, sent or taken. Patterns are those of gitignore, one a line, in the settings of the folder or in a file <code>.hawserignore</code> in it, which travels to the others:',
            )}
          </p>
          <ul>
            <li>{sentence('<code>*.tmp</code>: every file that ends so, in any directory')}</li>
            <li>{sentence('<code>/renders/draft/</code>: this directory, counted from the folder')}</li>
            <li>{sentence('<code>cache/</code>: every directory of that name')}</li>
            <li>{sentence('<code>!keep.tmp</code>: an exception to what stands above it')}</li>
          </ul>
          <p>
            {sentence(
              "<b>Chosen paths</b> bring only a part of a folder here. On the folder's page, press <em>Choose what comes here</em> and tick directories and files; a tick stands for all that lies in there, now and later. What is not ticked stays on the other devices. What of it is here already stays where it is, and is no longer kept equal.",
            )}
          </p>
          <p>
            {sentence(
              "<code>.hawser</code> is Hawser's own directory in each folder and is never synced. Symbolic links are kept as links or left out, and never followed.",
            )}
          </p>
        </>
      ),
    },
    {
      id: 'sync-words',
      title: 'Words of sync',
      body: () => <Meanings of={glossary()} />,
    },
  ],
  'title',
)
