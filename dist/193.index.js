export const id = 193;
export const ids = [193];
export const modules = {

/***/ 1193:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runCli: () => (/* reexport */ runCli)
});

// EXTERNAL MODULE: ./node_modules/commander/esm.mjs
var esm = __webpack_require__(8179);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/doors/index.js + 37 modules
var doors = __webpack_require__(1110);
;// CONCATENATED MODULE: ./lib/cli/usage-error.js
/** The command line was used wrongly: told in one line, exit code 2. */
class UsageError extends Error {
    constructor(message, options) {
        super(message, options);
        this.name = 'UsageError';
    }
}

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/store/index.js + 137 modules
var lib_store = __webpack_require__(2058);
;// CONCATENATED MODULE: ./lib/cli/command-support.js




/** Inside a workflow the record tells of which run; anywhere else, what git knows of the folder. */
async function runOf({ env, host, workflowRun }) {
    if (workflowRun === undefined)
        return { run: await host.gitContext(host.workingFolder) };
    const { runKey } = lineageOf(env);
    return { run: workflowRun, ...(runKey === undefined ? {} : { runKey }) };
}
/** What ties the restores and saves of one run together. */
function lineageOf(env) {
    const key = (0,doors/* isInWorkflow */.RZ)(env) ? (0,doors/* runKey */.r7)(env) : undefined;
    const attempt = (0,doors/* runAttempt */.Tm)(env);
    if (key === undefined)
        return {};
    return { runKey: key, ...(attempt === undefined ? {} : { runAttempt: attempt }) };
}
function checkReference({ name, selector }) {
    checkArguments(() => {
        (0,lib_store/* checkArtifactName */.CN)(name, 'NAME');
        if (selector !== undefined)
            (0,lib_store/* parseSelector */.Pl)(selector, 'SELECTOR');
    });
}
/** What is wrong with the arguments is told as such, also a selector that a later version will know. */
function checkArguments(check) {
    try {
        return check();
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error))
            throw error;
        throw new UsageError(error.message, { cause: error });
    }
}
function noSuchVersion({ name, selector = 'latest' }, store) {
    return new errors/* ArtifactStoreError */.ux('NOT_FOUND', `no version of ${(0,errors/* quote */.hD)(name)} matches ${(0,errors/* quote */.hD)(selector)} in the store ${(0,errors/* quote */.hD)(store.location)}: 'artifact-store list' shows what there is`);
}
function noSuchArtifact(name, store) {
    return new errors/* ArtifactStoreError */.ux('NOT_FOUND', `no version of ${(0,errors/* quote */.hD)(name)} in the store ${(0,errors/* quote */.hD)(store.location)}: 'artifact-store list' shows what there is`);
}
function ofArtifact(name) {
    return name === undefined ? '' : ` of ${(0,errors/* quote */.hD)(name)}`;
}

;// CONCATENATED MODULE: ./lib/cli/options.js

/** `NAME@SELECTOR`, split at the first `@`: no name holds one. */
function splitReference(reference) {
    const at = reference.indexOf('@');
    if (at < 0)
        return { name: reference };
    const selector = reference.slice(at + 1);
    if (selector === '')
        throw new esm/* InvalidArgumentError */.Di('Nothing follows the @: name a version, as in model@v3.');
    return { name: reference.slice(0, at), selector };
}
const SELECTOR_HELP = `
Selectors: latest, newest, v12, a label, an alias, sha256:<at least 12 digits>, as-of:<date or time>,
commit:<at least 7 digits>, branch:<name>, run:<id>, pr-base, nearest, max:metrics.<name>, min:metrics.<name>.`;
function addCommonOptions(command) {
    command
        .option('--store <location>', 'the store: a folder, or s3://bucket/prefix (default: $ARTIFACT_STORE, the configuration file, ~/.artifact-store)')
        .option('--json', 'print the result as JSON, and nothing else');
}
/** An option that may be given many times, one value each, so that it never swallows the arguments behind it. */
function repeatable(flags, description, attribute) {
    const option = new esm/* Option */.c$(flags, description)
        .argParser((value, previous) => [...previous, value])
        .default([], 'none');
    if (attribute !== undefined)
        option.attributeName = () => attribute;
    return option;
}
/** An empty argument is a variable of a script that was not set; for a folder to write to, or to clean, that is no default. */
function notEmpty(value) {
    if (value === '')
        throw new esm/* InvalidArgumentError */.Di('It is empty.');
    return value;
}
/** A store's place: spaces alone would be taken for none, and another store for it. */
function notBlank(value) {
    return notEmpty(value.trim());
}
function parseLimit(value) {
    if (!/^[1-9]\d{0,8}$/.test(value))
        throw new esm/* InvalidArgumentError */.Di('It must be a whole number from 1 on.');
    return Number(value);
}

;// CONCATENATED MODULE: ./lib/cli/commands/attest.js




function addAttestCommand(program, accept) {
    const command = program
        .command('attest')
        .summary('write what actions/attest signs of a version')
        .description('Writes the statements of a version to a folder, to be signed without a key by actions/attest: for each a predicate and the checksums of its subjects. Run and inputs are those of the record: whoever signs vouches for them.')
        .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
        .requiredOption('--out <folder>', 'the folder to write to', notEmpty)
        .addHelpText('after', SELECTOR_HELP)
        .addHelpText('after', `
Examples:
  $ artifact-store attest model@v3 --out attest
  $ cat attest/provenance.subjects`)
        .action((reference, { out, ...flags }) => accept(reference, out, flags));
    addCommonOptions(command);
}
async function runAttestCommand(command, context) {
    checkReference(command);
    const folder = (0,external_node_path_.resolve)(context.host.workingFolder, command.out);
    return context.withStore(false, async (store) => {
        const version = await store.getMetadata(command.name, command.selector);
        // By its number: another one may be the latest by now.
        const statements = version === undefined ? undefined : await store.statements(command.name, `v${version.number}`);
        if (version === undefined || statements === undefined)
            throw noSuchVersion(command, store);
        const problem = await (0,doors/* writeStatements */.AG)(folder, statements);
        const reference = (0,doors/* referenceOf */.Bz)(version);
        if (problem !== undefined)
            context.warn(`of ${reference} there is only the provenance to attest: ${problem}`);
        const count = (0,doors/* plural */.LS)(problem === undefined ? 2 : 1, 'statement');
        return {
            text: `Wrote ${count} of ${reference} to ${command.out}\n`,
            json: {
                found: true,
                reference,
                path: folder,
                statements: problem === undefined ? ['provenance', 'model'] : ['provenance']
            }
        };
    });
}

;// CONCATENATED MODULE: ./lib/cli/commands/bisect.js






function addBisectCommand(program, accept) {
    const command = program
        .command('bisect')
        .summary('find the version at which a metric fell')
        .description('Finds the first version of NAME at which a recorded metric was worse than the best before it, and shows its run, its commit and what it was made of.')
        .argument('<name>', 'the artifact')
        .addOption(new esm/* Option */.c$('--metric <name>', 'the metric').argParser(parseMetric).makeOptionMandatory())
        .addOption(new esm/* Option */.c$('--drop <number>', 'by how much it is worse, at least (default: 0, anything)')
        .argParser(parseDrop)
        .default(0, 'any'))
        .addOption(new esm/* Option */.c$('--direction <way>', 'what is better (default: what the configuration says of the metric, else higher)').choices(['higher', 'lower']))
        .addOption(new esm/* Option */.c$('--since <version>', 'look at this version and later ones only, such as v12').argParser(parseNumber))
        .addHelpText('after', `
Examples:
  $ artifact-store bisect model --metric accuracy --drop 0.01
  $ artifact-store bisect model --metric loss --direction lower --since v12
  $ artifact-store bisect model --metric accuracy --json | jq '.fallen.version.run.sha'`)
        .action((name, flags) => accept(name, flags));
    addCommonOptions(command);
}
async function runBisectCommand(command, context) {
    const { name, metric, drop, since } = command;
    checkReference({ name });
    const { metrics } = (0,doors/* artifactDefaults */.nJ)(context.config, name);
    const direction = command.direction ?? (Object.hasOwn(metrics, metric) ? metrics[metric] : undefined);
    return context.withStore(false, async (store) => {
        const result = await store.bisect({
            name,
            metric,
            drop,
            ...(direction === undefined ? {} : { direction }),
            ...(since === undefined ? {} : { since })
        });
        if (result.checked === 0)
            throw await noSuchMetric(command, store);
        return { text: (0,lib_store/* bisectToText */.r3)(result), json: (0,lib_store/* bisectToJson */.Mv)(result) };
    });
}
async function noSuchMetric({ name, metric, since }, store) {
    const { versions, metrics } = await store.history({ name });
    if (versions.length === 0)
        return noSuchArtifact(name, store);
    const known = metrics.map((series) => series.name);
    const from = since === undefined ? '' : ` from v${since} on`;
    const meant = known.includes(metric) ? '' : (0,doors/* didYouMean */.au)(metric, known);
    const there = known.length === 0 ? 'none of them has any metric' : `there are ${(0,doors/* quoteList */.JN)(known, 20)}`;
    return new errors/* ArtifactStoreError */.ux('NOT_FOUND', `no version of ${(0,errors/* quote */.hD)(name)}${from} has the metric ${(0,errors/* quote */.hD)(metric)}${meant || ';'} ${there}`);
}
/** People write it as in filters, too: `metrics.accuracy`. */
function parseMetric(value) {
    return notEmpty(value.replace(/^metrics\./, ''));
}
function parseDrop(value) {
    const number = value.trim() === '' ? NaN : Number(value);
    if (!Number.isFinite(number) || number < 0)
        throw new esm/* InvalidArgumentError */.Di('It must be a number from 0 on.');
    return number;
}
function parseNumber(value) {
    const match = /^v?([1-9]\d{0,14})$/.exec(value);
    if (match === null)
        throw new esm/* InvalidArgumentError */.Di('It must be the number of a version, such as v12.');
    return Number(match[1]);
}

// EXTERNAL MODULE: ./node_modules/string-width/index.js + 6 modules
var string_width = __webpack_require__(4292);
;// CONCATENATED MODULE: ./lib/cli/text.js


/**
 * Text that is safe on a terminal: what a version holds was written by others, and a control character in a
 * description could move the cursor, hide a line or set the window's title.
 */
const printable = errors/* visible */.RK;
const GAP = '  ';
/** So wide as they are long: most cells, and many times faster to tell. */
const NARROW = /^[\x20-\x7e]*$/;
/**
 * Aligned columns without lines, so that they can be read and cut alike; each cell made {@link printable}.
 * @param rows of equal length
 * @param alignRight the columns that hold numbers
 */
function alignColumns(rows, alignRight = []) {
    const cells = rows.map((row) => row.map((cell) => measured(printable(cell))));
    const widths = (rows[0] ?? []).map((_, column) => cells.reduce((most, row) => Math.max(most, row[column].width), 0));
    const align = ({ text, width }, column) => {
        const padding = ' '.repeat(widths[column] - width);
        return alignRight.includes(column) ? padding + text : text + padding;
    };
    return cells.map((row) => row.map(align).join(GAP).trimEnd()).join('\n');
}
function measured(text) {
    return { text, width: NARROW.test(text) ? text.length : (0,string_width/* default */.A)(text) };
}

;// CONCATENATED MODULE: ./lib/cli/commands/catalog.js




function addCatalogCommand(program, accept) {
    const command = program
        .command('catalog')
        .summary('write a static site of the store')
        .description('Writes a site of all artifacts into the folder OUT: versions, metrics over time, lineage, two versions side by side, search. It needs no server and loads nothing from elsewhere. ' +
        'OUT is missing, empty, or holds a catalog, which is replaced once the new one is whole.')
        .argument('<out>', 'the folder', notEmpty)
        .option('--title <text>', 'the title of its pages (default: Artifacts)', notEmpty)
        .addHelpText('after', `
Examples:
  $ artifact-store catalog ./site
  $ artifact-store catalog ./site --title 'Models of the fraud team'`)
        .action((out, flags) => accept(out, flags));
    addCommonOptions(command);
}
async function runCatalogCommand(command, context) {
    const { config, host, signal } = context;
    const folder = (0,external_node_path_.resolve)(host.workingFolder, command.out);
    await (0,doors/* refuseStoreAsDestination */.wU)(folder, (0,doors/* storeFolderAt */.Z9)(context.storeLocation()), 'OUT');
    // Its pages are not loaded for a save.
    const { writeCatalog } = await __webpack_require__.e(/* import() */ 453).then(__webpack_require__.bind(__webpack_require__, 3453));
    return context.withStore(false, async (store) => {
        const result = await writeCatalog(store, {
            folder,
            ...(command.title === undefined ? {} : { title: command.title }),
            metrics: (name) => Object.keys((0,doors/* artifactDefaults */.nJ)(config, name).metrics),
            signal
        });
        return { text: describe(result, command.out), json: { ...result } };
    });
}
/** @param out as the user gave it */
function describe({ artifacts, versions, files, bytes }, out) {
    const content = `${(0,doors/* plural */.LS)(artifacts, 'artifact')}, ${(0,doors/* plural */.LS)(versions, 'version')}`;
    return `${printable(`Wrote the catalog of ${content} to ${out}: ${(0,doors/* plural */.LS)(files, 'file')}, ${(0,doors/* formatBytes */.z3)(bytes)}`)}\n`;
}

;// CONCATENATED MODULE: ./lib/cli/describe-results.js


function describeSave({ created, version, storedSize, sharedSize, signature }) {
    const content = `${(0,doors/* plural */.LS)(version.files, 'file')}, ${(0,doors/* formatBytes */.z3)(version.size)}, ${version.digest}`;
    const signed = signature === undefined
        ? []
        : [`Signed ${signature.created ? '' : 'already '}by key ${signature.key.slice(0, 16)}…`];
    if (!created)
        return lines(`Unchanged: ${nameOf(version)} holds the same already: ${content}`, ...signed);
    return lines(`Saved ${nameOf(version)}: ${content}`, `The store grew by ${(0,doors/* formatBytes */.z3)(storedSize)}; ${(0,doors/* formatBytes */.z3)(sharedSize)} are shared with earlier versions`, ...signed);
}
/** @param destination as the user gave it */
function describeRestore(result, destination) {
    const removed = result.removed === 0 ? '' : `; removed ${(0,doors/* plural */.LS)(result.removed, 'path')} that it does not hold`;
    return lines(`Restored ${nameOf(result.version)} to ${destination}: ${(0,doors/* plural */.LS)(result.files, 'file')}, ${(0,doors/* formatBytes */.z3)(result.size)}${removed}`, ...(result.signature === undefined ? [] : [`Verified: ${(0,doors/* describeSigner */.cg)(result.signature)}`]));
}
/** A line for each version, and one for all where they are several. */
function describeCopy(copied, to) {
    const created = copied.filter((copy) => copy.created);
    const sent = created.reduce((sum, { storedSize }) => sum + storedSize, 0);
    const known = copied.length - created.length;
    const total = `${(0,doors/* plural */.LS)(created.length, 'version')} copied to ${to}, ${(0,doors/* formatBytes */.z3)(sent)} sent`;
    return lines(...copied.map(({ from, version, created: isNew, storedSize }) => {
        const content = `${(0,doors/* plural */.LS)(version.files, 'file')}, ${(0,doors/* formatBytes */.z3)(version.size)}`;
        return isNew
            ? `Copied ${(0,doors/* referenceOf */.Bz)(from)} to ${nameOf(version)}: ${content}; ${(0,doors/* formatBytes */.z3)(storedSize)} sent`
            : `Already there: ${(0,doors/* referenceOf */.Bz)(from)} is ${nameOf(version)}: ${content}`;
    }), ...(copied.length < 2 ? [] : [known === 0 ? total : `${total}; ${(0,doors/* formatCount */.B4)(known)} already there`]));
}
function describeRecord({ version, note }) {
    return lines(`Recorded of ${nameOf(version)}: what was added to it after its save is note ${note}`);
}
function describePromote({ aliases }) {
    return lines(...aliases.map(({ alias, version, previous, moved }) => {
        if (!moved)
            return `${alias} is at ${nameOf(version)} already`;
        return `${alias} moved to ${nameOf(version)}${previous === undefined ? '' : `, from v${previous}`}`;
    }));
}
/** A row for each version; what none of them has gets no column. */
function describeList(versions) {
    if (versions.length === 0)
        return '';
    const shown = COLUMNS.filter(({ optional, cell }) => optional !== true || versions.some((version) => cell(version) !== ''));
    const rows = [shown.map(({ title }) => title), ...versions.map((version) => shown.map(({ cell }) => cell(version)))];
    const numbers = shown.flatMap(({ number }, index) => (number === true ? [index] : []));
    return `${alignColumns(rows, numbers)}\n`;
}
/** Digits of a digest that are enough to find the version by `sha256:…`. */
const SHORT_DIGEST = 'sha256:'.length + 12;
const COLUMNS = [
    { title: 'NAME', cell: ({ name }) => name },
    { title: 'VERSION', cell: ({ number }) => `v${number}` },
    { title: 'LABEL', cell: (version) => labelOf(version) ?? '', optional: true },
    { title: 'ALIASES', cell: ({ aliases }) => aliases.join(' '), optional: true },
    { title: 'TYPE', cell: ({ type }) => type ?? '', optional: true },
    { title: 'CREATED', cell: ({ createdAt }) => createdAt.replace(/\.\d+Z$/, 'Z') },
    { title: 'FILES', cell: ({ files }) => (0,doors/* formatCount */.B4)(files), number: true },
    { title: 'SIZE', cell: ({ size }) => (0,doors/* formatBytes */.z3)(size), number: true },
    { title: 'STORED', cell: ({ storedSize }) => (0,doors/* formatBytes */.z3)(storedSize), number: true },
    { title: 'DIGEST', cell: ({ digest }) => digest.slice(0, SHORT_DIGEST) },
    { title: 'METRICS', cell: ({ metrics }) => describeMetrics(metrics), optional: true }
];
function describeMetrics(metrics) {
    return Object.entries(metrics)
        .map(([name, value]) => `${name}=${(0,doors/* formatMetric */.gI)(value)}`)
        .join(' ');
}
/** Everything that is recorded of a version, in sections; those that are empty are left out. */
function describeVersion(version) {
    const about = [
        ['label', labelOf(version)],
        ['aliases', version.aliases.length === 0 ? undefined : version.aliases.join(', ')],
        ['type', version.type],
        ['description', version.description],
        ['created', version.createdAt],
        ['digest', version.digest],
        ['content', `${(0,doors/* plural */.LS)(version.files, 'file')}, ${(0,doors/* formatBytes */.z3)(version.size)} (${(0,doors/* plural */.LS)(version.size, 'byte')})`],
        ['stored', `${(0,doors/* formatBytes */.z3)(version.storedSize)}: what the store grew by`]
    ];
    const metrics = Object.entries(version.metrics).map(([name, value]) => [name, (0,doors/* formatMetric */.gI)(value)]);
    const inputs = version.inputs.map((input) => [(0,doors/* referenceOf */.Bz)(input), input.digest]);
    return [
        section((0,doors/* referenceOf */.Bz)(version), about),
        section('metrics', metrics),
        section('params', Object.entries(version.params).map(describeEntry)),
        section('metadata', Object.entries(version.metadata).map(describeEntry)),
        section('inputs', inputs),
        section('run', Object.entries(version.run).map(describeEntry))
    ]
        .filter((text) => text !== '')
        .join('\n');
}
function section(title, entries) {
    const rows = entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
    return rows.length === 0 ? '' : `${printable(title)}\n${alignColumns(rows).replace(/^/gm, '  ')}\n`;
}
function describeEntry([key, value]) {
    return [key, typeof value === 'string' ? value : JSON.stringify(value)];
}
/** `model@v3`, with the label where it has one. */
function nameOf(version) {
    const label = labelOf(version);
    return label === undefined ? (0,doors/* referenceOf */.Bz)(version) : `${(0,doors/* referenceOf */.Bz)(version)} (${label})`;
}
function labelOf({ version, number }) {
    return version === `v${number}` ? undefined : version;
}
function lines(...texts) {
    return texts.map((text) => `${printable(text)}\n`).join('');
}

;// CONCATENATED MODULE: ./lib/cli/commands/copy.js








function addCopyCommand(program, accept) {
    program
        .command('copy')
        .summary('copy versions to another store')
        .description('Copies versions from the store FROM to the store TO: one that a selector names, all of an artifact with its aliases, or all that there are. ' +
        'Numbers are kept where they are free. What TO holds already is not sent again: repeat a copy that was interrupted, and it goes on.')
        .argument('<from>', 'the store to copy from: a folder, or s3://bucket/prefix', notBlank)
        .argument('<to>', 'the store to copy to; made where there is none', notBlank)
        .argument('[name[@selector]]', 'the artifact, or one version of it (default: all artifacts)', splitReference)
        .option('--to-name <name>', 'what the artifact is called in TO (default: the same)', notEmpty)
        .addHelpText('after', SELECTOR_HELP)
        .addHelpText('after', `
Examples:
  $ artifact-store copy /mnt/artifacts s3://bucket/artifacts
  $ artifact-store copy s3://bucket/artifacts ./mine churn-model
  $ artifact-store copy ./mine s3://bucket/artifacts model@v3 --to-name team/model`)
        // Declared to be refused with a reason.
        .addOption(new esm/* Option */.c$('--store <location>').hideHelp())
        .option('--json', 'print the result as JSON, and nothing else')
        .action((from, to, reference, flags) => accept({ from, to }, reference ?? {}, flags));
}
async function runCopyCommand(command, context) {
    const { name, selector, toName } = command;
    if (name !== undefined)
        checkReference({ name, ...(selector === undefined ? {} : { selector }) });
    if (toName !== undefined) {
        if (name === undefined)
            throw new UsageError('--to-name needs the NAME of the artifact to copy');
        checkArguments(() => (0,lib_store/* checkArtifactName */.CN)(toName, '--to-name'));
    }
    const from = context.locate(command.from, 'FROM');
    const to = context.locate(command.to, 'TO');
    return context.withStoreAt(from, false, (source) => context.withStoreAt(to, true, async (target) => {
        const copied = await source.copyTo(target, {
            ...(name === undefined ? {} : { name }),
            ...(selector === undefined ? {} : { selector }),
            ...(toName === undefined ? {} : { toName })
        });
        if (copied.length === 0)
            context.warn(`no version in the store ${(0,errors/* quote */.hD)(source.location)}: nothing to copy`);
        return { text: describeCopy(copied, target.location), json: (0,doors/* copyOutputs */.OR)(copied, selector) };
    }));
}

;// CONCATENATED MODULE: ./lib/cli/commands/diff.js





const DEFAULT_LIMIT = 100;
function addDiffCommand(program, accept) {
    const command = program
        .command('diff')
        .summary('show what differs between two versions')
        .description('Shows what differs between two versions, of one artifact or of two: files added, removed, changed and renamed, metrics and parameters side by side, the runs and the commits.')
        .argument('<name@selector>', 'the version to compare')
        .argument('[name@selector]', 'the version to compare it with; of the same artifact the selector is enough (default: its latest)')
        .addOption(new esm/* Option */.c$('--limit <number>', 'list at most so many files of each kind; the counts are of all')
        .argParser(parseLimit)
        .default(DEFAULT_LIMIT))
        .addHelpText('after', SELECTOR_HELP)
        .addHelpText('after', `
Examples:
  $ artifact-store diff model@v1 model@v2
  $ artifact-store diff model@production latest
  $ artifact-store diff team/dataset@as-of:2026-10-01
  $ artifact-store diff model@v1 v2 --json | jq '.files.changed.listed[].path'`)
        .action((from, to, flags) => accept(to === undefined ? [from] : [from, to], flags));
    addCommonOptions(command);
}
async function runDiffCommand(command, context) {
    const { limit } = command;
    const pair = checkArguments(() => (0,doors/* parsePair */.Ar)(command.versions, 'diff'));
    return context.withStore(false, async (store) => {
        const diff = await store.diff({ ...pair, limit });
        if (diff === undefined)
            throw await (0,doors/* missingOfPair */.oO)(store, pair);
        const { metrics } = (0,doors/* artifactDefaults */.nJ)(context.config, diff.to.name);
        return { text: (0,lib_store/* diffToText */.SQ)(diff, metrics), json: (0,lib_store/* diffToJson */.tM)(diff) };
    });
}

;// CONCATENATED MODULE: ./lib/cli/commands/history.js





const history_DEFAULT_LIMIT = 100;
function addHistoryCommand(program, accept) {
    const command = program
        .command('history')
        .summary('show how metrics and aliases moved over the versions')
        .description('Shows the versions of NAME with their metrics, a sparkline for each metric (one character a version, the oldest first; · where it is missing), and where its aliases went. ' +
        "Metrics that the configuration's `artifacts` name come first.")
        .argument('<name>', 'the artifact')
        .addOption(new esm/* Option */.c$('--limit <number>', 'the newest so many versions').argParser(parseLimit).default(history_DEFAULT_LIMIT))
        .addHelpText('after', `
Examples:
  $ artifact-store history model
  $ artifact-store history model --limit 20
  $ artifact-store history model --json | jq '.metrics.accuracy.values'`)
        .action((name, flags) => accept(name, flags));
    addCommonOptions(command);
}
async function runHistoryCommand(command, context) {
    const { name, limit } = command;
    checkReference({ name });
    return context.withStore(false, async (store) => {
        const history = await store.history({ name, limit });
        if (history.versions.length === 0)
            throw noSuchArtifact(name, store);
        const { metrics } = (0,doors/* artifactDefaults */.nJ)(context.config, name);
        return { text: (0,lib_store/* historyToText */.JO)(sorted(history, Object.keys(metrics))), json: (0,lib_store/* historyToJson */.Ad)(history) };
    });
}
/** With the metrics of interest before the others. */
function sorted(history, interest) {
    const rank = (name) => (interest.includes(name) ? interest.indexOf(name) : interest.length);
    return { ...history, metrics: [...history.metrics].sort((a, b) => rank(a.name) - rank(b.name)) };
}

;// CONCATENATED MODULE: ./lib/cli/commands/list.js







const list_DEFAULT_LIMIT = 100;
function addListCommand(program, accept) {
    const command = program
        .command('list')
        .summary('list versions, newest first')
        .description('Lists the versions of NAME, or of all artifacts, newest first.')
        .argument('[name]', 'the artifact')
        .option('--where <filter>', 'only versions of which this holds', notEmpty)
        .addOption(new esm/* Option */.c$('--limit <number>', 'at most so many versions').argParser(parseLimit).default(list_DEFAULT_LIMIT))
        .addHelpText('after', `
Examples:
  $ artifact-store list
  $ artifact-store list model --limit 5
  $ artifact-store list --where 'type = model and metrics.accuracy >= 0.9 and run.branch = main'
  $ artifact-store list model --json | jq '.[] | [.version, .metrics.accuracy]'`)
        .action((name, flags) => accept(name, flags));
    addCommonOptions(command);
}
async function runListCommand(command, context) {
    const { name, where } = command;
    if (name !== undefined)
        checkReference({ name });
    if (where !== undefined)
        checkArguments(() => (0,lib_store/* parseCondition */.zB)(where, { input: '--where', allowBase: false }));
    return context.withStore(false, async (store) => {
        const versions = await store.list({
            limit: command.limit,
            ...(name === undefined ? {} : { name }),
            ...(where === undefined ? {} : { where })
        });
        if (versions.length === 0)
            context.warn(`no version${ofArtifact(name)}${where === undefined ? '' : ` where ${(0,errors/* quote */.hD)(where)}`} in the store ${(0,errors/* quote */.hD)(store.location)}`);
        return { text: () => describeList(versions), json: versions.map(doors/* listedToJson */.TW) };
    });
}

;// CONCATENATED MODULE: ./lib/cli/commands/promote.js





function addPromoteCommand(program, accept) {
    const command = program
        .command('promote')
        .summary('move aliases to a version')
        .description('Moves aliases to a version, all of them or none. `NAME@previous` moves each back to where it was before.')
        .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
        .argument('<alias...>', 'the aliases to move')
        .addHelpText('after', SELECTOR_HELP)
        .addHelpText('after', `
Examples:
  $ artifact-store promote model@v3 production
  $ artifact-store promote model@max:metrics.accuracy candidate best
  $ artifact-store promote model@previous production`)
        .action((reference, aliases, flags) => accept(reference, aliases, flags));
    addCommonOptions(command);
}
async function runPromoteCommand(command, context) {
    checkReference(command);
    const { name, selector, aliases } = command;
    checkArguments(() => {
        for (const alias of aliases)
            (0,lib_store/* checkAlias */.ff)(alias, 'ALIAS');
    });
    const { run } = await runOf(context);
    return context.withStore(false, async (store) => {
        const result = await store.promote({ name, selectors: [selector ?? 'latest'], aliases, ...(run && { run }) });
        if (result === undefined)
            throw noSuchVersion(command, store);
        return { text: describePromote(result), json: (0,doors/* promoteOutputs */.zo)(result) };
    });
}

;// CONCATENATED MODULE: ./lib/cli/commands/prune.js







function addPruneCommand(program, accept) {
    const command = program
        .command('prune')
        .summary('remove what no rule keeps, and free its space')
        .description('Removes the versions of NAME, or of all artifacts, that no rule keeps, and frees the space of what no version uses. ' +
        'A version stays if any rule keeps it, one given here or one of the configuration; without any rule all versions stay. ' +
        'The newest version, labelled and aliased ones, and what a version that stays was made of stay in any case. ' +
        'Without --apply nothing is changed, and you are told what would be. ' +
        'Space is freed by later runs, a week and two later, so that saves and restores that run are not disturbed: run it daily or weekly.')
        .argument('[name]', 'the artifact')
        .addOption(new esm/* Option */.c$('--keep-last <number>', 'keep the newest so many versions').argParser(parseLimit))
        .addOption(new esm/* Option */.c$('--keep-within <time>', 'keep what is younger, such as 12h, 30d, 4w').argParser(parseTime))
        .addOption(new esm/* Option */.c$('--keep-best <metric[:higher|:lower][:number]>', 'keep the versions that are best by a metric; which way is better may be in the configuration (repeatable)')
        .argParser((value, previous) => [...previous, parseBest(value)])
        .default([], 'none'))
        .option('--apply', 'do it')
        .addHelpText('after', `
Examples:
  $ artifact-store prune --keep-last 10
  $ artifact-store prune model --keep-last 5 --keep-within 30d --keep-best accuracy:higher:3 --apply
  $ artifact-store prune --json | jq '.result.freed'`)
        .action((name, flags) => accept(name, flags));
    addCommonOptions(command);
}
async function runPruneCommand(command, context) {
    const { name, keepLast, keepWithin, keepBest, apply } = command;
    if (name !== undefined)
        checkReference({ name });
    const given = {
        keepBest,
        ...(keepLast === undefined ? {} : { keepLast }),
        ...(keepWithin === undefined ? {} : { keepWithin })
    };
    const rules = (0,doors/* retentionOf */.e8)(context.config, given, '--keep-best');
    return context.withStore(false, async (store) => {
        const result = await store.prune({ rules, dryRun: !apply, ...(name === undefined ? {} : { name }) });
        if (name !== undefined && result.artifacts.length === 0)
            context.warn(`there is no artifact ${(0,errors/* quote */.hD)(name)} in the store ${(0,errors/* quote */.hD)(store.location)}`);
        const lines = (0,lib_store/* pruneToText */.Lr)(result).trimEnd().split('\n');
        if (!apply)
            lines.push('Nothing was changed: this was a dry run. Give --apply to do it');
        return { text: lines.map((line) => `${printable(line)}\n`).join(''), json: (0,doors/* pruneOutputs */.lb)(result) };
    });
}
function parseTime(value) {
    if ((0,lib_store/* isRetentionTime */.UF)(value))
        return value;
    throw new esm/* InvalidArgumentError */.Di('It must be a number and a unit, s, m, h, d or w, such as 30d.');
}
function parseBest(value) {
    try {
        return (0,doors/* parseKeepBest */.xz)(value, '--keep-best');
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error))
            throw error;
        throw new esm/* InvalidArgumentError */.Di('It must be a metric, which way is better, and how many, such as accuracy:higher:3; the last two can be left out.');
    }
}

;// CONCATENATED MODULE: ./lib/cli/gate.js
/** `--fail-if` and `--baseline`, and what a command says of the gate. */




function failIfOption() {
    return new esm/* Option */.c$('--fail-if <condition>', "fail if this holds of the version, which is kept, such as 'metrics.accuracy < base.metrics.accuracy - 0.005'").argParser(notEmpty);
}
function baselineOption() {
    return repeatable('--baseline <selector>', 'the version that --fail-if compares with, as base; the first that is there (repeatable; default: the newest of the base branch)');
}
/** @throws UsageError */
function gateOf({ failIf, baseline }) {
    return checkArguments(() => (0,doors/* readGate */.L_)(failIf, baseline, { failIf: '--fail-if', baseline: '--baseline' }));
}
/** The failure of a version that does not pass; a warning where it was not judged. */
function judged(result, { warn }, aliases = []) {
    const warning = (0,doors/* gateWarning */.y7)(result);
    if (warning !== undefined)
        warn(warning);
    const failure = (0,doors/* gateFailure */.I9)(result, aliases);
    return failure === undefined ? {} : { failure };
}

;// CONCATENATED MODULE: ./lib/cli/values.js
/** What is recorded beside the files: mappings out of files and flags. */


async function readValues(command, { host, warn }) {
    const metrics = (0,doors/* parseMetrics */.Bm)(await readMappings(command.metricsPath, command.metrics, 'metric', host), '--metric');
    const notFinite = (0,doors/* nonFiniteMetrics */.Km)(metrics);
    if (notFinite.length > 0)
        warn(`recorded as they are, though they are not finite numbers: ${(0,doors/* quoteList */.JN)(notFinite)}`);
    return {
        params: await readMappings(command.paramsPath, command.params, 'param', host),
        metrics,
        metadata: await readMappings(command.metadataPath, command.metadata, 'metadata', host)
    };
}
/** The files' mappings in the order given, then the flags: what is typed wins over what a file says. */
async function readMappings(paths, assignments, subject, host) {
    const kind = subject === 'metric' ? 'metrics' : 'data';
    const pathFlag = subject === 'metadata' ? '--metadata-path' : `--${subject}s-path`;
    const files = [];
    for (const path of paths)
        files.push(await (0,doors/* readMappingFile */.n6)((0,external_node_path_.resolve)(host.workingFolder, path), pathFlag, kind));
    return (0,doors/* mergeMappings */.SQ)(...files, (0,doors/* parseAssignments */.k6)(assignments, `--${subject}`, kind));
}

;// CONCATENATED MODULE: ./lib/cli/commands/record.js







function addRecordCommand(program, accept) {
    const command = program
        .command('record')
        .summary('record metrics of a version that is saved')
        .description('Adds metrics, parameters and metadata to a version after its save; who did, and when, is kept. Of a key that is there the new value holds.')
        .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
        .addOption(repeatable('--metric <key=value>', 'record a number (repeatable)', 'metrics'))
        .addOption(repeatable('--param <key=value>', 'record a parameter (repeatable)', 'params'))
        .addOption(repeatable('--metadata <key=value>', 'record anything else (repeatable)'))
        .addOption(repeatable('--metrics-path <file>', 'a JSON or YAML file of metrics (repeatable)'))
        .addOption(repeatable('--params-path <file>', 'a JSON or YAML file of parameters (repeatable)'))
        .addOption(repeatable('--metadata-path <file>', 'a JSON or YAML file of further metadata (repeatable)'))
        .addOption(failIfOption())
        .addOption(baselineOption())
        .addHelpText('after', SELECTOR_HELP)
        .addHelpText('after', `
Examples:
  $ artifact-store record model@v3 --metric accuracy=0.93
  $ artifact-store record model@candidate --metrics-path evaluation.json --metadata reviewer=mk
  $ artifact-store record model --metrics-path evaluation.json --fail-if 'metrics.accuracy < base.metrics.accuracy'`)
        .action((reference, flags) => accept(reference, flags));
    addCommonOptions(command);
}
async function runRecordCommand(command, context) {
    checkReference(command);
    const gate = gateOf(command);
    const { name, selector } = command;
    const values = await readValues(command, context);
    if (Object.values(values).every((part) => Object.keys(part).length === 0))
        throw new UsageError('there is nothing to record: give --metric, --param or --metadata, or files of them');
    const { run } = await runOf(context);
    return context.withStore(false, async (store) => {
        const result = await store.record({
            name,
            selectors: [selector ?? 'latest'],
            ...values,
            ...(gate && { gate }),
            ...(run && { run })
        });
        if (result === undefined)
            throw noSuchVersion(command, store);
        return { text: describeRecord(result), json: (0,doors/* recordOutputs */.QS)(result), ...judged(result, context) };
    });
}

;// CONCATENATED MODULE: ./lib/cli/commands/remove.js





function addRemoveCommand(program, accept) {
    const command = program
        .command('remove')
        .summary('remove one version')
        .description('Removes a version. The newest one, labelled and aliased ones are refused. Its space is freed by prune, a week later at the earliest; ' +
        'until then `artifact-store undelete` brings it back. A version whose record is damaged can be given up by its number (NAME@v12), for good.')
        .argument('<name@selector>', 'the artifact, and which version of it', splitReference)
        .addHelpText('after', SELECTOR_HELP)
        .addHelpText('after', `
Examples:
  $ artifact-store remove model@v3
  $ artifact-store remove model@min:metrics.accuracy`)
        .action((reference, flags) => accept(reference, flags));
    addCommonOptions(command);
}
async function runRemoveCommand(command, context) {
    checkReference(command);
    const { name, selector } = command;
    if (selector === undefined)
        throw new UsageError('say which version of it is to be removed, as in NAME@v3');
    return context.withStore(false, async (store) => {
        const removed = await store.remove({ name, selectors: [selector] });
        if (removed === undefined)
            throw noSuchVersion(command, store);
        const back = removed.version === undefined ? '' : `; 'artifact-store undelete ${(0,doors/* referenceOf */.Bz)(removed)}' brings it back`;
        return { text: `${printable(`Removed ${(0,doors/* referenceOf */.Bz)(removed)}${back}`)}\n`, json: (0,doors/* removeOutputs */.rH)(removed) };
    });
}

;// CONCATENATED MODULE: ./lib/cli/signing.js
/** Signing and verifying from a shell: keys come from files. */





async function readKey(file, { host }) {
    if (file === undefined)
        return {};
    if ((0,doors/* isPem */.X3)(file)) {
        throw new UsageError('--sign-key takes the path of a file: a key among the arguments can be seen by everybody on the machine');
    }
    const places = { workspace: host.workingFolder, home: host.home };
    // Nothing here shows a key, so nobody needs to be told what to hide.
    return { signingKey: await asUsage((0,doors/* readSigningKey */.jy)(file, '--sign-key', places, () => undefined)) };
}
const NAMES = { verify: '--verify-signature', publicKey: '--public-key', signaturePath: '--signature-path' };
async function readPolicy({ name, ...flags }, destination, { host, env, config }) {
    const { signedAs, publicKey } = flags;
    if (signedAs !== undefined)
        (0,lib_store/* checkArtifactName */.CN)(signedAs, '--signed-as');
    const signaturePath = signaturePathOf(flags, host.workingFolder);
    const { signatures: settings = doors/* NO_SIGNATURE_SETTINGS */.HV } = config;
    const request = {
        name,
        verify: flags.verifySignature ? 'required' : undefined,
        publicKey,
        signaturePath,
        signedAs,
        settings,
        names: NAMES
    };
    const policy = await asUsage((0,doors/* signaturePolicy */.zA)(request, { workspace: host.workingFolder, home: host.home, env }));
    if (policy === undefined) {
        if (signedAs !== undefined)
            throw new UsageError('--signed-as is for --verify-signature');
        return {};
    }
    if (signaturePath !== undefined)
        await asUsage((0,doors/* checkSignaturePath */.Yt)(signaturePath, NAMES.signaturePath, destination));
    return { signaturePolicy: policy };
}
async function writeSignatureOf({ signature }, flags, { host }) {
    const path = signaturePathOf(flags, host.workingFolder);
    if (signature !== undefined && path !== undefined)
        await (0,doors/* writeSignature */.Am)(path, NAMES.signaturePath, signature);
}
function signaturePathOf({ signaturePath }, workingFolder) {
    return signaturePath === undefined ? undefined : (0,external_node_path_.resolve)(workingFolder, signaturePath);
}
/** What is wrong with the arguments is told as such. */
async function asUsage(promise) {
    try {
        return await promise;
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error, 'INVALID_INPUT'))
            throw error;
        throw new UsageError(error.message, { cause: error });
    }
}

;// CONCATENATED MODULE: ./lib/cli/commands/restore.js







function addRestoreCommand(program, accept) {
    const command = program
        .command('restore')
        .summary('write a version to a folder')
        .description('Writes the files of a version to DEST. Each byte is verified; files are replaced whole or not at all.')
        .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
        .argument('[dest]', 'the destination folder', notEmpty, '.')
        .addOption(repeatable('--files <glob>', 'restore only the files that match (repeatable)'))
        .option('--clean', 'also remove what the version does not hold from the destination', false)
        .addOption(new esm/* Option */.c$('--if-not-found <what>', 'when no version matches')
        .choices(['error', 'warn', 'ignore'])
        .default('error'))
        .option('--verify-signature', 'restore nothing without a signature by the public key', false)
        .option('--public-key <file>', 'the public key: PEM', notBlank)
        .option('--signed-as <name>', 'for a copy: the name under which it was signed', notBlank)
        .option('--signature-path <file>', "where to write the signature, for 'model_signing verify key'", notBlank)
        .addHelpText('after', SELECTOR_HELP)
        .addHelpText('after', `
Examples:
  $ artifact-store restore model
  $ artifact-store restore model@v3 ./earlier --clean
  $ artifact-store restore team/dataset@as-of:2026-11-01 ./data --files 'train/**'
  $ artifact-store restore model ./model --verify-signature --public-key signing.pub`)
        .action((reference, destination, flags) => accept(reference, destination, flags));
    addCommonOptions(command);
}
async function runRestoreCommand(command, context) {
    checkReference(command);
    const { env, host, warn } = context;
    const destination = (0,external_node_path_.resolve)(host.workingFolder, command.destination);
    const storeFolder = (0,doors/* storeFolderAt */.Z9)(context.storeLocation());
    const signed = await readPolicy(command, destination, context);
    const request = {
        ...signed,
        name: command.name,
        selectors: [command.selector ?? 'latest'],
        destination,
        ...(command.files.length === 0 ? {} : { files: command.files }),
        clean: command.clean,
        protectedFolders: [host.workingFolder, host.home, ...(storeFolder === undefined ? [] : [storeFolder])],
        ...lineageOf(env),
        storeFolder,
        versionName: 'NAME@SELECTOR',
        destinationName: 'DEST'
    };
    const outcome = await (0,doors/* restoreIfStored */.Ny)(request, (use) => context.withStore(false, use));
    if ('result' in outcome) {
        await writeSignatureOf(outcome.result, command, context);
        return {
            text: describeRestore(outcome.result, command.destination),
            json: (0,doors/* restoreOutputs */.V2)(outcome.result, destination)
        };
    }
    const nothing = { text: '', json: (0,doors/* restoreOutputs */.V2)(undefined, destination) };
    if (command.ifNotFound === 'error')
        return { ...nothing, failure: outcome.miss };
    if (command.ifNotFound === 'warn')
        warn(outcome.miss.message);
    return nothing;
}

;// CONCATENATED MODULE: ./lib/cli/commands/repair.js






function addRepairCommand(program, accept) {
    const command = program
        .command('repair')
        .summary('mend what is damaged, from good copies')
        .description("Mends what 'verify' finds damaged, from good copies: of chunks that other versions in the store hold, of another store (--from), of files (--files). " +
        'From a backup of the store also records, notes and other small objects come back; from a store that versions were copied to, the versions. ' +
        'What cannot be mended is told with the versions and files that it hits. Without --apply nothing is written, and you are told what could be done.')
        .argument('[name]', 'the artifact')
        .addOption(repeatable('--from <store>', 'another store: a folder, or s3://bucket/prefix (repeatable)').argParser((value, previous) => [...previous, notBlank(value)]))
        .addOption(repeatable('--files <path>', 'a file, or a folder of files, whatever they are called (repeatable)').argParser((value, previous) => [...previous, notEmpty(value)]))
        .option('--quick', "look for damage as 'verify --quick' does")
        .option('--apply', 'do it')
        .addHelpText('after', `
It ends with 1 where something stays damaged, or would.

Examples:
  $ artifact-store repair --from s3://bucket/backup
  $ artifact-store repair model --from /mnt/mirror --files ./data --apply`)
        .action((name, flags) => accept(name, flags));
    addCommonOptions(command);
}
async function runRepairCommand(command, context) {
    const { name, from, files, quick, apply } = command;
    if (name !== undefined)
        checkReference({ name });
    const trees = await Promise.all(files.map((file) => (0,doors/* filesAt */.Tl)(external_node_path_.resolve(context.host.workingFolder, file), file)));
    return context.withStore(false, (store) => withOthers(from, context, async (others) => {
        const result = await store.repair({
            deep: !quick,
            from: others,
            files: trees,
            apply,
            ...(name === undefined ? {} : { name })
        });
        const failure = (0,doors/* repairFailure */._H)(result, store.location);
        const lines = (0,lib_store/* repairToText */.mX)(result).trimEnd().split('\n');
        if (!apply && result.repairs.length > 0)
            lines.push('Nothing was written. Give --apply to do it');
        return {
            text: lines.map((line) => `${printable(line)}\n`).join(''),
            json: (0,doors/* repairOutputs */.C1)(result),
            ...(failure === undefined ? {} : { failure })
        };
    }));
}
/** Opens other stores, one inside of the other. */
async function withOthers(locations, context, use) {
    const [first, ...rest] = locations;
    if (first === undefined)
        return use([]);
    return context.withStoreAt(context.locate(first, '--from'), false, (store) => withOthers(rest, context, (others) => use([store, ...others])));
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
;// CONCATENATED MODULE: ./lib/cli/commands/save.js













function addSaveCommand(program, accept) {
    const command = program
        .command('save')
        .summary('save files as a new version')
        .description('Saves files, folders and glob patterns as a new version of NAME. Bytes that an earlier version holds are not stored again.')
        .argument('<name>', 'the artifact: letters, digits, . _ -, in segments joined by /')
        .argument('<path...>', 'files, folders and glob patterns; one that starts with ! excludes', (path, previous) => [...(previous ?? []), notEmpty(path)])
        .addOption(new esm/* Option */.c$('--version <label>', 'auto (v1, v2, …), timestamp, or a label of your own').default('auto'))
        .option('--type <type>', 'a free word: model, dataset, report, …')
        .option('--description <text>', 'free text')
        .addOption(repeatable('--alias <alias>', 'move this alias to the new version (repeatable)', 'aliases'))
        .addOption(repeatable('--metric <key=value>', 'record a number (repeatable)', 'metrics'))
        .addOption(repeatable('--param <key=value>', 'record a parameter (repeatable)', 'params'))
        .addOption(repeatable('--metrics-path <file>', 'a JSON or YAML file of metrics (repeatable)'))
        .addOption(repeatable('--params-path <file>', 'a JSON or YAML file of parameters (repeatable)'))
        .addOption(repeatable('--metadata-path <file>', 'a JSON or YAML file of further metadata (repeatable)'))
        .addOption(repeatable('--parents <name@selector>', 'share bytes with this version, too (repeatable)'))
        .option('--root <folder>', 'the folder that stored paths are relative to (default: what the paths have in common)', notEmpty)
        .option('--include-hidden-files', 'also files and folders whose names start with a dot', false)
        .addOption(new esm/* Option */.c$('--symlinks <how>', 'symbolic links').choices(['preserve', 'follow']).default('preserve'))
        .addOption(new esm/* Option */.c$('--compression <level>', 'auto, none, or a zstd level from 1 to 19')
        .argParser(parseCompression)
        .default('auto'))
        .addOption(new esm/* Option */.c$('--if-unchanged <what>', 'when the newest version holds the same (default: "reuse"; "new" with a label)').choices(['reuse', 'new']))
        .addOption(new esm/* Option */.c$('--if-no-files-found <what>', 'when no file matches')
        .choices(['error', 'warn', 'ignore'])
        .default('error'))
        .addOption(failIfOption())
        .addOption(baselineOption())
        .option('--sign-key <file>', 'sign the version with this private key: ECDSA P-256, PEM, no passphrase', notBlank)
        .addHelpText('after', `
Examples:
  $ artifact-store save model ./out --type model --metric accuracy=0.93 --alias candidate
  $ artifact-store save team/dataset 'data/**/*.csv' '!data/scratch/**' --version 2026-11
  $ artifact-store save report report.html --params-path train.yaml --json | jq .reference
  $ artifact-store save model ./out --metrics-path metrics.json --alias production \\
      --baseline production --fail-if 'metrics.accuracy < base.metrics.accuracy - 0.005'`)
        .action((name, paths, flags) => accept(name, paths, flags));
    addCommonOptions(command);
}
function parseCompression(value) {
    if (value === 'auto' || value === 'none')
        return value;
    const level = /^\d{1,2}$/.test(value) ? Number(value) : 0;
    if (level < 1 || level > 19)
        throw new esm/* InvalidArgumentError */.Di('Allowed are auto, none and 1 to 19.');
    return level;
}
async function runSaveCommand(command, context) {
    // All that can be wrong with the arguments is found before a file is read or the store is made.
    const label = checkSave(command, context);
    const gate = gateOf(command);
    // Git takes a while to answer, and never fails: meanwhile the files are found.
    const run = runOf(context);
    const key = await readKey(command.signKey, context);
    const description = await readDescription(command, context);
    const sourceRequest = {
        patterns: command.paths.map((path) => asSpelled(path, context.host.workingFolder)),
        ...(command.root === undefined ? {} : { root: command.root }),
        workingDirectory: context.host.workingFolder,
        includeHidden: command.includeHiddenFiles,
        hiddenFilesName: '--include-hidden-files',
        symlinks: command.symlinks,
        storeFolder: (0,doors/* storeFolderAt */.Z9)(context.storeLocation()),
        ifNoFilesFound: command.ifNoFilesFound
    };
    const source = await (0,doors/* findSaveSource */.qX)(sourceRequest, context.warn);
    if (source === undefined)
        return { text: '', json: (0,doors/* saveOutputs */._Z)(undefined) };
    return context.withStore(true, async (store) => {
        const result = await store.save({
            name: command.name,
            source: source.tree,
            ...(label === undefined ? {} : { label }),
            ...description,
            aliases: command.aliases,
            ifUnchanged: (0,doors/* ifUnchangedFor */.w_)(command.version, command.ifUnchanged),
            parents: command.parents,
            compression: command.compression,
            ...(gate && { gate }),
            ...key,
            ...(await run)
        });
        (0,doors/* warnOfHiddenFiles */.js)(source, sourceRequest, context.warn);
        const quarantined = (0,doors/* quarantineWarning */.dP)(command.name, result.version.name, "with --json it is the field 'name'");
        if (quarantined !== undefined)
            context.warn(quarantined);
        return { text: describeSave(result), json: (0,doors/* saveOutputs */._Z)(result), ...judged(result, context, command.aliases) };
    });
}
/**
 * The shell expands patterns before this program starts, so a path that exists is meant as it is: `report [1].html`
 * is that file and not `report 1.html`. What does not exist may be a pattern in quotes.
 */
function asSpelled(path, workingFolder) {
    const isThere = (0,external_node_fs_.lstatSync)((0,external_node_path_.resolve)(workingFolder, path), { throwIfNoEntry: false }) !== undefined;
    return isThere ? { literal: path } : path;
}
/** @returns the label, where the version gets one */
function checkSave(command, { host }) {
    const label = (0,doors/* labelFor */.gt)(command.version, host.clock());
    checkArguments(() => {
        (0,lib_store/* checkArtifactName */.CN)(command.name, 'NAME');
        if (label !== undefined)
            (0,lib_store/* checkLabel */.v8)(label, '--version');
        for (const alias of command.aliases)
            (0,lib_store/* checkAlias */.ff)(alias, '--alias');
        for (const parent of command.parents)
            checkParent(parent);
    });
    return label;
}
async function readDescription(command, context) {
    const type = command.type || (0,doors/* artifactDefaults */.nJ)(context.config, command.name).type;
    return {
        // Empty is what a variable of a script expands to when it is not set: nothing to record.
        ...(type ? { type } : {}),
        ...(command.description ? { description: command.description } : {}),
        ...(await readValues({ ...command, metadata: [] }, context))
    };
}
function checkParent(parent) {
    const at = parent.indexOf('@');
    if (at < 1)
        throw new UsageError(`--parents ${(0,errors/* quote */.hD)(parent)} is not NAME@SELECTOR, such as base@latest`);
    (0,lib_store/* checkArtifactName */.CN)(parent.slice(0, at), '--parents');
    (0,lib_store/* parseSelector */.Pl)(parent.slice(at + 1), '--parents');
}

;// CONCATENATED MODULE: ./lib/cli/commands/show.js







function addShowCommand(program, accept) {
    const command = program
        .command('show')
        .summary('show the record of a version, or its lineage')
        .description('Shows what is recorded of a version: digest, metrics, parameters, what it was made of and by which run. With --lineage what it came from, to the beginnings, and what was made of it, to the ends.')
        .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
        .option('--lineage', 'show what it came from and what was made of it', false)
        .option('--mermaid', 'show that as a Mermaid diagram, for Markdown', false)
        .addOption(new esm/* Option */.c$('--limit <number>', 'with --lineage: the nearest so many versions (default: 200)').argParser(parseLimit))
        .addHelpText('after', SELECTOR_HELP)
        .addHelpText('after', `
Examples:
  $ artifact-store show model
  $ artifact-store show model@production --json | jq .metrics
  $ artifact-store show model@production --lineage
  $ artifact-store show report --lineage --json | jq '.nodes[].id'
  $ artifact-store show model --mermaid > lineage.mmd`)
        .action((reference, flags) => accept(reference, flags));
    addCommonOptions(command);
}
async function runShowCommand(command, context) {
    checkReference(command);
    const { name, selector, mermaid, json, limit } = command;
    if (mermaid && json)
        throw new UsageError('--mermaid and --json are two ways to write it: give one of them');
    if (command.lineage || mermaid)
        return context.withStore(false, (store) => showLineage(command, store));
    if (limit !== undefined)
        throw new UsageError('--limit is for show --lineage');
    return context.withStore(false, async (store) => {
        const version = await store.getMetadata(name, selector);
        if (version === undefined)
            throw noSuchVersion(command, store);
        return { text: describeVersion(version), json: (0,doors/* listedToJson */.TW)(version) };
    });
}
async function showLineage({ name, selector, limit, mermaid }, store) {
    const graph = await store.lineage({
        name,
        ...(selector === undefined ? {} : { selector }),
        ...(limit === undefined ? {} : { limit })
    });
    if (graph === undefined)
        throw noSuchVersion({ name, ...(selector === undefined ? {} : { selector }) }, store);
    return { text: mermaid ? (0,lib_store/* lineageToMermaid */.WF)(graph) : (0,lib_store/* lineageToText */.G6)(graph), json: (0,lib_store/* lineageToJson */.v9)(graph) };
}

;// CONCATENATED MODULE: ./lib/cli/commands/undelete.js






function addUndeleteCommand(program, accept) {
    const command = program
        .command('undelete')
        .summary('bring back a version that was removed')
        .description('Brings back a version that `remove` or `prune` removed, as long as all of its bytes are there: for about a week after the prune run that condemned them. ' +
        'Prune leaves it from then on; `artifact-store remove` removes it again.')
        .argument('<name@vN>', 'the artifact, and the number of the version', splitReference)
        .addHelpText('after', `
Examples:
  $ artifact-store undelete model@v3`)
        .action((reference, flags) => accept(reference, flags));
    addCommonOptions(command);
}
async function runUndeleteCommand(command, context) {
    checkReference(command);
    const { name, selector } = command;
    const parsed = selector === undefined ? undefined : (0,lib_store/* parseSelector */.Pl)(selector);
    if (parsed?.kind !== 'number') {
        throw new UsageError('name the version by its number, as in NAME@v3: of what is removed no selector tells');
    }
    return context.withStore(false, async (store) => {
        const result = await store.undelete({ name, number: parsed.number });
        const reference = (0,doors/* referenceOf */.Bz)(result.version);
        const text = result.broughtBack ? `Brought back ${reference}` : `${reference} is not removed`;
        return { text: `${printable(text)}\n`, json: (0,doors/* undeleteOutputs */.bn)(result) };
    });
}

;// CONCATENATED MODULE: ./lib/cli/commands/verify.js





function addVerifyCommand(program, accept) {
    const command = program
        .command('verify')
        .summary('look for damage, and name the versions and files that it hits')
        .description('Looks at all that the versions of NAME, or of all artifacts, need, reads every byte of it, and names each damage with the versions and the files that it hits. ' +
        'Saves, restores and prunes may run meanwhile. Packs of which a chunk is damaged are marked, so that no later save builds on them; nothing else is written.')
        .argument('[name]', 'the artifact')
        .option('--quick', 'look at what there is, its sizes and how it fits together, and do not read the files')
        .addHelpText('after', `
It ends with 1 where something is damaged; 'artifact-store repair' mends what there are good copies of.

Examples:
  $ artifact-store verify
  $ artifact-store verify model --quick
  $ artifact-store verify --json | jq -r '.result.findings[].affected[] | "\\(.name)@v\\(.number)"' | sort -u`)
        .action((name, flags) => accept(name, flags));
    addCommonOptions(command);
}
async function runVerifyCommand(command, context) {
    const { name, quick } = command;
    if (name !== undefined)
        checkReference({ name });
    return context.withStore(false, async (store) => {
        const result = await store.verify({ deep: !quick, ...(name === undefined ? {} : { name }) });
        const failure = (0,doors/* damageFailure */.Iw)(result, store.location);
        const lines = (0,lib_store/* verifyToText */.uT)(result).trimEnd().split('\n');
        return {
            text: lines.map((line) => `${printable(line)}\n`).join(''),
            json: (0,doors/* verifyOutputs */.ce)(result),
            ...(failure === undefined ? {} : { failure })
        };
    });
}

;// CONCATENATED MODULE: ./lib/cli/program-version.js
/** The program's version: that of package.json (a test holds the two together). */
const PROGRAM_VERSION = '0.1.0';

;// CONCATENATED MODULE: ./lib/cli/arguments.js





















/**
 * Reads the arguments (without `node` and the script).
 * @returns undefined where the arguments asked for help or the version, which is then written already
 * @throws UsageError
 */
function parseArguments(argv, streams) {
    let request;
    const program = buildProgram(streams, (parsed) => {
        request = parsed;
    });
    try {
        program.parse(argv, { from: 'user' });
    }
    catch (error) {
        if (!(error instanceof esm/* CommanderError */.b7))
            throw error;
        if (error.exitCode === 0)
            return undefined;
        // Without a command the help is on stderr already, and says more than a line could.
        if (error.code === 'commander.help')
            throw new UsageError('no command was given', { cause: error });
        throw new UsageError(oneLine(error.message), { cause: error });
    }
    return request;
}
/** commander's messages start with `error: ` and may hold a suggestion on a second line. */
function oneLine(message) {
    return message.replace(/^error: /, '').replaceAll('\n', ' ');
}
function buildProgram(streams, accept) {
    const program = new esm/* Command */.uB('artifact-store')
        .description('Versions models, datasets, reports and any other files, and brings each version back byte for byte.')
        // `-V` alone would do, but people type --version; on `save` the flag is the label, hence positional options.
        .version(PROGRAM_VERSION, '-V, --version', 'print the version of this program')
        .enablePositionalOptions()
        .exitOverride()
        .configureOutput({
        writeOut: (text) => streams.stdout.write(text),
        writeErr: (text) => streams.stderr.write(text),
        getOutHelpWidth: () => streams.stdout.columns ?? 100,
        getErrHelpWidth: () => streams.stderr.columns ?? 100,
        getOutHasColors: () => false,
        getErrHasColors: () => false,
        // Thrown on as a UsageError and told once, at the top.
        outputError: () => undefined
    })
        .addHelpText('after', `
Examples:
  $ artifact-store save model ./out --metric accuracy=0.93
  $ artifact-store list
  $ artifact-store restore model@v1 ./earlier

Exit codes: 0 done, 1 failed, 2 used wrongly, 130 interrupted.
\`artifact-store help COMMAND\` tells more, with examples.`);
    addCommonOptions(program);
    /** The flags may stand before the command, too: those after it win. */
    const common = (flags) => {
        const { store, json } = { ...program.opts(), ...flags };
        return { json: json === true, ...(store === undefined ? {} : { store }) };
    };
    addSaveCommand(program, (name, paths, flags) => accept({ command: 'save', name, paths, ...flags, ...common(flags) }));
    addRestoreCommand(program, (reference, destination, flags) => accept({ command: 'restore', ...reference, destination, ...flags, ...common(flags) }));
    addRecordCommand(program, (reference, flags) => accept({ command: 'record', ...reference, ...flags, ...common(flags) }));
    addPromoteCommand(program, (reference, aliases, flags) => accept({ command: 'promote', ...reference, aliases, ...common(flags) }));
    addListCommand(program, (name, flags) => accept({
        command: 'list',
        ...(name === undefined ? {} : { name }),
        ...(flags.where === undefined ? {} : { where: flags.where }),
        limit: flags.limit,
        ...common(flags)
    }));
    addShowCommand(program, (reference, flags) => accept({ command: 'show', ...reference, ...flags, ...common(flags) }));
    addDiffCommand(program, (versions, flags) => accept({ command: 'diff', versions, ...flags, ...common(flags) }));
    addHistoryCommand(program, (name, flags) => accept({ command: 'history', name, ...flags, ...common(flags) }));
    addBisectCommand(program, (name, flags) => accept({ command: 'bisect', name, ...flags, ...common(flags) }));
    addCatalogCommand(program, (out, flags) => accept({ command: 'catalog', out, ...flags, ...common(flags) }));
    addAttestCommand(program, (reference, out, flags) => accept({ command: 'attest', ...reference, out, ...common(flags) }));
    addCopyCommand(program, (stores, reference, { toName, ...flags }) => {
        const { store, json } = common(flags);
        if (store !== undefined)
            throw new UsageError("--store is not for 'copy', which takes both stores: copy FROM TO");
        accept({ command: 'copy', ...stores, ...reference, ...(toName === undefined ? {} : { toName }), json });
    });
    addPruneCommand(program, (name, { apply, ...flags }) => accept({
        command: 'prune',
        ...(name === undefined ? {} : { name }),
        ...flags,
        apply: apply === true,
        ...common(flags)
    }));
    addVerifyCommand(program, (name, { quick, ...flags }) => accept({ command: 'verify', ...(name === undefined ? {} : { name }), quick: quick === true, ...common(flags) }));
    addRepairCommand(program, (name, { from, files, quick, apply, ...flags }) => accept({
        command: 'repair',
        ...(name === undefined ? {} : { name }),
        from,
        files,
        quick: quick === true,
        apply: apply === true,
        ...common(flags)
    }));
    addRemoveCommand(program, (reference, flags) => accept({ command: 'remove', ...reference, ...common(flags) }));
    addUndeleteCommand(program, (reference, flags) => accept({ command: 'undelete', ...reference, ...common(flags) }));
    return program;
}

;// CONCATENATED MODULE: ./lib/cli/failure.js




const EXIT_DONE = 0;
const EXIT_FAILED = 1;
const EXIT_USED_WRONGLY = 2;
/** As shells tell it of a command that SIGINT ended: 128 and the signal's number. */
const EXIT_INTERRUPTED = 130;
/** One line for what the user can put right; a stack for what only the maintainers can. */
function describeFailure(error) {
    if (error instanceof UsageError)
        return { text: line(error.message), exitCode: EXIT_USED_WRONGLY };
    if ((0,errors/* isStoreError */.A1)(error)) {
        const exitCode = error.code === 'INVALID_INPUT' ? EXIT_USED_WRONGLY : error.code === 'CANCELLED' ? EXIT_INTERRUPTED : EXIT_FAILED;
        return { text: line(error.message), exitCode };
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
        text: `${line('something went wrong that should not have: a bug. Please report it with these lines.')}artifact-store ${PROGRAM_VERSION}, Node.js ${process.version}, ${process.platform}\n${(0,doors/* inertLines */.wi)(stack)}\n`,
        exitCode: EXIT_FAILED
    };
}
function line(message) {
    return (0,doors/* inertLines */.wi)(`artifact-store: ${(0,doors/* inertMessage */.C5)(message)}
`);
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
;// CONCATENATED MODULE: ./lib/cli/host.js



/** This process on this machine. */
const machine = () => ({
    workingFolder: process.cwd(),
    home: (0,external_node_os_.homedir)(),
    clock: () => new Date(),
    now: () => performance.now(),
    signals: process,
    gitContext: doors/* gitContext */.cw,
    openStore: async (location, { create, ...options }) => (0,lib_store/* openStore */.Ch)(await (0,doors/* openStorageAt */.TC)(location, { create }), options),
    workers: {}
});

// EXTERNAL MODULE: ./node_modules/cli-progress/cli-progress.js
var cli_progress = __webpack_require__(8502);
;// CONCATENATED MODULE: ./lib/cli/progress.js


/** Between plain lines, milliseconds. Short work shows none. */
const LINE_INTERVAL = 5000;
/**
 * A bar on a terminal, a plain line every few seconds elsewhere: logs keep every line, so few are enough.
 * @param options.quiet no plain lines (a bar is shown all the same: who looks at a terminal sees it)
 * @param options.now milliseconds that only grow
 */
function showProgress(stream, options) {
    if (stream.isTTY === true)
        return barProgress(stream);
    if (options.quiet)
        return { listener: () => undefined, stop: () => undefined };
    return lineProgress(stream, options.now);
}
function lineProgress(stream, now) {
    let last = now();
    return {
        listener: (event) => {
            const time = now();
            if (time - last < LINE_INTERVAL)
                return;
            last = time;
            stream.write(`${describeProgress(event)}\n`);
        },
        stop: () => undefined
    };
}
function barProgress(stream) {
    let latest;
    const bar = new cli_progress.SingleBar({
        stream,
        clearOnComplete: true,
        hideCursor: true,
        barsize: 24,
        fps: 10,
        // The program has its own way to end on a signal.
        gracefulExit: false,
        format: (options, parameters) => {
            if (latest === undefined)
                return '';
            const drawn = latest.totalBytes === undefined ? '' : `${cli_progress.Format.BarFormat(parameters.progress, options)} `;
            return `${drawn}${describeProgress(latest)}`;
        },
        barCompleteChar: '█',
        barIncompleteChar: '░'
    });
    let started = false;
    return {
        listener: (event) => {
            latest = event;
            if (!started) {
                started = true;
                bar.start(1, 0);
            }
            bar.setTotal(Math.max(1, event.totalBytes ?? 0));
            bar.update(Math.min(event.bytes, event.totalBytes ?? 0));
        },
        stop: () => {
            if (started)
                bar.stop();
            started = false;
        }
    };
}
const VERBS = {
    save: 'Saving',
    restore: 'Restoring',
    copy: 'Copying',
    verify: 'Verifying',
    repair: 'Repairing'
};
/** `Saving: 12 of 40 files, 1.0 MiB of 2.0 MiB`, the totals where they are known. */
function describeProgress({ phase, files, bytes, totalFiles, totalBytes }) {
    const verb = VERBS[phase];
    const counted = totalFiles === undefined ? (0,doors/* plural */.LS)(files, 'file') : `${(0,doors/* formatCount */.B4)(files)} of ${(0,doors/* plural */.LS)(totalFiles, 'file')}`;
    const weighed = totalBytes === undefined ? (0,doors/* formatBytes */.z3)(bytes) : `${(0,doors/* formatBytes */.z3)(bytes)} of ${(0,doors/* formatBytes */.z3)(totalBytes)}`;
    return `${verb}: ${counted}, ${weighed}`;
}

// EXTERNAL MODULE: ./lib/secrets/index.js + 4 modules
var lib_secrets = __webpack_require__(9773);
;// CONCATENATED MODULE: ./lib/cli/run.js
























/**
 * Runs one command.
 * @param argv the arguments, without `node` and the script
 * @returns the exit code; never rejects, never ends the process
 */
async function runCli(argv, env, streams, host = {}) {
    ignoreStreamErrors(streams.stdout);
    ignoreStreamErrors(streams.stderr);
    const secrets = new lib_secrets/* KnownSecrets */.R((0,doors/* secretsOf */.Fj)(env));
    try {
        const request = parseArguments(argv, streams);
        if (request === undefined)
            return EXIT_DONE;
        return await runRequest(request, env, streams, { ...machine(), ...host }, secrets);
    }
    catch (error) {
        return report(error, streams, secrets);
    }
}
async function runRequest(request, env, streams, host, secrets) {
    const progress = showProgress(streams.stderr, { quiet: request.json, now: host.now });
    const say = (message) => {
        progress.stop();
        streams.stderr.write(`artifact-store: ${(0,doors/* inertLine */.Fq)((0,lib_secrets/* scrubSecrets */.Zg)(message, secrets))}\n`);
    };
    const config = await (0,doors/* readConfig */.Xg)(host.workingFolder);
    const places = { env, workspace: host.workingFolder, home: host.home, config };
    const storeLocation = () => (0,doors/* resolveStoreLocation */.$6)({
        ...places,
        explicit: request.command === 'copy' ? undefined : request.store,
        explicitName: '--store'
    });
    const warn = (message) => say(`warning: ${message}`);
    const workflowRun = (0,doors/* isInWorkflow */.RZ)(env) ? (0,doors/* runContext */.pO)(env, (0,doors/* readEvent */.j_)(env, warn)) : undefined;
    const cancellation = (0,doors/* listenForCancel */.Fh)(host.signals, () => say('stopping …'));
    const withStoreAt = async (location, create, use) => {
        const store = await host.openStore(location, {
            create,
            clock: host.clock,
            progress: progress.listener,
            logger: { warn, info: () => undefined },
            signal: cancellation.signal,
            secrets: (0,doors/* secretsOf */.Fj)(env),
            workers: host.workers,
            protectedAliases: config.protectedAliases,
            ...(await (0,doors/* askingFrom */.mt)(host.workingFolder, workflowRun))
        });
        try {
            return await use(store);
        }
        finally {
            await store.close();
        }
    };
    try {
        const result = await runCommand(request, {
            env,
            host,
            signal: cancellation.signal,
            warn,
            workflowRun,
            config,
            storeLocation,
            locate: (explicit, explicitName) => (0,doors/* resolveStoreLocation */.$6)({ ...places, explicit, explicitName }),
            withStore: async (create, use) => withStoreAt(storeLocation(), create, use),
            withStoreAt
        });
        progress.stop();
        // The signal may have come when all was done: what is done is told.
        const { json, text } = result;
        const shown = request.json
            ? `${(0,doors/* inertJson */.nl)(json)}\n`
            : (0,doors/* inertLines */.wi)((0,lib_secrets/* scrubSecrets */.Zg)(typeof text === 'string' ? text : text(), secrets));
        await writeResult(streams.stdout, shown);
        if (result.failure !== undefined)
            return report(result.failure, streams, secrets);
        return EXIT_DONE;
    }
    catch (error) {
        progress.stop();
        if (cancellation.signal.aborted) {
            report((0,doors/* cancelFailure */.lz)(cancellation.signal, error), streams, secrets);
            return EXIT_INTERRUPTED;
        }
        throw error;
    }
    finally {
        cancellation.dispose();
    }
}
function runCommand(request, context) {
    switch (request.command) {
        case 'save':
            return runSaveCommand(request, context);
        case 'restore':
            return runRestoreCommand(request, context);
        case 'record':
            return runRecordCommand(request, context);
        case 'promote':
            return runPromoteCommand(request, context);
        case 'list':
            return runListCommand(request, context);
        case 'show':
            return runShowCommand(request, context);
        case 'diff':
            return runDiffCommand(request, context);
        case 'history':
            return runHistoryCommand(request, context);
        case 'bisect':
            return runBisectCommand(request, context);
        case 'catalog':
            return runCatalogCommand(request, context);
        case 'attest':
            return runAttestCommand(request, context);
        case 'copy':
            return runCopyCommand(request, context);
        case 'verify':
            return runVerifyCommand(request, context);
        case 'repair':
            return runRepairCommand(request, context);
        case 'prune':
            return runPruneCommand(request, context);
        case 'remove':
            return runRemoveCommand(request, context);
        case 'undelete':
            return runUndeleteCommand(request, context);
    }
}
function report(error, streams, secrets) {
    const { text, exitCode } = describeFailure(error);
    streams.stderr.write((0,lib_secrets/* scrubSecrets */.Zg)(text, secrets));
    return exitCode;
}
/**
 * Resolves when the text is handed over. A reader that has seen enough (`| head`) closes the pipe, and that is no
 * failure; a full disk behind the redirection is.
 */
async function writeResult(stream, text) {
    if (text === '')
        return;
    await new Promise((resolve, reject) => {
        stream.write(text, (error) => {
            if (error === null || error === undefined || (0,errors/* systemErrorCode */.vq)(error) === 'EPIPE')
                return resolve();
            reject(new errors/* ArtifactStoreError */.ux('STORAGE', `the result cannot be written to standard output: ${error.message}`, {
                cause: error
            }));
        });
    });
}
/** A stream tells of a failed write twice: to the write and as an event that would end the process unheard. */
function ignoreStreamErrors(stream) {
    stream.on('error', () => undefined);
}

;// CONCATENATED MODULE: ./lib/cli/index.js



/***/ })

};
