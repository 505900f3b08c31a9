/** Steps that find what a run starts from: the registry's model, and the version of a release. */
import type { Step } from "../workflows/calls.js";

/** Finds the registry's model by its display name. */
export function findModel(modelName: string): Step[] {
  return [
    {
      find_model: {
        call: "read",
        args: {
          url: '$${api + "/" + parent + "/models"}',
          query: { filter: `display_name="${modelName}"`, pageSize: 10, fields: "models(name)" },
        },
        result: "found",
      },
    },
    { read_found: { assign: [{ models: '$${default(map.get(found, "models"), none)}' }] } },
    {
      first_or_next: {
        switch: [
          {
            condition: "$${len(models) > 0}",
            steps: [{ parent_is: { assign: [{ parent_model: "$${models[0].name}" }] } }],
          },
        ],
      },
    },
  ];
}

/** Reads where the release's model lies, and that a person has approved it. */
export function findRelease(): Step[] {
  return [
    {
      has_model: {
        switch: [{ condition: '$${parent_model == ""}', raise: '$${"no model yet for version " + version}' }],
      },
    },
    {
      version_of: {
        call: "read",
        args: { url: '$${api + "/" + parent_model + "@" + version}', query: { fields: "artifactUri,versionAliases" } },
        result: "model_version",
      },
    },
    {
      is_approved: {
        switch: [
          {
            condition: '$${not(approved in default(map.get(model_version, "versionAliases"), none))}',
            raise: '$${"version " + version + " is not approved: it lacks the alias " + approved}',
          },
        ],
      },
    },
    { model_lies: { assign: [{ model_uri: "$${model_version.artifactUri}" }] } },
  ];
}
