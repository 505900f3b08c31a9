/** What AWS refuses of a spec, row by row. */
import { all, at, batch, image, many, type RefusedRow } from "../refused/row.js";

const sso = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_MLOperator_${String(index).padStart(16, "0")}`,
  );
const clients = (count: number) => Array.from({ length: count }, (_, index) => `11.0.${index}.0/24`);

/** The rows. */
export const rows: readonly RefusedRow[] = [
  [
    "serverless on a GPU",
    all(at("aws.endpointKind", "serverless"), at("endpoint.hardware", "gpu-small")),
    'aws.endpointKind: "serverless" has no private network on SageMaker, and needs.privateNetwork asks for one; take realtime or async',
    "endpoint.hardware: must be cpu-small with aws.endpointKind: serverless, which takes no other hardware, got gpu-small; take realtime or async",
  ],
  [
    "a release of another group",
    all(image, at("aws.releases", { r1: "arn:aws:sagemaker:us-east-1:999999999999:model-package/other-team-group/7" })),
    'aws.releases: r1: must be a version of the pilot\'s own region "eu-west-1", got "arn:aws:sagemaker:us-east-1:999999999999:model-package/other-team-group/7"; register the model in the pilot\'s group and name its number',
  ],
  [
    "a release that is not a version",
    all(image, at("aws.releases", { r1: "latest" })),
    'aws.releases: r1: "latest"; allowed: a version\'s number, such as "3", or its ARN, arn:aws:sagemaker:…:model-package/<group>/3',
  ],
  [
    "251 GB on disks of 250",
    at("training", { hardware: "gpu-small", volumeGiB: 251 }),
    "training.volumeGiB: must be at most 250, what the disks of ml.g5.xlarge (gpu-small) hold, got 251; take a smaller volume or other hardware",
  ],
  [
    "475 GB on disks of 474",
    at("training", { hardware: "trainium-small", volumeGiB: 475 }),
    "training.volumeGiB: must be at most 474, what the disks of ml.trn1.2xlarge (trainium-small) hold, got 475; take a smaller volume or other hardware",
  ],
  [
    "3801 GB on disks of 3800",
    at("training", { hardware: "gpu-large", volumeGiB: 3801 }),
    "training.volumeGiB: must be at most 3800, what the disks of ml.g5.12xlarge (gpu-large) hold, got 3801; take a smaller volume or other hardware",
  ],
  [
    "batch on Trainium",
    all(batch("0 3 * * *"), at("endpoint.hardware", "trainium-small")),
    'endpoint.hardware: must not be "trainium-small" for processing, which is ml.trn1.2xlarge here; take gpu-small or a cpu class',
  ],
  [
    "euros",
    at("budget.currency", "EUR"),
    'budget.currency: must be USD, the one currency of AWS Budgets, got "EUR"; write the sum in USD',
  ],
  [
    "zones that Tokyo lacks",
    all(at("needs", {}), at("aws.region", "ap-northeast-1")),
    "aws.zones: [a, b] must be zones of ap-northeast-1, which has a, c, d, got b; take zones: [a, c]. Where a zone opened later, set aws.regionCheck: false",
  ],
  [
    "zones of nowhere",
    at("aws.zones", ["x", "y", "z"]),
    "aws.zones: [x, y, z] must be zones of eu-west-1, which has a, b, c, got x, y, z; take zones: [a, b]. Where a zone opened later, set aws.regionCheck: false",
  ],
  [
    "seventeen roles of single sign-on",
    at("operators.aws", sso(17)),
    "operators.aws: must fit into a trust policy of 2048 characters, got 17 principals in 2094; make one role for all of them and name that role",
  ],
  [
    "an operator of another account",
    at("operators.aws", ["arn:aws:iam::999999999999:role/ml"]),
    'operators.aws: must be of the account 123456789012, got "arn:aws:iam::999999999999:role/ml"; make a role in it for whoever that is',
  ],
  [
    "an operator that is a session",
    at("operators.aws", ["arn:aws:sts::123456789012:assumed-role/ml/me"]),
    'operators.aws.0: "arn:aws:sts::123456789012:assumed-role/ml/me" must be the ARN of an IAM role or user, and this is a session of a role; take what aws iam get-role --role-name ml --query Role.Arn prints',
  ],
  [
    "48 labels",
    at(
      "labels",
      many(48, (index) => [`key${index}`, "v"]),
    ),
    "labels: must be at most 47 on AWS, which takes 50 tags of a resource, got 48; take some out",
  ],
  [
    "a label that AWS keeps to itself",
    at("labels", { "aws:team": "ml" }),
    'labels.aws:team: the key "aws:team" must be 1 to 128 letters, digits, spaces and _ . : / = + - @, and not begin with aws: on aws, which this spec names',
  ],
  [
    "a label that some resources set themselves",
    at("labels", { Name: "mine" }),
    'labels: must not hold "Name", which some resources set themselves; rename it',
  ],
  [
    "a word of 257 characters",
    at("image.command", ["x".repeat(257)]),
    "image.command.0: must have at most 256 characters on SageMaker, got 257; put it into a script of the image",
  ],
  [
    "101 words",
    at(
      "image.command",
      Array.from({ length: 101 }, () => "x"),
    ),
    "image.command: must have at most 100 words on SageMaker, got 101; put it into a script of the image",
  ],
  [
    "a day of the month and of the week",
    batch("0 3 1 * 1"),
    'endpoint.schedule: "0 3 1 * 1"; allowed: five fields of numbers, lists, ranges and *, one of the two days *, such as 0 3 * * *',
  ],
  [
    "Docker's own network",
    at("network.cidr", "172.17.0.0/16"),
    'network.cidr: "172.17.0.0/16" holds addresses of 172.17.0.0/16, which Docker uses inside of SageMaker; take another block',
  ],
  [
    "60 clients beside interface endpoints",
    all(at("network.allowedClients", clients(60)), at("aws.interfaceEndpoints", { sts: "why" })),
    "network.allowedClients: must be at most 59 with interface endpoints, whose security group takes 60 rules, got 60; take larger blocks",
  ],
  [
    "151 clients",
    all(at("network.allowedClients", clients(151)), at("aws.interfaceEndpoints", {})),
    "network.allowedClients: must be at most 150, which the policies that name them hold, got 151; take larger blocks",
  ],
  [
    "an interface endpoint that has no private name",
    at("aws.interfaceEndpoints", { dynamodb: "why" }),
    'aws.interfaceEndpoints: must be a service that has a private address here, got "dynamodb"; take one of s3, sagemaker.runtime, sagemaker.api, sagemaker.metrics, sagemaker.featurestore-runtime, sts, logs, monitoring, kms, ecr.api, ecr.dkr, secretsmanager, ssm, sns, sqs, events, scheduler, glue, athena, lambda, states, git-codecommit, codeartifact.api, codeartifact.repositories',
  ],
  [
    "a region of another partition",
    at("aws.region", "us-gov-west-1"),
    'aws.region: "us-gov-west-1" is a region of the partition aws-us-gov, and a pilot is made for the partition aws, which its policies name; take another region',
  ],
  [
    "a region of China",
    at("aws.region", "cn-north-1"),
    'aws.region: "cn-north-1" is a region of the partition aws-cn, and a pilot is made for the partition aws, which its policies name; take another region',
  ],
  [
    "a port and routes that SageMaker does not call",
    all(at("image.port", 9000), at("image.healthRoute", "/healthz"), at("image.predictRoute", "/score")),
    "image.port: must be 8080 on SageMaker, which calls nothing else of a container, got 9000; let the image serve there, or take the aws block out",
    "image.healthRoute: must be /ping on SageMaker, which calls nothing else of a container, got /healthz; let the image serve there, or take the aws block out",
    "image.predictRoute: must be /invocations on SageMaker, which calls nothing else of a container, got /score; let the image serve there, or take the aws block out",
  ],
  [
    "101 hyperparameters",
    at(
      "training.hyperparameters",
      many(101, (index) => [`p${index}`, "1"]),
    ),
    "training.hyperparameters: must be at most 100 on SageMaker, got 101; put some into a file of the image",
  ],
  [
    "a hyperparameter that sends the step elsewhere",
    at("training.hyperparameters", { model: "xgboost" }),
    'training.hyperparameters: "model": must not be a name of the training step\'s own, got "model"; give the hyperparameter another name',
  ],
  [
    "a hyperparameter of SageMaker's own",
    at("training.hyperparameters", { sagemaker_program: "x" }),
    'training.hyperparameters: "sagemaker_program": must not be a name of SageMaker\'s own, got "sagemaker_program"; give the hyperparameter another name',
  ],
  [
    "a name that a security group cannot have",
    at("name", "sg-churn"),
    'name: "sg-churn" makes the security group name "sg-churn" (8 characters) on aws; allowed: 1 to 255 characters, not beginning with sg-; take another name',
  ],
  [
    "a name that a bucket cannot have",
    at("name", "sthree-churn"),
    'name: "sthree-churn" makes the S3 bucket name "sthree-churn-access-logs-123456789012" (37 characters) on aws; allowed: 3 to 63 lower-case letters, digits and -; take another name',
  ],
  [
    "seventeen subnets",
    at("aws.existingNetwork", {
      vpcId: "vpc-0a1b2c3d",
      subnetIds: Array.from({ length: 17 }, (_, index) => `subnet-0a1b2c${index + 10}`),
      s3EndpointId: "vpce-0a1b2c3d",
      s3PrefixListId: "pl-0a1b2c3d",
    }),
    'aws.existingNetwork.subnetIds: ["subnet-0a1b2c10","subnet-0a1b2c11","subnet-0a1b2c12","su… must have 2 to 16 entries',
  ],
  [
    "an id of nine digits",
    at("aws.clientVpcIds", ["vpc-0a1b2c3d4"]),
    'aws.clientVpcIds.0: "vpc-0a1b2c3d4" must be a VPC id, such as vpc-0a1b2c3d',
  ],
  [
    "a boundary of another account",
    at("aws.permissionsBoundary", "arn:aws:iam::999999999999:policy/bound"),
    "aws.permissionsBoundary: must be of aws.account, 123456789012, because IAM bounds a role by a policy of its own account, got one of 999999999999; name one of that account",
  ],
  [
    "a role that deploys elsewhere",
    at("aws.assumeRole", { roleArn: "arn:aws:iam::999999999999:role/deploy" }),
    "aws.assumeRole.roleArn: must be of aws.account, 123456789012, because a stack deploys into the account of its credentials, got one of 999999999999; name one of that account",
  ],
  [
    "a role whose name is longer than 64",
    at("aws.assumeRole", { roleArn: `arn:aws:iam::123456789012:role/${"d".repeat(65)}` }),
    'aws.assumeRole.roleArn: "arn:aws:iam::123456789012:role/ddddddddddddddddddddddddd…" must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/deploy',
  ],
  [
    "idle hours that an alarm does not look back",
    at("endpoint.idleHours", 169),
    "endpoint.idleHours: 169; allowed: 1 to 168: a CloudWatch alarm looks back a week",
  ],
  [
    "days that CloudWatch does not keep",
    at("network.flowLogRetentionDays", 31),
    "network.flowLogRetentionDays: 31 is not kept by CloudWatch; allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
  ],
  [
    "eleven recipients",
    at(
      "budget.recipients",
      Array.from({ length: 11 }, (_, index) => `a${index}@example.com`),
    ),
    "budget.recipients: 11 addresses; allowed: up to 10; take a list's address",
  ],
  [
    "five percents and the forecast",
    at("budget.alertPercents", [10, 20, 30, 50, 100]),
    "budget.alertPercents: 10, 20, 30, 50, 100 and the forecast; AWS allows five alerts: take four percents",
  ],
  [
    "seconds of a wait shorter than the run",
    all(at("training.interruptible", true), at("training.maxWaitSeconds", 60)),
    "training.maxWaitSeconds: 60 is less than maxRuntimeSeconds, 7200; it covers wait and run",
  ],
  [
    "scoring on a GPU with a volume larger than its disks",
    all(batch("0 3 * * *"), at("endpoint.hardware", "gpu-small"), at("training.volumeGiB", 251)),
    "training.volumeGiB: must be at most 250, what the disks of ml.g5.xlarge (gpu-small) hold, got 251; take a smaller volume or other hardware",
  ],
  [
    "a version of the own region in another account",
    all(image, at("aws.releases", { r1: "arn:aws:sagemaker:eu-west-1:999999999999:model-package/penguins-models/7" })),
    'aws.releases: r1: must be a version of the pilot\'s own account "123456789012", got "arn:aws:sagemaker:eu-west-1:999999999999:model-package/penguins-models/7"; register the model in the pilot\'s group and name its number',
  ],
  [
    "a version of the own account in another group",
    all(image, at("aws.releases", { r1: "arn:aws:sagemaker:eu-west-1:123456789012:model-package/other/7" })),
    'aws.releases: r1: must be a version of the pilot\'s own model package group "penguins-models", got "arn:aws:sagemaker:eu-west-1:123456789012:model-package/other/7"; register the model in the pilot\'s group and name its number',
  ],
  [
    "an interface endpoint to tables",
    at("aws.interfaceEndpoints", { s3tables: "why" }),
    'aws.interfaceEndpoints: must be a service that has a private address here, got "s3tables"; take one of s3, sagemaker.runtime, sagemaker.api, sagemaker.metrics, sagemaker.featurestore-runtime, sts, logs, monitoring, kms, ecr.api, ecr.dkr, secretsmanager, ssm, sns, sqs, events, scheduler, glue, athena, lambda, states, git-codecommit, codeartifact.api, codeartifact.repositories',
  ],
  [
    "an interface endpoint to nothing",
    at("aws.interfaceEndpoints", { "no.such.service": "why" }),
    'aws.interfaceEndpoints: must be a service that has a private address here, got "no.such.service"; take one of s3, sagemaker.runtime, sagemaker.api, sagemaker.metrics, sagemaker.featurestore-runtime, sts, logs, monitoring, kms, ecr.api, ecr.dkr, secretsmanager, ssm, sns, sqs, events, scheduler, glue, athena, lambda, states, git-codecommit, codeartifact.api, codeartifact.repositories',
  ],
  [
    "an interface endpoint to the studio",
    at("aws.interfaceEndpoints", { "sagemaker.studio": "why" }),
    'aws.interfaceEndpoints: must be a service that has a private address here, got "sagemaker.studio"; take one of s3, sagemaker.runtime, sagemaker.api, sagemaker.metrics, sagemaker.featurestore-runtime, sts, logs, monitoring, kms, ecr.api, ecr.dkr, secretsmanager, ssm, sns, sqs, events, scheduler, glue, athena, lambda, states, git-codecommit, codeartifact.api, codeartifact.repositories',
  ],
  [
    "a region of nowhere",
    at("aws.region", "zz-nowhere-9"),
    'aws.region: "zz-nowhere-9" was not a region of aws in November 2026; take one that was. Where it opened later, set aws.regionCheck: false',
  ],
  [
    "private clients that reach neither the endpoint nor the bucket",
    all(image, at("aws.releases", { r1: "1" }), at("aws.live", "r1"), at("aws.interfaceEndpoints", {})),
    "aws.interfaceEndpoints: has no sagemaker.runtime and no s3, and all allowedClients are private networks: none of them reaches the endpoint, and no operator uploads or exports from one of them; add it with a reason (it bills by zone and hour), or name the VPC of your own endpoint in clientVpcIds",
  ],
  ["the only hardware of serverless, which is right", all(at("needs", {}), at("aws.endpointKind", "serverless"))],
  [
    "an operator twice",
    at("operators.aws", ["arn:aws:iam::123456789012:role/ml", "arn:aws:iam::123456789012:role/ml"]),
    'operators.aws.1: "arn:aws:iam::123456789012:role/ml" must not stand twice; remove it here or at 0',
  ],
  [
    "the root of the account as an operator",
    at("operators.aws", ["arn:aws:iam::123456789012:root"]),
    'operators.aws.0: "arn:aws:iam::123456789012:root" must be the ARN of an IAM role or user, such as arn:aws:iam::123456789012:role/ml-operator',
  ],
  [
    "an instance type that SageMaker lacks",
    all(at("training.hardware", "gpu-small"), at("aws.machines", { "gpu-small": { instanceType: "ml.g5.7xlarge" } })),
    'aws.machines.gpu-small.instanceType: must be an instance type that SageMaker had for training in November 2026, got "ml.g5.7xlarge"; it had g5 in xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge, 16xlarge, 24xlarge, 48xlarge. Where it came later, set typeCheck: false beside it',
  ],
  [
    "two zones of one quarter",
    all(at("needs", {}), at("aws.region", "us-east-1"), at("aws.zones", ["a", "e"])),
    "aws.zones: zones a and e both take quarter 0 of the block; add zoneBlocks: { e: 1 }",
  ],
  [
    "an external id of one character",
    at("aws.assumeRole", { roleArn: "arn:aws:iam::123456789012:role/deploy", externalId: "x" }),
    'aws.assumeRole.externalId: "x" must be the external id that the role\'s trust asks for',
  ],
];
