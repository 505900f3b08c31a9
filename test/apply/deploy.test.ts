/** A pilot that keeps its data: deployed, changed and destroyed by the cdktf CLI, as its user does it. */
import { serving } from "../terraform/phases.js";
import { succeeded } from "../terraform/workspace.js";
import { describePilot, stack, stores } from "./aws-pilot.js";

describePilot(
  "deploy, change and destroy",
  serving("aws"),
  ({ workspace, emulator, synth }) => {
    test("cdktf deploy applies the whole pilot and prints the next steps", async () => {
      const output = succeeded(await workspace.cdktf("deploy", stack));
      for (const step of ["1_push_image", "2_upload_data", "3_run", "4_approve", "5_invoke", "6_export"]) {
        expect(output).toContain(`next_${step}`);
      }
      // each command has started its own so far, as a user's do
      await workspace.attach(stack);
    });

    test("a second plan shows no changes", async () => {
      expect(await workspace.changes(stack)).toEqual([]);
    });

    test("a changed expiry is an in-place update of one resource, and cdktf deploy applies it", async () => {
      synth({ ...serving("aws"), data: { retentionDays: { data: 45 } } });
      expect(await workspace.changes(stack)).toEqual([
        "aws_s3_bucket_lifecycle_configuration.data-bucket_expiry_3C40752D: update: rule",
      ]);
      expect(succeeded(await workspace.cdktf("deploy", stack))).toContain("0 added, 1 changed, 0 destroyed");
      expect(await workspace.changes(stack)).toEqual([]);
    });

    test("destroy with an object, an image and a model version fails and names them; all stay, and the key", async () => {
      const { bucket, repository, modelPackageGroup } = stores;
      await emulator().putObject(bucket, "data/penguins.csv", "species\n");
      await emulator().putImage(repository);
      await emulator().putModelVersion(modelPackageGroup);
      const { code, output } = await workspace.cdktf("destroy", stack);
      expect(code).toBe(1);
      expect(output).toMatch(new RegExp(`${bucket}[^]*BucketNotEmpty`));
      expect(output).toMatch(new RegExp(`${repository}[^]*RepositoryNotEmpty`));
      expect(output).toMatch(new RegExp(`${modelPackageGroup}[^]*still contains model packages`));
      const left = await emulator().contents();
      expect(left).toEqual(
        expect.arrayContaining([
          `s3 buckets ${bucket}`,
          `ecr repositories ${repository}`,
          `sagemaker model_package_groups ${modelPackageGroup}`,
        ]),
      );
      expect(left.filter((line) => line.startsWith("kms keys "))).toEqual([expect.not.stringContaining("scheduled")]);
    });

    test("the ledger listed as survivors exactly what held something, and what SageMaker holds for a while", () => {
      const { boxes } = workspace.stack(stack)["//"].pilot as Record<string, Array<{ survives: unknown[] }>>;
      const survives = (boxes ?? []).flatMap((box) => box.survives as Array<{ what: string }>);
      expect(survives.map(({ what }) => what)).toEqual([
        `bucket ${stores.bucket} while it holds an object`,
        "bucket penguins-access-logs-123456789012 while it holds a log",
        "key alias/penguins-data, waiting",
        `image repository ${stores.repository} while it holds an image`,
        `model package group ${stores.modelPackageGroup} while it holds versions`,
        "subnets and security groups, while network interfaces of SageMaker hold them",
      ]);
    });
  },
  { providers: "each its own" },
);
