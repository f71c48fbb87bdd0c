import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { sentence } from '../../components/sentence.tsx'
import type { Topic } from './meanings.tsx'

/** What there is to know about settings and profiles. */
export const settingsTopics: readonly Topic[] = translated(
  [
    {
      id: 'settings',
      title: 'Settings',
      body: () => (
        <>
          <p>
            {t(
              'Everything that can be set stands on one page, with its default and the reason for it, also what new rules, bonds, folders and ways begin with. What you type is checked with each letter and saved when you leave the field or press Enter. Reset makes a setting as by default again; Undo takes that back.',
            )}
          </p>
          <p>
            {sentence(
              '<b>Export</b> puts all of it into one file, <b>Import</b> takes it from there: it shows first what is added, changed and removed, and what stops and starts. Then everything is changed at once, or nothing, and can be undone. Passwords are left out of the file, unless you give a passphrase that seals them. In a terminal: <code>hawser settings list</code>.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'profiles',
      title: 'Profiles',
      body: () => (
        <p>
          {t(
            'A profile holds what one place of work needs: rules, bonds, receivers, tunnels, preferences, and which folders are on. Save one for each venue, and switch between them here, by the palette or from the tray. What is the same in both goes on without interruption; what stops and starts is shown before. Paired devices and the settings of the engines belong to the machine and stay.',
          )}
        </p>
      ),
    },
  ],
  'title',
)
