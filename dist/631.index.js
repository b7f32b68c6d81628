export const id = 631;
export const ids = [631];
export const modules = {

/***/ 5631:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runAction: () => (/* binding */ runAction)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 12 modules
var core = __webpack_require__(5224);
// EXTERNAL MODULE: ./lib/doors/index.js + 32 modules
var doors = __webpack_require__(2715);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
;// CONCATENATED MODULE: ./lib/action/failure.js


/** Causes of causes that are shown: enough for a person, and an end where an error is its own cause. */
const MAX_CAUSES = 10;
/** One error annotation; with debug logging also where it happened, and what caused it. */
function reportFailure(error, runner) {
    runner.annotate('error', failureMessage(error));
    let cause = error;
    for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth++) {
        runner.debug(cause.stack ?? cause.message);
        cause = cause.cause;
    }
}
function failureMessage(error) {
    if (error instanceof errors/* ArtifactStoreError */.ux)
        return error.message;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return `unexpected failure, which is a bug in this action: ${(0,doors/* inert */.tJ)(reason)} (run again with debug logging to see where)`;
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/store/index.js + 134 modules
var store = __webpack_require__(9393);
;// CONCATENATED MODULE: ./lib/action/input-readers.js
/** One input at a time: its words, its default, and what is wrong with it. */




/** `name`, or one version of it as `name@selector`; empty for all artifacts. */
function referenceInput(reader) {
    const reference = reader.input('name');
    if (reference === '')
        return { name: undefined, selector: undefined };
    const at = reference.indexOf('@');
    const name = (0,store/* checkArtifactName */.CN)(at < 0 ? reference : reference.slice(0, at), "input 'name'");
    if (at < 0)
        return { name, selector: undefined };
    const selector = reference.slice(at + 1);
    (0,store/* parseSelector */.Pl)(selector, "input 'name'");
    return { name, selector };
}
/** Two versions as `name@a name@b`, on one line or on two. */
function pairInput(reader) {
    const names = reader
        .input('name')
        .split(/\s+/)
        .filter((one) => one !== '');
    if (names.length === 0)
        throw invalid('name', "is required with mode diff: name the versions to compare, such as 'model@v1 model@v2'");
    return (0,doors/* parsePair */.Ar)(names, "input 'name'");
}
const MISS_POLICIES = ['error', 'warn', 'ignore'];
function nameInput(reader, mode) {
    const name = reader.input('name');
    if (name === '')
        throw invalid('name', `is required with mode ${mode}: name the artifact, such as 'model' or 'team/model'`);
    (0,store/* checkArtifactName */.CN)(name, "input 'name'");
    return name;
}
function patternsInput(reader) {
    const patterns = lines(reader.input('path'));
    if (patterns.length === 0)
        throw invalid('path', 'is required with mode save: give files, folders or glob patterns, a line each');
    if (patterns.every((pattern) => pattern.startsWith('!'))) {
        throw invalid('path', "only excludes: give at least one line that does not start with '!'");
    }
    return patterns;
}
function folderInput(reader, name) {
    const folder = reader.input(name);
    if (folder === '')
        return undefined;
    if (lines(folder).length > 1)
        throw invalid(name, 'holds more than one line: give one folder');
    return absolutePath(reader, folder);
}
function labelInput(reader) {
    const version = reader.input('version') || 'auto';
    const label = (0,doors/* labelFor */.gt)(version, reader.now());
    if (label !== undefined)
        (0,store/* checkLabel */.v8)(label, "input 'version'");
    return label;
}
function ifUnchangedInput(reader) {
    const given = reader.input('if-unchanged') === '' ? undefined : choiceInput(reader, 'if-unchanged', ['reuse', 'new']);
    return (0,doors/* ifUnchangedFor */.w_)(reader.input('version') || 'auto', given);
}
function typeInput(reader) {
    const type = reader.input('type');
    if (type.length > MAX_TYPE_LENGTH)
        throw invalid('type', `is longer than ${MAX_TYPE_LENGTH} characters`);
    // eslint-disable-next-line no-control-regex -- a word has none
    if (/[\u0000-\u001f\u007f]/.test(type))
        throw invalid('type', `is ${(0,errors/* quote */.hD)(type)}: give one line`);
    return type || undefined;
}
const MAX_TYPE_LENGTH = 100;
function descriptionInput(reader) {
    const description = reader.input('description');
    if (description.length > MAX_DESCRIPTION_LENGTH) {
        throw invalid('description', `is longer than ${MAX_DESCRIPTION_LENGTH} characters: save it as a file of the version`);
    }
    return description || undefined;
}
const MAX_DESCRIPTION_LENGTH = 65_536;
/** A line each; commas separate too, since no alias can hold one. */
function aliasesInput(reader) {
    const aliases = lines(reader.input('aliases').replaceAll(',', '\n'));
    for (const alias of aliases)
        (0,store/* checkAlias */.ff)(alias, "input 'aliases'");
    return [...new Set(aliases)];
}
function mappingInput(reader, name, kind) {
    const text = reader.input(name);
    return {
        paths: lines(reader.input(`${name}-path`)).map((path) => absolutePath(reader, path)),
        inline: text === '' ? undefined : (0,doors/* parseMapping */.KV)(text, `input ${(0,errors/* quote */.hD)(name)}`, kind)
    };
}
/** `name@selector`, a line each. */
function parentsInput(reader) {
    const parents = lines(reader.input('parents'));
    for (const parent of parents) {
        const at = parent.indexOf('@');
        if (at < 1)
            throw invalid('parents', `holds ${(0,errors/* quote */.hD)(parent)}, which is not 'name@version', such as 'base-model@latest'`);
        (0,store/* checkArtifactName */.CN)(parent.slice(0, at), "input 'parents'");
        (0,store/* parseSelector */.Pl)(parent.slice(at + 1), "input 'parents'");
    }
    return parents;
}
function selectorsInput(reader) {
    const selectors = lines(reader.input('version'));
    for (const selector of selectors)
        (0,store/* parseSelector */.Pl)(selector, "input 'version'");
    return selectors.length === 0 ? ['latest'] : selectors;
}
/** `fail-if`, and what it compares with. */
function gateInput(reader) {
    const failIf = reader.input('fail-if') || undefined;
    const names = { failIf: "input 'fail-if'", baseline: "input 'baseline'" };
    return (0,doors/* readGate */.L_)(failIf, lines(reader.input('baseline')), names);
}
function whereInput(reader) {
    const where = reader.input('where');
    if (where === '')
        return undefined;
    (0,store/* parseCondition */.zB)(where, { input: "input 'where'", allowBase: false });
    return where;
}
function limitInput(reader) {
    const limit = reader.input('limit');
    if (limit === '')
        return DEFAULT_LIMIT;
    if (!/^[1-9]\d{0,8}$/.test(limit))
        throw invalid('limit', `is ${(0,errors/* quote */.hD)(limit)}: give a whole number from 1 on`);
    return Number(limit);
}
const DEFAULT_LIMIT = 100;
function compressionInput(reader) {
    const value = reader.input('compression');
    if (value === '' || value === 'auto')
        return 'auto';
    if (value === 'none')
        return 'none';
    const level = /^\d{1,2}$/.test(value) ? Number(value) : 0;
    if (level >= 1 && level <= MAX_ZSTD_LEVEL)
        return level;
    throw invalid('compression', `is ${(0,errors/* quote */.hD)(value)}: give auto, none, or a zstd level from 1 to ${MAX_ZSTD_LEVEL}`);
}
const MAX_ZSTD_LEVEL = 19;
/** One of a few words; the first is the default. */
function choiceInput(reader, name, choices) {
    const value = reader.input(name);
    if (value === '')
        return choices[0];
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined)
        throw invalid(name, `is ${(0,errors/* quote */.hD)(value)}: give one of ${choices.join(', ')}`);
    return choice;
}
/** The words of YAML 1.2, as `@actions/core` takes them. */
function booleanInput(reader, name, fallback) {
    const value = reader.input(name);
    if (value === '')
        return fallback;
    if (/^(?:true|True|TRUE)$/.test(value))
        return true;
    if (/^(?:false|False|FALSE)$/.test(value))
        return false;
    throw invalid(name, `is ${(0,errors/* quote */.hD)(value)}: give true or false`);
}
function absolutePath(reader, path) {
    return (0,external_node_path_.resolve)(reader.workspace, (0,doors/* expandHome */.kc)(path, reader.home));
}
function lines(value) {
    return value
        .split(/[\r\n]+/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
}
function invalid(name, problem) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `input ${(0,errors/* quote */.hD)(name)} ${problem}`);
}
function unsupported(name, problem) {
    return new errors/* ArtifactStoreError */.ux('UNSUPPORTED', `input ${(0,errors/* quote */.hD)(name)}${problem.startsWith('mode') ? ':' : ''} ${problem}`);
}

;// CONCATENATED MODULE: ./lib/action/input-table.js
/** Which inputs there are, and which modes use them. `action.yml` declares the same (a test compares them). */
const MODES = ['save', 'restore', 'record', 'promote', 'list', 'diff', 'copy', 'verify', 'prune'];
/** The modes that this version has. */
const SUPPORTED_MODES = [
    'save',
    'restore',
    'record',
    'promote',
    'list',
    'diff',
    'copy'
];
const NAMED_MODES = ['save', 'restore', 'record', 'promote', 'list', 'diff', 'copy'];
const INPUT_MODES = {
    mode: MODES,
    store: MODES,
    summary: MODES,
    name: NAMED_MODES,
    path: ['save', 'restore'],
    root: ['save'],
    version: ['save', 'restore', 'record', 'promote'],
    type: ['save'],
    description: ['save'],
    aliases: ['save', 'promote'],
    params: ['save', 'record'],
    metrics: ['save', 'record'],
    metadata: ['save', 'record'],
    'params-path': ['save', 'record'],
    'metrics-path': ['save', 'record'],
    'metadata-path': ['save', 'record'],
    'if-no-files-found': ['save'],
    'if-unchanged': ['save'],
    'include-hidden-files': ['save'],
    parents: ['save'],
    symlinks: ['save'],
    compression: ['save'],
    files: ['restore'],
    clean: ['restore'],
    'if-not-found': ['restore'],
    where: ['restore', 'list'],
    limit: ['list'],
    baseline: ['save', 'record'],
    'fail-if': ['save', 'record'],
    sign: ['save'],
    'sign-key': ['save'],
    'verify-signature': ['restore'],
    'public-key': ['restore'],
    'signature-path': ['restore'],
    to: ['copy'],
    'to-name': ['copy'],
    deep: ['verify'],
    'keep-last': ['prune'],
    'keep-within': ['prune'],
    'keep-best': ['prune'],
    'dry-run': ['prune']
};
const INPUT_NAMES = Object.keys(INPUT_MODES);
/**
 * Inputs of modes that this version has, for what it cannot do yet, with the value that asks for nothing (undefined:
 * any value asks for something).
 */
const INPUTS_TO_COME = {
    sign: 'none',
    'sign-key': undefined,
    'verify-signature': 'off',
    'public-key': undefined,
    'signature-path': undefined
};
/** What is offered in `action.yml`, by `save/action.yml` and by `restore/action.yml`. */
function inputsOf(mode) {
    return INPUT_NAMES.filter((name) => INPUT_MODES[name].includes(mode));
}

;// CONCATENATED MODULE: ./lib/action/inputs.js
/**
 * The step's inputs as one typed object: all reading, all defaults and all checks that need neither files nor a store.
 *
 * Defaults live here and not in `action.yml`: there, an input that the mode does not use could not be told from one
 * that was left out, and could not be refused.
 */




/** @throws ArtifactStoreError `INVALID_INPUT` or `UNSUPPORTED`, naming the input. */
function parseInputs(reader) {
    const mode = modeInput(reader);
    refuseOtherModes(reader, mode);
    refuseInputsToCome(reader);
    switch (mode) {
        case 'save':
            return saveInputs(reader);
        case 'restore':
            return restoreInputs(reader);
        case 'record':
            return recordInputs(reader);
        case 'promote':
            return promoteInputs(reader);
        case 'list':
            return listInputs(reader);
        case 'diff':
            return { mode: 'diff', ...commonInputs(reader), pair: pairInput(reader) };
        case 'copy':
            return copyInputs(reader);
    }
}
function saveInputs(reader) {
    return {
        mode: 'save',
        ...commonInputs(reader),
        name: nameInput(reader, 'save'),
        patterns: patternsInput(reader),
        root: folderInput(reader, 'root'),
        label: labelInput(reader),
        type: typeInput(reader),
        description: descriptionInput(reader),
        aliases: aliasesInput(reader),
        params: mappingInput(reader, 'params', 'data'),
        metrics: mappingInput(reader, 'metrics', 'metrics'),
        metadata: mappingInput(reader, 'metadata', 'data'),
        ifNoFilesFound: choiceInput(reader, 'if-no-files-found', MISS_POLICIES),
        ifUnchanged: ifUnchangedInput(reader),
        includeHidden: booleanInput(reader, 'include-hidden-files', false),
        parents: parentsInput(reader),
        symlinks: choiceInput(reader, 'symlinks', ['preserve', 'follow']),
        compression: compressionInput(reader),
        gate: gateInput(reader)
    };
}
function restoreInputs(reader) {
    return {
        mode: 'restore',
        ...commonInputs(reader),
        name: nameInput(reader, 'restore'),
        selectors: selectorsInput(reader),
        where: whereInput(reader),
        destination: folderInput(reader, 'path') ?? reader.workspace,
        files: lines(reader.input('files')),
        clean: booleanInput(reader, 'clean', false),
        ifNotFound: choiceInput(reader, 'if-not-found', MISS_POLICIES)
    };
}
function recordInputs(reader) {
    const inputs = {
        mode: 'record',
        ...commonInputs(reader),
        name: nameInput(reader, 'record'),
        selectors: selectorsInput(reader),
        params: mappingInput(reader, 'params', 'data'),
        metrics: mappingInput(reader, 'metrics', 'metrics'),
        metadata: mappingInput(reader, 'metadata', 'data'),
        gate: gateInput(reader)
    };
    const { params, metrics, metadata } = inputs;
    if ([params, metrics, metadata].every(({ paths, inline }) => paths.length === 0 && inline === undefined))
        throw invalid('metrics', 'is missing: give metrics, params or metadata to record, or files of them');
    return inputs;
}
function promoteInputs(reader) {
    const aliases = aliasesInput(reader);
    if (aliases.length === 0)
        throw invalid('aliases', 'is required with mode promote: give a name a line');
    return {
        mode: 'promote',
        ...commonInputs(reader),
        name: nameInput(reader, 'promote'),
        selectors: selectorsInput(reader),
        aliases
    };
}
function listInputs(reader) {
    const name = reader.input('name') || undefined;
    if (name !== undefined)
        (0,store/* checkArtifactName */.CN)(name, "input 'name'");
    return { mode: 'list', ...commonInputs(reader), name, where: whereInput(reader), limit: limitInput(reader) };
}
function copyInputs(reader) {
    const to = reader.input('to');
    if (to === '')
        throw invalid('to', "is required with mode copy: give the other store, a folder or 's3://bucket/prefix'");
    const { name, selector } = referenceInput(reader);
    const toName = reader.input('to-name') || undefined;
    if (toName !== undefined) {
        if (name === undefined)
            throw invalid('to-name', "is given without 'name': all artifacts cannot get one name");
        (0,store/* checkArtifactName */.CN)(toName, "input 'to-name'");
    }
    return { mode: 'copy', ...commonInputs(reader), to, name, selector, toName };
}
function commonInputs(reader) {
    return {
        store: reader.input('store') || undefined,
        summary: booleanInput(reader, 'summary', true)
    };
}
function modeInput(reader) {
    const value = reader.input('mode');
    if (value === '')
        throw invalid('mode', `is required: give one of ${SUPPORTED_MODES.join(', ')}`);
    const supported = SUPPORTED_MODES.find((mode) => mode === value);
    if (supported !== undefined)
        return supported;
    if (MODES.includes(value)) {
        const have = `${SUPPORTED_MODES.slice(0, -1).join(', ')} and ${SUPPORTED_MODES.at(-1)}`;
        throw unsupported('mode', `mode ${(0,errors/* quote */.hD)(value)} comes with a later version; this one has ${have}`);
    }
    throw invalid('mode', `is ${(0,errors/* quote */.hD)(value)}, which is no mode: give one of ${SUPPORTED_MODES.join(', ')}`);
}
function refuseOtherModes(reader, mode) {
    const others = INPUT_NAMES.filter((name) => reader.input(name) !== '' && !modesOf(name).includes(mode));
    if (others.length === 0)
        return;
    const problems = others.map((name) => {
        const modes = modesOf(name);
        return `input ${(0,errors/* quote */.hD)(name)} is for ${modes.length === 1 ? 'mode' : 'modes'} ${modes.join(', ')}`;
    });
    const verb = others.length === 1 ? ' and was' : '; they were';
    throw new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${problems.join('; ')}${verb} given with mode ${mode}`);
}
function refuseInputsToCome(reader) {
    for (const [name, harmless] of Object.entries(INPUTS_TO_COME)) {
        const value = reader.input(name);
        if (value !== '' && value !== harmless) {
            const advice = harmless === undefined ? 'leave it out' : `leave it out, or give ${(0,errors/* quote */.hD)(harmless)}`;
            throw unsupported(name, `is not supported by this version yet: ${advice}`);
        }
    }
}
function modesOf(name) {
    return INPUT_MODES[name];
}

;// CONCATENATED MODULE: ./lib/action/progress.js

const PROGRESS_INTERVAL_MS = 5000;
/** Does not keep the process alive. */
const repeatUnreferenced = (callback, milliseconds) => {
    const timer = setInterval(callback, milliseconds);
    timer.unref();
    return () => clearInterval(timer);
};
/** A line in the log every five seconds while work goes on: short work prints none. */
function startProgressLines(runner, repeat) {
    let latest;
    const stop = repeat(() => {
        if (latest !== undefined)
            runner.info(describeProgress(latest));
    }, PROGRESS_INTERVAL_MS);
    return {
        listener: (event) => {
            latest = event;
        },
        stop
    };
}
const VERBS = { save: 'Read', restore: 'Restored', copy: 'Copied', verify: 'Verified', repair: 'Examined' };
/** `Saved 1,200 of 3,000 files, 1.2 of 4 GiB (30 %)`. */
function describeProgress(event) {
    const { files, bytes, totalFiles, totalBytes } = event;
    const verb = VERBS[event.phase];
    const fileCount = totalFiles === undefined ? (0,doors/* plural */.LS)(files, 'file') : `${(0,doors/* formatCount */.B4)(files)} of ${(0,doors/* plural */.LS)(totalFiles, 'file')}`;
    if (totalBytes === undefined)
        return `${verb} ${fileCount}, ${(0,doors/* formatBytes */.z3)(bytes)}`;
    const percent = totalBytes === 0 ? 100 : Math.floor((bytes / totalBytes) * 100);
    return `${verb} ${fileCount}, ${(0,doors/* formatBytes */.z3)(bytes)} of ${(0,doors/* formatBytes */.z3)(totalBytes)} (${percent} %)`;
}

;// CONCATENATED MODULE: ./lib/action/annotations.js

/** The runner shows ten annotations of a kind a step and silently drops the rest. */
const MAX_ANNOTATIONS = 10;
/**
 * Warnings as annotations, each once, never more than the runner shows: the rest goes to the log alone, and the last
 * annotation counts it.
 */
class Warnings {
    #runner;
    #seen = new Set();
    constructor(runner) {
        this.#runner = runner;
    }
    warn(message) {
        if (this.#seen.has(message))
            return;
        this.#seen.add(message);
        if (this.#seen.size < MAX_ANNOTATIONS)
            this.#runner.annotate('warning', message);
        else
            this.#runner.info(`Warning: ${message}`);
    }
    /** To be called once, at the end. */
    flush() {
        const unshown = this.#seen.size - (MAX_ANNOTATIONS - 1);
        if (unshown > 0)
            this.#runner.annotate('warning', `${(0,doors/* plural */.LS)(unshown, 'more warning')}: see the log of this step`);
    }
}

;// CONCATENATED MODULE: ./lib/action/outputs.js
const OUTPUT_NAMES = [
    'found',
    'created',
    'name',
    'version',
    'number',
    'digest',
    'reference',
    'matched',
    'path',
    'files',
    'size',
    'stored-size',
    'metadata',
    'result'
];
/**
 * Sets every output: what the mode tells, `false` for a `found` or `created` that it does not, and empty for the rest.
 */
function setOutputs(runner, outputs) {
    for (const name of OUTPUT_NAMES)
        runner.setOutput(name, outputText(outputs[name] ?? DEFAULTS[name]));
}
const DEFAULTS = { found: false, created: false };
function outputText(value) {
    if (value === undefined || value === null)
        return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
}

;// CONCATENATED MODULE: ./lib/action/step.js




function locateStore(inputs, context) {
    return (0,doors/* resolveStoreLocation */.$6)({ ...context, explicit: inputs.store, explicitName: "input 'store'" });
}
/** Opens the store for one use, with progress in the log, and closes it whatever happens. */
async function withStore(location, { create }, { runner, repeat, signal, openStore, env, event, workspace, config }, warn, use) {
    const progress = startProgressLines(runner, repeat);
    try {
        const logger = { warn, info: (message) => runner.info(message) };
        const store = await openStore(location, {
            create,
            logger,
            progress: progress.listener,
            signal,
            protectedAliases: config.protectedAliases,
            ...(await (0,doors/* askingFrom */.mt)(workspace, (0,doors/* runContext */.pO)(env, event)))
        });
        try {
            return await use(store);
        }
        finally {
            await store.close();
        }
    }
    finally {
        progress.stop();
    }
}
/** A hosted machine is thrown away after the job, with every folder on it. */
function warnOfVanishingStore(location, { env }, warn) {
    if ((0,doors/* storeFolderAt */.Z9)(location) === undefined || env['RUNNER_ENVIRONMENT'] !== 'github-hosted')
        return;
    warn(`the store ${(0,errors/* quote */.hD)(location)} is a folder of a GitHub-hosted runner and vanishes with it when the job ends: keep it with another action, or use a self-hosted runner's disk`);
}
/** The outputs say so, too: a step after this one may go on. */
function missing({ name, selectors }, { runner }, place) {
    setOutputs(runner, { found: false });
    const wanted = `no version of ${(0,errors/* quote */.hD)(name)} matches ${(0,doors/* quoteList */.JN)(selectors)}`;
    return new errors/* ArtifactStoreError */.ux('NOT_FOUND', `input 'version': ${wanted} in the store ${(0,errors/* quote */.hD)(place)}`);
}
/**
 * What is told of a gate once all else is: the step fails with it.
 * @throws ArtifactStoreError `GATE` where the version does not pass.
 */
function tellOfGate(result, { runner }, warn, aliases = []) {
    const failure = (0,doors/* gateFailure */.I9)(result, aliases);
    if (failure !== undefined)
        throw failure;
    const warning = (0,doors/* gateWarning */.y7)(result);
    if (warning !== undefined)
        warn(warning);
    else if (result.gate !== undefined) {
        runner.info(`${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(result.version))} passes: not ${(0,doors/* gateReason */.cG)(result.gate)}`);
    }
}
/** The work is done by then: a summary that cannot be written is told, and fails nothing. */
async function summarize(inputs, { runner }, warn, describe) {
    if (!inputs.summary)
        return;
    try {
        await runner.appendSummary(describe());
    }
    catch (error) {
        warn(`the job summary could not be written: ${(0,doors/* inert */.tJ)(error instanceof Error ? error.message : String(error))}`);
    }
}

;// CONCATENATED MODULE: ./lib/action/summary.js
/**
 * The job summary: what was saved, restored, recorded, promoted, listed or copied, from where, and how well it did.
 *
 * Names, labels, metrics and parameters come from people and from pull requests. So all of it is written as blocks of
 * HTML without an empty line: inside of such a block Markdown means nothing, and text is held by escaping five
 * characters. Sizes are bounded, since a summary above 1 MiB makes the runner drop all of it.
 */

/** Rows of one table of metrics, parameters or metadata. */
const MAX_ROWS = 100;
/** Bytes of one table, markup and all; three such tables and the head stay far below the runner's 1 MiB. */
const MAX_TABLE_BYTES = 200_000;
/** Characters of one value, before escaping. */
const MAX_VALUE_LENGTH = 300;
function describeSave({ result, store, aliases }) {
    const { version, created } = result;
    const verb = created ? 'Saved' : 'Unchanged:';
    return [
        heading(`${verb} ${code(version.name)} ${code(version.version)}`),
        ...(created ? [] : [paragraph('The content is that of the newest version, so no new one was made.')]),
        table([
            ['Version', code((0,doors/* referenceOf */.Bz)(version))],
            ...optional('Type', version.type),
            ['Content', summary_escape(content(version))],
            ['New in the store', summary_escape((0,doors/* formatBytes */.z3)(result.storedSize))],
            ['Shared with earlier versions', summary_escape((0,doors/* formatBytes */.z3)(result.sharedSize))],
            ...(aliases.length === 0 ? [] : [row('Aliases', aliases.map(code).join(' '))]),
            ['Digest', code(version.digest)],
            ['Store', code(store)]
        ]),
        ...optionalParagraph(version.description),
        ...values(version)
    ].join('');
}
function describeRestore({ result, store, destination }) {
    const { version } = result;
    const isAll = result.files === version.files && result.size === version.size;
    return [
        heading(`Restored ${code(version.name)} ${code(version.version)}`),
        table([
            ['Version', `${code((0,doors/* referenceOf */.Bz)(version))}, as ${code(result.matched)}`],
            ...optional('Type', version.type),
            ['Content', summary_escape(isAll ? content(version) : `${content(result)} of ${content(version)}`)],
            ['Into', code(destination)],
            ...(result.removed === 0 ? [] : [row('Removed there', summary_escape((0,doors/* plural */.LS)(result.removed, 'path')))]),
            ['Saved', `${summary_escape(version.createdAt)}${savedBy(version)}`],
            ['Digest', code(version.digest)],
            ['Store', code(store)]
        ]),
        ...optionalParagraph(version.description),
        ...values(version)
    ].join('');
}
function describeCopy({ copied, from, to }) {
    const created = copied.filter((copy) => copy.created);
    const sent = created.reduce((sum, { storedSize }) => sum + storedSize, 0);
    const known = copied.length - created.length;
    return [
        heading(summary_escape(`Copied ${(0,doors/* plural */.LS)(created.length, 'version')}`)),
        table([
            ['From', code(from)],
            ['To', code(to)],
            ...(known === 0 ? [] : [row('Already there', summary_escape((0,doors/* plural */.LS)(known, 'version')))]),
            ['Sent', summary_escape((0,doors/* formatBytes */.z3)(sent))]
        ]),
        ...copiedTable(copied)
    ].join('');
}
const COPY_COLUMNS = ['Version', 'In the other store', 'Content', 'Sent'];
function copiedTable(copied) {
    if (copied.length === 0)
        return [];
    const head = COPY_COLUMNS.map((title) => `<th align="left">${title}</th>`).join('');
    const rows = copied.slice(0, MAX_ROWS).map(({ from, version, created, storedSize }) => {
        const label = version.version === `v${version.number}` ? '' : ` ${code(version.version)}`;
        return tableRow(code((0,doors/* referenceOf */.Bz)(from)), `${code((0,doors/* referenceOf */.Bz)(version))}${label}`, summary_escape(content(version)), summary_escape(created ? (0,doors/* formatBytes */.z3)(storedSize) : 'already there'));
    });
    const hidden = copied.length - rows.length;
    const note = hidden === 0 ? '' : paragraph(summary_escape(`${(0,doors/* formatCount */.B4)(hidden)} more are in the output 'result'.`));
    return [`<table><tr>${head}</tr>${rows.join('')}</table>\n\n${note}`];
}
function describeRecord({ result, store }) {
    const { version, matched } = result;
    return [
        heading(`Recorded of ${code(version.name)} ${code(version.version)}`),
        table([
            ['Version', `${code((0,doors/* referenceOf */.Bz)(version))}, as ${code(matched)}`],
            ['Recorded after the save', summary_escape((0,doors/* plural */.LS)(result.note, 'time'))],
            ['Digest', code(version.digest)],
            ['Store', code(store)]
        ]),
        ...values(version)
    ].join('');
}
function describePromote({ result, store }) {
    const rows = result.aliases.map(({ alias, version, matched, previous, moved }) => [
        code(alias),
        `${code((0,doors/* referenceOf */.Bz)(version))}, as ${code(matched)}`,
        moved ? (previous === undefined ? '' : code(`v${previous}`)) : 'the same'
    ]);
    return [
        heading(`Promoted ${code(result.version.name)}`),
        table([['Store', code(store)]]),
        ...columns(['Alias', 'Version', 'Before'], rows, "in the output 'result'")
    ].join('');
}
function describeList({ versions, store, name, where }) {
    const rows = versions.map((version) => [
        code((0,doors/* referenceOf */.Bz)(version)),
        version.version === `v${version.number}` ? '' : code(version.version),
        version.aliases.length === 0 ? '' : code(version.aliases.join(' ')),
        version.type === undefined ? '' : code(version.type),
        summary_escape(version.createdAt),
        summary_escape(content(version)),
        metricsCell(version.metrics)
    ]);
    return [
        heading(summary_escape((0,doors/* plural */.LS)(versions.length, 'version'))),
        table([...optional('Artifact', name), ...optional('Where', where), ['Store', code(store)]]),
        ...columns(['Version', 'Label', 'Aliases', 'Type', 'Saved', 'Content', 'Metrics'], rows, "in the output 'result'")
    ].join('');
}
function metricsCell(metrics) {
    const entries = Object.entries(metrics);
    // What is cut off in the end is not written out before.
    const shown = entries.slice(0, MAX_ROWS).map(([name, value]) => `${name}=${(0,doors/* formatMetric */.gI)(value)}`);
    return entries.length === 0 ? '' : code(shown.join(' '));
}
/** A table with a head, bounded in rows and bytes. */
function columns(titles, rows, elsewhere) {
    if (rows.length === 0)
        return [];
    const head = titles.map((title) => `<th align="left">${title}</th>`).join('');
    const shown = [];
    let bytes = 0;
    for (const cells of rows.slice(0, MAX_ROWS)) {
        const line = tableRow(...cells);
        bytes += Buffer.byteLength(line);
        if (bytes > MAX_TABLE_BYTES)
            break;
        shown.push(line);
    }
    const hidden = rows.length - shown.length;
    const note = hidden === 0 ? '' : paragraph(summary_escape(`${(0,doors/* formatCount */.B4)(hidden)} more are ${elsewhere}.`));
    return [`<table><tr>${head}</tr>${shown.join('')}</table>\n\n${note}`];
}
/** What was looked for and not found, where that is no error. */
function describeMiss(message) {
    return paragraph(summary_escape(message));
}
function row(label, html) {
    return [label, html];
}
function optional(label, text) {
    return text === undefined ? [] : [row(label, code(text))];
}
function optionalParagraph(text) {
    return text === undefined ? [] : [paragraph(summary_escape(shorten(text)))];
}
function values(version) {
    return [
        ...valueTable('Metrics', metricRows(version.metrics)),
        ...valueTable('Parameters', jsonRows(version.params)),
        ...valueTable('Metadata', jsonRows(version.metadata))
    ];
}
function metricRows(metrics) {
    return Object.entries(metrics).map(([name, value]) => [name, summary_escape((0,doors/* formatMetric */.gI)(value))]);
}
function jsonRows(mapping) {
    return Object.entries(mapping).map(([name, value]) => [name, code(jsonText(value))]);
}
function jsonText(value) {
    return typeof value === 'string' ? value : JSON.stringify(value);
}
function valueTable(title, rows) {
    if (rows.length === 0)
        return [];
    const shown = [];
    let bytes = 0;
    for (const [name, html] of rows.slice(0, MAX_ROWS)) {
        const line = tableRow(code(name), html);
        bytes += Buffer.byteLength(line);
        if (bytes > MAX_TABLE_BYTES)
            break;
        shown.push(line);
    }
    const hidden = rows.length - shown.length;
    const note = hidden === 0 ? '' : paragraph(summary_escape(`${(0,doors/* formatCount */.B4)(hidden)} more are in the version's record.`));
    return [`<table><tr><th colspan="2" align="left">${title}</th></tr>${shown.join('')}</table>\n\n${note}`];
}
function table(rows) {
    return `<table>${rows.map(([label, html]) => tableRow(summary_escape(label), html)).join('')}</table>\n\n`;
}
function tableRow(...cells) {
    return `<tr>${cells.map((html) => `<td>${html}</td>`).join('')}</tr>`;
}
function heading(html) {
    return `<h3>${html}</h3>\n\n`;
}
function paragraph(html) {
    return `<p>${html}</p>\n\n`;
}
function content({ files, size }) {
    return `${(0,doors/* plural */.LS)(files, 'file')}, ${(0,doors/* formatBytes */.z3)(size)}`;
}
/** The commit and the run that made the version; where they are known, and as text: links would be trusted. */
function savedBy({ run }) {
    const parts = [
        typeof run['workflow'] === 'string' ? `by workflow ${code(run['workflow'])}` : '',
        typeof run['branch'] === 'string' ? `on branch ${code(run['branch'])}` : '',
        typeof run['sha'] === 'string' ? `at commit ${code(run['sha'].slice(0, 12))}` : ''
    ].filter((part) => part !== '');
    return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}
/** Text that someone else chose, on one line. GitHub leaves mentions and references inside `code` alone. */
function code(text) {
    return `<code>${summary_escape(shorten(text))}</code>`;
}
function shorten(text) {
    return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}
const ENTITIES = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;'
};
/** Control characters, line breaks among them, become visible; the five characters of HTML become entities. */
function summary_escape(text) {
    return (0,doors/* inert */.tJ)(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

;// CONCATENATED MODULE: ./lib/action/modes/copy.js





async function copy(inputs, context, warnings) {
    const warn = (message) => warnings.warn(message);
    const { name, selector, toName } = inputs;
    const from = locateStore(inputs, context);
    const to = (0,doors/* resolveStoreLocation */.$6)({ ...context, explicit: inputs.to, explicitName: "input 'to'" });
    warnOfVanishingStore(to, context, warn);
    const { copied, places } = await withStore(from, { create: false }, context, warn, async (source) => withStore(to, { create: true }, context, warn, async (target) => ({
        copied: await source.copyTo(target, {
            ...(name === undefined ? {} : { name }),
            ...(selector === undefined ? {} : { selector }),
            ...(toName === undefined ? {} : { toName })
        }),
        places: { from: source.location, to: target.location }
    })));
    logCopy(context.runner, copied, places);
    setOutputs(context.runner, (0,doors/* copyOutputs */.OR)(copied, selector));
    await summarize(inputs, context, warn, () => describeCopy({ copied, ...places }));
}
function logCopy(runner, copied, { from, to }) {
    for (const { from: version, version: copy, created, storedSize } of copied) {
        const verb = created ? 'Copied' : 'Already there:';
        const cost = created ? `: ${(0,doors/* formatBytes */.z3)(storedSize)} sent` : '';
        runner.info(`${verb} ${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(version))} as ${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(copy))}${cost}; ${copy.digest}`);
    }
    const created = copied.filter((copy) => copy.created);
    const sent = created.reduce((sum, { storedSize }) => sum + storedSize, 0);
    const known = copied.length - created.length;
    const rest = known === 0 ? '' : `; ${(0,doors/* formatCount */.B4)(known)} already there`;
    runner.info(`Copied ${(0,doors/* plural */.LS)(created.length, 'version')} from ${(0,errors/* quote */.hD)(from)} to ${(0,errors/* quote */.hD)(to)}, ${(0,doors/* formatBytes */.z3)(sent)} sent${rest}`);
}

;// CONCATENATED MODULE: ./lib/action/modes/diff.js




async function diff(inputs, context, warnings) {
    const warn = (message) => warnings.warn(message);
    const { pair } = inputs;
    const location = locateStore(inputs, context);
    const result = await withStore(location, { create: false }, context, warn, async (store) => {
        const found = await store.diff(pair);
        if (found !== undefined)
            return found;
        setOutputs(context.runner, (0,doors/* diffOutputs */.mk)(undefined));
        throw await (0,doors/* missingOfPair */.oO)(store, pair);
    });
    const { metrics } = (0,doors/* artifactDefaults */.nJ)(context.config, result.to.name);
    for (const line of (0,store/* diffToText */.SQ)(result, metrics).trimEnd().split('\n'))
        context.runner.info(line);
    setOutputs(context.runner, (0,doors/* diffOutputs */.mk)(result));
    await summarize(inputs, context, warn, () => (0,store/* diffToMarkdown */.gi)(result, metrics));
}

;// CONCATENATED MODULE: ./lib/action/modes/list.js





async function list(inputs, context, warnings) {
    const warn = (message) => warnings.warn(message);
    const { name, where, limit } = inputs;
    const location = locateStore(inputs, context);
    const { versions, place } = await withStore(location, { create: false }, context, warn, async (store) => ({
        versions: await store.list({
            limit,
            ...(name === undefined ? {} : { name }),
            ...(where === undefined ? {} : { where })
        }),
        place: store.location
    }));
    for (const version of versions)
        context.runner.info(`${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(version))}: ${version.digest}`);
    context.runner.info(`Listed ${(0,doors/* plural */.LS)(versions.length, 'version')} in ${(0,errors/* quote */.hD)(place)}`);
    setOutputs(context.runner, (0,doors/* listOutputs */.PN)(versions));
    await summarize(inputs, context, warn, () => describeList({ versions, store: place, name, where }));
}

;// CONCATENATED MODULE: ./lib/action/modes/promote.js





async function promote(inputs, context, warnings) {
    const warn = (message) => warnings.warn(message);
    const { name, selectors, aliases } = inputs;
    const location = locateStore(inputs, context);
    const run = (0,doors/* runContext */.pO)(context.env, context.event);
    const { result, place } = await withStore(location, { create: false }, context, warn, async (store) => ({
        result: await store.promote({ name, selectors, aliases, run }),
        place: store.location
    }));
    if (result === undefined)
        throw missing(inputs, context, place);
    for (const { alias, version, previous, moved } of result.aliases) {
        const before = previous === undefined ? '' : `, from v${previous}`;
        const verb = moved ? `moved to ${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(version))}${before}` : `is at ${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(version))}`;
        context.runner.info(`The alias ${(0,errors/* quote */.hD)(alias)} ${verb}`);
    }
    setOutputs(context.runner, (0,doors/* promoteOutputs */.zo)(result));
    await summarize(inputs, context, warn, () => describePromote({ result, store: place }));
}

;// CONCATENATED MODULE: ./lib/action/description.js


async function readDescription(inputs, warn) {
    const params = await readMappings('params', inputs.params, 'data');
    const metrics = await readMappings('metrics', inputs.metrics, 'metrics');
    const metadata = await readMappings('metadata', inputs.metadata, 'data');
    const description = {
        params: (0,doors/* mergeMappings */.SQ)(...params.map(({ mapping }) => mapping)),
        metrics: mergeMetrics(metrics.map(({ mapping, subject }) => (0,doors/* parseMetrics */.Bm)(mapping, subject))),
        metadata: (0,doors/* mergeMappings */.SQ)(...metadata.map(({ mapping }) => mapping))
    };
    const odd = (0,doors/* nonFiniteMetrics */.Km)(description.metrics).map((name) => `${name} is ${description.metrics[name]}`);
    if (odd.length > 0)
        warn(`input 'metrics': recorded as they are, though they are no finite numbers: ${(0,doors/* quoteList */.JN)(odd)}`);
    return description;
}
/** The files in the order given, then the input: what is written in the workflow wins. */
async function readMappings(name, input, kind) {
    const mappings = [];
    for (const path of input.paths) {
        const subject = `input '${name}-path'`;
        mappings.push({ mapping: await (0,doors/* readMappingFile */.n6)(path, subject, kind), subject: `file ${(0,errors/* quote */.hD)(path)} (${subject})` });
    }
    if (input.inline !== undefined)
        mappings.push({ mapping: input.inline, subject: `input '${name}'` });
    return mappings;
}
function mergeMetrics(sources) {
    return Object.fromEntries(sources.flatMap((metrics) => Object.entries(metrics)));
}

;// CONCATENATED MODULE: ./lib/action/gate-summary.js


/** Characters of a condition, and of the reason; a version's values are cut before. */
const TEXT_MAXIMUM = 2000;
/** Whether a version passes its gate, and why; empty where there is none. A block of HTML, as all of a summary is. */
function describeGate({ gate }, request) {
    if (gate === undefined || request === undefined)
        return '';
    const { failed, isJudged, explanation, base } = gate;
    const verdict = failed ? '✗ Fails' : isJudged ? '✓ Passes' : '○ Not judged';
    // Below its first line is the condition, with the place.
    const [reason = ''] = explanation.split('\n');
    const beside = base === undefined ? '' : `; base is ${gate_summary_code((0,doors/* referenceOf */.Bz)(base))}`;
    return `<p><b>${verdict}</b>: ${gate_summary_code(reason)}${beside}. Fails if ${gate_summary_code(request.failIf)}.</p>\n\n`;
}
function gate_summary_code(text) {
    return `<code>${(0,store/* escapeHtml */.ZD)(text, TEXT_MAXIMUM)}</code>`;
}

;// CONCATENATED MODULE: ./lib/action/modes/record.js







async function record(inputs, context, warnings) {
    const warn = (message) => warnings.warn(message);
    const { name, selectors, gate } = inputs;
    const location = locateStore(inputs, context);
    const description = await readDescription(inputs, warn);
    const run = (0,doors/* runContext */.pO)(context.env, context.event);
    const { result, place } = await withStore(location, { create: false }, context, warn, async (store) => ({
        result: await store.record({ name, selectors, ...description, ...(gate && { gate }), run }),
        place: store.location
    }));
    if (result === undefined)
        throw missing(inputs, context, place);
    context.runner.info(`Recorded of ${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(result.version))} in ${(0,errors/* quote */.hD)(place)}: note ${result.note}`);
    setOutputs(context.runner, (0,doors/* recordOutputs */.QS)(result));
    await summarize(inputs, context, warn, () => describeRecord({ result, store: place }) + describeGate(result, gate));
    tellOfGate(result, context, warn);
}

;// CONCATENATED MODULE: ./lib/action/modes/restore.js





async function restore(inputs, context, warnings) {
    const warn = (message) => warnings.warn(message);
    const location = locateStore(inputs, context);
    const outcome = await (0,doors/* restoreIfStored */.Ny)(restoreRequest(inputs, context, location), async (use) => withStore(location, { create: false }, context, warn, use));
    if ('miss' in outcome) {
        setOutputs(context.runner, (0,doors/* restoreOutputs */.V2)(undefined, inputs.destination));
        complain(inputs.ifNotFound, outcome.miss, context, warn);
        await summarize(inputs, context, warn, () => describeMiss(outcome.miss.message));
        return;
    }
    const { result, location: place } = outcome;
    logRestore(context.runner, result, inputs.destination);
    setOutputs(context.runner, (0,doors/* restoreOutputs */.V2)(result, inputs.destination));
    await summarize(inputs, context, warn, () => describeRestore({ result, store: place, destination: inputs.destination }));
}
function restoreRequest(inputs, context, location) {
    const key = (0,doors/* runKey */.r7)(context.env);
    const attempt = (0,doors/* runAttempt */.Tm)(context.env);
    const storeFolder = (0,doors/* storeFolderAt */.Z9)(location);
    return {
        name: inputs.name,
        selectors: inputs.selectors,
        ...(inputs.where === undefined ? {} : { where: inputs.where }),
        destination: inputs.destination,
        ...(inputs.files.length === 0 ? {} : { files: inputs.files }),
        clean: inputs.clean,
        protectedFolders: [context.workspace, context.home, ...(storeFolder === undefined ? [] : [storeFolder])],
        ...(key === undefined ? {} : { runKey: key }),
        ...(attempt === undefined ? {} : { runAttempt: attempt }),
        storeFolder,
        versionName: "input 'version'",
        destinationName: "input 'path'"
    };
}
function complain(policy, miss, { runner }, warn) {
    if (policy === 'error')
        throw miss;
    if (policy === 'warn')
        warn(miss.message);
    else
        runner.info(miss.message);
}
function logRestore(runner, { version, matched, files, size, removed }, destination) {
    const what = `${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(version))}, which matches ${(0,errors/* quote */.hD)(matched)}`;
    const gone = removed === 0 ? '' : `, removed ${(0,doors/* plural */.LS)(removed, 'path')}`;
    runner.info(`Restored ${what}, into ${(0,errors/* quote */.hD)(destination)}: ${(0,doors/* plural */.LS)(files, 'file')}, ${(0,doors/* formatBytes */.z3)(size)}${gone}`);
}

;// CONCATENATED MODULE: ./lib/action/modes/save.js







async function save(inputs, context, warnings) {
    const warn = (message) => warnings.warn(message);
    const location = locateStore(inputs, context);
    // All that can be wrong with the inputs is found before the store is made or touched.
    const description = await readDescription(inputs, warn);
    const source = await findSource(inputs, context, location, warn);
    if (source === undefined) {
        setOutputs(context.runner, (0,doors/* saveOutputs */._Z)(undefined));
        await summarize(inputs, context, warn, () => describeMiss(`Nothing was saved as '${inputs.name}': there was no file to save.`));
        return;
    }
    warnOfVanishingStore(location, context, warn);
    const { result, place } = await withStore(location, { create: true }, context, warn, async (store) => ({
        result: await store.save(saveRequest(inputs, context, source, description)),
        place: store.location
    }));
    (0,doors/* warnOfHiddenFiles */.js)(source, HIDDEN_FILES, warn);
    logSave(context.runner, result, place);
    setOutputs(context.runner, { found: true, ...(0,doors/* saveOutputs */._Z)(result) });
    const { aliases, gate } = inputs;
    const moved = result.gate?.failed === true ? [] : aliases;
    await summarize(inputs, context, warn, () => describeSave({ result, store: place, aliases: moved }) + describeGate(result, gate));
    tellOfGate(result, context, warn, aliases);
}
const HIDDEN_FILES = { hiddenFilesName: "input 'include-hidden-files'" };
async function findSource(inputs, { workspace }, location, warn) {
    const request = {
        patterns: inputs.patterns,
        ...(inputs.root === undefined ? {} : { root: inputs.root }),
        workingDirectory: workspace,
        includeHidden: inputs.includeHidden,
        symlinks: inputs.symlinks,
        storeFolder: (0,doors/* storeFolderAt */.Z9)(location),
        ifNoFilesFound: inputs.ifNoFilesFound,
        ...HIDDEN_FILES
    };
    return (0,doors/* findSaveSource */.qX)(request, warn);
}
function saveRequest(inputs, { env, event, config }, source, description) {
    const key = (0,doors/* runKey */.r7)(env);
    const type = inputs.type ?? (0,doors/* artifactDefaults */.nJ)(config, inputs.name).type;
    return {
        name: inputs.name,
        source: source.tree,
        ...(inputs.label === undefined ? {} : { label: inputs.label }),
        ...(type === undefined ? {} : { type }),
        ...(inputs.description === undefined ? {} : { description: inputs.description }),
        aliases: inputs.aliases,
        ...description,
        ifUnchanged: inputs.ifUnchanged,
        parents: inputs.parents,
        compression: inputs.compression,
        ...(inputs.gate && { gate: inputs.gate }),
        run: (0,doors/* runContext */.pO)(env, event),
        ...(key === undefined ? {} : { runKey: key })
    };
}
function logSave(runner, { created, version, storedSize, sharedSize }, place) {
    const what = `${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(version))} (${(0,doors/* plural */.LS)(version.files, 'file')}, ${(0,doors/* formatBytes */.z3)(version.size)})`;
    const verb = created ? 'Saved' : 'Unchanged, so no new version:';
    const cost = `${(0,doors/* formatBytes */.z3)(storedSize)} new, ${(0,doors/* formatBytes */.z3)(sharedSize)} shared with earlier versions`;
    runner.info(`${verb} ${what} in ${(0,errors/* quote */.hD)(place)}: ${cost}; ${version.digest}`);
}

;// CONCATENATED MODULE: ./lib/action/run.js
/** The step itself: what each mode does, in order. */








/**
 * Runs the mode that the inputs ask for and sets every output, also where there was nothing to save or restore.
 * @throws ArtifactStoreError whatever failed; outputs are then set only where a version was looked for and not found.
 */
async function run(inputs, context) {
    const warnings = new Warnings(context.runner);
    try {
        await runMode(inputs, context, warnings);
    }
    finally {
        warnings.flush();
    }
}
function runMode(inputs, context, warnings) {
    switch (inputs.mode) {
        case 'save':
            return save(inputs, context, warnings);
        case 'restore':
            return restore(inputs, context, warnings);
        case 'record':
            return record(inputs, context, warnings);
        case 'promote':
            return promote(inputs, context, warnings);
        case 'list':
            return list(inputs, context, warnings);
        case 'diff':
            return diff(inputs, context, warnings);
        case 'copy':
            return copy(inputs, context, warnings);
    }
}

;// CONCATENATED MODULE: ./lib/action/runner.js
const ANNOTATION_TITLE = 'Artifact Store';
/** @param env the process's environment: `@actions/core` fails where the runner names no file for the summary */
function githubRunner(core, env) {
    return {
        input: (name) => core.getInput(name),
        info: (message) => core.info(inertLine(message)),
        debug: (message) => core.debug(message),
        annotate: (kind, message) => core[kind](message, { title: ANNOTATION_TITLE }),
        setOutput: (name, value) => {
            // Without a file, `@actions/core` falls back to a command in the log that runners no longer take.
            if (env['GITHUB_OUTPUT'])
                core.setOutput(name, value);
        },
        appendSummary: async (markdown) => {
            if (env['GITHUB_STEP_SUMMARY'])
                await core.summary.addRaw(markdown).write();
        }
    };
}
/**
 * The runner takes a line that starts with `::` (after white space) for a command, and the older `##[` anywhere in a
 * line. Messages quote what they name, so they hold no line breaks; this takes care of the rest.
 */
function inertLine(message) {
    const line = message.replace(/[\r\n\u2028\u2029]+/g, ' ').replaceAll('##[', '## [');
    return /^\s*::/.test(line) ? `- ${line.trimStart()}` : line;
}

;// CONCATENATED MODULE: ./lib/action/index.js
/**
 * The GitHub Action: reads the step's inputs into one object, runs the mode that they ask for against a store, and
 * tells the result in outputs, annotations, the log and the job summary. Nothing here knows how a store works.
 */









/**
 * Runs a step from the process's environment; on failure there is one error annotation and an exit code of 1.
 * @param workerEntry the module that worker threads run: the bundle itself
 */
async function runAction(workerEntry) {
    const { env } = process;
    const runner = githubRunner(core, env);
    const cancellation = (0,doors/* listenForCancel */.Fh)(process, (signal) => runner.info(`Cancelled by ${signal}: cleaning up`));
    const workspace = env['GITHUB_WORKSPACE'] || process.cwd();
    try {
        const home = (0,external_node_os_.homedir)();
        const inputs = parseInputs({ input: runner.input, workspace, home, now: () => new Date() });
        await run(inputs, {
            runner,
            env,
            workspace,
            home,
            config: await (0,doors/* readConfig */.Xg)(workspace),
            event: (0,doors/* readEvent */.j_)(env, (message) => runner.debug(message)),
            signal: cancellation.signal,
            repeat: repeatUnreferenced,
            openStore: async (location, { create, ...options }) => (0,store/* openStore */.Ch)(await (0,doors/* openStorageAt */.TC)(location, { create }), { ...options, workers: { entry: workerEntry } })
        });
    }
    catch (error) {
        // Whatever broke because of the signal is no failure of its own.
        reportFailure(cancellation.signal.aborted ? cancellation.signal.reason : error, runner);
        process.exitCode = 1;
    }
    finally {
        cancellation.dispose();
    }
}


/***/ })

};
