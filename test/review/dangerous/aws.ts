/** Dangerous changes of the AWS pilot. */
import {
  add,
  addPrograms,
  all,
  digests,
  disown,
  everywhere,
  goLive,
  inPolicy,
  type Json,
  keepNothing,
  largeTraining,
  manyReplicas,
  programs,
  type Row,
  readdress,
  remove,
  reversion,
  reversioned,
  type SpecRow,
} from "./row.js";

const read = {
  ...{ Effect: "Allow", Principal: "*", Action: "s3:GetObject" },
  Resource: "arn:aws:s3:::${aws_s3_bucket.data-bucket.bucket}/*",
};
const bucketPolicy = (json: Json): Json => json.resource.aws_s3_bucket_policy["data-bucket_policy_17D97B1C"];
const role = (json: Json) => Object.keys(json.resource.aws_iam_role).find((id) => id.startsWith("training-job"));

export const rows: readonly Row[] = [
  [
    "1 a port open to everybody",
    (json) =>
      add(json, "aws_vpc_security_group_ingress_rule", "open", {
        cidr_ipv4: "0.0.0.0/0",
        from_port: 22,
        to_port: 22,
        ip_protocol: "tcp",
        security_group_id: "sg-1",
      }),
    ["reach-opened (public) aws_vpc_security_group_ingress_rule.open: opens the internet → sg-1 by tcp 22"],
  ],
  [
    "2 a way out to the internet",
    (json) => {
      add(json, "aws_nat_gateway", "n", { subnet_id: "subnet-1", allocation_id: "eip-1" });
      add(json, "aws_internet_gateway", "i", { vpc_id: "vpc-1" });
      add(json, "aws_route", "r", {
        destination_cidr_block: "0.0.0.0/0",
        gateway_id: "igw-1",
        route_table_id: "rtb-1",
      });
    },
    [
      "reach-opened (public) aws_route.r: opens rtb-1 → the internet by route",
      "reach-opened (public) aws_nat_gateway.n: opens subnet-1 → the internet by NAT gateway",
      "reach-opened (public) aws_internet_gateway.i: opens the internet → vpc-1 by internet gateway",
    ],
  ],
  [
    "3 everybody reads the bucket",
    (json) => inPolicy(bucketPolicy(json), "policy", ({ Statement }) => Statement.push(read)),
    [
      "permission-gained (public, wildcard) aws_s3_bucket_policy.data-bucket_policy: everybody may now s3:GetObject on arn:aws:s3:::penguins-data-123456789012/*",
    ],
  ],
  [
    "3b the same, from every address",
    (json) =>
      inPolicy(bucketPolicy(json), "policy", ({ Statement }) =>
        Statement.push({ ...read, Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } }),
      ),
    [
      "permission-gained (public, wildcard) aws_s3_bucket_policy.data-bucket_policy: everybody may now s3:GetObject on arn:aws:s3:::penguins-data-123456789012/* when aws:SourceIp IpAddress",
    ],
  ],
  [
    "4 the expiry removed",
    (json) => remove(json, "aws_s3_bucket_lifecycle_configuration", "data-bucket_expiry"),
    [
      "destroy aws_s3_bucket_lifecycle_configuration.data-bucket_expiry: is destroyed, and with it the expiry",
      "expiry-dropped aws_s3_bucket_lifecycle_configuration.data-bucket_expiry: data bucket: data/ expired after 90 days, and no longer does",
      "expiry-dropped aws_s3_bucket_lifecycle_configuration.data-bucket_expiry: data bucket: artifacts/ expired after 90 days, and no longer does",
      "expiry-dropped aws_s3_bucket_lifecycle_configuration.data-bucket_expiry: data bucket: evaluation/ expired after 365 days, and no longer does",
    ],
  ],
  [
    "4b an expiry after 100 years",
    (json) => {
      all(json, "aws_s3_bucket_lifecycle_configuration", "data-bucket_expiry")[0].rule[0].expiration[0].days = 36_500;
    },
    [
      "expiry-changed aws_s3_bucket_lifecycle_configuration.data-bucket_expiry: data bucket: data/ expired after 90 days, now after 36,500 days",
    ],
  ],
  [
    "5 the key removed",
    (json) => remove(json, "aws_kms_key"),
    [
      "destroy aws_kms_key.data-bucket_key: is destroyed, and with it the key, and what only it can read",
      "limit-raised aws_kms_key.data-bucket_key: data bucket: key deletion waits: 30 days, hard → none, hard, owner data@example.com",
    ],
  ],
  [
    "6 the bucket renamed",
    (json) => everywhere(json, "penguins-data-123456789012", "penguins-store-123456789012"),
    [
      "replace aws_s3_bucket.data-bucket: its bucket penguins-data-123456789012 becomes penguins-store-123456789012: it is destroyed and made again",
    ],
  ],
  [
    "6 another address without a moved block",
    (json) => readdress(json, "aws_s3_bucket"),
    [
      "replace aws_s3_bucket.data-bucket: is destroyed and made again as aws_s3_bucket.store; a moved block would keep it",
    ],
  ],
  [
    "7 200 replicas, in the JSON",
    (json) => {
      all(json, "aws_appautoscaling_target")[0].max_capacity = 200;
    },
    [
      "limit-raised aws_appautoscaling_target.endpoint_scaling: endpoint: replicas at most: 2, hard → 200, hard, owner serving@example.com",
    ],
  ],
  [
    "8 a p5 behind the endpoint",
    (json) => {
      for (const given of all(json, "aws_sagemaker_endpoint_configuration"))
        given.production_variants[0].instance_type = "ml.p5.48xlarge";
    },
    [
      "replace aws_sagemaker_endpoint_configuration.endpoint_r1_configuration: its production_variants.instance_type ml.m5.large becomes ml.p5.48xlarge: no provider changes that in place, so it is",
      "replace aws_sagemaker_endpoint_configuration.endpoint_r2_configuration: its production_variants.instance_type ml.m5.large becomes ml.p5.48xlarge: no provider changes that in place, so it is",
      "machine aws_sagemaker_endpoint_configuration.endpoint_r1_configuration: machine: /production_variants/0/instance_type ml.m5.large → ml.p5.48xlarge",
      "machine aws_sagemaker_endpoint_configuration.endpoint_r2_configuration: machine: /production_variants/0/instance_type ml.m5.large → ml.p5.48xlarge",
    ],
  ],
  [
    "8b a p5 in the training",
    (json) => {
      const [given] = all(json, "aws_sagemaker_pipeline");
      given.pipeline_definition = given.pipeline_definition.replaceAll("ml.m5.large", "ml.p5.48xlarge");
    },
    [
      "machine aws_sagemaker_pipeline.pipeline: machine: /pipeline_definition/Steps/0/Arguments/ProcessingResources/ClusterConfig/InstanceType ml.m5.large → ml.p5.48xlarge, and 5 more of it",
    ],
  ],
  [
    "9 the budget removed",
    (json) => remove(json, "aws_budgets_budget"),
    [
      "destroy aws_budgets_budget.budget: is destroyed, and with it the alerts of the budget",
      "limit-raised aws_budgets_budget.budget: budget: a month costs: 500, alert → none, alert, owner finance@example.com",
      "limit-raised aws_budgets_budget.budget: budget: alert at 50 percent: 50 %, alert → none, alert, owner finance@example.com",
      "limit-raised aws_budgets_budget.budget: budget: alert at 80 percent: 80 %, alert → none, alert, owner finance@example.com",
    ],
  ],
  [
    "9 other recipients",
    (json) => {
      for (const given of all(json, "aws_budgets_budget"))
        for (const each of given.notification) each.subscriber_email_addresses = ["eve@example.org"];
    },
    [
      "recipients aws_budgets_budget.budget: who is notified: /notification/0/subscriber_email_addresses/0 finance@example.com → eve@example.org, and 3 more of it",
      "recipients aws_budgets_budget.budget: a recipient is gone: /notification/0/subscriber_email_addresses/1 gone: ml@example.com, and 3 more of it",
    ],
  ],
  [
    "10 the bounds removed",
    (json) => remove(json, "aws_iam_role_policy", "training-job-bounds"),
    [
      "destroy aws_iam_role_policy.training-job_role_training-job-bounds: is destroyed",
      "permission-gained aws_iam_role_policy.training-job_role_training-job-bounds: penguins-training-role is no longer denied s3:*, kms:* on *, all except {data at rest under alias/penguins-data}",
    ],
  ],
  [
    "11 trust of another account",
    (json) =>
      inPolicy(all(json, "aws_iam_role", "training-job")[0], "assume_role_policy", ({ Statement }) =>
        Statement.push({
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::999988887777:root" },
          Action: "sts:AssumeRole",
        }),
      ),
    [
      "permission-gained (foreign) aws_iam_role.training-job_role: account 999988887777 (another account) may now sts:AssumeRole on penguins-training-role",
    ],
  ],
  [
    "12 the encryption removed",
    (json) => remove(json, "aws_s3_bucket_server_side_encryption_configuration", "data-bucket_encryption"),
    [
      "destroy aws_s3_bucket_server_side_encryption_configuration.data-bucket_encryption: is destroyed, and with it the encryption with a key of one's own",
    ],
  ],
  [
    "12 AES256, and no rotation",
    (json) => {
      all(
        json,
        "aws_s3_bucket_server_side_encryption_configuration",
        "data-bucket_encryption",
      )[0].rule[0].apply_server_side_encryption_by_default = { sse_algorithm: "AES256" };
      all(json, "aws_kms_key")[0].enable_key_rotation = false;
    },
    [
      "safeguard-off aws_kms_key.data-bucket_key: key rotation: /enable_key_rotation true → false",
      "safeguard-off aws_s3_bucket_server_side_encryption_configuration.data-bucket_encryption: encryption key: /rule/0/apply_server_side_encryption_by_default/kms_master_key_id gone:",
      "safeguard-off aws_s3_bucket_server_side_encryption_configuration.data-bucket_encryption: encryption: /rule/0/apply_server_side_encryption_by_default/sse_algorithm aws:kms → AES256",
    ],
  ],
  [
    "13 the bucket public",
    (json) =>
      Object.assign(all(json, "aws_s3_bucket_public_access_block", "data-bucket_no")[0], {
        block_public_acls: false,
        block_public_policy: false,
        ignore_public_acls: false,
        restrict_public_buckets: false,
      }),
    [
      "safeguard-off aws_s3_bucket_public_access_block.data-bucket_no-public-access: public access: /block_public_acls true → false, and 3 more of it",
      "reach-opened (public) aws_s3_bucket.data-bucket: opens the internet → penguins-data-123456789012 by public access not blocked by this stack",
    ],
  ],
  [
    "14 no alarm notifies, and none rolls back",
    (json) => {
      for (const given of all(json, "aws_cloudwatch_metric_alarm", "p95")) given.alarm_actions = [];
      delete all(json, "aws_sagemaker_endpoint")[0].deployment_config.auto_rollback_configuration;
    },
    [
      "safeguard-off aws_sagemaker_endpoint.endpoint: rollback alarms: /deployment_config/auto_rollback_configuration/alarms/0/alarm_name gone:",
      "recipients aws_cloudwatch_metric_alarm.endpoint_alarms_p95: a recipient is gone: /alarm_actions/0 gone: ${aws_sns_topic.budget_alarms.arn}",
    ],
  ],
  [
    "14 an alarm that does nothing",
    (json) => {
      all(json, "aws_cloudwatch_metric_alarm", "p95")[0].actions_enabled = false;
    },
    ["safeguard-off aws_cloudwatch_metric_alarm.endpoint_alarms_p95: alarm: /actions_enabled new: false"],
  ],
  [
    "15 another version behind the live release's name",
    (json) => {
      reversion(json);
      all(json, "aws_sagemaker_model", "r1")[0].primary_container.model_package_name = "arn:of:another";
    },
    [
      reversioned,
      "release-changed aws_sagemaker_model.endpoint_r1_model: released version: /primary_container/model_package_name",
    ],
  ],
  [
    "16 AdministratorAccess",
    (json) =>
      add(json, "aws_iam_role_policy_attachment", "a", {
        role: `\${aws_iam_role.${role(json)}.name}`,
        policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
    ["permission-gained (wildcard) aws_iam_role_policy_attachment.a: penguins-training-role may now * on *"],
  ],
  [
    "17 nothing protects the data",
    (json) => {
      all(json, "aws_s3_bucket", "data-bucket").at(-1).force_destroy = true;
      all(json, "aws_s3_bucket_versioning")[0].versioning_configuration.status = "Suspended";
      all(json, "aws_ecr_repository")[0].image_tag_mutability = "MUTABLE";
    },
    [
      "safeguard-off aws_s3_bucket.data-bucket: force destroy: /force_destroy false → true",
      "safeguard-off aws_s3_bucket_versioning.data-bucket_versions: versioning: /versioning_configuration/status Enabled → Suspended",
      "safeguard-off aws_ecr_repository.training-job_image: tags that cannot be moved: /image_tag_mutability IMMUTABLE → MUTABLE",
    ],
  ],
  [
    "18 another image",
    (json) => everywhere(json, ...digests),
    ["image aws_sagemaker_pipeline.pipeline: image: /pipeline_definition/Steps/0/Arguments/AppSpecification/ImageUri"],
  ],
  [
    "19 the gate at 0",
    (json) => {
      const [given] = all(json, "aws_sagemaker_pipeline");
      given.pipeline_definition = given.pipeline_definition.replace('"RightValue":0.8', '"RightValue":0');
    },
    [
      "gate-lowered aws_sagemaker_pipeline.pipeline: pipeline: accuracy at least: 0.8, hard → 0, hard, owner ml@example.com",
    ],
  ],
  ["20 programs, a module, another backend", addPrograms, programs],
  [
    "20 calls that go elsewhere",
    (json) => {
      json.provider.aws[0].endpoints = [{ s3: "https://s3.example.org" }];
    },
    ["provider provider.aws: provider aws: its calls, with the credentials, go where endpoints says"],
  ],
  [
    "a user with a key, and a public machine and database",
    (json) => {
      add(json, "aws_iam_access_key", "k", { user: "eve" });
      add(json, "aws_instance", "i", { ami: "ami-1", instance_type: "t3.micro", associate_public_ip_address: true });
      add(json, "aws_db_instance", "d", { publicly_accessible: true, instance_class: "db.t3.micro" });
    },
    [
      "credential aws_iam_access_key.k: is made: a secret that lasts",
      "reach-opened (public) aws_instance.i: opens the internet → i by public address",
      "reach-opened (public) aws_db_instance.d: opens the internet → d by public address",
    ],
  ],
  [
    "a type that nobody reads",
    (json) => add(json, "aws_unheard_of", "x", {}),
    ["not-read aws_unheard_of.x: aws_unheard_of: no reader knows this type"],
  ],
  [
    "another owner",
    disown,
    [
      "owner aws_sagemaker_pipeline.pipeline: pipeline: owner ml@example.com → eve@example.com, of probe stops after, probe is retried, prepare stops after, prepare is retried, evaluate stops",
      "owner aws_ecr_lifecycle_policy.training-job_image_expiry: training job: owner ml@example.com → eve@example.com, of images kept, training stops after, a job may not be started for longer",
    ],
  ],
  [
    "training that is not isolated",
    (json) => {
      const [given] = all(json, "aws_sagemaker_pipeline");
      given.pipeline_definition = given.pipeline_definition.replace(
        '"EnableNetworkIsolation":true',
        '"EnableNetworkIsolation":false',
      );
    },
    [
      "safeguard-off aws_sagemaker_pipeline.pipeline: network isolation: /pipeline_definition/Steps/1/Arguments/NetworkConfig/EnableNetworkIsolation true → false",
    ],
  ],
];

/** The same, made in the spec. */
export const inSpec: readonly SpecRow[] = [
  [
    "15 a new release goes live",
    goLive("aws"),
    ['release-live "//".pilot.live: live: r1, version 1 → r9, version 9', "make aws_sagemaker_model.endpoint_r9_model"],
    [],
  ],
  [
    "7 50 replicas, in the spec",
    manyReplicas,
    [
      "limit-raised aws_appautoscaling_target.endpoint_scaling: endpoint: replicas at most: 2, hard → 50, hard, owner serving@example.com",
    ],
  ],
  [
    "8b an accelerator in the training, in the spec",
    largeTraining,
    [
      "machine aws_sagemaker_pipeline.pipeline: machine: /pipeline_definition/Steps/2/Arguments/ResourceConfig/InstanceType ml.m5.large → ml.g5.12xlarge",
      "limit-lowered quotas_needs: quotas: ml.m5.large for training job usage: 1, hard → no longer needed, owner finance@example.com",
    ],
  ],
  [
    "17 onDestroy: delete",
    keepNothing,
    [
      "safeguard-off aws_s3_bucket.data-bucket: force destroy: /force_destroy false → true",
      "safeguard-off aws_s3_bucket.data-bucket_access-logs: force destroy: /force_destroy false → true",
      "safeguard-off aws_ecr_repository.training-job_image: force destroy: /force_delete false → true",
    ],
  ],
];

/** Changes that nobody must agree to. */
export const harmless: readonly Row[] = [
  [
    "a label",
    (json) => {
      for (const type of Object.keys(json.resource))
        for (const given of all(json, type)) if (given.tags) given.tags.cost = "42";
    },
    [],
  ],
  [
    "words",
    (json) => {
      all(json, "aws_iam_role", "operator")[0].description = "starts runs";
    },
    [],
  ],
];
