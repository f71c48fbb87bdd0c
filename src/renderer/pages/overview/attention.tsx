import { CircleCheck } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import type { BondState } from '../../../contract/bond.ts'
import type { RuleState } from '../../../contract/forward.ts'
import type { Rule } from '../../../contract/rule.ts'
import { bondLooks, linkLooks, receiverLooks } from '../../components/bond-looks.ts'
import { checkLooks } from '../../components/diagnose-looks.ts'
import { Card } from '../../components/page.tsx'
import { type Look, stateLooks } from '../../components/state-badge.tsx'
import { folderLooks, peerLooks } from '../../components/sync-looks.ts'
import { sessionLooks, transferLooks } from '../../components/transfer-looks.ts'
import { formatBytes, visibleName } from '../../format.ts'
import { type BondView, inTrouble, type LinkView, linkName } from '../../state/bond-view.ts'
import { needsSomebody } from '../../state/folder-view.ts'
import { paths } from '../../state/router.ts'
import { setLook } from '../../state/session.ts'
import { useFolders, usePeers, useRules, useSlow, useThings } from '../../state/store.ts'
import type { SessionView } from '../../state/transfer-view.ts'
import type { ClientOffer } from '../../transfer/client.ts'
import { attention, stateOf } from '../forwarding/list.ts'
import { Item } from './item.tsx'
import { TunnelTroubles, useTunnelTroubles } from './tunnel-attention.tsx'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'

/** As many as telemetry carries details of. */
const detailed = 16
const order: readonly RuleState[] = ['failed', 'holding', 'slow']

/** The rules that need somebody, each with the sentence that says why. */
export function Attention() {
  const rules = useRules()
  const states = useSlow(({ states }) => states)
  const bad = useMemo(
    () =>
      rules
        .filter((rule) => attention(states[rule.id]))
        .sort((a, b) => order.indexOf(states[a.id]!) - order.indexOf(states[b.id]!)),
    [rules, states],
  )
  const shown = bad.slice(0, detailed)
  const look = shown.map(({ id }) => id).join()
  useEffect(() => {
    setLook(look === '' ? [] : look.split(','))
  }, [look])
  const bonds = useTroubledBonds()
  const folders = useTroubledFolders()
  const refused = useRefusedPeers()
  const offers = useSlow(({ fileOffers }) => fileOffers)
  const sessions = useTroubledSessions()
  const tunnel = useTunnelTroubles()
  const network = useSlow(({ networkCauses }) => networkCauses)
  const count =
    network.length +
    tunnel.count +
    bad.length +
    bonds.length +
    folders.length +
    refused.length +
    offers.length +
    sessions.length
  return (
    <Card title={count > 0 ? t('Needs attention ({{number}})', { number: count }) : t('Needs attention')}>
      {count > 0 ? (
        <ul className="pb-2">
          {offers.map((offer) => (
            <FileOffer key={`${offer.sessionId} ${offer.id}`} offer={offer} />
          ))}
          {network.map(({ code, text, weight }) => (
            <Item
              key={code}
              href={paths.diagnose}
              name={t('Network')}
              look={weight >= 0.5 ? checkLooks.bad : checkLooks.poor}
              sentence={text}
            />
          ))}
          <TunnelTroubles {...tunnel} />
          {sessions.map((session) => (
            <TroubledSession key={session.id} session={session} />
          ))}
          {bonds.map((id) => (
            <TroubledBond key={id} id={id} />
          ))}
          {folders.map((id) => (
            <TroubledFolder key={id} id={id} />
          ))}
          {refused.map((id) => (
            <RefusedPeer key={id} id={id} />
          ))}
          {shown.map((rule) => (
            <Trouble key={rule.id} rule={rule} state={stateOf(rule, states)} />
          ))}
          {bad.length > shown.length && (
            <li className="px-4 py-1.5 text-muted">{t('and {{count}} more rules', { count: bad.length - shown.length })}</li>
          )}
        </ul>
      ) : (
        <Calm />
      )}
    </Card>
  )
}

/** Nothing is wrong, as far as can be told. */
function Calm() {
  const { rules, bonds, receivers, folders, ways } = useThings()
  const flowing = useSlow(({ flowing }) => flowing)
  const on = (of: readonly { enabled: boolean }[]) => of.filter(({ enabled }) => enabled).length
  const known =
    (rules.length === 0 || flowing.forward) &&
    (bonds.length + receivers.length === 0 || flowing.bond) &&
    (folders.length === 0 || flowing.sync) &&
    (ways.length === 0 || flowing.tunnel)
  const parts = [
    ...(rules.length > 0 ? [t('{{count}} rules', { count: on(rules) })] : []),
    ...(bonds.length > 0 ? [t('{{count}} bonds', { count: on(bonds) })] : []),
    ...(receivers.length > 0 ? [t('{{count}} receivers', { count: on(receivers) })] : []),
    ...(folders.length > 0 ? [t('{{count}} folders', { count: on(folders) })] : []),
    ...(ways.length > 0 ? [t('{{count}} ways', { count: on(ways) })] : []),
  ]
  const one = parts.length === 1 && /^1 /.test(parts[0]!)
  return (
    <p className="flex items-center gap-2.5 px-4 pt-1 pb-4 text-muted">
      {known ? (
        <>
          <CircleCheck aria-hidden className="size-4 text-ok" />{' '}{one
            ? t('Nothing. {{parts}} is on, none in trouble.', { parts: parts.join(', ') })
            : t('Nothing. {{parts}} are on, none in trouble.', { parts: parts.join(', ') })}</>
      ) : (
        t('Not known while an engine is away.')
      )}
    </p>
  )
}

function Trouble({ rule, state }: { rule: Rule; state: RuleState }) {
  const detail = useSlow(({ details }) => details[rule.id])
  const sentence = detail?.problem || detail?.verdict.text || stateLooks[state].meaning
  return <Item href={paths.rule(rule.id)} name={rule.name} look={stateLooks[state]} sentence={sentence} />
}

const troubled: readonly BondState[] = ['failed', 'down', 'registering', 'degraded']

/** Ids of the bonds and receivers that need somebody, the worst first. */
function useTroubledBonds(): readonly string[] {
  const bondViews = useSlow(({ bondViews }) => bondViews)
  const receiverViews = useSlow(({ receiverViews }) => receiverViews)
  return useMemo(() => {
    const rank = ({ state }: BondView) =>
      (troubled.indexOf(state) + troubled.length + 1) % (troubled.length + 1)
    const bonds = Object.entries(bondViews)
      .filter(([, { state, links }]) => troubled.includes(state) || inTrouble(links).length > 0)
      .sort(([, a], [, b]) => rank(a) - rank(b))
    const receivers = Object.entries(receiverViews).filter(([, { state }]) => state === 'failed')
    return [...receivers, ...bonds].map(([id]) => id)
  }, [bondViews, receiverViews])
}

function TroubledBond({ id }: { id: string }) {
  const bond = useSlow(({ bonds }) => bonds?.find((one) => one.id === id))
  const receiver = useSlow(({ receivers }) => receivers?.find((one) => one.id === id))
  const view = useSlow(({ bondViews }) => bondViews[id])
  const received = useSlow(({ receiverViews }) => receiverViews[id])
  const verdict = useSlow(({ verdicts }) => verdicts[id])
  if (bond && view) {
    const bad = inTrouble(view.links)
    const sentence =
      verdict?.level === 'good' && bad.length > 0
        ? `${bad.map((link) => `${linkName(link)}: ${troubleWord(link)}`).join(', ')}.`
        : verdict?.text || view.problem
    return <Item href={paths.bond(id)} name={bond.name} look={bondLooks[view.state]} sentence={sentence} />
  }
  if (receiver && received)
    return (
      <Item
        href={paths.receiver(id)}
        name={receiver.name}
        look={receiverLooks[received.state]}
        sentence={received.problem}
      />
    )
  return null
}

const troubleWord = ({ state, routing }: LinkView) =>
  routing === 'wrong' ? t('leaves by another interface') : linkLooks[state].word.toLowerCase()

/** Ids of the folders that need somebody, the worst first. */
function useTroubledFolders(): readonly string[] {
  const folderViews = useSlow(({ folderViews }) => folderViews)
  return useMemo(() => {
    const rank = (state: string) => ['failed', 'missing'].indexOf(state) + 1 || 3
    return Object.entries(folderViews)
      .filter(([, view]) => needsSomebody(view))
      .sort(([, a], [, b]) => rank(a.state) - rank(b.state))
      .map(([id]) => id)
  }, [folderViews])
}

function TroubledFolder({ id }: { id: string }) {
  const folder = useFolders().find((one) => one.id === id)
  const view = useSlow(({ folderViews }) => folderViews[id])
  const text = useSlow(({ folderTexts }) => folderTexts[id])
  if (!folder || !view) return null
  const conflicts = t('{{count}} conflicts to resolve; both versions are kept.', { count: view.conflicts })
  const calm = view.state === 'idle' || view.state === 'syncing'
  return (
    <Item
      href={paths.folder(id)}
      name={folder.name}
      look={calm ? conflictLook : folderLooks[view.state]}
      sentence={calm ? conflicts : text || view.problem}
    />
  )
}
const conflictLook: Look = translated({ ...folderLooks.waiting, word: 'Conflicts' }, 'word', 'meaning')

/** Devices that do not know this one any more: nothing comes from them before somebody does something. */
function useRefusedPeers(): readonly string[] {
  const peerViews = useSlow(({ peerViews }) => peerViews)
  return useMemo(
    () => Object.entries(peerViews).flatMap(([id, { state }]) => (state === 'refused' ? [id] : [])),
    [peerViews],
  )
}

function RefusedPeer({ id }: { id: string }) {
  const peer = usePeers().find((one) => one.id === id)
  const text = useSlow(({ peerViews }) => peerViews[id]?.text)
  if (!peer) return null
  return (
    <Item
      href={paths.devices}
      name={peer.name}
      look={peerLooks.refused}
      sentence={text || peerLooks.refused.meaning}
    />
  )
}

/** Files that wait until somebody accepts or declines them. */
function FileOffer({ offer: { sessionId, manifest } }: { offer: ClientOffer }) {
  const from = useSlow(({ sessions }) => sessions.find(({ id }) => id === sessionId)?.name)
  return (
    <Item
      href={paths.transfer}
      name={visibleName(from || t('The other side'))}
      look={transferLooks.asking}
      sentence={t('Would like to send "{{name}}": {{count}} files, {{bytes}}.', { name: visibleName(manifest.name), count: manifest.files, bytes: formatBytes(manifest.bytes) })}
    />
  )
}

/** Sessions whose connection is gone, and those with something that failed. */
function useTroubledSessions(): readonly SessionView[] {
  const sessions = useSlow(({ sessions }) => sessions)
  return useMemo(
    () =>
      sessions.filter(
        ({ state, transfers }) => state === 'lost' || transfers.some((one) => one.state === 'failed'),
      ),
    [sessions],
  )
}

function TroubledSession({ session }: { session: SessionView }) {
  const failed = session.transfers.find(({ state }) => state === 'failed')
  const name = visibleName(session.name || t('Transfer'))
  if (failed)
    return (
      <Item
        href={paths.transfer}
        name={name}
        look={transferLooks.failed}
        sentence={`"${visibleName(failed.name)}": ${failed.problem || transferLooks.failed.meaning}`}
      />
    )
  return (
    <Item href={paths.transfer} name={name} look={sessionLooks.lost} sentence={sessionLooks.lost.meaning} />
  )
}
