/**
 * Makes the parser of conditions from its grammar, by Peggy.
 *
 *     npm run grammar               writes src/store/conditions/parser.ts
 *     npm run grammar -- --check    says whether it is what the grammar gives
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import peggy from 'peggy'
import prettier from 'prettier'
import { root } from './toolchain.mjs'

const folder = path.join(root, 'src/store/conditions')
const target = path.join(folder, 'parser.ts')

/** TypeScript, so that the compiler puts it where the rest goes; unchecked, since a tool wrote it. */
const HEADER = `/* eslint-disable */
// @ts-nocheck
// Made from grammar.peggy by \`npm run grammar\`: change that, never this.
`

async function generate() {
  const grammar = readFileSync(path.join(folder, 'grammar.peggy'), 'utf8')
  const source = peggy.generate(grammar, { output: 'source', format: 'es' })
  return await prettier.format(HEADER + source, { ...(await prettier.resolveConfig(target)), filepath: target })
}

const fresh = await generate()
if (process.argv[2] !== '--check') writeFileSync(target, fresh)
else if (readFileSync(target, 'utf8') !== fresh) {
  console.error('src/store/conditions/parser.ts is not what grammar.peggy gives: run `npm run grammar` and commit it')
  process.exitCode = 1
}
