import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  paginateListServices,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';

/** A resource of a stack. */
export interface DeployedResource {
  readonly id: string;
  readonly type: string;
  readonly physicalId: string;
}

/** A service that is to run, with what its tasks are started with. */
export interface DeployedService {
  readonly name: string;
  readonly desiredCount: number;
  readonly task: TaskDefinition;
  /** Of its one container. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A stack as CloudFormation and ECS have it. */
export interface DeployedStack {
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly DeployedResource[];
  /** Logical ids of the resources in the template that was deployed. */
  readonly templateIds: readonly string[];
  /** Active ones of the cluster, by name. */
  readonly services: readonly DeployedService[];
}

/** Looks at what is deployed at an endpoint. */
export class DeployedStacks {
  readonly #cloudFormation: CloudFormationClient;
  readonly #ecs: ECSClient;

  constructor(endpoint: string) {
    const options = {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    };
    this.#cloudFormation = new CloudFormationClient(options);
    this.#ecs = new ECSClient(options);
  }

  /** Undefined when there is no such stack. */
  async read(name: string): Promise<DeployedStack | undefined> {
    const stack = await this.#describe(name);
    if (stack === undefined) return undefined;
    const { StackStatus: status = '', Outputs = [] } = stack;
    const outputs = Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
    const template = await this.#cloudFormation.send(new GetTemplateCommand({ StackName: name }));
    const { Resources } = JSON.parse(template.TemplateBody ?? '') as { Resources: object };
    return {
      status,
      outputs,
      resources: await this.#resources(name),
      templateIds: Object.keys(Resources),
      services: await this.services(outputs['ClusterName'] ?? ''),
    };
  }

  /** Active services of a cluster, by name. */
  async services(cluster: string): Promise<readonly DeployedService[]> {
    const found: DeployedService[] = [];
    for await (const { serviceArns = [] } of paginateListServices({ client: this.#ecs }, { cluster })) {
      if (serviceArns.length === 0) continue;
      const { services = [] } = await this.#ecs.send(new DescribeServicesCommand({ cluster, services: serviceArns }));
      for (const { status, serviceName = '', desiredCount = 0, taskDefinition = '' } of services) {
        if (status !== 'ACTIVE') continue;
        const task = await this.#task(taskDefinition);
        found.push({ name: serviceName, desiredCount, task, environment: environmentOf(task) });
      }
    }
    return found.sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));
  }

  close(): void {
    this.#cloudFormation.destroy();
    this.#ecs.destroy();
  }

  async #describe(name: string) {
    try {
      const { Stacks = [] } = await this.#cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
      return Stacks[0];
    } catch (thrown) {
      if (thrown instanceof CloudFormationServiceException && /does not exist/.test(thrown.message)) return undefined;
      throw thrown;
    }
  }

  async #resources(name: string): Promise<readonly DeployedResource[]> {
    const found: DeployedResource[] = [];
    const pages = paginateListStackResources({ client: this.#cloudFormation }, { StackName: name });
    for await (const { StackResourceSummaries = [] } of pages) {
      for (const {
        LogicalResourceId: id = '',
        ResourceType: type = '',
        PhysicalResourceId = '',
      } of StackResourceSummaries) {
        found.push({ id, type, physicalId: PhysicalResourceId });
      }
    }
    return found;
  }

  async #task(taskDefinition: string): Promise<TaskDefinition> {
    const { taskDefinition: task } = await this.#ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    if (task === undefined) throw new Error(`there is no task definition ${taskDefinition}`);
    return task;
  }
}

function environmentOf({ containerDefinitions = [] }: TaskDefinition): Readonly<Record<string, string>> {
  const [{ environment = [] } = {}] = containerDefinitions;
  return Object.fromEntries(environment.map(({ name = '', value = '' }) => [name, value]));
}
