/**
 * Checks that every step whose id starts with `refused-` failed and gave no version: `node scripts/e2e/refused.mjs COUNT`.
 * The variable STEPS holds the job's steps as JSON (`${{ toJSON(steps) }}`).
 */
const refused = Object.entries(JSON.parse(process.env.STEPS)).filter(
  ([id, { outcome }]) => id.startsWith('refused-') && outcome !== 'skipped'
)
const count = Number(process.argv[2])

if (refused.length !== count) throw new Error(`${refused.length} steps that must fail have run, not ${count}`)
for (const [id, { outcome, outputs }] of refused) {
  if (outcome !== 'failure') throw new Error(`${id} was a ${outcome}`)
  if (outputs.version) throw new Error(`${id} failed, but gave version ${outputs.version}`)
}
console.log(`${count} steps were refused`)
