import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { combinations } from '../support/combinations.ts';
import { type Given, templateWith } from '../support/stacks.ts';
import { type Statement, statementsOf } from '../support/statements.ts';
import { alarmKey, allowedStatements } from './allowed-statements.ts';

const listed = allowedStatements.map(({ statement }) => statement);
const asText = (statement: Statement) => JSON.stringify(Object.entries(statement).sort());
const actionsOf = ({ Action }: Statement) => [Action].flat();
const found = Object.values(combinations).map((given) => statementsOf(templateWith(given)));

describe('permissions', () => {
  it.each(Object.entries(combinations))('are on the list, each with its reason: %s', (_, given) => {
    const statements = statementsOf(templateWith(given));
    expect(statements.length).toBeGreaterThan(10);
    const known = new Set(listed.map(asText));
    expect(statements.filter((statement) => !known.has(asText(statement)))).toEqual([]);
  });

  it('are all that is on the list', () => {
    const given = new Set(found.flat().map(asText));
    expect(listed.filter((statement) => !given.has(asText(statement)))).toEqual([]);
  });

  it('never stand apart from a policy that was looked at', () => {
    const text = JSON.stringify(templateWith(combinations['all there is']).toJSON());
    const statements = found[Object.keys(combinations).indexOf('all there is')] ?? [];
    expect(text.match(/"Effect":/g)).toHaveLength(statements.length);
  });

  it('for everything are given where the service knows no less', () => {
    const allowed = listed.filter(({ Effect, on }) => Effect === 'Allow' && on !== alarmKey);
    const wide = allowed.filter(({ Resource }) => [Resource].flat().includes('*'));
    expect(wide.flatMap(actionsOf)).toEqual(['sts:GetWebIdentityToken', 'ecr:GetAuthorizationToken']);
    const wildActions = allowed.flatMap(actionsOf);
    expect(wildActions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('to ask for identity tokens come with the option alone', () => {
    const actions = (given: Given) => statementsOf(templateWith(given)).flatMap(actionsOf);
    expect(actions({ federatedCredential: false })).not.toContain('sts:GetWebIdentityToken');
    expect(actions({ federatedCredential: true })).toContain('sts:GetWebIdentityToken');
  });

  it('follow the prefix and the table that were named', () => {
    const text = JSON.stringify(statementsOf(templateWith({ parameterPrefix: '/corp/mail', tableName: 'mail-state' })));
    expect(text).not.toContain('exchange-connector');
    expect(text).toContain(':parameter/corp/mail/*');
    expect(text).toContain(':table/mail-state');
  });
});

describe('ids of the application, the index and the data source', () => {
  it('are read from String parameters at each deployment', () => {
    const parameters = Object.values(templateWith({ parameterPrefix: '/corp/mail' }).findParameters('*'));
    const read = parameters.filter(({ Type }) => Type === 'AWS::SSM::Parameter::Value<String>');
    expect(read.map(({ Default }) => Default).sort()).toEqual([
      '/cdk-bootstrap/hnb659fds/version',
      '/corp/mail/qbusiness-application-id',
      '/corp/mail/qbusiness-datasource-id',
      '/corp/mail/qbusiness-index-id',
    ]);
  });
});

/** What a command of an SDK needs that is not an action of its own name. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  // Of lib-dynamodb.
  BatchGet: ['BatchGetItem'],
  Delete: ['DeleteItem'],
  Get: ['GetItem'],
  Put: ['PutItem'],
  // What transactions are made of.
  TransactWrite: ['PutItem', 'DeleteItem', 'ConditionCheckItem'],
  // A table is created with tags.
  CreateTable: ['CreateTable', 'TagResource'],
  GetBucketLifecycleConfiguration: ['GetLifecycleConfiguration'],
};
/** The service that a folder of the worker's source talks to with an SDK of AWS. */
const serviceOf: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodb',
  exchange: 'sts',
  parameters: 'ssm',
  qbusiness: 'qbusiness',
  staging: 's3',
};

/** What `doctor --fix` does for a person, with that person's rights: a worker changes no index. */
const forPeople: ReadonlySet<string> = new Set(['qbusiness:UpdateIndex']);

/** The actions that the worker's own source calls for, as `service:Action`. */
function actionsOfWorker(): readonly string[] {
  const root = fileURLToPath(new URL('../../../worker/src', import.meta.url));
  return Object.entries(serviceOf)
    .filter(([folder]) => existsSync(join(root, folder)))
    .flatMap(([folder, service]) =>
      readdirSync(join(root, folder))
        .flatMap((file) => [...readFileSync(join(root, folder, file), 'utf8').matchAll(/new ([A-Z]\w*?)Command\(/g)])
        .flatMap(([, command = '']) => otherNames[command] ?? [command])
        .map((action) => `${service}:${action}`),
    );
}

describe('the worker’s role', () => {
  it('may do what the worker’s source does, and nothing else', () => {
    const needed = [...new Set(actionsOfWorker())].filter((action) => !forPeople.has(action)).sort();
    const services = new Set(needed.map((action) => action.split(':')[0]));
    expect(services.size).toBeGreaterThanOrEqual(3);
    const granted = statementsOf(templateWith(combinations['all there is']))
      .filter(({ on, Effect }) => on === 'TaskRole' && Effect === 'Allow')
      .flatMap(actionsOf)
      .filter((action) => services.has(action.split(':')[0] ?? ''))
      // Who may take on the role is not what the role may do.
      .filter((action) => action !== 'sts:AssumeRole');
    expect([...new Set(granted)].sort()).toEqual(needed);
  });
});
