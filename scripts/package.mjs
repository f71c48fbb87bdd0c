// `npm run package [-- --linux|--win|--mac] [--x64|--arm64] [--publish always]`: builds the app, then its packages in dist/.
// HAWSER_REPOSITORY=owner/name says in which GitHub repository releases are: the packages then look for updates there.
import { must, projectNode, withProjectNode } from './setup.mjs'

const repository = process.env.HAWSER_REPOSITORY ?? ''
if (repository !== '' && !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
  console.error(`HAWSER_REPOSITORY is "${repository}" and should look like owner/name.`)
  process.exit(1)
}
const [owner, name] = repository.split('/')
const published = [
  '-c.publish.provider=github',
  `-c.publish.owner=${owner}`,
  `-c.publish.repo=${name}`,
  '-c.publish.releaseType=draft',
]
// Packages of Linux name a page, also those that nobody publishes.
const homepage = repository === '' ? 'https://hawser.invalid' : `https://github.com/${repository}`

const node = projectNode()
must(node, ['node_modules/electron-vite/bin/electron-vite.js', 'build'], withProjectNode())
must(
  node,
  [
    'node_modules/electron-builder/cli.js',
    `-c.extraMetadata.homepage=${homepage}`,
    ...(repository === '' ? [] : published),
    ...process.argv.slice(2),
  ],
  withProjectNode(),
)
