import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { sentence } from '../../components/sentence.tsx'
import type { Topic } from './meanings.tsx'

/** What goes on while nobody looks. */
export const backgroundTopics: readonly Topic[] = translated(
  [
    {
      id: 'background',
      title: 'In the background',
      body: () => (
        <>
          <p>
            {t(
              'Streams, bonds, folders and tunnels belong to no window: close it, and all of them go on. The icon in the tray shows by its colour how everything is, and its menu names what is worst, switches single things off and on, and leads to what happened last.',
            )}
          </p>
          <ul>
            <li>
              {sentence(
                '<b>Sleep and another network.</b> When the machine wakes up or gets other addresses, every target, link and device is tried again at once; both stand among the events. While something flows, the machine is kept awake.',
              )}
            </li>
            <li>
              {sentence(
                '<b>A locked screen or another user</b> changes nothing, except that a notification is not left out because a window is open: nobody can see it.',
              )}
            </li>
            <li>
              {sentence(
                '<b>A desktop without a tray:</b> closing the window makes it small as long as something is at work, and ends Hawser otherwise.',
              )}
            </li>
            <li>
              {sentence(
                '<b>No screen at all:</b> run <code>hawser web --service</code> and open the page from another machine.',
              )}
            </li>
          </ul>
        </>
      ),
    },
    {
      id: 'notifications',
      title: 'Notifications',
      body: () => (
        <>
          <p>
            {t(
              'The desktop app tells when trouble begins, when it is over, when somebody has to answer, and when a transfer has ended: not what you see anyway because you look at its page, and recovery only from trouble that was told. What comes and goes again and again is told ever more seldom, and the next notification says how many were left out.',
            )}
          </p>
          <p>
            {sentence(
              'Press one to see what it is about. <em>Settings, Desktop app</em> has quiet hours, and leaves all but trouble out; the tray mutes them for an hour.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'compact',
      title: 'Compact window',
      body: () => (
        <p>
          {sentence(
            'A small window that stays on top of all others: the state, the rate of each engine in use, late frames of the last minute, the loss of the worst link, what is buffered, and the worst trouble with its reason. Open it with {{key}}, from the tray, or by <code>hawser://compact</code>. It grows with its frame, comes back where it was, and a double click opens the main window. In a browser it is a window of its own that does not stay on top.',
            { key: <kbd className="kbd">W</kbd> },
          )}
        </p>
      ),
    },
  ],
  'title',
)
