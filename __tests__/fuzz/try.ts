import { Judge } from './judge.js'
import { invent } from './mutations.js'
import { Random } from './random.js'
const j = await Judge.make()
console.log([...j.objects.keys()].filter((k) => !k.startsWith('artifacts/long') && !k.startsWith('packs')).join('\n'))
console.log('plain', JSON.stringify(await j.judge([])))
for (let seed = Number(process.argv[2]); seed < Number(process.argv[3]); seed++) {
  const r = new Random(seed)
  const ms = Array.from({ length: 1 + r.below(3) }, () => invent(r, j.objects))
  const t = performance.now()
  let at = '',
    since = t
  const times: string[] = []
  const v = await j.judge(ms, (n) => {
    const now = performance.now()
    if (now - since > 1500) times.push(`${at} ${Math.round(now - since)}`)
    at = n
    since = now
  })
  const ms_ = Math.round(performance.now() - t)
  if (v.failures.length || times.length)
    console.log(
      seed,
      ms_,
      times.join(),
      JSON.stringify(ms).slice(0, 350),
      '\n   ',
      [...new Set(v.failures.map((f) => f.slice(0, 260)))].slice(0, 6).join('\n    ')
    )
  else if (seed % 20 === 0) console.log(seed, ms_, JSON.stringify(v.outcomes))
}
j.close()
