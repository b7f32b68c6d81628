export const id = 244;
export const ids = [244];
export const modules = {

/***/ 2244:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkConfig: () => (/* binding */ checkConfig)
});

;// CONCATENATED MODULE: ./lib/doors/config-schema.js
/* eslint-disable */
// @ts-nocheck
// Made from schema/artifact-store.schema.json by `npm run schema`: change that, never this.

const config_schema_validate = validate20;
/* harmony default export */ const config_schema = ((/* unused pure expression or super */ null && (validate20)));
const schema31 = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://raw.githubusercontent.com/artifact-store/artifact-store/v1/schema/artifact-store.schema.json',
    title: 'Artifact Store',
    description: 'Settings that every step and every shell in a repository share: .github/artifact-store.yml',
    type: 'object',
    additionalProperties: false,
    properties: {
        store: {
            description: 'What keeps the versions: a folder (relative to the workspace; `~/` is the home folder) or `s3://bucket/prefix`. The input `store`, `--store` and the variable `ARTIFACT_STORE` win over it.',
            type: ['string', 'null'],
            pattern: '\\S',
            examples: ['s3://our-bucket/artifacts', '/mnt/artifacts']
        },
        'protected-aliases': {
            description: 'Aliases, of every artifact, that are not moved without what is asked for here.',
            type: ['object', 'null'],
            propertyNames: {
                description: 'An alias is named by letters, digits, `.`, `_` and `-`.',
                type: 'string',
                pattern: '^[A-Za-z0-9._-]{1,128}$'
            },
            additionalProperties: {
                description: 'What moves the alias. A pull request from a fork never does.',
                type: 'object',
                additionalProperties: false,
                properties: {
                    branches: {
                        description: 'Only runs of these branches move the alias; `*` stands for any characters, also `/`.',
                        type: 'array',
                        minItems: 1,
                        items: { description: 'The name of a branch, or a pattern.', type: 'string', pattern: '^\\S+$' },
                        examples: [['main'], ['main', 'release/*']]
                    },
                    require: {
                        description: 'A condition that must hold of the version, in the language of filters (docs/FILTERS.md).',
                        type: 'string',
                        examples: ['metrics.accuracy >= 0.9', 'type = model and exists metadata.reviewer']
                    }
                }
            },
            examples: [{ production: { branches: ['main'], require: 'metrics.accuracy >= 0.9' } }]
        },
        signatures: {
            description: 'What a restore that verifies signatures asks of them.',
            type: ['object', 'null'],
            additionalProperties: false,
            properties: {
                'required-for': {
                    description: 'Artifacts, by name or pattern (`*` stands for any characters, also `/`; `?` for one), that are not restored without a signature, whatever the step or the command says.',
                    type: 'array',
                    minItems: 1,
                    items: {
                        description: 'The name of an artifact, or a pattern of names: letters, digits, `.`, `_`, `-` and `/`; `*` and `?` are wildcards.',
                        type: 'string',
                        pattern: '^[A-Za-z0-9._/*?-]{1,128}$'
                    },
                    examples: [['*'], ['churn-model', 'team/*']]
                },
                'public-key': {
                    description: 'The public key, as PEM, or the path of a file that holds it; several keys one after the other all count. The input `public-key` and `--public-key` win over it.',
                    type: 'string',
                    pattern: '\\S',
                    examples: ['.github/signing.pub']
                },
                repository: {
                    description: 'The repository whose workflow saved the version: `owner/name`, or its whole address where it is on another server.',
                    type: 'string',
                    pattern: '^(?:https?://[^/\\s]+/)?[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$',
                    examples: ['acme/models']
                },
                workflow: {
                    description: 'The file of that workflow: `train.yml`, or its path in the repository.',
                    type: 'string',
                    pattern: '^\\S+\\.ya?ml$',
                    examples: ['train.yml', '.github/workflows/train.yml']
                },
                branches: {
                    description: 'The branches that it ran on, never for a pull request; `*` stands for any characters, also `/`.',
                    type: 'array',
                    minItems: 1,
                    items: { description: 'The name of a branch, or a pattern.', type: 'string', pattern: '^\\S+$' },
                    examples: [['main'], ['main', 'release/*']]
                },
                'signed-as': {
                    description: 'For copies under another name: by the name of an artifact here, the name under which its versions were signed. Their numbers and labels are then those that were signed.',
                    type: 'object',
                    propertyNames: {
                        description: 'The name of an artifact: letters, digits, `.`, `_` and `-`, in segments joined by `/`.',
                        type: 'string',
                        pattern: '^[A-Za-z0-9._/-]{1,128}$'
                    },
                    additionalProperties: {
                        description: 'The name of an artifact: letters, digits, `.`, `_` and `-`, in segments joined by `/`.',
                        type: 'string',
                        pattern: '^[A-Za-z0-9._/-]{1,128}$'
                    },
                    examples: [{ 'production-model': 'churn-model' }]
                }
            },
            examples: [{ 'required-for': ['*'], 'public-key': '.github/signing.pub', branches: ['main'] }]
        },
        artifacts: {
            description: "Defaults for artifacts, by name or pattern (`*` stands for any characters, also `/`; `?` for one). All patterns that fit count, in the order of the file; the artifact's own name counts last. What counts later wins.",
            type: ['object', 'null'],
            propertyNames: {
                description: 'The name of an artifact, or a pattern of names: letters, digits, `.`, `_`, `-` and `/`; `*` and `?` are wildcards.',
                type: 'string',
                pattern: '^[A-Za-z0-9._/*?-]{1,128}$'
            },
            additionalProperties: {
                type: 'object',
                additionalProperties: false,
                properties: {
                    type: {
                        description: 'What a save records where it gives no `type`: a word such as `model`, `dataset` or `report`.',
                        type: 'string',
                        pattern: '^[^\\u0000-\\u001f\\u007f]{1,100}$',
                        examples: ['model', 'dataset', 'report']
                    },
                    retention: {
                        description: 'Which versions `prune` keeps, beside the newest and those with a label or an alias, which always stay.',
                        type: 'object',
                        additionalProperties: false,
                        minProperties: 1,
                        properties: {
                            'keep-last': {
                                description: 'Keep the newest so many versions: a whole number from 1 on.',
                                type: 'integer',
                                minimum: 1,
                                maximum: 1000000000
                            },
                            'keep-within': {
                                description: 'Keep versions that are younger: a number and a unit, `s`, `m`, `h`, `d` or `w`.',
                                type: 'string',
                                pattern: '^[0-9]{1,9}(?:\\.[0-9]{1,9})?[smhdwSMHDW]$',
                                examples: ['90d', '12w']
                            },
                            'keep-best': {
                                description: 'Keep the best versions by a metric: for each metric, how many. Which way is better is said by `metrics`.',
                                type: 'object',
                                minProperties: 1,
                                additionalProperties: {
                                    description: 'How many versions: a whole number from 1 on.',
                                    type: 'integer',
                                    minimum: 1,
                                    maximum: 1000000000
                                },
                                examples: [{ accuracy: 3 }]
                            }
                        },
                        examples: [{ 'keep-last': 10, 'keep-within': '90d' }]
                    },
                    metrics: {
                        description: 'The metrics of interest, and which way each gets better. They come first wherever metrics are shown.',
                        type: 'object',
                        additionalProperties: {
                            description: '`higher`: more is better. `lower`: less is better.',
                            enum: ['higher', 'lower']
                        },
                        examples: [{ accuracy: 'higher', loss: 'lower' }]
                    }
                }
            },
            examples: [{ 'churn-model': { type: 'model', metrics: { accuracy: 'higher' } } }]
        }
    }
};
const pattern4 = new RegExp('\\S', 'u');
const pattern5 = new RegExp('^[A-Za-z0-9._-]{1,128}$', 'u');
const pattern6 = new RegExp('^\\S+$', 'u');
const pattern7 = new RegExp('^[A-Za-z0-9._/*?-]{1,128}$', 'u');
const pattern9 = new RegExp('^(?:https?://[^/\\s]+/)?[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$', 'u');
const pattern10 = new RegExp('^\\S+\\.ya?ml$', 'u');
const pattern12 = new RegExp('^[A-Za-z0-9._/-]{1,128}$', 'u');
const pattern15 = new RegExp('^[^\\u0000-\\u001f\\u007f]{1,100}$', 'u');
const pattern16 = new RegExp('^[0-9]{1,9}(?:\\.[0-9]{1,9})?[smhdwSMHDW]$', 'u');
function validate20(data, { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
    /*# sourceURL="https://raw.githubusercontent.com/artifact-store/artifact-store/v1/schema/artifact-store.schema.json" */ let vErrors = null;
    let errors = 0;
    const evaluated0 = validate20.evaluated;
    if (evaluated0.dynamicProps) {
        evaluated0.props = undefined;
    }
    if (evaluated0.dynamicItems) {
        evaluated0.items = undefined;
    }
    if (errors === 0) {
        if (data && typeof data == 'object' && !Array.isArray(data)) {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!(key0 === 'store' || key0 === 'protected-aliases' || key0 === 'signatures' || key0 === 'artifacts')) {
                    validate20.errors = [
                        {
                            instancePath,
                            schemaPath: '#/additionalProperties',
                            keyword: 'additionalProperties',
                            params: { additionalProperty: key0 },
                            message: 'must NOT have additional properties',
                            schema: false,
                            parentSchema: schema31,
                            data
                        }
                    ];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.store !== undefined) {
                    let data0 = data.store;
                    const _errs2 = errors;
                    if (typeof data0 !== 'string' && data0 !== null) {
                        validate20.errors = [
                            {
                                instancePath: instancePath + '/store',
                                schemaPath: '#/properties/store/type',
                                keyword: 'type',
                                params: { type: schema31.properties.store.type },
                                message: 'must be string,null',
                                schema: schema31.properties.store.type,
                                parentSchema: schema31.properties.store,
                                data: data0
                            }
                        ];
                        return false;
                    }
                    if (errors === _errs2) {
                        if (typeof data0 === 'string') {
                            if (!pattern4.test(data0)) {
                                validate20.errors = [
                                    {
                                        instancePath: instancePath + '/store',
                                        schemaPath: '#/properties/store/pattern',
                                        keyword: 'pattern',
                                        params: { pattern: '\\S' },
                                        message: 'must match pattern "' + '\\S' + '"',
                                        schema: '\\S',
                                        parentSchema: schema31.properties.store,
                                        data: data0
                                    }
                                ];
                                return false;
                            }
                        }
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data['protected-aliases'] !== undefined) {
                        let data1 = data['protected-aliases'];
                        const _errs4 = errors;
                        if (!(data1 && typeof data1 == 'object' && !Array.isArray(data1)) && data1 !== null) {
                            validate20.errors = [
                                {
                                    instancePath: instancePath + '/protected-aliases',
                                    schemaPath: '#/properties/protected-aliases/type',
                                    keyword: 'type',
                                    params: { type: schema31.properties['protected-aliases'].type },
                                    message: 'must be object,null',
                                    schema: schema31.properties['protected-aliases'].type,
                                    parentSchema: schema31.properties['protected-aliases'],
                                    data: data1
                                }
                            ];
                            return false;
                        }
                        if (errors === _errs4) {
                            if (data1 && typeof data1 == 'object' && !Array.isArray(data1)) {
                                for (const key1 in data1) {
                                    const _errs6 = errors;
                                    if (errors === _errs6) {
                                        if (typeof key1 === 'string') {
                                            if (!pattern5.test(key1)) {
                                                const err0 = {
                                                    instancePath: instancePath + '/protected-aliases',
                                                    schemaPath: '#/properties/protected-aliases/propertyNames/pattern',
                                                    keyword: 'pattern',
                                                    params: { pattern: '^[A-Za-z0-9._-]{1,128}$' },
                                                    message: 'must match pattern "' + '^[A-Za-z0-9._-]{1,128}$' + '"',
                                                    schema: '^[A-Za-z0-9._-]{1,128}$',
                                                    parentSchema: schema31.properties['protected-aliases'].propertyNames,
                                                    data: key1,
                                                    propertyName: key1
                                                };
                                                if (vErrors === null) {
                                                    vErrors = [err0];
                                                }
                                                else {
                                                    vErrors.push(err0);
                                                }
                                                errors++;
                                            }
                                        }
                                        else {
                                            const err1 = {
                                                instancePath: instancePath + '/protected-aliases',
                                                schemaPath: '#/properties/protected-aliases/propertyNames/type',
                                                keyword: 'type',
                                                params: { type: 'string' },
                                                message: 'must be string',
                                                schema: schema31.properties['protected-aliases'].propertyNames.type,
                                                parentSchema: schema31.properties['protected-aliases'].propertyNames,
                                                data: key1,
                                                propertyName: key1
                                            };
                                            if (vErrors === null) {
                                                vErrors = [err1];
                                            }
                                            else {
                                                vErrors.push(err1);
                                            }
                                            errors++;
                                        }
                                    }
                                    var valid1 = _errs6 === errors;
                                    if (!valid1) {
                                        const err2 = {
                                            instancePath: instancePath + '/protected-aliases',
                                            schemaPath: '#/properties/protected-aliases/propertyNames',
                                            keyword: 'propertyNames',
                                            params: { propertyName: key1 },
                                            message: 'property name must be valid',
                                            schema: schema31.properties['protected-aliases'].propertyNames,
                                            parentSchema: schema31.properties['protected-aliases'],
                                            data: data1
                                        };
                                        if (vErrors === null) {
                                            vErrors = [err2];
                                        }
                                        else {
                                            vErrors.push(err2);
                                        }
                                        errors++;
                                        validate20.errors = vErrors;
                                        return false;
                                        break;
                                    }
                                }
                                if (valid1) {
                                    for (const key2 in data1) {
                                        let data2 = data1[key2];
                                        const _errs9 = errors;
                                        if (errors === _errs9) {
                                            if (data2 && typeof data2 == 'object' && !Array.isArray(data2)) {
                                                const _errs11 = errors;
                                                for (const key3 in data2) {
                                                    if (!(key3 === 'branches' || key3 === 'require')) {
                                                        validate20.errors = [
                                                            {
                                                                instancePath: instancePath + '/protected-aliases/' + key2.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                schemaPath: '#/properties/protected-aliases/additionalProperties/additionalProperties',
                                                                keyword: 'additionalProperties',
                                                                params: { additionalProperty: key3 },
                                                                message: 'must NOT have additional properties',
                                                                schema: false,
                                                                parentSchema: schema31.properties['protected-aliases'].additionalProperties,
                                                                data: data2
                                                            }
                                                        ];
                                                        return false;
                                                        break;
                                                    }
                                                }
                                                if (_errs11 === errors) {
                                                    if (data2.branches !== undefined) {
                                                        let data3 = data2.branches;
                                                        const _errs12 = errors;
                                                        if (errors === _errs12) {
                                                            if (Array.isArray(data3)) {
                                                                if (data3.length < 1) {
                                                                    validate20.errors = [
                                                                        {
                                                                            instancePath: instancePath +
                                                                                '/protected-aliases/' +
                                                                                key2.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                '/branches',
                                                                            schemaPath: '#/properties/protected-aliases/additionalProperties/properties/branches/minItems',
                                                                            keyword: 'minItems',
                                                                            params: { limit: 1 },
                                                                            message: 'must NOT have fewer than 1 items',
                                                                            schema: 1,
                                                                            parentSchema: schema31.properties['protected-aliases'].additionalProperties.properties
                                                                                .branches,
                                                                            data: data3
                                                                        }
                                                                    ];
                                                                    return false;
                                                                }
                                                                else {
                                                                    var valid4 = true;
                                                                    const len0 = data3.length;
                                                                    for (let i0 = 0; i0 < len0; i0++) {
                                                                        let data4 = data3[i0];
                                                                        const _errs14 = errors;
                                                                        if (errors === _errs14) {
                                                                            if (typeof data4 === 'string') {
                                                                                if (!pattern6.test(data4)) {
                                                                                    validate20.errors = [
                                                                                        {
                                                                                            instancePath: instancePath +
                                                                                                '/protected-aliases/' +
                                                                                                key2.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                '/branches/' +
                                                                                                i0,
                                                                                            schemaPath: '#/properties/protected-aliases/additionalProperties/properties/branches/items/pattern',
                                                                                            keyword: 'pattern',
                                                                                            params: { pattern: '^\\S+$' },
                                                                                            message: 'must match pattern "' + '^\\S+$' + '"',
                                                                                            schema: '^\\S+$',
                                                                                            parentSchema: schema31.properties['protected-aliases'].additionalProperties.properties
                                                                                                .branches.items,
                                                                                            data: data4
                                                                                        }
                                                                                    ];
                                                                                    return false;
                                                                                }
                                                                            }
                                                                            else {
                                                                                validate20.errors = [
                                                                                    {
                                                                                        instancePath: instancePath +
                                                                                            '/protected-aliases/' +
                                                                                            key2.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                            '/branches/' +
                                                                                            i0,
                                                                                        schemaPath: '#/properties/protected-aliases/additionalProperties/properties/branches/items/type',
                                                                                        keyword: 'type',
                                                                                        params: { type: 'string' },
                                                                                        message: 'must be string',
                                                                                        schema: schema31.properties['protected-aliases'].additionalProperties.properties
                                                                                            .branches.items.type,
                                                                                        parentSchema: schema31.properties['protected-aliases'].additionalProperties.properties
                                                                                            .branches.items,
                                                                                        data: data4
                                                                                    }
                                                                                ];
                                                                                return false;
                                                                            }
                                                                        }
                                                                        var valid4 = _errs14 === errors;
                                                                        if (!valid4) {
                                                                            break;
                                                                        }
                                                                    }
                                                                }
                                                            }
                                                            else {
                                                                validate20.errors = [
                                                                    {
                                                                        instancePath: instancePath +
                                                                            '/protected-aliases/' +
                                                                            key2.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                            '/branches',
                                                                        schemaPath: '#/properties/protected-aliases/additionalProperties/properties/branches/type',
                                                                        keyword: 'type',
                                                                        params: { type: 'array' },
                                                                        message: 'must be array',
                                                                        schema: schema31.properties['protected-aliases'].additionalProperties.properties.branches
                                                                            .type,
                                                                        parentSchema: schema31.properties['protected-aliases'].additionalProperties.properties.branches,
                                                                        data: data3
                                                                    }
                                                                ];
                                                                return false;
                                                            }
                                                        }
                                                        var valid3 = _errs12 === errors;
                                                    }
                                                    else {
                                                        var valid3 = true;
                                                    }
                                                    if (valid3) {
                                                        if (data2.require !== undefined) {
                                                            let data5 = data2.require;
                                                            const _errs16 = errors;
                                                            if (typeof data5 !== 'string') {
                                                                validate20.errors = [
                                                                    {
                                                                        instancePath: instancePath +
                                                                            '/protected-aliases/' +
                                                                            key2.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                            '/require',
                                                                        schemaPath: '#/properties/protected-aliases/additionalProperties/properties/require/type',
                                                                        keyword: 'type',
                                                                        params: { type: 'string' },
                                                                        message: 'must be string',
                                                                        schema: schema31.properties['protected-aliases'].additionalProperties.properties.require
                                                                            .type,
                                                                        parentSchema: schema31.properties['protected-aliases'].additionalProperties.properties.require,
                                                                        data: data5
                                                                    }
                                                                ];
                                                                return false;
                                                            }
                                                            var valid3 = _errs16 === errors;
                                                        }
                                                        else {
                                                            var valid3 = true;
                                                        }
                                                    }
                                                }
                                            }
                                            else {
                                                validate20.errors = [
                                                    {
                                                        instancePath: instancePath + '/protected-aliases/' + key2.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                        schemaPath: '#/properties/protected-aliases/additionalProperties/type',
                                                        keyword: 'type',
                                                        params: { type: 'object' },
                                                        message: 'must be object',
                                                        schema: schema31.properties['protected-aliases'].additionalProperties.type,
                                                        parentSchema: schema31.properties['protected-aliases'].additionalProperties,
                                                        data: data2
                                                    }
                                                ];
                                                return false;
                                            }
                                        }
                                        var valid2 = _errs9 === errors;
                                        if (!valid2) {
                                            break;
                                        }
                                    }
                                }
                            }
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.signatures !== undefined) {
                            let data6 = data.signatures;
                            const _errs18 = errors;
                            if (!(data6 && typeof data6 == 'object' && !Array.isArray(data6)) && data6 !== null) {
                                validate20.errors = [
                                    {
                                        instancePath: instancePath + '/signatures',
                                        schemaPath: '#/properties/signatures/type',
                                        keyword: 'type',
                                        params: { type: schema31.properties.signatures.type },
                                        message: 'must be object,null',
                                        schema: schema31.properties.signatures.type,
                                        parentSchema: schema31.properties.signatures,
                                        data: data6
                                    }
                                ];
                                return false;
                            }
                            if (errors === _errs18) {
                                if (data6 && typeof data6 == 'object' && !Array.isArray(data6)) {
                                    const _errs20 = errors;
                                    for (const key4 in data6) {
                                        if (!(key4 === 'required-for' ||
                                            key4 === 'public-key' ||
                                            key4 === 'repository' ||
                                            key4 === 'workflow' ||
                                            key4 === 'branches' ||
                                            key4 === 'signed-as')) {
                                            validate20.errors = [
                                                {
                                                    instancePath: instancePath + '/signatures',
                                                    schemaPath: '#/properties/signatures/additionalProperties',
                                                    keyword: 'additionalProperties',
                                                    params: { additionalProperty: key4 },
                                                    message: 'must NOT have additional properties',
                                                    schema: false,
                                                    parentSchema: schema31.properties.signatures,
                                                    data: data6
                                                }
                                            ];
                                            return false;
                                            break;
                                        }
                                    }
                                    if (_errs20 === errors) {
                                        if (data6['required-for'] !== undefined) {
                                            let data7 = data6['required-for'];
                                            const _errs21 = errors;
                                            if (errors === _errs21) {
                                                if (Array.isArray(data7)) {
                                                    if (data7.length < 1) {
                                                        validate20.errors = [
                                                            {
                                                                instancePath: instancePath + '/signatures/required-for',
                                                                schemaPath: '#/properties/signatures/properties/required-for/minItems',
                                                                keyword: 'minItems',
                                                                params: { limit: 1 },
                                                                message: 'must NOT have fewer than 1 items',
                                                                schema: 1,
                                                                parentSchema: schema31.properties.signatures.properties['required-for'],
                                                                data: data7
                                                            }
                                                        ];
                                                        return false;
                                                    }
                                                    else {
                                                        var valid6 = true;
                                                        const len1 = data7.length;
                                                        for (let i1 = 0; i1 < len1; i1++) {
                                                            let data8 = data7[i1];
                                                            const _errs23 = errors;
                                                            if (errors === _errs23) {
                                                                if (typeof data8 === 'string') {
                                                                    if (!pattern7.test(data8)) {
                                                                        validate20.errors = [
                                                                            {
                                                                                instancePath: instancePath + '/signatures/required-for/' + i1,
                                                                                schemaPath: '#/properties/signatures/properties/required-for/items/pattern',
                                                                                keyword: 'pattern',
                                                                                params: { pattern: '^[A-Za-z0-9._/*?-]{1,128}$' },
                                                                                message: 'must match pattern "' + '^[A-Za-z0-9._/*?-]{1,128}$' + '"',
                                                                                schema: '^[A-Za-z0-9._/*?-]{1,128}$',
                                                                                parentSchema: schema31.properties.signatures.properties['required-for'].items,
                                                                                data: data8
                                                                            }
                                                                        ];
                                                                        return false;
                                                                    }
                                                                }
                                                                else {
                                                                    validate20.errors = [
                                                                        {
                                                                            instancePath: instancePath + '/signatures/required-for/' + i1,
                                                                            schemaPath: '#/properties/signatures/properties/required-for/items/type',
                                                                            keyword: 'type',
                                                                            params: { type: 'string' },
                                                                            message: 'must be string',
                                                                            schema: schema31.properties.signatures.properties['required-for'].items.type,
                                                                            parentSchema: schema31.properties.signatures.properties['required-for'].items,
                                                                            data: data8
                                                                        }
                                                                    ];
                                                                    return false;
                                                                }
                                                            }
                                                            var valid6 = _errs23 === errors;
                                                            if (!valid6) {
                                                                break;
                                                            }
                                                        }
                                                    }
                                                }
                                                else {
                                                    validate20.errors = [
                                                        {
                                                            instancePath: instancePath + '/signatures/required-for',
                                                            schemaPath: '#/properties/signatures/properties/required-for/type',
                                                            keyword: 'type',
                                                            params: { type: 'array' },
                                                            message: 'must be array',
                                                            schema: schema31.properties.signatures.properties['required-for'].type,
                                                            parentSchema: schema31.properties.signatures.properties['required-for'],
                                                            data: data7
                                                        }
                                                    ];
                                                    return false;
                                                }
                                            }
                                            var valid5 = _errs21 === errors;
                                        }
                                        else {
                                            var valid5 = true;
                                        }
                                        if (valid5) {
                                            if (data6['public-key'] !== undefined) {
                                                let data9 = data6['public-key'];
                                                const _errs25 = errors;
                                                if (errors === _errs25) {
                                                    if (typeof data9 === 'string') {
                                                        if (!pattern4.test(data9)) {
                                                            validate20.errors = [
                                                                {
                                                                    instancePath: instancePath + '/signatures/public-key',
                                                                    schemaPath: '#/properties/signatures/properties/public-key/pattern',
                                                                    keyword: 'pattern',
                                                                    params: { pattern: '\\S' },
                                                                    message: 'must match pattern "' + '\\S' + '"',
                                                                    schema: '\\S',
                                                                    parentSchema: schema31.properties.signatures.properties['public-key'],
                                                                    data: data9
                                                                }
                                                            ];
                                                            return false;
                                                        }
                                                    }
                                                    else {
                                                        validate20.errors = [
                                                            {
                                                                instancePath: instancePath + '/signatures/public-key',
                                                                schemaPath: '#/properties/signatures/properties/public-key/type',
                                                                keyword: 'type',
                                                                params: { type: 'string' },
                                                                message: 'must be string',
                                                                schema: schema31.properties.signatures.properties['public-key'].type,
                                                                parentSchema: schema31.properties.signatures.properties['public-key'],
                                                                data: data9
                                                            }
                                                        ];
                                                        return false;
                                                    }
                                                }
                                                var valid5 = _errs25 === errors;
                                            }
                                            else {
                                                var valid5 = true;
                                            }
                                            if (valid5) {
                                                if (data6.repository !== undefined) {
                                                    let data10 = data6.repository;
                                                    const _errs27 = errors;
                                                    if (errors === _errs27) {
                                                        if (typeof data10 === 'string') {
                                                            if (!pattern9.test(data10)) {
                                                                validate20.errors = [
                                                                    {
                                                                        instancePath: instancePath + '/signatures/repository',
                                                                        schemaPath: '#/properties/signatures/properties/repository/pattern',
                                                                        keyword: 'pattern',
                                                                        params: { pattern: '^(?:https?://[^/\\s]+/)?[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$' },
                                                                        message: 'must match pattern "' +
                                                                            '^(?:https?://[^/\\s]+/)?[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$' +
                                                                            '"',
                                                                        schema: '^(?:https?://[^/\\s]+/)?[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$',
                                                                        parentSchema: schema31.properties.signatures.properties.repository,
                                                                        data: data10
                                                                    }
                                                                ];
                                                                return false;
                                                            }
                                                        }
                                                        else {
                                                            validate20.errors = [
                                                                {
                                                                    instancePath: instancePath + '/signatures/repository',
                                                                    schemaPath: '#/properties/signatures/properties/repository/type',
                                                                    keyword: 'type',
                                                                    params: { type: 'string' },
                                                                    message: 'must be string',
                                                                    schema: schema31.properties.signatures.properties.repository.type,
                                                                    parentSchema: schema31.properties.signatures.properties.repository,
                                                                    data: data10
                                                                }
                                                            ];
                                                            return false;
                                                        }
                                                    }
                                                    var valid5 = _errs27 === errors;
                                                }
                                                else {
                                                    var valid5 = true;
                                                }
                                                if (valid5) {
                                                    if (data6.workflow !== undefined) {
                                                        let data11 = data6.workflow;
                                                        const _errs29 = errors;
                                                        if (errors === _errs29) {
                                                            if (typeof data11 === 'string') {
                                                                if (!pattern10.test(data11)) {
                                                                    validate20.errors = [
                                                                        {
                                                                            instancePath: instancePath + '/signatures/workflow',
                                                                            schemaPath: '#/properties/signatures/properties/workflow/pattern',
                                                                            keyword: 'pattern',
                                                                            params: { pattern: '^\\S+\\.ya?ml$' },
                                                                            message: 'must match pattern "' + '^\\S+\\.ya?ml$' + '"',
                                                                            schema: '^\\S+\\.ya?ml$',
                                                                            parentSchema: schema31.properties.signatures.properties.workflow,
                                                                            data: data11
                                                                        }
                                                                    ];
                                                                    return false;
                                                                }
                                                            }
                                                            else {
                                                                validate20.errors = [
                                                                    {
                                                                        instancePath: instancePath + '/signatures/workflow',
                                                                        schemaPath: '#/properties/signatures/properties/workflow/type',
                                                                        keyword: 'type',
                                                                        params: { type: 'string' },
                                                                        message: 'must be string',
                                                                        schema: schema31.properties.signatures.properties.workflow.type,
                                                                        parentSchema: schema31.properties.signatures.properties.workflow,
                                                                        data: data11
                                                                    }
                                                                ];
                                                                return false;
                                                            }
                                                        }
                                                        var valid5 = _errs29 === errors;
                                                    }
                                                    else {
                                                        var valid5 = true;
                                                    }
                                                    if (valid5) {
                                                        if (data6.branches !== undefined) {
                                                            let data12 = data6.branches;
                                                            const _errs31 = errors;
                                                            if (errors === _errs31) {
                                                                if (Array.isArray(data12)) {
                                                                    if (data12.length < 1) {
                                                                        validate20.errors = [
                                                                            {
                                                                                instancePath: instancePath + '/signatures/branches',
                                                                                schemaPath: '#/properties/signatures/properties/branches/minItems',
                                                                                keyword: 'minItems',
                                                                                params: { limit: 1 },
                                                                                message: 'must NOT have fewer than 1 items',
                                                                                schema: 1,
                                                                                parentSchema: schema31.properties.signatures.properties.branches,
                                                                                data: data12
                                                                            }
                                                                        ];
                                                                        return false;
                                                                    }
                                                                    else {
                                                                        var valid7 = true;
                                                                        const len2 = data12.length;
                                                                        for (let i2 = 0; i2 < len2; i2++) {
                                                                            let data13 = data12[i2];
                                                                            const _errs33 = errors;
                                                                            if (errors === _errs33) {
                                                                                if (typeof data13 === 'string') {
                                                                                    if (!pattern6.test(data13)) {
                                                                                        validate20.errors = [
                                                                                            {
                                                                                                instancePath: instancePath + '/signatures/branches/' + i2,
                                                                                                schemaPath: '#/properties/signatures/properties/branches/items/pattern',
                                                                                                keyword: 'pattern',
                                                                                                params: { pattern: '^\\S+$' },
                                                                                                message: 'must match pattern "' + '^\\S+$' + '"',
                                                                                                schema: '^\\S+$',
                                                                                                parentSchema: schema31.properties.signatures.properties.branches.items,
                                                                                                data: data13
                                                                                            }
                                                                                        ];
                                                                                        return false;
                                                                                    }
                                                                                }
                                                                                else {
                                                                                    validate20.errors = [
                                                                                        {
                                                                                            instancePath: instancePath + '/signatures/branches/' + i2,
                                                                                            schemaPath: '#/properties/signatures/properties/branches/items/type',
                                                                                            keyword: 'type',
                                                                                            params: { type: 'string' },
                                                                                            message: 'must be string',
                                                                                            schema: schema31.properties.signatures.properties.branches.items.type,
                                                                                            parentSchema: schema31.properties.signatures.properties.branches.items,
                                                                                            data: data13
                                                                                        }
                                                                                    ];
                                                                                    return false;
                                                                                }
                                                                            }
                                                                            var valid7 = _errs33 === errors;
                                                                            if (!valid7) {
                                                                                break;
                                                                            }
                                                                        }
                                                                    }
                                                                }
                                                                else {
                                                                    validate20.errors = [
                                                                        {
                                                                            instancePath: instancePath + '/signatures/branches',
                                                                            schemaPath: '#/properties/signatures/properties/branches/type',
                                                                            keyword: 'type',
                                                                            params: { type: 'array' },
                                                                            message: 'must be array',
                                                                            schema: schema31.properties.signatures.properties.branches.type,
                                                                            parentSchema: schema31.properties.signatures.properties.branches,
                                                                            data: data12
                                                                        }
                                                                    ];
                                                                    return false;
                                                                }
                                                            }
                                                            var valid5 = _errs31 === errors;
                                                        }
                                                        else {
                                                            var valid5 = true;
                                                        }
                                                        if (valid5) {
                                                            if (data6['signed-as'] !== undefined) {
                                                                let data14 = data6['signed-as'];
                                                                const _errs35 = errors;
                                                                if (errors === _errs35) {
                                                                    if (data14 && typeof data14 == 'object' && !Array.isArray(data14)) {
                                                                        for (const key5 in data14) {
                                                                            const _errs37 = errors;
                                                                            if (errors === _errs37) {
                                                                                if (typeof key5 === 'string') {
                                                                                    if (!pattern12.test(key5)) {
                                                                                        const err3 = {
                                                                                            instancePath: instancePath + '/signatures/signed-as',
                                                                                            schemaPath: '#/properties/signatures/properties/signed-as/propertyNames/pattern',
                                                                                            keyword: 'pattern',
                                                                                            params: { pattern: '^[A-Za-z0-9._/-]{1,128}$' },
                                                                                            message: 'must match pattern "' + '^[A-Za-z0-9._/-]{1,128}$' + '"',
                                                                                            schema: '^[A-Za-z0-9._/-]{1,128}$',
                                                                                            parentSchema: schema31.properties.signatures.properties['signed-as'].propertyNames,
                                                                                            data: key5,
                                                                                            propertyName: key5
                                                                                        };
                                                                                        if (vErrors === null) {
                                                                                            vErrors = [err3];
                                                                                        }
                                                                                        else {
                                                                                            vErrors.push(err3);
                                                                                        }
                                                                                        errors++;
                                                                                    }
                                                                                }
                                                                                else {
                                                                                    const err4 = {
                                                                                        instancePath: instancePath + '/signatures/signed-as',
                                                                                        schemaPath: '#/properties/signatures/properties/signed-as/propertyNames/type',
                                                                                        keyword: 'type',
                                                                                        params: { type: 'string' },
                                                                                        message: 'must be string',
                                                                                        schema: schema31.properties.signatures.properties['signed-as'].propertyNames.type,
                                                                                        parentSchema: schema31.properties.signatures.properties['signed-as'].propertyNames,
                                                                                        data: key5,
                                                                                        propertyName: key5
                                                                                    };
                                                                                    if (vErrors === null) {
                                                                                        vErrors = [err4];
                                                                                    }
                                                                                    else {
                                                                                        vErrors.push(err4);
                                                                                    }
                                                                                    errors++;
                                                                                }
                                                                            }
                                                                            var valid8 = _errs37 === errors;
                                                                            if (!valid8) {
                                                                                const err5 = {
                                                                                    instancePath: instancePath + '/signatures/signed-as',
                                                                                    schemaPath: '#/properties/signatures/properties/signed-as/propertyNames',
                                                                                    keyword: 'propertyNames',
                                                                                    params: { propertyName: key5 },
                                                                                    message: 'property name must be valid',
                                                                                    schema: schema31.properties.signatures.properties['signed-as'].propertyNames,
                                                                                    parentSchema: schema31.properties.signatures.properties['signed-as'],
                                                                                    data: data14
                                                                                };
                                                                                if (vErrors === null) {
                                                                                    vErrors = [err5];
                                                                                }
                                                                                else {
                                                                                    vErrors.push(err5);
                                                                                }
                                                                                errors++;
                                                                                validate20.errors = vErrors;
                                                                                return false;
                                                                                break;
                                                                            }
                                                                        }
                                                                        if (valid8) {
                                                                            for (const key6 in data14) {
                                                                                let data15 = data14[key6];
                                                                                const _errs40 = errors;
                                                                                if (errors === _errs40) {
                                                                                    if (typeof data15 === 'string') {
                                                                                        if (!pattern12.test(data15)) {
                                                                                            validate20.errors = [
                                                                                                {
                                                                                                    instancePath: instancePath +
                                                                                                        '/signatures/signed-as/' +
                                                                                                        key6.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                                                    schemaPath: '#/properties/signatures/properties/signed-as/additionalProperties/pattern',
                                                                                                    keyword: 'pattern',
                                                                                                    params: { pattern: '^[A-Za-z0-9._/-]{1,128}$' },
                                                                                                    message: 'must match pattern "' + '^[A-Za-z0-9._/-]{1,128}$' + '"',
                                                                                                    schema: '^[A-Za-z0-9._/-]{1,128}$',
                                                                                                    parentSchema: schema31.properties.signatures.properties['signed-as']
                                                                                                        .additionalProperties,
                                                                                                    data: data15
                                                                                                }
                                                                                            ];
                                                                                            return false;
                                                                                        }
                                                                                    }
                                                                                    else {
                                                                                        validate20.errors = [
                                                                                            {
                                                                                                instancePath: instancePath +
                                                                                                    '/signatures/signed-as/' +
                                                                                                    key6.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                                                schemaPath: '#/properties/signatures/properties/signed-as/additionalProperties/type',
                                                                                                keyword: 'type',
                                                                                                params: { type: 'string' },
                                                                                                message: 'must be string',
                                                                                                schema: schema31.properties.signatures.properties['signed-as']
                                                                                                    .additionalProperties.type,
                                                                                                parentSchema: schema31.properties.signatures.properties['signed-as']
                                                                                                    .additionalProperties,
                                                                                                data: data15
                                                                                            }
                                                                                        ];
                                                                                        return false;
                                                                                    }
                                                                                }
                                                                                var valid9 = _errs40 === errors;
                                                                                if (!valid9) {
                                                                                    break;
                                                                                }
                                                                            }
                                                                        }
                                                                    }
                                                                    else {
                                                                        validate20.errors = [
                                                                            {
                                                                                instancePath: instancePath + '/signatures/signed-as',
                                                                                schemaPath: '#/properties/signatures/properties/signed-as/type',
                                                                                keyword: 'type',
                                                                                params: { type: 'object' },
                                                                                message: 'must be object',
                                                                                schema: schema31.properties.signatures.properties['signed-as'].type,
                                                                                parentSchema: schema31.properties.signatures.properties['signed-as'],
                                                                                data: data14
                                                                            }
                                                                        ];
                                                                        return false;
                                                                    }
                                                                }
                                                                var valid5 = _errs35 === errors;
                                                            }
                                                            else {
                                                                var valid5 = true;
                                                            }
                                                        }
                                                    }
                                                }
                                            }
                                        }
                                    }
                                }
                            }
                            var valid0 = _errs18 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                        if (valid0) {
                            if (data.artifacts !== undefined) {
                                let data16 = data.artifacts;
                                const _errs42 = errors;
                                if (!(data16 && typeof data16 == 'object' && !Array.isArray(data16)) && data16 !== null) {
                                    validate20.errors = [
                                        {
                                            instancePath: instancePath + '/artifacts',
                                            schemaPath: '#/properties/artifacts/type',
                                            keyword: 'type',
                                            params: { type: schema31.properties.artifacts.type },
                                            message: 'must be object,null',
                                            schema: schema31.properties.artifacts.type,
                                            parentSchema: schema31.properties.artifacts,
                                            data: data16
                                        }
                                    ];
                                    return false;
                                }
                                if (errors === _errs42) {
                                    if (data16 && typeof data16 == 'object' && !Array.isArray(data16)) {
                                        for (const key7 in data16) {
                                            const _errs44 = errors;
                                            if (errors === _errs44) {
                                                if (typeof key7 === 'string') {
                                                    if (!pattern7.test(key7)) {
                                                        const err6 = {
                                                            instancePath: instancePath + '/artifacts',
                                                            schemaPath: '#/properties/artifacts/propertyNames/pattern',
                                                            keyword: 'pattern',
                                                            params: { pattern: '^[A-Za-z0-9._/*?-]{1,128}$' },
                                                            message: 'must match pattern "' + '^[A-Za-z0-9._/*?-]{1,128}$' + '"',
                                                            schema: '^[A-Za-z0-9._/*?-]{1,128}$',
                                                            parentSchema: schema31.properties.artifacts.propertyNames,
                                                            data: key7,
                                                            propertyName: key7
                                                        };
                                                        if (vErrors === null) {
                                                            vErrors = [err6];
                                                        }
                                                        else {
                                                            vErrors.push(err6);
                                                        }
                                                        errors++;
                                                    }
                                                }
                                                else {
                                                    const err7 = {
                                                        instancePath: instancePath + '/artifacts',
                                                        schemaPath: '#/properties/artifacts/propertyNames/type',
                                                        keyword: 'type',
                                                        params: { type: 'string' },
                                                        message: 'must be string',
                                                        schema: schema31.properties.artifacts.propertyNames.type,
                                                        parentSchema: schema31.properties.artifacts.propertyNames,
                                                        data: key7,
                                                        propertyName: key7
                                                    };
                                                    if (vErrors === null) {
                                                        vErrors = [err7];
                                                    }
                                                    else {
                                                        vErrors.push(err7);
                                                    }
                                                    errors++;
                                                }
                                            }
                                            var valid10 = _errs44 === errors;
                                            if (!valid10) {
                                                const err8 = {
                                                    instancePath: instancePath + '/artifacts',
                                                    schemaPath: '#/properties/artifacts/propertyNames',
                                                    keyword: 'propertyNames',
                                                    params: { propertyName: key7 },
                                                    message: 'property name must be valid',
                                                    schema: schema31.properties.artifacts.propertyNames,
                                                    parentSchema: schema31.properties.artifacts,
                                                    data: data16
                                                };
                                                if (vErrors === null) {
                                                    vErrors = [err8];
                                                }
                                                else {
                                                    vErrors.push(err8);
                                                }
                                                errors++;
                                                validate20.errors = vErrors;
                                                return false;
                                                break;
                                            }
                                        }
                                        if (valid10) {
                                            for (const key8 in data16) {
                                                let data17 = data16[key8];
                                                const _errs47 = errors;
                                                if (errors === _errs47) {
                                                    if (data17 && typeof data17 == 'object' && !Array.isArray(data17)) {
                                                        const _errs49 = errors;
                                                        for (const key9 in data17) {
                                                            if (!(key9 === 'type' || key9 === 'retention' || key9 === 'metrics')) {
                                                                validate20.errors = [
                                                                    {
                                                                        instancePath: instancePath + '/artifacts/' + key8.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                        schemaPath: '#/properties/artifacts/additionalProperties/additionalProperties',
                                                                        keyword: 'additionalProperties',
                                                                        params: { additionalProperty: key9 },
                                                                        message: 'must NOT have additional properties',
                                                                        schema: false,
                                                                        parentSchema: schema31.properties.artifacts.additionalProperties,
                                                                        data: data17
                                                                    }
                                                                ];
                                                                return false;
                                                                break;
                                                            }
                                                        }
                                                        if (_errs49 === errors) {
                                                            if (data17.type !== undefined) {
                                                                let data18 = data17.type;
                                                                const _errs50 = errors;
                                                                if (errors === _errs50) {
                                                                    if (typeof data18 === 'string') {
                                                                        if (!pattern15.test(data18)) {
                                                                            validate20.errors = [
                                                                                {
                                                                                    instancePath: instancePath +
                                                                                        '/artifacts/' +
                                                                                        key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                        '/type',
                                                                                    schemaPath: '#/properties/artifacts/additionalProperties/properties/type/pattern',
                                                                                    keyword: 'pattern',
                                                                                    params: { pattern: '^[^\\u0000-\\u001f\\u007f]{1,100}$' },
                                                                                    message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f]{1,100}$' + '"',
                                                                                    schema: '^[^\\u0000-\\u001f\\u007f]{1,100}$',
                                                                                    parentSchema: schema31.properties.artifacts.additionalProperties.properties.type,
                                                                                    data: data18
                                                                                }
                                                                            ];
                                                                            return false;
                                                                        }
                                                                    }
                                                                    else {
                                                                        validate20.errors = [
                                                                            {
                                                                                instancePath: instancePath +
                                                                                    '/artifacts/' +
                                                                                    key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                    '/type',
                                                                                schemaPath: '#/properties/artifacts/additionalProperties/properties/type/type',
                                                                                keyword: 'type',
                                                                                params: { type: 'string' },
                                                                                message: 'must be string',
                                                                                schema: schema31.properties.artifacts.additionalProperties.properties.type.type,
                                                                                parentSchema: schema31.properties.artifacts.additionalProperties.properties.type,
                                                                                data: data18
                                                                            }
                                                                        ];
                                                                        return false;
                                                                    }
                                                                }
                                                                var valid12 = _errs50 === errors;
                                                            }
                                                            else {
                                                                var valid12 = true;
                                                            }
                                                            if (valid12) {
                                                                if (data17.retention !== undefined) {
                                                                    let data19 = data17.retention;
                                                                    const _errs52 = errors;
                                                                    if (errors === _errs52) {
                                                                        if (data19 && typeof data19 == 'object' && !Array.isArray(data19)) {
                                                                            if (Object.keys(data19).length < 1) {
                                                                                validate20.errors = [
                                                                                    {
                                                                                        instancePath: instancePath +
                                                                                            '/artifacts/' +
                                                                                            key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                            '/retention',
                                                                                        schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/minProperties',
                                                                                        keyword: 'minProperties',
                                                                                        params: { limit: 1 },
                                                                                        message: 'must NOT have fewer than 1 properties',
                                                                                        schema: 1,
                                                                                        parentSchema: schema31.properties.artifacts.additionalProperties.properties.retention,
                                                                                        data: data19
                                                                                    }
                                                                                ];
                                                                                return false;
                                                                            }
                                                                            else {
                                                                                const _errs54 = errors;
                                                                                for (const key10 in data19) {
                                                                                    if (!(key10 === 'keep-last' ||
                                                                                        key10 === 'keep-within' ||
                                                                                        key10 === 'keep-best')) {
                                                                                        validate20.errors = [
                                                                                            {
                                                                                                instancePath: instancePath +
                                                                                                    '/artifacts/' +
                                                                                                    key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                    '/retention',
                                                                                                schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/additionalProperties',
                                                                                                keyword: 'additionalProperties',
                                                                                                params: { additionalProperty: key10 },
                                                                                                message: 'must NOT have additional properties',
                                                                                                schema: false,
                                                                                                parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                    .retention,
                                                                                                data: data19
                                                                                            }
                                                                                        ];
                                                                                        return false;
                                                                                        break;
                                                                                    }
                                                                                }
                                                                                if (_errs54 === errors) {
                                                                                    if (data19['keep-last'] !== undefined) {
                                                                                        let data20 = data19['keep-last'];
                                                                                        const _errs55 = errors;
                                                                                        if (!(typeof data20 == 'number' &&
                                                                                            !(data20 % 1) &&
                                                                                            !isNaN(data20) &&
                                                                                            isFinite(data20))) {
                                                                                            validate20.errors = [
                                                                                                {
                                                                                                    instancePath: instancePath +
                                                                                                        '/artifacts/' +
                                                                                                        key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                        '/retention/keep-last',
                                                                                                    schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-last/type',
                                                                                                    keyword: 'type',
                                                                                                    params: { type: 'integer' },
                                                                                                    message: 'must be integer',
                                                                                                    schema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                        .retention.properties['keep-last'].type,
                                                                                                    parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                        .retention.properties['keep-last'],
                                                                                                    data: data20
                                                                                                }
                                                                                            ];
                                                                                            return false;
                                                                                        }
                                                                                        if (errors === _errs55) {
                                                                                            if (typeof data20 == 'number' && isFinite(data20)) {
                                                                                                if (data20 > 1000000000 || isNaN(data20)) {
                                                                                                    validate20.errors = [
                                                                                                        {
                                                                                                            instancePath: instancePath +
                                                                                                                '/artifacts/' +
                                                                                                                key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                '/retention/keep-last',
                                                                                                            schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-last/maximum',
                                                                                                            keyword: 'maximum',
                                                                                                            params: { comparison: '<=', limit: 1000000000 },
                                                                                                            message: 'must be <= 1000000000',
                                                                                                            schema: 1000000000,
                                                                                                            parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                .retention.properties['keep-last'],
                                                                                                            data: data20
                                                                                                        }
                                                                                                    ];
                                                                                                    return false;
                                                                                                }
                                                                                                else {
                                                                                                    if (data20 < 1 || isNaN(data20)) {
                                                                                                        validate20.errors = [
                                                                                                            {
                                                                                                                instancePath: instancePath +
                                                                                                                    '/artifacts/' +
                                                                                                                    key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                    '/retention/keep-last',
                                                                                                                schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-last/minimum',
                                                                                                                keyword: 'minimum',
                                                                                                                params: { comparison: '>=', limit: 1 },
                                                                                                                message: 'must be >= 1',
                                                                                                                schema: 1,
                                                                                                                parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                    .retention.properties['keep-last'],
                                                                                                                data: data20
                                                                                                            }
                                                                                                        ];
                                                                                                        return false;
                                                                                                    }
                                                                                                }
                                                                                            }
                                                                                        }
                                                                                        var valid13 = _errs55 === errors;
                                                                                    }
                                                                                    else {
                                                                                        var valid13 = true;
                                                                                    }
                                                                                    if (valid13) {
                                                                                        if (data19['keep-within'] !== undefined) {
                                                                                            let data21 = data19['keep-within'];
                                                                                            const _errs57 = errors;
                                                                                            if (errors === _errs57) {
                                                                                                if (typeof data21 === 'string') {
                                                                                                    if (!pattern16.test(data21)) {
                                                                                                        validate20.errors = [
                                                                                                            {
                                                                                                                instancePath: instancePath +
                                                                                                                    '/artifacts/' +
                                                                                                                    key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                    '/retention/keep-within',
                                                                                                                schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-within/pattern',
                                                                                                                keyword: 'pattern',
                                                                                                                params: {
                                                                                                                    pattern: '^[0-9]{1,9}(?:\\.[0-9]{1,9})?[smhdwSMHDW]$'
                                                                                                                },
                                                                                                                message: 'must match pattern "' +
                                                                                                                    '^[0-9]{1,9}(?:\\.[0-9]{1,9})?[smhdwSMHDW]$' +
                                                                                                                    '"',
                                                                                                                schema: '^[0-9]{1,9}(?:\\.[0-9]{1,9})?[smhdwSMHDW]$',
                                                                                                                parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                    .retention.properties['keep-within'],
                                                                                                                data: data21
                                                                                                            }
                                                                                                        ];
                                                                                                        return false;
                                                                                                    }
                                                                                                }
                                                                                                else {
                                                                                                    validate20.errors = [
                                                                                                        {
                                                                                                            instancePath: instancePath +
                                                                                                                '/artifacts/' +
                                                                                                                key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                '/retention/keep-within',
                                                                                                            schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-within/type',
                                                                                                            keyword: 'type',
                                                                                                            params: { type: 'string' },
                                                                                                            message: 'must be string',
                                                                                                            schema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                .retention.properties['keep-within'].type,
                                                                                                            parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                .retention.properties['keep-within'],
                                                                                                            data: data21
                                                                                                        }
                                                                                                    ];
                                                                                                    return false;
                                                                                                }
                                                                                            }
                                                                                            var valid13 = _errs57 === errors;
                                                                                        }
                                                                                        else {
                                                                                            var valid13 = true;
                                                                                        }
                                                                                        if (valid13) {
                                                                                            if (data19['keep-best'] !== undefined) {
                                                                                                let data22 = data19['keep-best'];
                                                                                                const _errs59 = errors;
                                                                                                if (errors === _errs59) {
                                                                                                    if (data22 && typeof data22 == 'object' && !Array.isArray(data22)) {
                                                                                                        if (Object.keys(data22).length < 1) {
                                                                                                            validate20.errors = [
                                                                                                                {
                                                                                                                    instancePath: instancePath +
                                                                                                                        '/artifacts/' +
                                                                                                                        key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                        '/retention/keep-best',
                                                                                                                    schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-best/minProperties',
                                                                                                                    keyword: 'minProperties',
                                                                                                                    params: { limit: 1 },
                                                                                                                    message: 'must NOT have fewer than 1 properties',
                                                                                                                    schema: 1,
                                                                                                                    parentSchema: schema31.properties.artifacts.additionalProperties
                                                                                                                        .properties.retention.properties['keep-best'],
                                                                                                                    data: data22
                                                                                                                }
                                                                                                            ];
                                                                                                            return false;
                                                                                                        }
                                                                                                        else {
                                                                                                            for (const key11 in data22) {
                                                                                                                let data23 = data22[key11];
                                                                                                                const _errs62 = errors;
                                                                                                                if (!(typeof data23 == 'number' &&
                                                                                                                    !(data23 % 1) &&
                                                                                                                    !isNaN(data23) &&
                                                                                                                    isFinite(data23))) {
                                                                                                                    validate20.errors = [
                                                                                                                        {
                                                                                                                            instancePath: instancePath +
                                                                                                                                '/artifacts/' +
                                                                                                                                key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                                '/retention/keep-best/' +
                                                                                                                                key11.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                                                                            schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-best/additionalProperties/type',
                                                                                                                            keyword: 'type',
                                                                                                                            params: { type: 'integer' },
                                                                                                                            message: 'must be integer',
                                                                                                                            schema: schema31.properties.artifacts.additionalProperties
                                                                                                                                .properties.retention.properties['keep-best']
                                                                                                                                .additionalProperties.type,
                                                                                                                            parentSchema: schema31.properties.artifacts.additionalProperties
                                                                                                                                .properties.retention.properties['keep-best']
                                                                                                                                .additionalProperties,
                                                                                                                            data: data23
                                                                                                                        }
                                                                                                                    ];
                                                                                                                    return false;
                                                                                                                }
                                                                                                                if (errors === _errs62) {
                                                                                                                    if (typeof data23 == 'number' && isFinite(data23)) {
                                                                                                                        if (data23 > 1000000000 || isNaN(data23)) {
                                                                                                                            validate20.errors = [
                                                                                                                                {
                                                                                                                                    instancePath: instancePath +
                                                                                                                                        '/artifacts/' +
                                                                                                                                        key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                                        '/retention/keep-best/' +
                                                                                                                                        key11.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                                                                                    schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-best/additionalProperties/maximum',
                                                                                                                                    keyword: 'maximum',
                                                                                                                                    params: { comparison: '<=', limit: 1000000000 },
                                                                                                                                    message: 'must be <= 1000000000',
                                                                                                                                    schema: 1000000000,
                                                                                                                                    parentSchema: schema31.properties.artifacts.additionalProperties
                                                                                                                                        .properties.retention.properties['keep-best']
                                                                                                                                        .additionalProperties,
                                                                                                                                    data: data23
                                                                                                                                }
                                                                                                                            ];
                                                                                                                            return false;
                                                                                                                        }
                                                                                                                        else {
                                                                                                                            if (data23 < 1 || isNaN(data23)) {
                                                                                                                                validate20.errors = [
                                                                                                                                    {
                                                                                                                                        instancePath: instancePath +
                                                                                                                                            '/artifacts/' +
                                                                                                                                            key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                                            '/retention/keep-best/' +
                                                                                                                                            key11.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                                                                                        schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-best/additionalProperties/minimum',
                                                                                                                                        keyword: 'minimum',
                                                                                                                                        params: { comparison: '>=', limit: 1 },
                                                                                                                                        message: 'must be >= 1',
                                                                                                                                        schema: 1,
                                                                                                                                        parentSchema: schema31.properties.artifacts.additionalProperties
                                                                                                                                            .properties.retention.properties['keep-best']
                                                                                                                                            .additionalProperties,
                                                                                                                                        data: data23
                                                                                                                                    }
                                                                                                                                ];
                                                                                                                                return false;
                                                                                                                            }
                                                                                                                        }
                                                                                                                    }
                                                                                                                }
                                                                                                                var valid14 = _errs62 === errors;
                                                                                                                if (!valid14) {
                                                                                                                    break;
                                                                                                                }
                                                                                                            }
                                                                                                        }
                                                                                                    }
                                                                                                    else {
                                                                                                        validate20.errors = [
                                                                                                            {
                                                                                                                instancePath: instancePath +
                                                                                                                    '/artifacts/' +
                                                                                                                    key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                                    '/retention/keep-best',
                                                                                                                schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/properties/keep-best/type',
                                                                                                                keyword: 'type',
                                                                                                                params: { type: 'object' },
                                                                                                                message: 'must be object',
                                                                                                                schema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                    .retention.properties['keep-best'].type,
                                                                                                                parentSchema: schema31.properties.artifacts.additionalProperties.properties
                                                                                                                    .retention.properties['keep-best'],
                                                                                                                data: data22
                                                                                                            }
                                                                                                        ];
                                                                                                        return false;
                                                                                                    }
                                                                                                }
                                                                                                var valid13 = _errs59 === errors;
                                                                                            }
                                                                                            else {
                                                                                                var valid13 = true;
                                                                                            }
                                                                                        }
                                                                                    }
                                                                                }
                                                                            }
                                                                        }
                                                                        else {
                                                                            validate20.errors = [
                                                                                {
                                                                                    instancePath: instancePath +
                                                                                        '/artifacts/' +
                                                                                        key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                        '/retention',
                                                                                    schemaPath: '#/properties/artifacts/additionalProperties/properties/retention/type',
                                                                                    keyword: 'type',
                                                                                    params: { type: 'object' },
                                                                                    message: 'must be object',
                                                                                    schema: schema31.properties.artifacts.additionalProperties.properties.retention
                                                                                        .type,
                                                                                    parentSchema: schema31.properties.artifacts.additionalProperties.properties.retention,
                                                                                    data: data19
                                                                                }
                                                                            ];
                                                                            return false;
                                                                        }
                                                                    }
                                                                    var valid12 = _errs52 === errors;
                                                                }
                                                                else {
                                                                    var valid12 = true;
                                                                }
                                                                if (valid12) {
                                                                    if (data17.metrics !== undefined) {
                                                                        let data24 = data17.metrics;
                                                                        const _errs64 = errors;
                                                                        if (errors === _errs64) {
                                                                            if (data24 && typeof data24 == 'object' && !Array.isArray(data24)) {
                                                                                for (const key12 in data24) {
                                                                                    let data25 = data24[key12];
                                                                                    const _errs67 = errors;
                                                                                    if (!(data25 === 'higher' || data25 === 'lower')) {
                                                                                        validate20.errors = [
                                                                                            {
                                                                                                instancePath: instancePath +
                                                                                                    '/artifacts/' +
                                                                                                    key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                                    '/metrics/' +
                                                                                                    key12.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                                                schemaPath: '#/properties/artifacts/additionalProperties/properties/metrics/additionalProperties/enum',
                                                                                                keyword: 'enum',
                                                                                                params: {
                                                                                                    allowedValues: schema31.properties.artifacts.additionalProperties.properties
                                                                                                        .metrics.additionalProperties.enum
                                                                                                },
                                                                                                message: 'must be equal to one of the allowed values',
                                                                                                schema: schema31.properties.artifacts.additionalProperties.properties.metrics
                                                                                                    .additionalProperties.enum,
                                                                                                parentSchema: schema31.properties.artifacts.additionalProperties.properties.metrics
                                                                                                    .additionalProperties,
                                                                                                data: data25
                                                                                            }
                                                                                        ];
                                                                                        return false;
                                                                                    }
                                                                                    var valid15 = _errs67 === errors;
                                                                                    if (!valid15) {
                                                                                        break;
                                                                                    }
                                                                                }
                                                                            }
                                                                            else {
                                                                                validate20.errors = [
                                                                                    {
                                                                                        instancePath: instancePath +
                                                                                            '/artifacts/' +
                                                                                            key8.replace(/~/g, '~0').replace(/\//g, '~1') +
                                                                                            '/metrics',
                                                                                        schemaPath: '#/properties/artifacts/additionalProperties/properties/metrics/type',
                                                                                        keyword: 'type',
                                                                                        params: { type: 'object' },
                                                                                        message: 'must be object',
                                                                                        schema: schema31.properties.artifacts.additionalProperties.properties.metrics
                                                                                            .type,
                                                                                        parentSchema: schema31.properties.artifacts.additionalProperties.properties.metrics,
                                                                                        data: data24
                                                                                    }
                                                                                ];
                                                                                return false;
                                                                            }
                                                                        }
                                                                        var valid12 = _errs64 === errors;
                                                                    }
                                                                    else {
                                                                        var valid12 = true;
                                                                    }
                                                                }
                                                            }
                                                        }
                                                    }
                                                    else {
                                                        validate20.errors = [
                                                            {
                                                                instancePath: instancePath + '/artifacts/' + key8.replace(/~/g, '~0').replace(/\//g, '~1'),
                                                                schemaPath: '#/properties/artifacts/additionalProperties/type',
                                                                keyword: 'type',
                                                                params: { type: 'object' },
                                                                message: 'must be object',
                                                                schema: schema31.properties.artifacts.additionalProperties.type,
                                                                parentSchema: schema31.properties.artifacts.additionalProperties,
                                                                data: data17
                                                            }
                                                        ];
                                                        return false;
                                                    }
                                                }
                                                var valid11 = _errs47 === errors;
                                                if (!valid11) {
                                                    break;
                                                }
                                            }
                                        }
                                    }
                                }
                                var valid0 = _errs42 === errors;
                            }
                            else {
                                var valid0 = true;
                            }
                        }
                    }
                }
            }
        }
        else {
            validate20.errors = [
                {
                    instancePath,
                    schemaPath: '#/type',
                    keyword: 'type',
                    params: { type: 'object' },
                    message: 'must be object',
                    schema: schema31.type,
                    parentSchema: schema31,
                    data
                }
            ];
            return false;
        }
    }
    validate20.errors = vErrors;
    return errors === 0;
}
validate20.evaluated = { props: true, dynamicProps: false, dynamicItems: false };

// EXTERNAL MODULE: ./lib/doors/describe.js
var describe = __webpack_require__(4040);
// EXTERNAL MODULE: ./lib/doors/suggest.js
var suggest = __webpack_require__(1196);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/store/index.js + 137 modules
var store = __webpack_require__(2058);
;// CONCATENATED MODULE: ./lib/doors/config-check.js
/** Whether a configuration is what its JSON Schema says, and where it is not, what to write instead. */





/**
 * @param file how messages name the file.
 * @throws ArtifactStoreError `INVALID_INPUT`: the file, the line and column, the setting and what it can be.
 */
function checkConfig(mapping, file) {
    const { value } = mapping;
    const validate = config_schema_validate;
    if (!validate(value))
        throw config_check_describe(validate.errors[0], mapping, file);
    const config = value;
    checkMeaning(config, mapping, file);
    return config;
}
function config_check_describe(violation, { places }, file) {
    const { keyword, instancePath, propertyName, params, data, parentSchema } = violation;
    const path = pathOf(instancePath);
    const { description } = parentSchema;
    const about = description === undefined ? '' : `: ${description.replaceAll('`', "'")}`;
    const key = params.additionalProperty;
    if (key !== undefined) {
        const known = Object.keys(parentSchema.properties ?? {});
        const where = path.length === 0 ? '' : ` in ${(0,errors/* quote */.hD)(path.join('.'))}`;
        const meant = (0,suggest/* didYouMean */.a)(key, known);
        return invalid(file, places.ofKey([...path, key]), `${(0,errors/* quote */.hD)(key)} is no setting${where}${meant}${meant === '' ? ';' : ''} there ${known.length === 1 ? 'is' : 'are'} ${(0,describe/* quoteList */.JN)(known, known.length)}`);
    }
    if (propertyName !== undefined) {
        return invalid(file, places.ofKey([...path, propertyName]), `${(0,errors/* quote */.hD)(propertyName)} cannot be a key here${about}`);
    }
    const setting = (0,errors/* quote */.hD)(path.join('.'));
    const place = places.ofValue(path);
    if (keyword === 'enum') {
        return invalid(file, place, `${setting} is ${show(data)}; give one of ${(0,describe/* quoteList */.JN)(params.allowedValues ?? [])}`);
    }
    if (keyword === 'type') {
        return invalid(file, place, `${setting} is ${kindOf(data)}; give ${wantedKind(parentSchema.type)}${suchAs(parentSchema.examples)}`);
    }
    return invalid(file, place, `${setting} cannot be ${show(data)}${about}`);
}
/** What a schema cannot say: names that are taken by selectors, and the language of conditions. */
function checkMeaning(config, { places }, file) {
    for (const [alias, guard] of Object.entries(config['protected-aliases'] ?? {})) {
        const path = ['protected-aliases', alias];
        attempt(file, places.ofKey(path), () => (0,store/* checkAlias */.ff)(alias, "'protected-aliases'"));
        const { require } = guard;
        if (require === undefined)
            continue;
        attempt(file, places.ofValue([...path, 'require']), () => (0,store/* parseCondition */.zB)(require, { input: (0,errors/* quote */.hD)([...path, 'require'].join('.')), allowBase: false }));
    }
}
function attempt(file, place, check) {
    try {
        check();
    }
    catch (error) {
        if (!(0,errors/* isStoreError */.A1)(error))
            throw error;
        throw invalid(file, place, error.message, error);
    }
}
function invalid(file, { line, column }, problem, cause) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `${file}, line ${line}, column ${column}: ${problem}`, { cause });
}
function pathOf(pointer) {
    return pointer
        .split('/')
        .slice(1)
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
function show(value) {
    if (typeof value === 'string')
        return value === '' ? 'empty' : (0,errors/* quote */.hD)(value);
    if (Array.isArray(value) && value.length === 0)
        return 'an empty list';
    if (typeof value === 'object' && value !== null)
        return kindOf(value);
    return String(value);
}
function kindOf(value) {
    if (value === null)
        return 'empty';
    if (Array.isArray(value))
        return 'a list';
    if (typeof value === 'object')
        return 'a mapping';
    return typeof value === 'string' ? `the text ${(0,errors/* quote */.hD)(value)}` : `the value ${String(value)}`;
}
const KINDS = {
    string: 'text',
    object: 'a mapping',
    array: 'a list',
    integer: 'a whole number'
};
function wantedKind(type) {
    const name = [type ?? []].flat().find((one) => one !== 'null');
    return KINDS[name ?? ''] ?? 'another value';
}
function suchAs([example] = []) {
    return example === undefined ? '' : `, such as ${JSON.stringify(example)}`;
}


/***/ })

};
