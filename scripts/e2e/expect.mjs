/**
 * Checks a step's outputs, given as JSON in the variable OUTPUTS (`${{ toJSON(steps.x.outputs) }}`).
 *
 *     node scripts/e2e/expect.mjs found=true number=3 'digest~^sha256:' 'stored-size<5000' metadata.metrics.accuracy=0.9
 *
 * `=` the same text, `~` a regular expression, `<` and `>` numbers; `name=` alone: empty or not set. A dot reaches into an
 * output that is JSON.
 *
 * Of several steps at once, with the variable STEPS (`${{ toJSON(steps) }}`), each after the step's id: `first:number=3`;
 * `first:outcome=failure` is of the step itself.
 */
const outputs = JSON.parse(process.env.OUTPUTS ?? '{}')
const steps = JSON.parse(process.env.STEPS ?? '{}')
const expectations = process.argv.slice(2)
if (expectations.length === 0) throw new Error('nothing to check')

for (const expectation of expectations) {
  const [, step, name, operator, wanted] = /^(?:([\w-]+):)?([\w.-]+)([=~<>])(.*)$/s.exec(expectation) ?? []
  if (name === undefined) throw new Error(`not an expectation: ${expectation}`)
  const actual = valueOf(name, outputsOf(step))
  const right =
    operator === '='
      ? actual === wanted
      : operator === '~'
        ? new RegExp(wanted).test(actual)
        : actual !== '' && (operator === '<' ? Number(actual) < Number(wanted) : Number(actual) > Number(wanted))
  if (right) continue
  console.error(`expected ${expectation}, but ${name} is ${JSON.stringify(actual)}`)
  process.exitCode = 1
}
if (process.exitCode === 1) console.error(JSON.stringify(process.env.OUTPUTS ? outputs : steps, null, 2))
else console.log(`${expectations.length} outputs are as expected`)

/** With the step's outcome among them. */
function outputsOf(id) {
  if (id === undefined) return outputs
  if (!(id in steps)) throw new Error(`there is no step ${id}`)
  return { ...steps[id].outputs, outcome: steps[id].outcome }
}

/** As text; a missing one is empty, as it is for a workflow. */
function valueOf(name, outputs) {
  const [output, ...keys] = name.split('.')
  let value = outputs[output] ?? ''
  if (keys.length > 0) value = value === '' ? undefined : JSON.parse(value)
  for (const key of keys) value = value?.[key]
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
}
