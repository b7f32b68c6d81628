/**
 * Makes the validator of `.github/artifact-store.yml` from its JSON Schema, by Ajv: so that the program checks by the very
 * schema that editors check by, and compiles nothing when it starts.
 *
 *     npm run schema               writes src/doors/config-schema.ts
 *     npm run schema -- --check    says whether it is what the schema gives
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import prettier from 'prettier'
import { root } from './toolchain.mjs'

const target = path.join(root, 'src/doors/config-schema.ts')

/** TypeScript, so that the compiler puts it where the rest goes; unchecked, since a tool wrote it. */
const HEADER = `/* eslint-disable */
// @ts-nocheck
// Made from schema/artifact-store.schema.json by \`npm run schema\`: change that, never this.
`

async function generate() {
  const schema = JSON.parse(readFileSync(path.join(root, 'schema/artifact-store.schema.json'), 'utf8'))
  // Verbose: an error then brings the part of the schema that it is about, from which a message is made.
  const ajv = new Ajv2020({ code: { source: true, esm: true }, verbose: true, strict: true, allowUnionTypes: true })
  const source = standalone.default(ajv, ajv.compile(schema))
  if (/\brequire\(/.test(source)) throw new Error('the schema uses what needs Ajv when it runs (minLength, format, …)')
  return await prettier.format(HEADER + source, { ...(await prettier.resolveConfig(target)), filepath: target })
}

const fresh = await generate()
if (process.argv[2] !== '--check') writeFileSync(target, fresh)
else if (readFileSync(target, 'utf8') !== fresh) {
  console.error('src/doors/config-schema.ts is not what the schema gives: run `npm run schema` and commit it')
  process.exitCode = 1
}
