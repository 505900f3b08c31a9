/**
 * Makes: a Vertex AI endpoint behind Private Service Connect, the workflows that release and undeploy, alerts, request capture, an address.
 * Needs: aiplatform, workflows, monitoring, bigquery and compute enabled; a model in the registry; a network.
 * Never: a public address, a model deployed by Terraform, a traffic split in Terraform's hands, a claim that IAM guards a prediction.
 * Idle cost: replicas of what is deployed, the address's forwarding rule by the hour, captured requests.
 * Survives destroy: nothing; while a model is deployed the endpoint stays, and its guards with it: undeploy first.
 * Verified by: unit tests, both workflows executed against a fake, aiplatform v1 messages, plan and apply on a fake; never in a real project.
 */
import { VertexAiEndpoint } from "@cdktf/provider-google/lib/vertex-ai-endpoint/index.js";
import { WorkflowsWorkflow } from "@cdktf/provider-google/lib/workflows-workflow/index.js";
import { dependable, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { plainName } from "../pilot/plain-name.js";
import { record } from "../pilot/record.js";
import { formMessage } from "./checks/forms.js";
import { refuse } from "./checks/values.js";
import { Accounts } from "./endpoint/accounts.js";
import { Address } from "./endpoint/address.js";
import { Alerts } from "./endpoint/alerts.js";
import { Capture } from "./endpoint/capture.js";
import { ledgerEntries } from "./endpoint/ledger-entries.js";
import { endpointProblems } from "./endpoint/problems.js";
import { releaseWorkflow } from "./endpoint/release-workflow.js";
import { undeployWorkflow } from "./endpoint/undeploy-workflow.js";
import { failedRunAlert } from "./workflows/failed-run-alert.js";
import { sourceProblems } from "./workflows/source.js";

export { endpointProblems };

/**
 * Who gets rights. A grant adds its policy to the list; what runs as a service account waits for all of its policies.
 */
export interface Identity {
  /** Plain text for ids, such as `endpoint`. */
  readonly name: string;
  /** `serviceAccount:` and the account's email as a reference; or a `user:` or `group:`. */
  readonly member: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface EndpointProps {
  /** Display name, and what the workflows' names begin with. */
  readonly name: string;
  /** 1 to 10 digits, the first not 0. */
  readonly endpointId: string;
  /** The project's id. */
  readonly project: string;
  /** The project's number: Google's service agents are called by it. */
  readonly projectNumber: string;
  /** The region that it stands in, such as `europe-west4`. */
  readonly region: string;
  /** Who owns the endpoint and its limits. */
  readonly owner: string;
  /** The ids of the two accounts that it makes: one that serves, one that rolls releases out. */
  readonly serviceAccountIds: { readonly serving: string; readonly release: string };
  /** Release → version of the registry's model. Empty: there is no endpoint yet. */
  readonly releases: Readonly<Record<string, string>>;
  /** The release that serves; null: none. */
  readonly live: string | null;
  /** The model whose versions are releases: a `ModelRegistry`. */
  readonly modelRegistry: { readonly modelName: string };
  /** The network and subnet that the private address stands in: a `PrivateNetwork`, or one that exists. */
  readonly network: { readonly networkId: string; readonly subnetworkId: string };
  /** With its own key the endpoint and what it captures are under it too. */
  readonly bucket: {
    /** Where the files of releases lie: those of listed ones are kept. */
    readonly bucketName: string;
    readonly keyId?: string;
    readonly keyPolicies?: readonly ITerraformDependable[];
  };
  /** Id of the repository where the images of releases lie, as a reference: those of listed ones are kept by a tag. */
  readonly trainingJob: { readonly imageRepository: string };
  /** The machine of one replica, such as `n2-standard-2`. */
  readonly machineType: string;
  /** As the API spells it, such as `NVIDIA_L4`. @default none */
  readonly accelerator?: string;
  /** Of them in one machine. @default 0 */
  readonly accelerators?: number;
  /** Replicas that always stand, and bill while nobody calls. */
  readonly minReplicas: number;
  /** Replicas that there are at most. */
  readonly maxReplicas: number;
  /** Above it an alert is sent, and a new release is rolled back. */
  readonly p95Milliseconds: number;
  /** Above it an alert is sent, and a new release is rolled back. */
  readonly errorPercent: number;
  /** Share of a new release while it is watched. */
  readonly canaryPercent: number;
  /** How long a new release is watched. @default 600 */
  readonly watchSeconds?: number;
  /** Told after so long without a request. */
  readonly idleHours: number;
  /** BigQuery dataset of captured requests: letters, digits and _. */
  readonly captureDataset: string;
  /** Days that captured requests are kept. */
  readonly captureRetentionDays: number;
  /** Names of notification channels. @default - alerts that tell nobody */
  readonly notificationChannels?: readonly string[];
  /** What must stand as long as something may be deployed, such as the budget. @default none */
  readonly guards?: readonly ITerraformDependable[];
  /** The deployed model's service attachment, from the release's output. @default - no address yet */
  readonly serviceAttachment?: string;
  /** Nothing serves, whatever is live; run the release workflow to bring it about. @default false */
  readonly paused?: boolean;
  /**
   * Numbers what Google holds back after a destroy: ids of custom roles for up to 37 days. 0 is the names without a
   * number. @default 0
   */
  readonly generation?: number;
  /** `delete`: destroy removes captured requests. @default "keep" */
  readonly onDestroy?: "keep" | "delete";
  /** Labels of every resource here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

/** Where a release serves. Terraform makes the endpoint; the release workflow makes it serve. */
export class Endpoint extends Construct {
  /** What the model's container runs as. */
  readonly identity: Identity;
  /** What the release workflow runs as: it deploys, and keeps the files and images of listed releases. */
  readonly releaseIdentity: Identity;
  /** A reference; undefined while there is no release. */
  readonly endpointId?: string;
  /** Names of the workflows as references; undefined while there is no release. */
  readonly releaseWorkflowName?: string;
  /** The workflow that takes every model off the endpoint. */
  readonly undeployWorkflowName?: string;
  /** Where clients in the network reach it; undefined until its service attachment is known. */
  readonly address?: string;
  private readonly allowedProjects: string[];

  constructor(scope: Construct, id: string, props: EndpointProps) {
    super(scope, id);
    refuse(this, endpointProblems(props));
    const { name, project, region, bucket, labels, paused = false, notificationChannels = [] } = props;
    const { keyId, keyPolicies = [] } = bucket;
    this.allowedProjects = [project];
    const accounts = new Accounts(this, "accounts", {
      name,
      project,
      servingAccountId: props.serviceAccountIds.serving,
      releaseAccountId: props.serviceAccountIds.release,
      generation: props.generation ?? 0,
    });
    this.identity = { name: this.node.id, member: `serviceAccount:${accounts.serving.email}`, policies: [] };
    const member = `serviceAccount:${accounts.release.email}`;
    this.releaseIdentity = { name: `${this.node.id}-release`, member, policies: [] };
    if (Object.keys(props.releases).length === 0) {
      record(this, ledgerEntries(props, accounts.serving));
      return;
    }

    const workflow = (what: string, description: string, source: object) => {
      const wrong = sourceProblems(source, "the list of releases");
      if (wrong.length > 0) throw new Error(wrong.map((message) => `${this.node.path}: ${message}`).join("\n"));
      return new WorkflowsWorkflow(this, what, {
        project,
        region,
        name: `${name}-${what}`,
        description,
        serviceAccount: `projects/${project}/serviceAccounts/${accounts.release.email}`,
        callLogLevel: "LOG_ERRORS_ONLY",
        deletionProtection: false,
        sourceContents: JSON.stringify(source),
        ...given({ labels }),
        dependsOn: accounts.policies,
      });
    };
    const undeploy = workflow(
      "undeploy",
      "takes every model off the endpoint",
      undeployWorkflow({ project, region, endpointId: props.endpointId }),
    );
    const guard = "the endpoint waits for what takes its models off: a reference to its id would be a cycle";
    plainName(undeploy, "/source_contents", guard);
    const alerts = new Alerts(this, "alerts", { ...props, notificationChannels });
    const capture = new Capture(this, "capture", {
      datasetId: props.captureDataset,
      project,
      projectNumber: props.projectNumber,
      region,
      retentionDays: props.captureRetentionDays,
      ...given({ keyId, labels }),
      dependsOn: [...keyPolicies],
      forceDestroy: props.onDestroy === "delete",
    });
    const endpoint = new VertexAiEndpoint(this, "Default", {
      project,
      name: props.endpointId,
      displayName: name,
      // Both, and equal: the provider takes the host from one and the path from the other.
      location: region,
      region,
      ...given({ encryptionSpec: keyId === undefined ? undefined : { kmsKeyName: keyId }, labels }),
      privateServiceConnectConfig: {
        enablePrivateServiceConnect: true,
        projectAllowlist: Lazy.listValue({ produce: () => this.allowedProjects }),
      },
      predictRequestResponseLoggingConfig: {
        enabled: true,
        samplingRate: 1,
        bigqueryDestination: { outputUri: `bq://${project}.${capture.dataset.datasetId}` },
      },
      // A destroy that stops at a deployed model must not have taken what guards it.
      dependsOn: [
        // Not the alert on idle replicas: a query about cost that Monitoring refuses must keep no endpoint from being.
        ...[undeploy, alerts.slow, alerts.failing, capture.dataset],
        ...[...accounts.policies, ...keyPolicies, ...(props.guards ?? [])],
      ],
    });
    this.endpointId = endpoint.name;
    this.undeployWorkflowName = undeploy.name;
    const release = workflow(
      "release",
      "makes the endpoint what this source says",
      releaseWorkflow({
        project,
        region,
        endpointId: endpoint.name,
        modelName: props.modelRegistry.modelName,
        releases: props.releases,
        live: paused ? null : props.live,
        serviceAccount: accounts.serving.email,
        machineType: props.machineType,
        ...given({ accelerator: props.accelerator, accelerators: props.accelerators }),
        minReplicas: props.minReplicas,
        maxReplicas: props.maxReplicas,
        canaryPercent: props.canaryPercent,
        watchSeconds: props.watchSeconds ?? 600,
        p95Milliseconds: props.p95Milliseconds,
        errorPercent: props.errorPercent,
        keptIn: {
          bucketName: bucket.bucketName,
          repository: { project, region, repositoryId: props.trainingJob.imageRepository },
        },
      }),
    );
    // Filled at synth: what it deploys needs what was granted to it, also later.
    const rights = () => [...accounts.policies, ...this.releaseIdentity.policies];
    undeploy.dependsOn = Lazy.listValue({ produce: () => rights().map(dependable) });
    release.dependsOn = Lazy.listValue({ produce: () => [...rights(), ...this.identity.policies].map(dependable) });
    this.releaseWorkflowName = release.name;
    failedRunAlert(this, "release-failed", {
      project,
      displayName: `${name}: a release failed or was rolled back`,
      condition: "the endpoint is not what its source says",
      workflowName: release.name,
      notificationChannels,
      labels: labels ?? {},
    });
    const address =
      props.serviceAttachment === undefined || paused
        ? undefined
        : new Address(this, "address", { ...props, ...props.network, serviceAttachment: props.serviceAttachment });
    if (address) this.address = address.address.address;
    record(
      this,
      ledgerEntries(props, accounts.serving, {
        endpoint,
        release,
        undeploy,
        alerts,
        dataset: capture.dataset,
        ...given({ address }),
      }),
    );
  }

  /**
   * Lets clients of another project connect by an address of their own. Vertex AI asks no IAM behind Private Service
   * Connect: whoever reaches the forwarding rule can predict, so this is about reach and about nothing else.
   * @throws Error where it is not the id of one project
   */
  allowClientsOf(project: string): void {
    const message = formMessage(project, "project");
    if (message !== undefined) throw new Error(`${this.node.path}: allowClientsOf: project ${message}`);
    this.allowedProjects.push(project);
  }
}
