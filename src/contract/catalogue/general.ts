import type { SettingGroup } from './row.ts'

export const appearance: SettingGroup = {
  id: 'appearance',
  title: 'Appearance',
  note: 'How windows look and speak.',
  rows: [
    {
      path: 'preferences.theme',
      name: 'Theme',
      does: 'Light or dark colours. System follows what this computer is set to.',
      why: 'A control room is dark, a field desk bright: the computer knows which, and changes with the day.',
      words: { system: 'System', light: 'Light', dark: 'Dark' },
    },
    {
      path: 'preferences.language',
      name: 'Language',
      does: 'Of windows, menus and the tray. System takes that of the browser or the computer, if there is one.',
      why: 'Whoever set up the computer has chosen a language already.',
      words: { system: 'System', en: 'English', de: 'Deutsch' },
    },
  ],
}

export const desktop: SettingGroup = {
  id: 'desktop',
  title: 'Desktop app',
  note: 'Tray, login and updates of the app with a window of its own.',
  rows: [
    {
      path: 'preferences.closeToTray',
      name: 'Close to tray',
      does: 'Closing the window keeps Hawser at work; quit it from the tray.',
      why: 'Streams must not end because somebody tidied up the screen.',
      desktop: true,
    },
    {
      path: 'preferences.startAtLogin',
      name: 'Start at login',
      does: 'Forwarding, bonding and sync begin as soon as you are logged in.',
      why: 'A program that starts by itself is asked for, never assumed.',
      desktop: true,
    },
    {
      path: 'preferences.startHidden',
      name: 'Start hidden',
      does: 'When started at login: in the tray, without a window.',
      why: 'At login the streams are wanted, not one more window.',
      desktop: true,
    },
    {
      path: 'preferences.notifications',
      name: 'Notifications',
      does: 'What the desktop tells while nobody looks at the window: all, only trouble and what asks for you, or nothing.',
      why: 'Who minimises the window should still hear that a link is down, and that it is back.',
      words: { all: 'All', trouble: 'Trouble only', off: 'Off' },
      desktop: true,
    },
    {
      path: 'preferences.quietHours',
      name: 'Quiet hours',
      does: 'Hours of the day without notifications, such as 22:00-06:00. The tray mutes them for an hour at any time.',
      why: 'When nobody is to be woken only you know.',
      none: 'None',
      desktop: true,
    },
    {
      path: 'preferences.lookForUpdates',
      name: 'Look for newer versions',
      does: 'Asks where this Hawser came from. Nothing is loaded or installed before you say so.',
      why: 'Mended faults should be heard of; installing stays your decision, and never happens on the air.',
      desktop: true,
    },
    {
      path: 'preferences.closeToTrayExplained',
      name: 'Close to tray was explained',
      does: 'Whether the note that Hawser goes on in the tray has been shown. Switched off, it is shown once more.',
      why: 'Nobody has seen it on a new machine.',
      desktop: true,
      inner: true,
    },
  ],
}

export const devices: SettingGroup = {
  id: 'devices',
  title: 'Devices and profiles',
  note: 'Who this machine is, whom it trusts, and what it holds ready for each place of work.',
  rows: [
    {
      path: 'deviceName',
      name: 'Name of this device',
      does: 'What other devices show of this one.',
      why: 'The name of the machine is what people already call it.',
      none: 'The name of the machine',
    },
    {
      path: 'peers',
      name: 'Paired devices',
      does: 'Devices that are trusted, each by its own certificate.',
      why: 'Nobody is trusted before people on both sides have paired the machines.',
      at: 'devices',
    },
    {
      path: 'profiles',
      name: 'Profiles',
      does: 'Rules, bonds, tunnels and preferences under a name, such as one for each venue.',
      why: 'The first one is made of what you have set up.',
      at: 'profiles',
    },
    {
      path: 'activeProfile',
      name: 'Profile in use',
      does: 'The profile that was switched to or saved last.',
      why: 'Without profiles none is in use.',
      at: 'profiles',
      none: 'None',
    },
  ],
  entries: [
    {
      title: 'A newly paired device',
      at: 'devices',
      rows: [
        {
          path: 'peers[].addresses',
          name: 'Further addresses',
          does: 'Where the device may be reached besides what is found on the network.',
          why: 'On one network devices find each other.',
        },
      ],
    },
  ],
}
