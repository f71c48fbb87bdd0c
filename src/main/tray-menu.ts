import type { MenuItemConstructorOptions } from 'electron'
import { t } from '../language/t.ts'
import { pagePaths } from './page-paths.ts'
import type { TrayModel, TraySection, TrayToggle } from './tray-model.ts'

/** What the lines of the menu do. */
export interface TrayActions {
  /** Opens the window, at that page. */
  open(path?: string): void
  toggleCompact(): void
  toggleMute(): void
  /** Switches something on or off, or lets it go on and pauses it. */
  set(toggle: TrayToggle, on: boolean): void
  pauseRules(): void
  quit(): void
}

const line = { type: 'separator' } as const
/** An ampersand alone would underline the letter after it. */
const plain = (label: string) => label.replaceAll('&', '&&')

/** The menu of the tray. `isCompactOpen`: so is the compact window. */
export function trayMenu(
  model: TrayModel,
  isCompactOpen: boolean,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const { tooltip, trouble, sections, profiles, events, mutedUntil } = model
  const { open } = actions
  return [
    // Not every desktop shows tooltips.
    { label: plain(tooltip), enabled: false },
    ...(trouble ? [{ label: plain(`⚠ ${trouble.label}`), click: () => open(trouble.path) }] : []),
    line,
    { label: t('Open Hawser'), click: () => open() },
    {
      label: t('Compact window'),
      type: 'checkbox',
      checked: isCompactOpen,
      click: actions.toggleCompact,
    },
    { label: t('Diagnose now'), click: () => open(pagePaths.diagnoseNow) },
    line,
    ...sections.map((section) => sectionMenu(section, actions)),
    ...(sections.length > 0 ? [line] : []),
    ...(profiles.length > 0
      ? [
          {
            label: t('Profiles'),
            submenu: profiles.map(({ label, path, isActive }) => ({
              label: plain(label),
              type: 'checkbox' as const,
              checked: isActive,
              click: () => open(path),
            })),
          },
        ]
      : []),
    ...(events.length > 0
      ? [
          {
            label: t('Recent events'),
            submenu: [
              ...events.map(({ label, path }) => ({ label: plain(label), click: () => open(path) })),
              line,
              { label: t('All events'), click: () => open(pagePaths.events) },
            ],
          },
        ]
      : []),
    {
      label:
        mutedUntil === ''
          ? t('Mute notifications for an hour')
          : t('Notifications are muted until {{time}}', { time: mutedUntil }),
      type: 'checkbox',
      checked: mutedUntil !== '',
      click: actions.toggleMute,
    },
    line,
    { label: t('Quit'), click: actions.quit },
  ]
}

function sectionMenu(section: TraySection, actions: TrayActions): MenuItemConstructorOptions {
  const { engine, title, rate, toggles, more, path } = section
  return {
    label: plain(rate === '' ? title : `${title}, ${rate}`),
    submenu: [
      ...toggles.map((toggle) => ({
        label: plain(toggle.progress ? `${toggle.label}, ${toggle.progress}` : toggle.label),
        type: 'checkbox' as const,
        checked: toggle.checked,
        click: () => actions.set(toggle, !toggle.checked),
      })),
      ...(more > 0
        ? [{ label: t('{{count}} more…', { count: more }), click: () => actions.open(path) }]
        : []),
      line,
      { label: t('Show'), click: () => actions.open(path) },
      ...(engine === 'forward'
        ? [
            {
              label: t('Pause all rules'),
              enabled: toggles.some(({ checked }) => checked) || more > 0,
              click: actions.pauseRules,
            },
          ]
        : []),
    ],
  }
}
