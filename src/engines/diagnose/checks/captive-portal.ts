import { resolveHost } from '../../kit/resolve-host.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown } from '../check.ts'
import { type GetPage, getPage, type HttpReply } from '../probes/http.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'

const timeoutMs = 5000
/** Network Authentication Required (RFC 6585 §6). */
const authenticationRequired = 511

const howToSet =
  'To notice login pages of hotels and venues, enter in the settings a page without encryption (http://) and what it says.'

/**
 * Whether somebody puts a page of their own before the Internet: a known page is fetched, and what the system noticed
 * itself counts too.
 *
 * Figures: `portal`, `status`, `redirectedTo` (host), `system` (`full`, `portal`, `limited`, `none`, or empty where the
 * system does not tell).
 */
export const createCaptivePortalCheck = (get: GetPage = getPage, resolve: Resolve = resolveHost): Check => ({
  name: 'captive-portal',
  title: 'Captive portal',
  skip: () => '',
  async run(context) {
    const { portalUrl } = context.context.settings
    const system = await systemsOpinion(context)
    if (portalUrl === '') return withoutPage(system)
    const url = URL.canParse(portalUrl) ? new URL(portalUrl) : undefined
    if (url?.protocol !== 'http:' || url.hostname === '')
      return unknown(
        'The page to notice portals with must be an address that begins with http://, see the settings.',
      )
    const [address] = await addressesOf(context, url.hostname.replace(/^\[|\]$/g, ''), resolve)
    if (address === undefined)
      return withSystem(unknown(`The name ${url.hostname} does not resolve.`), system)
    return withSystem(judge(context, url, await get(url, address, timeoutMs, context)), system)
  },
})

/** NetworkManager looks for portals itself, where it is used. */
async function systemsOpinion(context: CheckContext): Promise<string> {
  if (context.platform !== 'linux') return ''
  const { stdout } = await context.tool('nmcli', ['-t', '-f', 'CONNECTIVITY', 'general'])
  return /^(full|portal|limited|none)\s*$/.exec(stdout)?.[1] ?? ''
}

const portalOf = (summary: string, evidence: string[], figures: CheckOutcome['figures']): CheckOutcome => ({
  state: 'bad',
  summary,
  evidence,
  figures: { portal: true, ...figures },
})

function withoutPage(system: string): CheckOutcome {
  if (system === 'portal')
    return portalOf(
      'A login page stands before the Internet: open a browser and sign in.',
      [systemLine(system)],
      {
        system,
      },
    )
  if (system === 'full')
    return {
      state: 'good',
      summary: 'The system sees no login page before the Internet.',
      evidence: [systemLine(system)],
      figures: { portal: false, system },
    }
  return { state: 'skipped', summary: howToSet, evidence: [], figures: {} }
}

const systemLine = (system: string): string => `the system itself says: ${system}`

const withSystem = (outcome: CheckOutcome, system: string): CheckOutcome =>
  system === ''
    ? outcome
    : {
        ...outcome,
        evidence: [...outcome.evidence, systemLine(system)],
        figures: { ...outcome.figures, system },
      }

function judge({ context }: CheckContext, url: URL, reply: HttpReply): CheckOutcome {
  if (reply.state === 'strange')
    return portalOf(
      `${url.host} answers with something that is not a web page: somebody else answers.`,
      [],
      {},
    )
  if (reply.state !== 'answered')
    return unknown(`${url.host} cannot be reached, so nothing can be said of login pages.`, [
      `connection: ${reply.state}`,
    ])
  const { status, location, body } = reply
  const { portalText } = context.settings
  const to = URL.canParse(location, url) ? new URL(location, url) : undefined
  const evidence = [`${url.host} answers ${status}${to ? `, and sends to ${to.origin}` : ''}`]
  const figures = { status, redirectedTo: to?.host ?? '' }
  const signIn = 'A login page stands before the Internet: open a browser and sign in.'
  if (status === authenticationRequired) return portalOf(signIn, evidence, figures)
  if (to !== undefined && status >= 300 && status < 400)
    return to.hostname === url.hostname
      ? {
          ...unknown(`${url.host} moves to ${to.origin}; set another page to notice portals with.`, evidence),
          figures,
        }
      : portalOf(signIn, evidence, figures)
  const isKnown = portalText === '' ? status >= 200 && status < 300 : body.includes(portalText)
  if (isKnown)
    return {
      state: 'good',
      summary: 'No login page stands before the Internet.',
      evidence,
      figures: { portal: false, ...figures },
    }
  if (status >= 400)
    return {
      ...unknown(`${url.host} answers ${status}; set another page to notice portals with.`, evidence),
      figures,
    }
  return portalOf(
    'Somebody else answers in place of a known page: open a browser, a login page may be waiting.',
    [...evidence, 'what was expected is not on the page'],
    figures,
  )
}
