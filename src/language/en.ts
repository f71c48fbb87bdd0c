import type { Catalogue } from './catalogue.ts'

/** English needs only what differs from its keys: what is said of one. */
export const english: Catalogue = {
  '<b>{{count}} conflicts</b>._one': '<b>{{count}} conflict</b>.',
  '<b>{{count}} conflicts</b>; both versions are kept._one':
    '<b>{{count}} conflict</b>; both versions are kept.',
  '<b>{{count}} files</b> are removed, for good: there is no bin._one':
    '<b>{{count}} file</b> is removed, for good: there is no bin.',
  '<b>{{count}} files</b> are removed, to the bin for {{days}}._one':
    '<b>{{count}} file</b> is removed, to the bin for {{days}}.',
  '<b>{{count}} files</b> are removed._one': '<b>{{count}} file</b> is removed.',
  '<b>{{count}} files</b> come here, {{bytes}}._one': '<b>{{count}} file</b> comes here, {{bytes}}.',
  'And {{count}} more requests._one': 'And {{count}} more request.',
  'At least {{count}} characters. Nobody can open the passwords without it._one':
    'At least {{count}} character. Nobody can open the passwords without it.',
  'Exported. {{count}} passwords are not in the file._one':
    'Exported. {{count}} password is not in the file.',
  'Imported: {{count}} changes._one': 'Imported: {{count}} change.',
  'Meanwhile it came and went {{count}} times._one': 'Meanwhile it came and went {{count}} time.',
  'Replace {{count}} rules_one': 'Replace {{count}} rule',
  'Show {{count}} more files_one': 'Show {{count}} more file',
  'Show {{count}} new events_one': 'Show {{count}} new event',
  'Undone. {{count}} things that were changed since stay as they are._one':
    'Undone. {{count}} thing that was changed since stays as it is.',
  'What gives way here goes to the bin, from where it can be restored for {{count}} days._one':
    'What gives way here goes to the bin, from where it can be restored for {{count}} day.',
  'Would like to send "{{name}}": {{count}} files, {{bytes}}._one':
    'Would like to send "{{name}}": {{count}} file, {{bytes}}.',
  'and {{count}} more_one': 'and {{count}} more',
  'and {{count}} more entries_one': 'and {{count}} more entry',
  'and {{count}} more files_one': 'and {{count}} more file',
  'and {{count}} more files; search for one by its name_one':
    'and {{count}} more file; search for one by its name',
  'and {{count}} more folders_one': 'and {{count}} more folder',
  'and {{count}} more rules_one': 'and {{count}} more rule',
  'and {{count}} more senders_one': 'and {{count}} more sender',
  'begins with {{count}} defaults_one': 'begins with {{count}} default',
  'from {{name}} · {{bytes}} in {{count}} files_one': 'from {{name}} · {{bytes}} in {{count}} file',
  'goes to the bin, from where it can be restored for {{count}} days_one':
    'goes to the bin, from where it can be restored for {{count}} day',
  'holds {{count}} rules._one': 'holds {{count}} rule.',
  'of {{count}} folders_one': 'of {{count}} folder',
  'of {{count}} links_one': 'of {{count}} link',
  'of {{count}} rules_one': 'of {{count}} rule',
  'resumed {{count}} times_one': 'resumed {{count}} time',
  '{{bad}} of {{count}} links in trouble_one': '{{bad}} of {{count}} link in trouble',
  '{{count}} blocks: {{parts}}_one': '{{count}} block: {{parts}}',
  '{{count}} bonds_one': '{{count}} bond',
  '{{count}} changes_one': '{{count}} change',
  '{{count}} changes since it was saved are in no profile._one':
    '{{count}} change since it was saved is in no profile.',
  '{{count}} checks not good_one': '{{count}} check not good',
  '{{count}} chosen paths_one': '{{count}} chosen path',
  '{{count}} conflicts_one': '{{count}} conflict',
  '{{count}} conflicts to resolve_one': '{{count}} conflict to resolve',
  '{{count}} conflicts to resolve; both sides are kept_one':
    '{{count}} conflict to resolve; both sides are kept',
  '{{count}} conflicts to resolve; both versions are kept._one':
    '{{count}} conflict to resolve; both versions are kept.',
  '{{count}} connections_one': '{{count}} connection',
  '{{count}} days_one': '{{count}} day',
  '{{count}} directories_one': '{{count}} directory',
  '{{count}} entries_one': '{{count}} entry',
  '{{count}} events_one': '{{count}} event',
  '{{count}} events, the worst_one': '{{count}} event, the worst',
  '{{count}} failed_one': '{{count}} failed',
  '{{count}} files_one': '{{count}} file',
  '{{count}} files held_one': '{{count}} file held',
  '{{count}} files held back_one': '{{count}} file held back',
  '{{count}} files looked at_one': '{{count}} file looked at',
  '{{count}} files of "{{name}}" become what the others have._one':
    '{{count}} file of "{{name}}" becomes what the others have.',
  '{{count}} files of "{{name}}" hold everywhere as here._one':
    '{{count}} file of "{{name}}" holds everywhere as here.',
  '{{count}} files of {{files}} are not what is known of them._one':
    '{{count}} file of {{files}} is not what is known of it.',
  '{{count}} files read, all as they should be._one': '{{count}} file read, all as they should be.',
  '{{count}} folders_one': '{{count}} folder',
  '{{count}} folders are no longer shared with it: {{folders}}._one':
    '{{count}} folder is no longer shared with it: {{folders}}.',
  '{{count}} folders paused._one': '{{count}} folder paused.',
  '{{count}} folders resumed._one': '{{count}} folder resumed.',
  '{{count}} in trouble_one': '{{count}} in trouble',
  '{{count}} lanes_one': '{{count}} lane',
  '{{count}} less telling ones are left out here; the log has them._one':
    '{{count}} less telling one is left out here; the log has it.',
  '{{count}} links_one': '{{count}} link',
  '{{count}} links do not leave by the right interface_one': 'A link does not leave by the right interface',
  '{{count}} minutes without data_one': '{{count}} minute without data',
  '{{count}} more were left out before._one': '{{count}} more was left out before.',
  '{{count}} more…_one': '{{count}} more…',
  '{{count}} open tubes_one': '{{count}} open tube',
  '{{count}} paired devices_one': '{{count}} paired device',
  '{{count}} patterns_one': '{{count}} pattern',
  '{{count}} pauses of reading_one': '{{count}} pause of reading',
  '{{count}} receivers_one': '{{count}} receiver',
  '{{count}} registrations refused since the engine started_one':
    '{{count}} registration refused since the engine started',
  '{{count}} removals_one': '{{count}} removal',
  '{{count}} rules_one': '{{count}} rule',
  '{{count}} rules selected_one': '{{count}} rule selected',
  '{{count}} senders_one': '{{count}} sender',
  '{{count}} senders registered; no stream arrives._one': '{{count}} sender registered; no stream arrives.',
  '{{count}} sessions_one': '{{count}} session',
  '{{count}} settings are as by default._one': '{{count}} setting is as by default.',
  '{{count}} settings found_one': '{{count}} setting found',
  '{{count}} streams arrive by {{links}}._one': '{{count}} stream arrives by {{links}}.',
  '{{count}} times, last {{ago}}_one': '{{count}} time, last {{ago}}',
  '{{count}} transfers_one': '{{count}} transfer',
  '{{count}} versions_one': '{{count}} version',
  '{{count}} ways_one': '{{count}} way',
  '{{count}} ways failed_one': '{{count}} way failed',
  '{{done}} of {{count}} checks_one': '{{done}} of {{count}} check',
  '{{filesDone}} of {{count}} files_one': '{{filesDone}} of {{count}} file',
  '{{files}} of {{count}} files read, {{bytes}} of {{totalBytes}}_one':
    '{{files}} of {{count}} file read, {{bytes}} of {{totalBytes}}',
  '{{needBytes}} in {{count}} files_one': '{{needBytes}} in {{count}} file',
  '{{on}} of {{count}} bonds on_one': '{{on}} of {{count}} bond on',
  '{{on}} of {{count}} receivers on_one': '{{on}} of {{count}} receiver on',
  '{{said}} The right one still works; after {{count}} more wrong ones it is used up. If that was not a slip of the other side, take it back and make another._one':
    '{{said}} The right one still works; after {{count}} more wrong one it is used up. If that was not a slip of the other side, take it back and make another.',
  '{{scanned}} of {{count}} files looked at_one': '{{scanned}} of {{count}} file looked at',
  '{{who}} would like to send "{{name}}": {{count}} files, {{bytes}}._one':
    '{{who}} would like to send "{{name}}": {{count}} file, {{bytes}}.',
}
