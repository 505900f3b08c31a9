/** A SageMaker endpoint as a trial asks it. */
import type { DrivenEndpoint, EndpointSeen } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { codeOf, platformProblem, type Sdk } from "./clients.js";

/** docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html (2026-11) */
const states: Readonly<Record<string, EndpointSeen["state"]>> = {
  InService: "ready",
  OutOfService: "failed",
  Failed: "failed",
  UpdateRollbackFailed: "failed",
  Deleting: "failed",
};

/** What an endpoint is made of. */
export interface EndpointProps {
  readonly name: string;
  /** The name of the endpoint configuration of each release, the live one first. */
  readonly configurations: ReadonlyMap<string, string>;
  /** As the operator. */
  readonly client: Json;
  /** As whoever signed in: no operator may change an endpoint. */
  readonly changer: Json;
  readonly runtime: Json;
  readonly sdk: Sdk;
}

/** The endpoint. */
export class Endpoint implements DrivenEndpoint {
  readonly releases: readonly string[];

  constructor(private readonly props: EndpointProps) {
    this.releases = [...props.configurations.keys()];
  }

  async look(): Promise<EndpointSeen> {
    const { client, sdk, name, configurations } = this.props;
    try {
      const found = await client.send(new sdk.sagemaker.DescribeEndpointCommand({ EndpointName: name }));
      const { EndpointStatus: words = "", EndpointConfigName } = found;
      const release = [...configurations].find(([, configuration]) => configuration === EndpointConfigName)?.[0];
      return { state: states[words] ?? "changing", words, ...(release === undefined ? {} : { release }) };
    } catch (error) {
      throw platformProblem(error, `say where the endpoint ${name} stands`);
    }
  }

  async send(body: Buffer): Promise<string> {
    const { runtime, sdk, name } = this.props;
    try {
      const command = new sdk.runtime.InvokeEndpointCommand({
        EndpointName: name,
        Body: body,
        ContentType: "application/json",
      });
      const { $metadata } = await runtime.send(command);
      return String($metadata.httpStatusCode ?? 200);
    } catch (error) {
      const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
      return $metadata?.httpStatusCode === undefined ? codeOf(error) : String($metadata.httpStatusCode);
    }
  }

  /** Changes the release with the endpoint's own rollout and its alarms, as a deploy would. */
  async roll(release: string): Promise<void> {
    const { changer, sdk, name, configurations } = this.props;
    try {
      await changer.send(
        new sdk.sagemaker.UpdateEndpointCommand({
          EndpointName: name,
          EndpointConfigName: configurations.get(release),
          RetainDeploymentConfig: true,
        }),
      );
    } catch (error) {
      throw platformProblem(error, `roll to ${release}, which needs sagemaker:UpdateEndpoint, a right of the deployer`);
    }
  }
}
