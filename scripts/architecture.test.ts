import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const architecture = read('docs/architecture.md')

/** What stands in a text as code. */
const named = (text: string) => [...text.matchAll(/`([^`\s]+)`/g)].map(([, name]) => name ?? '')
const rows = (text: string) => text.split('\n').filter((line) => /^\| \d+ \|/.test(line))

it.each(['packages/core/src', 'apps/gateway/src'])('names every folder of %s', (where) => {
  const folders = readdirSync(join(ROOT, where), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  const told = new Set(
    named(architecture).flatMap((name) =>
      name.startsWith(`${where}/`) ? [name.slice(where.length + 1).split('/')[0]] : [name.split('/')[0]],
    ),
  )
  expect(folders.filter((folder) => !told.has(folder))).toEqual([])
})

it.each(['docs/architecture.md', 'README.md'])('leads nowhere that is not there: %s', (page) => {
  const paths = named(read(page)).filter((name) => /^(packages|apps|devices|docs|tests)\//.test(name))
  expect(paths.length).toBeGreaterThan(10)
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})

it('has the flow of the README as its own', () => {
  expect(rows(architecture)).toHaveLength(11)
  expect(rows(architecture)).toEqual(rows(read('README.md')))
})
