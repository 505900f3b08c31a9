import { DataBucket } from "../../../constructs/databricks/data-bucket.js";
import { Exporter } from "../../../constructs/databricks/exporter.js";
import { ModelRegistry } from "../../../constructs/databricks/model-registry.js";
import { synthesizeScope } from "../../synth.js";
import { bucketProps, operators, registryProps } from "./candidates.js";

const granted = (withModels: boolean) => {
  const stack = synthesizeScope((scope) => {
    const bucket = new DataBucket(scope, "data", bucketProps);
    const modelRegistry = new ModelRegistry(scope, "registry", { ...registryProps, bucket });
    new Exporter(scope, "exporter", {
      ...{ owner: "ml@example.com", readers: [operators()], bucket },
      ...(withModels ? { modelRegistry } : {}),
    });
  });
  return stack.all("databricks_grant").map(({ arguments: given }) => given);
};

test("readers read what is worth keeping, and neither data nor the wheel", () => {
  const volumes = granted(true).filter(({ volume }) => volume !== undefined);
  expect(volumes.map(({ volume }) => /volume-(\w+)_/.exec(String(volume))?.[1]).sort()).toEqual([
    ...["artifacts", "evaluation", "exports"],
  ]);
  for (const { privileges } of volumes) expect(privileges).toEqual(["READ_VOLUME"]);
});

test("they load models where there is a registry, and register none", () => {
  const onModels = (withModels: boolean) =>
    granted(withModels)
      .filter(({ model }) => model !== undefined)
      .map(({ privileges }) => privileges);
  expect(onModels(true)).toEqual([["EXECUTE"]]);
  expect(onModels(false)).toEqual([]);
});
