#!/usr/bin/env node
// A stand-in for fpm, by which electron-builder makes Debian packages and which it would download: makes a real one of
// the same arguments, by dpkg-deb. For tests only.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const given = process.argv.slice(2)
const options = new Map()
const contents = []
for (let at = 0; at < given.length; at++) {
  const argument = given[at]
  if (argument === '--force') continue
  if (argument.startsWith('-')) options.set(argument, [...(options.get(argument) ?? []), given[++at]])
  else contents.push(argument.split('='))
}
const one = (name) => options.get(name)?.[0] ?? ''
if (one('-t') !== 'deb') throw new Error(`stand-in: no packages of kind ${one('-t')}`)

const root = mkdtempSync(join(tmpdir(), 'fpm-stand-in-'))
for (const [from, to] of contents) {
  mkdirSync(join(root, dirname(to)), { recursive: true })
  cpSync(from, join(root, to), { recursive: statSync(from).isDirectory(), verbatimSymlinks: true })
}
const control = join(root, 'DEBIAN')
mkdirSync(control)
for (const [option, name] of [
  ['--after-install', 'postinst'],
  ['--after-remove', 'postrm'],
]) {
  cpSync(one(option), join(control, name))
  chmodSync(join(control, name), 0o755)
}
const fields = {
  Package: one('--name'),
  Version: one('--version'),
  Architecture: one('--architecture'),
  Maintainer: one('--maintainer'),
  Section: one('--category'),
  Homepage: one('--url'),
  Depends: (options.get('-d') ?? []).join(', '),
  Description: one('--description'),
}
writeFileSync(
  join(control, 'control'),
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join(''),
)
execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', root, one('--package')])
rmSync(root, { recursive: true })
