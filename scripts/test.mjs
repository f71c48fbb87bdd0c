// `npm test`: installs what the tests need, then runs all of them and adds up what they counted.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { ensureGuacd } from './guacd.mjs'
import { ensureBuilt, ensureDependencies, projectNode, run, withProjectNode } from './setup.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

ensureDependencies()
ensureSystemPackages()
ensureGuacd()
ensureBuilt()

const node = projectNode()
const reports = mkdtempSync(join(tmpdir(), 'hawser-test-'))
const total = { passed: 0, failed: 0, skipped: 0 }
const failedSteps = []
const failedTests = []

function step(name, command, args, env) {
  console.log(`\n── ${name} ──`)
  const status = run(command, args, { ...withProjectNode(), ...env })
  if (status !== 0) failedSteps.push(name)
}

/** A program that either finds nothing wrong or fails counts as one test. */
function check(name, script) {
  const before = failedSteps.length
  step(name, node, script)
  if (failedSteps.length === before) total.passed++
  else total.failed++
}

function readReport(file, count) {
  try {
    count(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    total.failed++
    console.error(`No test report: ${error.message}`)
  }
}

/** What failed, and where: a path in this project, and the test's full name. */
const failure = (file, name) => failedTests.push(`${relative(process.cwd(), file)} › ${name}`)

function vitest(project) {
  const report = join(reports, `${project}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  step(project, node, ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters])
  readReport(
    report,
    ({ numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults }) => {
      for (const { name, status, message, assertionResults } of testResults) {
        const failed = assertionResults.filter((test) => test.status === 'failed')
        for (const test of failed)
          failure(name, `${test.fullName}\n    ${firstLine(test.failureMessages[0])}`)
        if (status === 'failed' && failed.length === 0) failure(name, firstLine(message))
      }
      total.passed += numPassedTests
      total.failed += Math.max(numFailedTests, Math.min(numFailedTestSuites, 1))
      total.skipped += numPendingTests
    },
  )
}

function playwright() {
  const report = join(reports, 'playwright.json')
  const script = ['node_modules/@playwright/test/cli.js', 'test', '--project', 'web', '--project', 'stand-in']
  step('end to end', node, [...script, '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: report })
  readReport(report, ({ stats, suites, config }) => {
    for (const { file, title } of unexpectedSpecs(suites)) failure(join(config.rootDir, file), title)
    total.passed += stats.expected
    total.failed += stats.unexpected + stats.flaky
    total.skipped += stats.skipped
  })
}

const firstLine = (text = '') => text.split('\n', 1)[0]

const unexpectedSpecs = (suites = []) =>
  suites.flatMap(({ specs, suites }) => [...specs.filter(({ ok }) => !ok), ...unexpectedSpecs(suites)])

check('types', ['node_modules/typescript/bin/tsc', '-p', '.'])
check('lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '.'])
check('dependencies and licences', ['scripts/dependencies.mjs'])
vitest('unit')
vitest('system')
vitest('interop')
playwright()

rmSync(reports, { recursive: true, force: true })
if (failedSteps.length > 0) console.log(`\nFailed: ${failedSteps.join(', ')}`)
for (const text of failedTests) console.log(`  ${text}`)
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
process.exit(failedSteps.length > 0 || total.failed > 0 ? 1 : 0)
