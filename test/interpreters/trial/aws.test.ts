/** `trial run` on SageMaker: the AWS SDK's own clients, in front of the emulated AWS. */
import { loadSdk } from "../../../stacks/aws/trial/clients.js";
import { describeTrial } from "./cases.js";
import { SageMaker } from "./sagemaker.js";

const account = "123456789012";
const bucket = `houses-data-${account}`;
const secret = "s3cr3t-of-the-trial";

describeTrial({
  platform: "aws",
  block: (block) => Object.assign(block, { account, region: "eu-west-1" }),
  operators: [`arn:aws:iam::${account}:role/ml-operator`],
  machine: { meter: "ml.m5.large", region: "eu-west-1" },
  start: async (json, host, command, data) => {
    host.upload(data, `s3://${bucket}/data/houses.csv`);
    const front = await SageMaker.start(json, host, command);
    const configurations = Object.values(json.resource?.["aws_sagemaker_endpoint_configuration"] ?? {});
    const names = configurations.map(({ name }) => String(name)).sort();
    await front.deploy(bucket, "houses-models", "houses-endpoint", names);
    return front;
  },
  environment: (server) => ({
    AWS_ENDPOINT_URL: (server as SageMaker).url,
    ...{ AWS_ACCESS_KEY_ID: "operator", AWS_SECRET_ACCESS_KEY: secret },
  }),
  outputs: () => ({ next_3_run: "aws sagemaker …" }),
  secret,
  refused: {
    throttled: {
      call: "DescribePipelineExecution",
      with: { status: 400, code: "ThrottlingException", message: "Rate exceeded" },
    },
    expired: {
      call: "GetCallerIdentity",
      with: { status: 403, code: "ExpiredToken", message: "The security token included in the request is expired" },
    },
  },
  isRepeatedByClient: true,
  words: {
    throttled: /^AWS did not say where the run stands: ThrottlingException: Rate exceeded; wait some minutes, /,
    expired: /^AWS did not say who asks: ExpiredToken\w*.*; sign in again \(aws sso login/,
    stop: /^a run of houses-aws goes on; stop it with: aws sagemaker stop-pipeline-execution --pipeline-execution-arn arn:\S+/,
    failed: "ClientError",
    stuck: /^houses-aws: the endpoint did not serve within \d+ s: Creating$/,
    roll: /AWS did not roll to r2, which needs sagemaker:UpdateEndpoint, a right of the deployer: AccessDenied/,
    noBill: /^houses-aws: the bill does not hold the pilot yet; run it again with --runs 0, a day after a run$/,
  },
  mayCall:
    /^(AssumeRole|Describe\w+|Get\w+|HEAD object|GET object|InvokeEndpoint|List\w+|StartPipelineExecution|UpdateEndpoint)$/,
  // requests and answers are held to botocore's model as they come
  schema: (server) => (server as SageMaker).problems,
});

test("clients that are not installed are one line", async () => {
  const missing = async () => {
    throw Object.assign(new Error("no such package"), { code: "ERR_MODULE_NOT_FOUND" });
  };
  await expect(loadSdk(missing)).rejects.toThrow(
    /^trial run needs AWS's own clients here: npm install --save-dev @aws-sdk\/client-sagemaker @aws-sdk\/client-sagemaker-runtime /,
  );
});
