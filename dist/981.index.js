export const id = 981;
export const ids = [981];
export const modules = {

/***/ 1981:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runAction: () => (/* binding */ runAction)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 12 modules
var core = __webpack_require__(5224);
// EXTERNAL MODULE: ./lib/doors/index.js + 37 modules
var doors = __webpack_require__(1110);
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
// EXTERNAL MODULE: ./lib/store/index.js + 137 modules
var lib_store = __webpack_require__(2058);
;// CONCATENATED MODULE: ./lib/action/input-readers.js
/** One input at a time: its words, its default, and what is wrong with it. */




/** `name`, or one version of it as `name@selector`; empty for all artifacts. */
function referenceInput(reader) {
    const reference = reader.input('name');
    if (reference === '')
        return { name: undefined, selector: undefined };
    const at = reference.indexOf('@');
    const name = (0,lib_store/* checkArtifactName */.CN)(at < 0 ? reference : reference.slice(0, at), "input 'name'");
    if (at < 0)
        return { name, selector: undefined };
    const selector = reference.slice(at + 1);
    (0,lib_store/* parseSelector */.Pl)(selector, "input 'name'");
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
    (0,lib_store/* checkArtifactName */.CN)(name, "input 'name'");
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
        (0,lib_store/* checkLabel */.v8)(label, "input 'version'");
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
        (0,lib_store/* checkAlias */.ff)(alias, "input 'aliases'");
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
        (0,lib_store/* checkArtifactName */.CN)(parent.slice(0, at), "input 'parents'");
        (0,lib_store/* parseSelector */.Pl)(parent.slice(at + 1), "input 'parents'");
    }
    return parents;
}
function selectorsInput(reader) {
    const selectors = lines(reader.input('version'));
    for (const selector of selectors)
        (0,lib_store/* parseSelector */.Pl)(selector, "input 'version'");
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
    (0,lib_store/* parseCondition */.zB)(where, { input: "input 'where'", allowBase: false });
    return where;
}
function limitInput(reader) {
    return countInput(reader, 'limit') ?? DEFAULT_LIMIT;
}
function countInput(reader, name) {
    const count = reader.input(name);
    if (count === '')
        return undefined;
    if (!/^[1-9]\d{0,8}$/.test(count))
        throw invalid(name, `is ${(0,errors/* quote */.hD)(count)}: give a whole number from 1 on`);
    return Number(count);
}
/** `keep-last`, `keep-within` and `keep-best`, a metric a line. */
function retentionInput(reader) {
    const keepLast = countInput(reader, 'keep-last');
    const keepWithin = reader.input('keep-within') || undefined;
    if (keepWithin !== undefined && !(0,lib_store/* isRetentionTime */.UF)(keepWithin)) {
        throw invalid('keep-within', `is ${(0,errors/* quote */.hD)(keepWithin)}: give a number and a unit, s, m, h, d or w, such as 30d`);
    }
    return {
        keepBest: lines(reader.input('keep-best')).map((line) => (0,doors/* parseKeepBest */.xz)(line, "input 'keep-best'")),
        ...(keepLast === undefined ? {} : { keepLast }),
        ...(keepWithin === undefined ? {} : { keepWithin })
    };
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

;// CONCATENATED MODULE: ./lib/action/input-table.js
/** Which inputs there are, and which modes use them. `action.yml` declares the same (a test compares them). */
const MODES = ['save', 'restore', 'record', 'promote', 'list', 'diff', 'copy', 'verify', 'prune'];
const INPUT_MODES = {
    mode: MODES,
    store: MODES,
    summary: MODES,
    name: MODES,
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
/** What is offered in `action.yml`, by `save/action.yml` and by `restore/action.yml`. */
function inputsOf(mode) {
    return INPUT_NAMES.filter((name) => INPUT_MODES[name].includes(mode));
}

;// CONCATENATED MODULE: ./lib/action/signing-inputs.js
/** The inputs about signatures. The private key itself is in none of the messages. */

function signInput(reader) {
    const by = choiceInput(reader, 'sign', ['none', 'key', 'attest']);
    const key = reader.input('sign-key');
    if (by !== 'key') {
        if (key !== '')
            throw invalid('sign-key', `is given, and nothing is signed with it: give 'sign: key'`);
        return { by };
    }
    if (key === '') {
        throw invalid('sign-key', "is required with 'sign: key': give a private key, such as ${{ secrets.SIGNING_KEY }}");
    }
    return { by, key };
}
function verifySignatureInputs(reader) {
    const signaturePath = reader.input('signature-path');
    return {
        verify: reader.input('verify-signature') === ''
            ? undefined
            : choiceInput(reader, 'verify-signature', ['off', 'required']),
        publicKey: reader.input('public-key') || undefined,
        signaturePath: signaturePath === '' ? undefined : absolutePath(reader, signaturePath)
    };
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
        case 'verify':
            return verifyInputs(reader);
        case 'prune':
            return pruneInputs(reader);
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
        gate: gateInput(reader),
        sign: signInput(reader)
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
        ifNotFound: choiceInput(reader, 'if-not-found', MISS_POLICIES),
        signatures: verifySignatureInputs(reader)
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
    const name = anyNameInput(reader);
    return { mode: 'list', ...commonInputs(reader), name, where: whereInput(reader), limit: limitInput(reader) };
}
function verifyInputs(reader) {
    const name = anyNameInput(reader);
    return { mode: 'verify', ...commonInputs(reader), name, deep: booleanInput(reader, 'deep', true) };
}
/** Where no name stands for all artifacts. */
function anyNameInput(reader) {
    const name = reader.input('name') || undefined;
    if (name !== undefined)
        (0,lib_store/* checkArtifactName */.CN)(name, "input 'name'");
    return name;
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
        (0,lib_store/* checkArtifactName */.CN)(toName, "input 'to-name'");
    }
    return { mode: 'copy', ...commonInputs(reader), to, name, selector, toName };
}
function pruneInputs(reader) {
    const name = reader.input('name') || undefined;
    if (name !== undefined)
        (0,lib_store/* checkArtifactName */.CN)(name, "input 'name'");
    const dryRun = booleanInput(reader, 'dry-run', true);
    return { mode: 'prune', ...commonInputs(reader), name, retention: retentionInput(reader), dryRun };
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
        throw invalid('mode', `is required: give one of ${MODES.join(', ')}`);
    const known = MODES.find((mode) => mode === value);
    if (known === undefined)
        throw invalid('mode', `is ${(0,errors/* quote */.hD)(value)}, which is no mode: give one of ${MODES.join(', ')}`);
    return known;
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
            secrets: (0,doors/* secretsOf */.Fj)(env),
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

// EXTERNAL MODULE: ./lib/store/show.js
var show = __webpack_require__(7972);
;// CONCATENATED MODULE: ./lib/action/summary/html.js
/**
 * What summaries are made of. Names, labels, metrics and parameters come from people and from pull requests. So all of it
 * is written as blocks of HTML without an empty line: inside of such a block Markdown means nothing, and text is held by
 * escaping five characters. Diagrams are the one exception: Mermaid in a fence, whose text never holds a backtick.
 */



/** Rows of one table. */
const MAX_ROWS = 100;
/** Bytes of one table, markup and all. */
const MAX_TABLE_BYTES = 200_000;
function heading(html) {
    return `<h3>${html}</h3>\n\n`;
}
function subheading(html) {
    return `<h4>${html}</h4>\n\n`;
}
function paragraph(html) {
    return `<p>${html}</p>\n\n`;
}
function row(label, html) {
    return [label, html];
}
/** A table of few rows with their labels in the first column. */
function facts(rows) {
    return `<table>${rows.map(([label, html]) => tableRow([(0,show/* escapeHtml */.ZD)(label), html])).join('')}</table>\n\n`;
}
/**
 * A table with a head, bounded in rows and bytes.
 * @param elsewhere where the rows are that do not fit in: `in the version's record`
 */
function columns(titles, rows, elsewhere) {
    const shown = [];
    let bytes = 0;
    let hidden = 0;
    for (const cells of rows) {
        const line = hidden > 0 || shown.length >= MAX_ROWS ? '' : tableRow(cells);
        bytes += Buffer.byteLength(line);
        if (line === '' || bytes > MAX_TABLE_BYTES)
            hidden++;
        else
            shown.push(line);
    }
    if (shown.length + hidden === 0)
        return '';
    const head = titles.map(({ html, span = 1 }) => `<th${span > 1 ? ` colspan="${span}"` : ''} align="left">${html}</th>`);
    const note = hidden === 0 ? '' : paragraph((0,show/* escapeHtml */.ZD)(`${(0,doors/* formatCount */.B4)(hidden)} more are ${elsewhere}.`));
    return `<table><tr>${head.join('')}</tr>${shown.join('')}</table>\n\n${note}`;
}
/** What is only unfolded by who wants to see it. */
function folded(title, html) {
    return `<details><summary>${title}</summary>\n\n${html}</details>\n\n`;
}
/** @param diagram Mermaid, without a backtick, ended by a newline. */
function mermaid(diagram) {
    return `\`\`\`mermaid\n${diagram}\`\`\`\n\n`;
}
function tableRow(cells) {
    return `<tr>${cells.map((html) => `<td>${html}</td>`).join('')}</tr>`;
}

;// CONCATENATED MODULE: ./lib/action/summary/sections.js
/** A summary out of its parts, within the size that the runner takes. */


/** Bytes. Of a step whose summary is above 1 MiB the runner drops all of it. */
const SUMMARY_MAXIMUM = 768 * 1024;
/**
 * The parts that may be left out, first those that go first where all of it is too much. All else (what was done, and
 * whether the gate let it pass) is small and stays. docs/SUMMARY.md tells of this order.
 */
const DROPPED_FIRST = ['metadata', 'parameters', 'files', 'lineage', 'charts', 'metrics', 'versions'];
function always(...markdown) {
    return { markdown: markdown.join('') };
}
function part(name, ...markdown) {
    return { name, markdown: markdown.join('') };
}
/** @param maximum bytes. */
function assemble(parts, maximum = SUMMARY_MAXIMUM) {
    const dropped = [];
    const kept = () => parts.filter(({ name }) => name === undefined || !dropped.includes(name));
    const note = () => dropped.length === 0
        ? ''
        : paragraph((0,show/* escapeHtml */.ZD)(`Left out, so that this stays below ${(0,doors/* formatBytes */.z3)(maximum)}: ${dropped.join(', ')}.`));
    const text = () => [...kept().map(({ markdown }) => markdown), note()].join('');
    for (const name of DROPPED_FIRST) {
        if (Buffer.byteLength(text()) <= maximum)
            break;
        if (parts.some((one) => one.name === name && one.markdown !== ''))
            dropped.push(name);
    }
    return text();
}

;// CONCATENATED MODULE: ./lib/action/summary/version.js
/** What summaries tell of a version, whatever was done with it. */





const IN_THE_RECORD = "in the version's record";
function content({ files, size }) {
    return `${(0,doors/* plural */.LS)(files, 'file')}, ${(0,doors/* formatBytes */.z3)(size)}`;
}
/** `team/model@v12`, and its label where it has one. */
function versionCode(version) {
    const label = version.version === `v${version.number}` ? '' : ` ${(0,show/* code */.aY)(version.version)}`;
    return `${(0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(version))}${label}`;
}
function optional(label, text) {
    return text === undefined ? [] : [row(label, (0,show/* code */.aY)(text))];
}
function optionalParagraph(text) {
    return text === undefined ? '' : paragraph((0,show/* escapeHtml */.ZD)(text));
}
/** The commit and the run that made the version; where they are known, and as text: links would be trusted. */
function savedBy({ run }) {
    const parts = [
        typeof run['workflow'] === 'string' ? `by workflow ${(0,show/* code */.aY)(run['workflow'])}` : '',
        typeof run['branch'] === 'string' ? `on branch ${(0,show/* code */.aY)(run['branch'])}` : '',
        typeof run['sha'] === 'string' ? `at commit ${(0,show/* code */.aY)(run['sha'].slice(0, 12))}` : ''
    ].filter((text) => text !== '');
    return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}
/** The metrics alone, those of interest first. */
function metricsPart({ metrics }, directions) {
    const rows = metricNames([metrics], directions).map((name) => [(0,show/* code */.aY)(name), (0,show/* escapeHtml */.ZD)((0,show/* showMetric */.ae)(metrics[name]))]);
    return part('metrics', columns([{ html: 'Metrics', span: 2 }], rows, IN_THE_RECORD));
}
function describedParts(version) {
    return [
        part('parameters', jsonTable('Parameters', version.params)),
        part('metadata', jsonTable('Metadata', version.metadata))
    ];
}
/** The names in any of some metrics: those of interest first, in the order of the configuration, then as recorded. */
function metricNames(all, directions) {
    const names = new Set(Object.keys(directions).filter((name) => all.some((metrics) => Object.hasOwn(metrics, name))));
    for (const metrics of all)
        for (const name of Object.keys(metrics))
            names.add(name);
    return [...names];
}
function metricOf({ metrics }, name) {
    return Object.hasOwn(metrics, name) ? metrics[name] : undefined;
}
/** `, higher is better`, where that is known. */
function directionNote(directions, name) {
    const direction = (0,lib_store/* directionOf */.FR)(directions, name);
    return direction === undefined ? '' : `, ${direction} is better`;
}
function jsonTable(title, mapping) {
    const rows = Object.entries(mapping).map(([name, value]) => [(0,show/* code */.aY)(name), (0,show/* code */.aY)(jsonText(value))]);
    return columns([{ html: title, span: 2 }], rows, IN_THE_RECORD);
}
function jsonText(value) {
    return typeof value === 'string' ? value : JSON.stringify(value);
}

;// CONCATENATED MODULE: ./lib/action/summary/copy.js




const TITLES = ['Version', 'In the other store', 'Content', 'Sent'];
function describeCopy({ copied, from, to }) {
    const created = copied.filter((copy) => copy.created);
    const sent = created.reduce((sum, { storedSize }) => sum + storedSize, 0);
    const known = copied.length - created.length;
    const rows = copied.map((copy) => [
        (0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(copy.from)),
        versionCode(copy.version),
        (0,show/* escapeHtml */.ZD)(content(copy.version)),
        (0,show/* escapeHtml */.ZD)(copy.created ? (0,doors/* formatBytes */.z3)(copy.storedSize) : 'already there')
    ]);
    return assemble([
        always(heading((0,show/* escapeHtml */.ZD)(`Copied ${(0,doors/* plural */.LS)(created.length, 'version')}`)), facts([
            ['From', (0,show/* code */.aY)(from)],
            ['To', (0,show/* code */.aY)(to)],
            ...(known === 0 ? [] : [row('Already there', (0,show/* escapeHtml */.ZD)((0,doors/* plural */.LS)(known, 'version')))]),
            ['Sent', (0,show/* escapeHtml */.ZD)((0,doors/* formatBytes */.z3)(sent))]
        ])),
        part('versions', columns(TITLES.map((html) => ({ html })), rows, "in the output 'result'"))
    ]);
}

;// CONCATENATED MODULE: ./lib/action/summary/diff.js




function describeDiff({ diff, store, directions }) {
    return assemble([
        always(heading(`From ${(0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(diff.from))} to ${(0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(diff.to))}`), facts([['Store', (0,show/* code */.aY)(store)]])),
        part('versions', (0,lib_store/* diffToMarkdown */.gi)(diff, directions ?? {}))
    ]);
}

;// CONCATENATED MODULE: ./lib/action/summary/list.js




const list_TITLES = ['Version', 'Label', 'Aliases', 'Type', 'Saved', 'Content', 'Metrics'];
function describeList({ versions, store, name, where }) {
    const rows = versions.map((version) => [
        (0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(version)),
        version.version === `v${version.number}` ? '' : (0,show/* code */.aY)(version.version),
        version.aliases.length === 0 ? '' : (0,show/* code */.aY)(version.aliases.join(' ')),
        version.type === undefined ? '' : (0,show/* code */.aY)(version.type),
        (0,show/* escapeHtml */.ZD)(version.createdAt),
        (0,show/* escapeHtml */.ZD)(content(version)),
        metricsCell(version.metrics)
    ]);
    return assemble([
        always(heading((0,show/* escapeHtml */.ZD)((0,doors/* plural */.LS)(versions.length, 'version'))), facts([...optional('Artifact', name), ...optional('Where', where), ['Store', (0,show/* code */.aY)(store)]])),
        part('versions', columns(list_TITLES.map((html) => ({ html })), rows, "in the output 'result'"))
    ]);
}
function metricsCell(metrics) {
    const entries = Object.entries(metrics);
    // What is cut off in the end is not written out before.
    const shown = entries.slice(0, MAX_ROWS).map(([name, value]) => `${name}=${(0,doors/* formatMetric */.gI)(value)}`);
    return entries.length === 0 ? '' : (0,show/* code */.aY)(shown.join(' '));
}

;// CONCATENATED MODULE: ./lib/action/summary/comparison.js
/** A version beside others: its metrics with what got better or worse, as charts, and what changed of its files. */






/** Charts of the metrics of interest, and of a version of which nobody said which these are. */
const CHARTS_MAXIMUM = 6;
const CHARTS_UNASKED = 3;
/** The versions to compare with, as rows of the table of what was saved. */
function comparedRows({ base, aliases, version }) {
    return [
        ...(base === undefined ? [] : [row('Compared with', `${(0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(base.version))}${whyBase(base)}`)]),
        ...(base === undefined ? [] : commitRows(base.version, version)),
        ...aliases.map(({ alias, version: other, isFormer }) => row('And with', `${(0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(other))}, ${aliasWords(alias, isFormer)}`))
    ];
}
function whyBase({ version, why }) {
    if (why === 'asked')
        return ', as the gate does';
    const { branch } = version.run;
    return why === 'branch' && typeof branch === 'string'
        ? `, the newest of the branch ${(0,show/* code */.aY)(branch)}`
        : ', the one before';
}
function aliasWords(alias, isFormer) {
    return isFormer ? `which ${(0,show/* code */.aY)(alias)} pointed at until now` : `which is ${(0,show/* code */.aY)(alias)}`;
}
/** The commits between two versions; a link only to the repository that both are of. */
function commitRows(from, to) {
    const [first, second] = [(0,lib_store/* commitOf */.D3)(from.run), (0,lib_store/* commitOf */.D3)(to.run)];
    if (first === undefined || second === undefined || first === second)
        return [];
    const range = (0,show/* code */.aY)(`${first.slice(0, 12)}...${second.slice(0, 12)}`);
    const url = (0,lib_store/* compareUrl */.XH)(from.run, to.run);
    return [row('Commits', url === undefined ? range : `<a href="${(0,show/* escapeHtml */.ZD)(url, Infinity)}">${range}</a>`)];
}
/** The base and the aliases, as columns. */
function othersOf({ base, aliases }) {
    return [
        ...(base === undefined ? [] : [{ title: versionTitle(base.version), version: base.version }]),
        ...aliases.map(({ alias, version }) => ({ title: `${versionTitle(version)} (${(0,show/* code */.aY)(alias)})`, version }))
    ];
}
function versionTitle({ number }) {
    return (0,show/* code */.aY)(`v${number}`);
}
/**
 * A table of metrics with a column for each version.
 * @param history the versions up to this one, for a line of their values; empty for none
 */
function metricsTable(version, others, history, directions) {
    const names = metricNames([version, ...others.map((other) => other.version)].map(({ metrics }) => metrics), directions);
    if (names.length === 0)
        return '';
    const hasLine = history.length > 1;
    const titles = [
        { html: 'Metric' },
        { html: versionTitle(version) },
        ...others.map(({ title }) => ({ html: title, span: 2 })),
        ...(hasLine ? [{ html: (0,show/* escapeHtml */.ZD)(`Last ${history.length} versions`) }] : [])
    ];
    const rows = names.map((name) => [
        `${(0,show/* code */.aY)(name)}${(0,show/* escapeHtml */.ZD)(directionNote(directions, name))}`,
        valueCell(metricOf(version, name)),
        ...others.flatMap((other) => comparedCells(name, metricOf(other.version, name), metricOf(version, name), directions)),
        ...(hasLine ? [(0,show/* code */.aY)((0,lib_store/* sparkline */.KM)(history.map((one) => metricOf(one, name))))] : [])
    ]);
    return [
        ...others.map((other) => paragraph(countVerdicts(names, version, other, directions))),
        columns(titles, rows, "in the versions' records"),
        names.some((name) => (0,lib_store/* directionOf */.FR)(directions, name) !== undefined) || others.length === 0
            ? ''
            : paragraph(HOW_TO_TELL)
    ].join('');
}
const HOW_TO_TELL = '▲ and ▼ need to know which way a metric is better: <code>metrics</code> of the artifact in <code>.github/artifact-store.yml</code> says it.';
function valueCell(value) {
    return value === undefined ? '' : (0,show/* escapeHtml */.ZD)((0,show/* showMetric */.ae)(value));
}
function comparedCells(name, from, to, directions) {
    const judged = (0,lib_store/* judgeMetric */.mg)(name, from, to, directions);
    return [valueCell(from), judged === undefined ? '' : (0,show/* escapeHtml */.ZD)((0,lib_store/* showVerdict */.xq)(judged))];
}
const VERDICTS = [
    ['better', 'better'],
    ['worse', 'worse'],
    ['changed', 'changed'],
    ['incomparable', 'not comparable'],
    ['added', 'new'],
    ['removed', 'no longer there'],
    ['same', 'the same']
];
/** `Against v11: 1 better, 1 worse, 3 the same.` */
function countVerdicts(names, version, other, directions) {
    const counts = new Map();
    for (const name of names) {
        const judged = (0,lib_store/* judgeMetric */.mg)(name, metricOf(other.version, name), metricOf(version, name), directions);
        if (judged !== undefined)
            counts.set(judged.verdict, (counts.get(judged.verdict) ?? 0) + 1);
    }
    const words = VERDICTS.filter(([verdict]) => counts.has(verdict)).map(([verdict, word]) => `${(0,doors/* formatCount */.B4)(counts.get(verdict))} ${word}`);
    return `Metrics against ${other.title}: ${(0,show/* escapeHtml */.ZD)(words.length === 0 ? 'none' : words.join(', '))}.`;
}
function comparison_metricsPart(comparison, directions) {
    const { version, history } = comparison;
    return part('metrics', metricsTable(version, othersOf(comparison), history, directions));
}
/** A chart for each metric of interest; where nobody said which these are, for the first ones of the version. */
function chartsPart({ version, history }, directions) {
    const asked = Object.keys(directions);
    const candidates = asked.length > 0 ? asked : Object.keys(version.metrics);
    const maximum = asked.length > 0 ? CHARTS_MAXIMUM : CHARTS_UNASKED;
    const charts = [];
    for (const name of candidates) {
        if (charts.length >= maximum)
            break;
        const series = { name, values: history.map((one) => metricOf(one, name)) };
        const chart = (0,lib_store/* metricChart */.VX)({ versions: history, metrics: [series] }, name);
        if (chart === undefined)
            continue;
        charts.push(`${paragraph(chartCaption(name, directions, chart.leftOut))}${mermaid(chart.mermaid)}`);
    }
    return part('charts', ...charts);
}
function chartCaption(name, directions, leftOut) {
    const missing = leftOut.map(({ number, value }) => `v${number} (${(0,show/* showMetric */.ae)(value)})`).join(', ');
    const note = missing === '' ? '' : `; not drawn: ${missing}`;
    return `${(0,show/* code */.aY)(name)} over the last versions${(0,show/* escapeHtml */.ZD)(`${directionNote(directions, name)}${note}`)}`;
}
function filesPart({ base, files }) {
    if (base === undefined || files === undefined)
        return part('files');
    const title = `Files against ${versionTitle(base.version)}`;
    if (files === 'too many') {
        return part('files', paragraph(`${title}: so many are different that they were not counted.`));
    }
    return part('files', filesTable(title, files), filesList(files));
}
function filesTable(title, { added, removed, changed, renamed, unchanged, folders, renamesSought }) {
    const growth = changed.bytesTo - changed.bytesFrom;
    const all = [
        ['Added', added.count, `+${(0,doors/* formatBytes */.z3)(added.bytes)}`],
        ['Removed', removed.count, `-${(0,doors/* formatBytes */.z3)(removed.bytes)}`],
        ['Changed', changed.count, `${growth < 0 ? '-' : '+'}${(0,doors/* formatBytes */.z3)(Math.abs(growth))}`],
        ['Renamed', renamed.count, (0,doors/* formatBytes */.z3)(renamed.bytes)],
        ['Unchanged', unchanged.count, (0,doors/* formatBytes */.z3)(unchanged.bytes)],
        ['Folders added', folders.added, ''],
        ['Folders removed', folders.removed, '']
    ];
    const rows = all
        .filter(([, count]) => count > 0)
        .map(([label, count, bytes]) => [(0,show/* escapeHtml */.ZD)(label), (0,show/* escapeHtml */.ZD)((0,doors/* formatCount */.B4)(count)), (0,show/* escapeHtml */.ZD)(bytes)]);
    const note = renamesSought ? '' : paragraph('So much was added or removed that renames were not looked for.');
    return `${columns([{ html: title }, { html: 'Count' }, { html: 'Bytes' }], rows, 'not shown')}${note}`;
}
/** The first of each kind, by their paths. */
function filesList({ added, removed, changed, renamed }) {
    const rows = [
        ...added.listed.map(({ path }) => ['added', (0,show/* code */.aY)(path)]),
        ...removed.listed.map(({ path }) => ['removed', (0,show/* code */.aY)(path)]),
        ...changed.listed.map(({ path }) => ['changed', (0,show/* code */.aY)(path)]),
        ...renamed.listed.map(({ from, to }) => ['renamed', `${(0,show/* code */.aY)(from)} → ${(0,show/* code */.aY)(to)}`])
    ];
    if (rows.length === 0)
        return '';
    const count = added.count + removed.count + changed.count + renamed.count;
    const title = rows.length < count ? `The first ${rows.length} of ${(0,doors/* plural */.LS)(count, 'file')}` : 'Which files';
    return folded((0,show/* escapeHtml */.ZD)(title), columns([{ html: '' }, { html: 'File' }], rows, 'not shown'));
}
/** What could not be had, so that nobody takes its absence for an answer. */
function failuresOf({ failures }) {
    return failures.map((failure) => paragraph((0,show/* escapeHtml */.ZD)(`Not shown: ${failure}`))).join('');
}

;// CONCATENATED MODULE: ./lib/action/summary/promote.js




function describePromote({ result, store, directions, replaced }) {
    const rows = result.aliases.map(({ alias, version, matched, previous, moved }) => [
        (0,show/* code */.aY)(alias),
        `${(0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(version))}, as ${(0,show/* code */.aY)(matched)}`,
        moved ? (previous === undefined ? '' : (0,show/* code */.aY)(`v${previous}`)) : 'the same'
    ]);
    return assemble([
        always(heading(`Promoted ${(0,show/* code */.aY)(result.version.name)}`), facts([['Store', (0,show/* code */.aY)(store)]])),
        part('versions', columns([{ html: 'Alias' }, { html: 'Version' }, { html: 'Before' }], rows, "in the output 'result'")),
        part('metrics', ...(replaced ?? []).map((one) => replacedTable(one, directions ?? {})))
    ]);
}
function replacedTable({ aliases, from, to }, directions) {
    const table = metricsTable(to, [{ title: (0,show/* code */.aY)(`v${from.number}`), version: from }], [], directions);
    return table === '' ? '' : `${subheading(aliases.map((alias) => (0,show/* code */.aY)(alias)).join(' '))}${table}`;
}

;// CONCATENATED MODULE: ./lib/action/summary/gate.js
/** What a gate found, and why. */



/** Characters of a condition, and of what was found of it. */
const MAX_TEXT = 2000;
/** @param failIf the condition as it was given. */
function gatePart(gate, failIf = '') {
    if (gate === undefined)
        return always();
    const { failed, isJudged, explanation, base } = gate;
    // Of a condition that cannot be judged there are further lines, which point at its place.
    const [reason = ''] = explanation.split('\n');
    return always(subheading(failed ? '✗ The gate failed' : isJudged ? '✓ The gate let it pass' : '○ The gate did not judge it'), facts([
        row('Fails if', (0,show/* code */.aY)(failIf, MAX_TEXT)),
        row(isJudged ? (failed ? 'Which holds' : 'Which does not hold') : 'Reason', (0,show/* code */.aY)(reason, MAX_TEXT)),
        ...(base === undefined ? [] : [row('Compared with', (0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(base)))])
    ]));
}

;// CONCATENATED MODULE: ./lib/action/summary/record.js






function describeRecord({ result, store, failIf, directions }) {
    const { version, before, matched } = result;
    return assemble([
        always(heading(`Recorded of ${(0,show/* code */.aY)(version.name)} ${(0,show/* code */.aY)(version.version)}`), facts([
            ['Version', `${(0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(version))}, as ${(0,show/* code */.aY)(matched)}`],
            ['Recorded after the save', (0,show/* escapeHtml */.ZD)((0,doors/* plural */.LS)(result.note, 'time'))],
            ['Digest', (0,show/* code */.aY)(version.digest)],
            ['Store', (0,show/* code */.aY)(store)]
        ])),
        gatePart(result.gate, failIf),
        part('metrics', metricsTable(version, [{ title: 'what was known before', version: before }], [], directions ?? {})),
        ...describedParts(version)
    ]);
}

;// CONCATENATED MODULE: ./lib/action/summary/lineage.js
/** Where a version came from, as a diagram. */




/** Of a version that was made of nothing that is recorded there is none. */
function lineagePart(lineage) {
    if (lineage === undefined || lineage.edges.length === 0)
        return part('lineage');
    const { nodes, isWhole } = lineage;
    const note = isWhole ? '' : paragraph((0,show/* escapeHtml */.ZD)(`Only the nearest ${(0,doors/* formatCount */.B4)(nodes.length)} versions are shown.`));
    return part('lineage', subheading('Made from'), mermaid((0,lib_store/* lineageToMermaid */.WF)(lineage)), note);
}

;// CONCATENATED MODULE: ./lib/action/summary/restore.js





function describeRestore({ result, store, destination, directions, lineage }) {
    const { version } = result;
    const isAll = result.files === version.files && result.size === version.size;
    return assemble([
        always(heading(`Restored ${(0,show/* code */.aY)(version.name)} ${(0,show/* code */.aY)(version.version)}`), facts([
            ['Version', `${(0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(version))}, as ${(0,show/* code */.aY)(result.matched)}`],
            ...optional('Type', version.type),
            ['Content', (0,show/* escapeHtml */.ZD)(isAll ? content(version) : `${content(result)} of ${content(version)}`)],
            ['Into', (0,show/* code */.aY)(destination)],
            ...(result.removed === 0 ? [] : [row('Removed there', (0,show/* escapeHtml */.ZD)((0,doors/* plural */.LS)(result.removed, 'path')))]),
            ['Saved', `${(0,show/* escapeHtml */.ZD)(version.createdAt)}${savedBy(version)}`],
            ['Digest', (0,show/* code */.aY)(version.digest)],
            ['Store', (0,show/* code */.aY)(store)]
        ]), optionalParagraph(version.description)),
        metricsPart(version, directions ?? {}),
        lineagePart(lineage),
        ...describedParts(version)
    ]);
}

;// CONCATENATED MODULE: ./lib/action/summary/save.js







/** Aliases that are named. */
const ALIASES_SHOWN = 20;
function describeSave(summary) {
    const { result, surroundings = {} } = summary;
    const { comparison, lineage } = surroundings;
    const directions = summary.directions ?? {};
    const version = comparison?.version ?? result.version;
    const beside = comparison === undefined
        ? [metricsPart(version, directions)]
        : [comparison_metricsPart(comparison, directions), chartsPart(comparison, directions), filesPart(comparison)];
    return assemble([
        always(head(summary)),
        gatePart(result.gate, summary.failIf),
        ...beside,
        always(comparison === undefined ? '' : failuresOf(comparison)),
        lineagePart(lineage),
        ...describedParts(version)
    ]);
}
function head({ result, store, aliases, surroundings }) {
    const { version, created } = result;
    const verb = created ? 'Saved' : 'Unchanged:';
    const comparison = surroundings?.comparison;
    return [
        heading(`${verb} ${(0,show/* code */.aY)(version.name)} ${(0,show/* code */.aY)(version.version)}`),
        created ? '' : paragraph('The content is that of the newest version, so no new one was made.'),
        facts([
            ['Version', (0,show/* code */.aY)((0,doors/* referenceOf */.Bz)(version))],
            ...optional('Type', version.type),
            ['Content', (0,show/* escapeHtml */.ZD)(content(version))],
            ['New in the store', (0,show/* escapeHtml */.ZD)((0,doors/* formatBytes */.z3)(result.storedSize))],
            ['Shared with earlier versions', (0,show/* escapeHtml */.ZD)((0,doors/* formatBytes */.z3)(result.sharedSize))],
            ...(aliases.length === 0 ? [] : [row('Aliases', listAliases(aliases, result.gate?.failed === true))]),
            ...(comparison === undefined ? [] : comparedRows(comparison)),
            ['Digest', (0,show/* code */.aY)(version.digest)],
            ['Store', (0,show/* code */.aY)(store)]
        ]),
        optionalParagraph(version.description)
    ].join('');
}
/** What fails its gate gets none of them. */
function listAliases(aliases, failed) {
    const hidden = aliases.length - ALIASES_SHOWN;
    const names = aliases.slice(0, ALIASES_SHOWN).map((alias) => (0,show/* code */.aY)(alias));
    return [
        names.join(' '),
        hidden > 0 ? (0,show/* escapeHtml */.ZD)(` and ${(0,doors/* formatCount */.B4)(hidden)} more`) : '',
        failed ? ': not moved, since the gate failed' : ''
    ].join('');
}

;// CONCATENATED MODULE: ./lib/action/summary/surroundings.js


/** A diagram of more is none that anybody reads; and each version of it is two requests. */
const LINEAGE = { limit: 30, depth: 5 };
/** Versions that gave way to others, of which the metrics are shown. */
const REPLACED_MAXIMUM = 5;
/**
 * Of a version that was saved.
 * @param base what a gate compared it with already
 */
async function surroundingsOf(store, version, base, warn) {
    const comparison = await attempt(warn, async () => {
        const hasMetrics = Object.keys(version.metrics).length > 0;
        return await store.compare({
            version,
            ...(base === undefined ? {} : { base }),
            // Without metrics there is nothing to draw of the versions before.
            ...(hasMetrics ? {} : { history: 0 })
        });
    });
    for (const failure of comparison?.failures ?? [])
        warn(`the job summary lacks a part: ${failure}`);
    const lineage = await lineageOf(store, version, warn);
    return { ...(comparison === undefined ? {} : { comparison }), ...(lineage === undefined ? {} : { lineage }) };
}
/** What a version came from; undefined where it was made of nothing, which takes no request to know. */
async function lineageOf(store, version, warn) {
    if (version.inputs.length === 0)
        return undefined;
    return await attempt(warn, async () => await store.origins(version, LINEAGE));
}
/** The versions that gave way to others when aliases were moved. Those that were removed since are left out. */
async function replacedBy(store, result, warn) {
    const replaced = new Map();
    for (const { alias, version, previous, moved } of result.aliases) {
        if (!moved || previous === undefined)
            continue;
        const key = `${previous} ${version.number}`;
        const known = replaced.get(key);
        if (known === undefined)
            replaced.set(key, { aliases: [alias], from: previous, to: version });
        else
            known.aliases.push(alias);
    }
    const found = [];
    for (const { aliases, from, to } of [...replaced.values()].slice(0, REPLACED_MAXIMUM)) {
        const request = { version: to, base: from, aliases: [], history: 0, files: false };
        const comparison = await attempt(warn, async () => await store.compare(request));
        for (const failure of comparison?.failures ?? [])
            warn(`the job summary lacks a part: ${failure}`);
        if (comparison?.base !== undefined)
            found.push({ aliases, from: comparison.base.version, to });
    }
    return found;
}
/** Whatever goes wrong, also a bug: the work is done. Who cancels is heard all the same. */
async function attempt(warn, act) {
    try {
        return await act();
    }
    catch (error) {
        if ((0,errors/* isStoreError */.A1)(error, 'CANCELLED'))
            throw error;
        warn(`the job summary lacks a part: ${(0,doors/* inert */.tJ)(error instanceof Error ? error.message : String(error))}`);
        return undefined;
    }
}

;// CONCATENATED MODULE: ./lib/action/summary/index.js
/**
 * The job summary: what was saved, restored, recorded, promoted, listed, compared or copied, from where, how well it did,
 * and beside what. docs/SUMMARY.md shows one. Whatever names and values hold, it stays in its place, and the whole below
 * what the runner takes.
 */










/** What was looked for and not found, where that is no error. */
function describeMiss(message) {
    return paragraph((0,show/* escapeHtml */.ZD)(message));
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
    const { result, place } = await withStore(location, { create: false }, context, warn, async (store) => {
        const found = await store.diff(pair);
        if (found !== undefined)
            return { result: found, place: store.location };
        setOutputs(context.runner, (0,doors/* diffOutputs */.mk)(undefined));
        throw await (0,doors/* missingOfPair */.oO)(store, pair);
    });
    const { metrics: directions } = (0,doors/* artifactDefaults */.nJ)(context.config, result.to.name);
    for (const line of (0,lib_store/* diffToText */.SQ)(result, directions).trimEnd().split('\n'))
        context.runner.info(line);
    setOutputs(context.runner, (0,doors/* diffOutputs */.mk)(result));
    await summarize(inputs, context, warn, () => describeDiff({ diff: result, store: place, directions }));
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
    const promoted = await withStore(location, { create: false }, context, warn, async (store) => {
        const result = await store.promote({ name, selectors, aliases, run });
        if (result === undefined)
            throw missing(inputs, context, store.location);
        logPromote(context.runner, result);
        setOutputs(context.runner, (0,doors/* promoteOutputs */.zo)(result));
        return { result, store: store.location, replaced: inputs.summary ? await replacedBy(store, result, warn) : [] };
    });
    const { metrics: directions } = (0,doors/* artifactDefaults */.nJ)(context.config, name);
    await summarize(inputs, context, warn, () => describePromote({ ...promoted, directions }));
}
function logPromote(runner, { aliases }) {
    for (const { alias, version, previous, moved } of aliases) {
        const before = previous === undefined ? '' : `, from v${previous}`;
        const verb = moved ? `moved to ${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(version))}${before}` : `is at ${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(version))}`;
        runner.info(`The alias ${(0,errors/* quote */.hD)(alias)} ${verb}`);
    }
}

;// CONCATENATED MODULE: ./lib/action/summary/prune.js



/** Rows: of a store of thousands of artifacts the rest is in the output. */
const prune_MAX_ROWS = 100;
/** Characters of one row's text: of more versions than that the numbers are in the output. */
const prune_MAX_TEXT = 1000;
/** The plan of a dry run, or what was done. */
function describePrune({ result, store }) {
    const lines = (0,lib_store/* pruneLines */.O1)(result);
    const rows = lines.slice(0, prune_MAX_ROWS).map(({ subject, text }) => prune_row((0,show/* code */.aY)(subject), (0,show/* escapeHtml */.ZD)(text, prune_MAX_TEXT)));
    const hidden = lines.length - rows.length;
    return [
        `<h3>${result.dryRun ? 'Prune: a dry run' : 'Pruned'}</h3>\n\n`,
        `<table>${rows.join('')}${prune_row('Space', (0,show/* escapeHtml */.ZD)((0,lib_store/* freedText */.Kv)(result)))}${prune_row('Store', (0,show/* code */.aY)(store))}</table>\n\n`,
        hidden === 0 ? '' : `<p>${(0,show/* escapeHtml */.ZD)(`${(0,doors/* formatCount */.B4)(hidden)} more are in the output 'result'.`)}</p>\n\n`,
        result.dryRun ? '<p>Nothing was changed. Give <code>dry-run: false</code> to do it.</p>\n\n' : ''
    ].join('');
}
function prune_row(subject, html) {
    return `<tr><td>${subject}</td><td>${html}</td></tr>`;
}

;// CONCATENATED MODULE: ./lib/action/modes/prune.js






async function prune(inputs, context, warnings) {
    const warn = (message) => warnings.warn(message);
    const { name, retention, dryRun } = inputs;
    const location = locateStore(inputs, context);
    const rules = (0,doors/* retentionOf */.e8)(context.config, retention, "input 'keep-best'");
    const { result, place } = await withStore(location, { create: false }, context, warn, async (store) => ({
        result: await store.prune({ rules, dryRun, ...(name === undefined ? {} : { name }) }),
        place: store.location
    }));
    if (name !== undefined && result.artifacts.length === 0) {
        warn(`input 'name': there is no artifact ${(0,errors/* quote */.hD)(name)} in the store ${(0,errors/* quote */.hD)(place)}`);
    }
    for (const line of (0,lib_store/* pruneToText */.Lr)(result).trimEnd().split('\n'))
        context.runner.info(line);
    if (dryRun)
        context.runner.info("Nothing was changed: this was a dry run. Give 'dry-run: false' to do it");
    setOutputs(context.runner, (0,doors/* pruneOutputs */.lb)(result));
    await summarize(inputs, context, warn, () => describePrune({ result, store: place }));
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
    const { metrics: directions } = (0,doors/* artifactDefaults */.nJ)(context.config, name);
    await summarize(inputs, context, warn, () => describeRecord({ result, store: place, directions, ...(gate && { failIf: gate.failIf }) }));
    tellOfGate(result, context, warn);
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
;// CONCATENATED MODULE: ./lib/action/signing.js
/** Signing and verifying in a step: keys out of inputs, files for other actions, and what the log tells. */





/** The runner masks the key from here on, should anything ever show it. */
async function readSigning(sign, { runner, workspace, home }) {
    if (sign.by === 'none')
        return {};
    if (sign.by === 'attest')
        return { statements: true };
    const mask = (secret) => runner.maskSecret(secret);
    return { signingKey: await (0,doors/* readSigningKey */.jy)(sign.key, "input 'sign-key'", { workspace, home }, mask) };
}
/** @returns outputs that the next step signs by. */
async function tellOfSignatures({ version, signature, statements }, { runner, env }, warn) {
    const reference = (0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(version));
    if (signature !== undefined) {
        const what = signature.created ? 'Signed' : 'Signed already:';
        runner.info(`${what} ${reference} by key ${signature.key}`);
    }
    if (statements === undefined)
        return {};
    const folder = await (0,promises_.mkdtemp)((0,external_node_path_.join)(env['RUNNER_TEMP'] || (0,external_node_os_.tmpdir)(), 'artifact-store-attest-'));
    const problem = await (0,doors/* writeStatements */.AG)(folder, statements);
    if (problem !== undefined)
        warn(`of ${reference} there is only the provenance to attest: ${problem}`);
    runner.info(`Wrote what actions/attest signs of ${reference} to ${(0,errors/* quote */.hD)(folder)}`);
    return { path: folder };
}
const NAMES = {
    verify: "input 'verify-signature'",
    publicKey: "input 'public-key'",
    signaturePath: "input 'signature-path'"
};
async function readPolicy({ name, destination, signatures }, context) {
    const { signaturePath } = signatures;
    const { signatures: settings = doors/* NO_SIGNATURE_SETTINGS */.HV } = context.config;
    const policy = await (0,doors/* signaturePolicy */.zA)({ name, ...signatures, settings, names: NAMES }, context);
    if (signaturePath !== undefined)
        await (0,doors/* checkSignaturePath */.Yt)(signaturePath, NAMES.signaturePath, destination);
    return policy === undefined ? {} : { signaturePolicy: policy };
}
async function tellOfSigner({ version, signature }, { signatures: { signaturePath } }, { runner }) {
    if (signature === undefined)
        return;
    runner.info(`Verified ${(0,errors/* quote */.hD)((0,doors/* referenceOf */.Bz)(version))}: ${(0,doors/* describeSigner */.cg)(signature)}`);
    if (signaturePath === undefined)
        return;
    await (0,doors/* writeSignature */.Am)(signaturePath, NAMES.signaturePath, signature);
    runner.info(`Wrote its signature to ${(0,errors/* quote */.hD)(signaturePath)}`);
}

;// CONCATENATED MODULE: ./lib/action/modes/restore.js






async function restore(inputs, context, warnings) {
    const warn = (message) => warnings.warn(message);
    const location = locateStore(inputs, context);
    const verified = await readPolicy(inputs, context);
    let lineage;
    const outcome = await (0,doors/* restoreIfStored */.Ny)({ ...restoreRequest(inputs, context, location), ...verified }, async (use) => withStore(location, { create: false }, context, warn, use), async (store, result) => {
        logRestore(context.runner, result, inputs.destination);
        await tellOfSigner(result, inputs, context);
        setOutputs(context.runner, (0,doors/* restoreOutputs */.V2)(result, inputs.destination));
        if (inputs.summary)
            lineage = await lineageOf(store, result.version, warn);
    });
    if ('miss' in outcome) {
        setOutputs(context.runner, (0,doors/* restoreOutputs */.V2)(undefined, inputs.destination));
        complain(inputs.ifNotFound, outcome.miss, context, warn);
        await summarize(inputs, context, warn, () => describeMiss(outcome.miss.message));
        return;
    }
    const { result, location: place } = outcome;
    const { metrics: directions } = (0,doors/* artifactDefaults */.nJ)(context.config, inputs.name);
    await summarize(inputs, context, warn, () => describeRestore({
        result,
        store: place,
        destination: inputs.destination,
        directions,
        ...(lineage === undefined ? {} : { lineage })
    }));
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
    const signing = await readSigning(inputs.sign, context);
    const description = await readDescription(inputs, warn);
    const source = await findSource(inputs, context, location, warn);
    if (source === undefined) {
        setOutputs(context.runner, (0,doors/* saveOutputs */._Z)(undefined));
        await summarize(inputs, context, warn, () => describeMiss(`Nothing was saved as '${inputs.name}': there was no file to save.`));
        return;
    }
    warnOfVanishingStore(location, context, warn);
    const { aliases, gate } = inputs;
    const saved = await withStore(location, { create: true }, context, warn, async (store) => {
        const result = await store.save({ ...saveRequest(inputs, context, source, description), ...signing });
        (0,doors/* warnOfHiddenFiles */.js)(source, HIDDEN_FILES, warn);
        const quarantined = (0,doors/* quarantineWarning */.dP)(inputs.name, result.version.name, HOW_TO_NAME_IT);
        if (quarantined !== undefined)
            warn(quarantined);
        logSave(context.runner, result, store.location);
        const attestable = await tellOfSignatures(result, context, warn);
        setOutputs(context.runner, { found: true, ...(0,doors/* saveOutputs */._Z)(result), ...attestable });
        // What follows is only shown, so all that counts is told by now.
        const surroundings = inputs.summary ? await surroundingsOf(store, result.version, result.gate?.base, warn) : {};
        return { result, store: store.location, surroundings };
    });
    const { metrics: directions } = (0,doors/* artifactDefaults */.nJ)(context.config, inputs.name);
    await summarize(inputs, context, warn, () => describeSave({ ...saved, aliases, directions, ...(gate && { failIf: gate.failIf }) }));
    tellOfGate(saved.result, context, warn, aliases);
}
const HOW_TO_NAME_IT = 'in a later step, name: ${{ steps.<id of this step>.outputs.name }}';
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

;// CONCATENATED MODULE: ./lib/action/modes/verify.js




/** Outputs and summary come first: damage fails the step, and is what they are about. */
async function verify(inputs, context, warnings) {
    const warn = (message) => warnings.warn(message);
    const { name, deep } = inputs;
    const location = locateStore(inputs, context);
    const { result, place } = await withStore(location, { create: false }, context, warn, async (store) => ({
        result: await store.verify({ deep, ...(name === undefined ? {} : { name }) }),
        place: store.location
    }));
    for (const line of (0,lib_store/* verifyToText */.uT)(result).trimEnd().split('\n'))
        context.runner.info(line);
    setOutputs(context.runner, (0,doors/* verifyOutputs */.ce)(result, OUTPUT_BYTES));
    await summarize(inputs, context, warn, () => (0,lib_store/* verifyToMarkdown */.wX)(result, place));
    const failure = (0,doors/* damageFailure */.Iw)(result, place);
    if (failure !== undefined)
        throw failure;
}
/** Of the output `result`: a step's outputs may have 1 MiB each. */
const OUTPUT_BYTES = 512 * 1024;

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
        case 'verify':
            return verify(inputs, context, warnings);
        case 'prune':
            return prune(inputs, context, warnings);
    }
}

;// CONCATENATED MODULE: ./lib/action/runner.js

const ANNOTATION_TITLE = 'Artifact Store';
/** @param env the process's environment: `@actions/core` fails where the runner names no file for the summary */
function githubRunner(core, env) {
    return {
        input: (name) => core.getInput(name),
        info: (message) => core.info((0,doors/* inertLine */.Fq)(message)),
        maskSecret: (text) => core.setSecret(text),
        debug: (message) => core.debug(message.split('\n').map(doors/* inertPart */.Sl).join('\n')),
        annotate: (kind, message) => core[kind]((0,doors/* inertMessage */.C5)(message), { title: ANNOTATION_TITLE }),
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

// EXTERNAL MODULE: ./lib/secrets/index.js + 4 modules
var lib_secrets = __webpack_require__(9773);
;// CONCATENATED MODULE: ./lib/action/scrubbed.js

/**
 * A runner that is told of no secret: `***` stands in its place in the log, in annotations and in the summary. Runners
 * mask what they know of; that is less, and not in a summary that was written by an older one. Outputs are for steps to
 * work with and stay as they are.
 */
function scrubbed(runner, secrets) {
    return {
        input: runner.input,
        maskSecret: (text) => runner.maskSecret(text),
        info: (message) => runner.info((0,lib_secrets/* scrubSecrets */.Zg)(message, secrets)),
        debug: (message) => runner.debug((0,lib_secrets/* scrubSecrets */.Zg)(message, secrets)),
        annotate: (kind, message) => runner.annotate(kind, (0,lib_secrets/* scrubSecrets */.Zg)(message, secrets)),
        setOutput: (name, value) => runner.setOutput(name, value),
        appendSummary: (markdown) => runner.appendSummary((0,lib_secrets/* scrubSecrets */.Zg)(markdown, secrets))
    };
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
    const runner = scrubbed(githubRunner(core, env), new lib_secrets/* KnownSecrets */.R((0,doors/* secretsOf */.Fj)(env)));
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
            openStore: async (location, { create, ...options }) => (0,lib_store/* openStore */.Ch)(await (0,doors/* openStorageAt */.TC)(location, { create }), { ...options, workers: { entry: workerEntry } })
        });
    }
    catch (error) {
        reportFailure(cancellation.signal.aborted ? (0,doors/* cancelFailure */.lz)(cancellation.signal, error) : error, runner);
        process.exitCode = 1;
    }
    finally {
        cancellation.dispose();
    }
}


/***/ })

};
