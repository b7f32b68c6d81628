/** The measurements as Markdown: a table for each workload, the aims and whether they are met, the profiles. */

const MIB = 1024 * 1024

export function renderReport(report) {
  const { machine, scale, runs, tools, workloads } = report
  const versions = tools.map(({ name, version }) => `${name} ${version}`).join(', ')
  const facts = [
    `${machine.processor} (${machine.hasShaInstructions ? 'with' : 'without'} SHA instructions), ${machine.cores} cores, ${Math.round(machine.memoryBytes / MIB / 1024)} GiB of memory`,
    machine.disk,
    machine.system,
    `Node.js ${machine.node}`,
    versions,
    `medians of ${runs} ${runs === 1 ? 'run' : 'runs'}${scale === 1 ? '' : `; sizes divided by ${scale}: too small to publish`}`
  ]
  const sections = [
    facts.map((fact) => `- ${fact}`).join('\n'),
    ...workloads.map((workload) => renderWorkload(workload)),
    renderAims(workloads),
    ...workloads.filter(({ profile }) => profile !== undefined).map((workload) => renderProfile(workload))
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

function renderWorkload({ title, content, changedBytes, tools }) {
  const rows = tools.map((tool) => [
    tool.name,
    seconds(median(tool, 'save', 'seconds')),
    seconds(median(tool, 'changed', 'seconds')),
    mib(median(tool, 'changed', 'addedBytes')),
    seconds(median(tool, 'unchanged', 'seconds')),
    seconds(median(tool, 'restore', 'seconds')),
    mib(median(tool, 'save', 'addedBytes')),
    [peakOf(tool, ['save', 'changed', 'unchanged']), peakOf(tool, ['restore'])].map(mib).join(' / '),
    String(median(tool, 'changed', 'objects'))
  ])
  const header = [
    'tool',
    'first save',
    'changed save',
    'it adds',
    'unchanged save',
    'restore',
    'first save adds',
    'peak memory: save / restore',
    'files kept after two'
  ]
  const about = `${content.first.files.toLocaleString('en')} ${content.first.files === 1 ? 'file' : 'files'}, ${mib(content.first.bytes)}; ${mib(changedBytes)} change.`
  return [`### ${title}`, '', about, '', ...table(header, rows)].join('\n')
}

/** What the program is to reach, each as a number that must not be above its limit. */
const AIMS = [
  {
    workload: 'model',
    aim: 'first save, times `cp -a`',
    limit: 1.4,
    of: (ours, theirs) => ratio(ours, theirs('cp -a'), 'save')
  },
  {
    workload: 'model',
    aim: 'first save, times restic',
    limit: 1 / 3,
    of: (ours, theirs) => ratio(ours, theirs('restic'), 'save')
  },
  {
    workload: 'model',
    aim: 'restore, times `cp -a`',
    limit: 1.3,
    of: (ours, theirs) => ratio(ours, theirs('cp -a'), 'restore')
  },
  ...['model', 'csv', 'small'].map((workload) => ({
    workload,
    aim: 'a changed save adds, times the bytes that changed',
    limit: 1.1,
    of: (ours, _theirs, { changedBytes }) => median(ours, 'changed', 'addedBytes') / changedBytes
  })),
  {
    workload: 'small',
    aim: 'first save, times restic',
    limit: 1,
    of: (ours, theirs) => ratio(ours, theirs('restic'), 'save')
  },
  {
    workload: 'small',
    aim: 'restore, times restic',
    limit: 1,
    of: (ours, theirs) => ratio(ours, theirs('restic'), 'restore')
  },
  {
    workload: 'report',
    aim: 'first save as a whole process, seconds',
    limit: 0.3,
    of: (ours) => median(ours, 'save', 'seconds')
  },
  {
    workload: 'report',
    aim: 'restore as a whole process, seconds',
    limit: 0.3,
    of: (ours) => median(ours, 'restore', 'seconds')
  },
  ...['model', 'csv', 'small', 'report'].map((workload) => ({
    workload,
    aim: 'peak memory, MiB',
    limit: 256,
    of: (ours) => {
      const peak = peakOf(ours, ['save', 'changed', 'unchanged', 'restore'])
      return peak === undefined ? undefined : peak / MIB
    }
  }))
]

function renderAims(workloads) {
  const rows = AIMS.flatMap(({ workload: name, aim, limit, of }) => {
    const workload = workloads.find((one) => one.name === name)
    const toolOf = (tool) => workload?.tools.find((one) => one.name === tool)
    const ours = toolOf('artifact-store')
    if (ours === undefined) return []
    const value = of(ours, toolOf, workload)
    if (value === undefined) return []
    return [[name, aim, `≤ ${shortNumber(limit)}`, shortNumber(value), value <= limit ? 'met' : '**missed**']]
  })
  if (rows.length === 0) return ''
  return ['### Aims', '', ...table(['workload', 'aim', 'limit', 'measured', ''], rows)].join('\n')
}

function renderProfile({ name, profile }) {
  const parts = Object.entries(profile).flatMap(([phase, threads]) => {
    const busiest = threads.filter(({ seconds: busy }) => busy >= threads[0].seconds / 10)
    const rows = busiest.map(({ thread, seconds: busy, top }) => [
      phase,
      thread,
      seconds(busy),
      top
        .filter(({ share }) => share >= 0.03)
        .map(({ what, share }) => `${Math.round(share * 100)} % ${what}`)
        .join(', ')
    ])
    return rows
  })
  return [`### Profile: ${name}`, '', ...table(['phase', 'thread', 'busy', 'where'], parts)].join('\n')
}

function ratio(ours, theirs, phase) {
  if (theirs === undefined) return undefined
  return median(ours, phase, 'seconds') / median(theirs, phase, 'seconds')
}

function median(tool, phase, field) {
  const values = tool.runs.map((run) => run[phase][field]).sort((left, right) => left - right)
  const middle = values.length / 2
  return values.length % 2 === 1 ? values[Math.floor(middle)] : (values[middle - 1] + values[middle]) / 2
}

/** The largest of all runs, bytes: a limit holds always or not at all. */
function peakOf(tool, phases) {
  const peaks = tool.runs.flatMap((run) => phases.map((phase) => run[phase].peakBytes))
  return peaks.some((peak) => peak === undefined) ? undefined : Math.max(...peaks)
}

function table(header, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(header), `|${header.map(() => '---|').join('')}`, ...rows.map(line)]
}

function seconds(value) {
  return value < 9.995 ? `${value.toFixed(2)} s` : `${value.toFixed(1)} s`
}

function mib(bytes) {
  if (bytes === undefined) return '—'
  const value = bytes / MIB
  return `${value < 99.95 ? value.toFixed(value < 9.995 ? 2 : 1) : Math.round(value).toLocaleString('en')} MiB`
}

function shortNumber(value) {
  return String(Number(value.toPrecision(3)))
}
