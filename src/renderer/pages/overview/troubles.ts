import type { BondState } from '../../../contract/bond.ts'
import type { RuleState } from '../../../contract/forward.ts'
import type { Rule } from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { bondLooks, linkLooks, receiverLooks } from '../../components/bond-looks.ts'
import { checkLooks } from '../../components/diagnose-looks.ts'
import { type Look, stateLooks } from '../../components/state-badge.tsx'
import { folderLooks, peerLooks } from '../../components/sync-looks.ts'
import { sessionLooks, transferLooks } from '../../components/transfer-looks.ts'
import { tubeLook, wayLooks } from '../../components/tunnel-looks.ts'
import { formatBytes, upperFirst, visibleName } from '../../format.ts'
import { type BondView, inTrouble, type LinkView, linkName } from '../../state/bond-view.ts'
import { needsSomebody } from '../../state/folder-view.ts'
import { paths } from '../../state/router.ts'
import type { Slow } from '../../state/store.ts'
import { partiesOf, tubeInTrouble } from '../../state/tunnel-view.ts'
import { attention, stateOf } from '../forwarding/list.ts'
import { partyTitle, requestText, tubeSentence } from '../tunnel/sentences.ts'

/** Something that needs somebody: what it is, how it is, and the sentence that says why. */
export interface Trouble {
  kind:
    | 'rule'
    | 'bond'
    | 'receiver'
    | 'folder'
    | 'peer'
    | 'tube'
    | 'way'
    | 'request'
    | 'session'
    | 'offer'
    | 'network'
  /** Of which there is one of a kind. */
  id: string
  href: string
  name: string
  look: Look
  sentence: string
}

/** What of the state troubles are found in, apart from rules. */
export type TroubledState = Pick<
  Slow,
  | 'fileOffers'
  | 'sessions'
  | 'networkCauses'
  | 'tunnelRequests'
  | 'tubeViews'
  | 'wayViews'
  | 'tunnel'
  | 'bonds'
  | 'receivers'
  | 'bondViews'
  | 'receiverViews'
  | 'verdicts'
  | 'folders'
  | 'folderViews'
  | 'folderTexts'
  | 'peers'
  | 'peerViews'
>

/** All but rules: what waits for an answer first, then the network, then each engine's, the worst first. */
export const troublesOf = (state: TroubledState): Trouble[] => [
  ...fileOffers(state),
  ...networkTroubles(state),
  ...tunnelTroubles(state),
  ...sessionTroubles(state),
  ...bondTroubles(state),
  ...folderTroubles(state),
  ...refusedPeers(state),
]

const ruleOrder: readonly RuleState[] = ['failed', 'holding', 'slow']
export const troubledRules = (rules: readonly Rule[], states: Slow['states']): Rule[] =>
  rules
    .filter((rule) => attention(states[rule.id]))
    .sort((a, b) => ruleOrder.indexOf(states[a.id]!) - ruleOrder.indexOf(states[b.id]!))

export function ruleTrouble(rule: Rule, { states, details }: Pick<Slow, 'states' | 'details'>): Trouble {
  const look = stateLooks[stateOf(rule, states)]
  const detail = details[rule.id]
  return {
    kind: 'rule',
    id: rule.id,
    href: paths.rule(rule.id),
    name: rule.name,
    look,
    sentence: detail?.problem || detail?.verdict.text || look.meaning,
  }
}

/** Files that wait until somebody accepts or declines them. */
const fileOffers = ({ fileOffers, sessions }: TroubledState): Trouble[] =>
  fileOffers.map(({ sessionId, id, manifest }) => ({
    kind: 'offer',
    id: `${sessionId} ${id}`,
    href: paths.transfer,
    name: visibleName(sessions.find((session) => session.id === sessionId)?.name || t('The other side')),
    look: transferLooks.asking,
    sentence: t('Would like to send "{{name}}": {{count}} files, {{bytes}}.', {
      name: visibleName(manifest.name),
      count: manifest.files,
      bytes: formatBytes(manifest.bytes),
    }),
  }))

const networkTroubles = ({ networkCauses }: TroubledState): Trouble[] =>
  networkCauses.map(({ code, text, weight }) => ({
    kind: 'network',
    id: code,
    href: paths.diagnose,
    name: t('Network'),
    look: weight >= 0.5 ? checkLooks.bad : checkLooks.poor,
    sentence: text,
  }))

function tunnelTroubles({ tunnelRequests, tubeViews, wayViews, tunnel, peers }: TroubledState): Trouble[] {
  const ways = tunnel?.ways ?? []
  const nameOf = (id: string) => peers?.find((peer) => peer.id === id)?.name
  const parties = partiesOf(Object.values(tubeViews), ways, nameOf)
  return [
    ...requestTroubles(tunnelRequests),
    ...parties
      .filter(({ tube }) => tube && tubeInTrouble(tube))
      .map((party) => ({
        kind: 'tube' as const,
        id: party.id,
        href: paths.tube(party.id),
        name: partyTitle(party),
        look: tubeLook(party.tube),
        sentence: tubeSentence(party).text,
      })),
    // Nobody can connect to those before somebody does something.
    ...ways
      .filter(({ id, enabled }) => enabled && wayViews[id]?.state === 'failed')
      .map(({ id, name, party }) => ({
        kind: 'way' as const,
        id,
        href: paths.tube(party),
        name,
        look: wayLooks.failed,
        sentence: wayViews[id]?.problem || wayLooks.failed.meaning,
      })),
  ]
}

/** What others asked for, until somebody allows or declines it. */
function requestTroubles([first, ...more]: Slow['tunnelRequests']): Trouble[] {
  if (!first) return []
  const others = more.length > 0 ? ` ${t('And {{count}} more requests.', { count: more.length })}` : ''
  return [
    {
      kind: 'request',
      id: '',
      href: paths.tunnel,
      name: visibleName(first.peerName || t('The other side of a code')),
      look: { ...transferLooks.asking, word: t('Asks') },
      sentence: `${upperFirst(requestText(first))}.${others}`,
    },
  ]
}

/** Sessions whose connection is gone, and those with something that failed. */
const sessionTroubles = ({ sessions }: TroubledState): Trouble[] =>
  sessions.flatMap(({ id, name, state, transfers }) => {
    const failed = transfers.find((one) => one.state === 'failed')
    if (!failed && state !== 'lost') return []
    const about = {
      kind: 'session' as const,
      id,
      href: paths.transfer,
      name: visibleName(name || t('Transfer')),
    }
    if (!failed) return [{ ...about, look: sessionLooks.lost, sentence: sessionLooks.lost.meaning }]
    const sentence = `"${visibleName(failed.name)}": ${failed.problem || transferLooks.failed.meaning}`
    return [{ ...about, look: transferLooks.failed, sentence }]
  })

const bondOrder: readonly BondState[] = ['failed', 'down', 'registering', 'degraded']
const bondRank = ({ state }: BondView) =>
  (bondOrder.indexOf(state) + bondOrder.length + 1) % (bondOrder.length + 1)

function bondTroubles({ bonds, receivers, bondViews, receiverViews, verdicts }: TroubledState): Trouble[] {
  const failed = (receivers ?? []).flatMap(({ id, name }) => {
    const view = receiverViews[id]
    if (view?.state !== 'failed') return []
    const look = receiverLooks[view.state]
    return [{ kind: 'receiver' as const, id, href: paths.receiver(id), name, look, sentence: view.problem }]
  })
  const troubled = (bonds ?? [])
    .flatMap(({ id, name }) => {
      const view = bondViews[id]
      return view ? [{ id, name, view, bad: inTrouble(view.links) }] : []
    })
    .filter(({ view, bad }) => bondOrder.includes(view.state) || bad.length > 0)
    .sort((a, b) => bondRank(a.view) - bondRank(b.view))
    .map(({ id, name, view, bad }) => {
      const verdict = verdicts[id]
      const sentence =
        verdict?.level === 'good' && bad.length > 0
          ? `${bad.map((link) => `${linkName(link)}: ${linkWord(link)}`).join(', ')}.`
          : verdict?.text || view.problem
      return { kind: 'bond' as const, id, href: paths.bond(id), name, look: bondLooks[view.state], sentence }
    })
  return [...failed, ...troubled]
}

const linkWord = ({ state, routing }: LinkView) =>
  routing === 'wrong' ? t('leaves by another interface') : linkLooks[state].word.toLowerCase()

const conflictLook: Look = translated({ ...folderLooks.waiting, word: 'Conflicts' }, 'word', 'meaning')
const folderRank = (state: string) => ['failed', 'missing'].indexOf(state) + 1 || 3

const folderTroubles = ({ folders, folderViews, folderTexts }: TroubledState): Trouble[] =>
  (folders ?? [])
    .flatMap(({ id, name }) => {
      const view = folderViews[id]
      return view && needsSomebody(view) ? [{ id, name, view }] : []
    })
    .sort((a, b) => folderRank(a.view.state) - folderRank(b.view.state))
    .map(({ id, name, view }) => {
      const isCalm = view.state === 'idle' || view.state === 'syncing'
      return {
        kind: 'folder',
        id,
        href: paths.folder(id),
        name,
        look: isCalm ? conflictLook : folderLooks[view.state],
        sentence: isCalm
          ? t('{{count}} conflicts to resolve; both versions are kept.', { count: view.conflicts })
          : folderTexts[id] || view.problem,
      }
    })

/** Devices that do not know this one any more: nothing comes from them before somebody does something. */
const refusedPeers = ({ peers, peerViews }: TroubledState): Trouble[] =>
  (peers ?? []).flatMap(({ id, name }) => {
    const view = peerViews[id]
    if (view?.state !== 'refused') return []
    const look = peerLooks.refused
    return [{ kind: 'peer', id, href: paths.devices, name, look, sentence: view.text || look.meaning }]
  })
