/**
 * What keeps a way back: the files of listed releases leave the storage class that expires, and their images get a tag
 * that the repository keeps.
 */

import type { Step } from "./calls.js";
import { keepFiles } from "./keep-files.js";
import { releaseTag } from "./release-tag.js";

/** Where the models and the images of a pilot are. */
export interface KeptIn {
  /** As a reference. */
  readonly bucketName: string;
  /** Of the images' repository, as a reference. @default - images are not looked at */
  readonly repository?: { readonly project: string; readonly region: string; readonly repositoryId: string };
}

/**
 * Returns a step that keeps every listed release, by variables `api` and `parent`. What cannot be kept is in the
 * variable `lost`, in words, so that it holds up nothing that serves.
 * @param releases release → version, or an expression of Workflows that is such a map
 */
export function keepReleasesStep(
  name: string,
  modelName: string,
  releases: Readonly<Record<string, string>> | string,
  { bucketName, repository }: KeptIn,
): Step {
  return {
    [name]: {
      call: "keep_releases",
      args: {
        api: "$${api}",
        parent: "$${parent}",
        model_name: modelName,
        releases,
        bucket: bucketName,
        images: repository
          ? `${repository.region}-docker.pkg.dev/${repository.project}/${repository.repositoryId}/image`
          : "",
        package: repository
          ? `projects/${repository.project}/locations/${repository.region}/repositories/${repository.repositoryId}/packages/image`
          : "",
      },
      result: "lost",
    },
  };
}

/**
 * Returns a step that ends the execution where a listed release was not kept.
 * @param done what went well all the same: an expression of Workflows without its braces
 */
export function allAreKept(done: string): Step {
  return {
    all_are_kept: {
      switch: [
        {
          condition: '$${lost != ""}',
          raise: `$\${${done} + ", but these releases cannot go live again:" + lost + " remove them from the list of releases, or run this again"}`,
        },
      ],
    },
  };
}

/** Keeps one version of the model: its files, and its image by a tag. */
const keepRelease = {
  params: ["api", "model", "version", "bucket", "images", "package"],
  steps: [
    {
      read_version: {
        call: "read",
        args: { url: '$${api + "/" + model + "@" + version}', query: { fields: "artifactUri,containerSpec.imageUri" } },
        result: "found",
      },
    },
    { empty: { assign: [{ nothing: {} }, { root: '$${"gs://" + bucket + "/"}' }] } },
    {
      read_parts: {
        assign: [
          { uri: '$${default(map.get(found, "artifactUri"), "")}' },
          { container: '$${default(map.get(found, "containerSpec"), nothing)}' },
          { image: '$${default(map.get(container, "imageUri"), "")}' },
        ],
      },
    },
    {
      lies_here: {
        switch: [
          {
            // Elsewhere nothing of this pilot expires.
            condition: '$${text.match_regex(uri, "^" + root + "artifacts/")}',
            steps: [
              { name_prefix: { assign: [{ prefix: '$${text.replace_all(uri, root, "") + "/"}' }] } },
              { keep_them: { call: "keep_files", args: { bucket: "$${bucket}", prefix: "$${prefix}" } } },
            ],
          },
        ],
      },
    },
    {
      image_is_elsewhere: {
        switch: [
          {
            condition: '$${images == "" or not(text.match_regex(image, "^" + images + "@sha256:[0-9a-f]+$"))}',
            return: "kept",
          },
        ],
      },
    },
    {
      name_tag: {
        assign: [
          { digest: '$${text.split(image, "@")[1]}' },
          { tag: `$\${"${releaseTag}" + version}` },
          { tags: '$${"https://artifactregistry.googleapis.com/v1/" + package + "/tags"}' },
        ],
      },
    },
    {
      tag_image: {
        try: { call: "read", args: { url: '$${tags + "/" + tag}', query: { fields: "version" } }, result: "tagged" },
        except: {
          as: "e",
          steps: [
            { explain_tag: { call: "explain", args: { e: "$${e}" }, result: "tag_error" } },
            { is_untagged: { switch: [{ condition: "$${tag_error.code != 404}", raise: "$${e}" }] } },
            {
              set_tag: {
                try: {
                  call: "send",
                  args: {
                    method: "POST",
                    url: "$${tags}",
                    query: { tagId: "$${tag}" },
                    body: { version: '$${package + "/versions/" + digest}' },
                  },
                },
                except: {
                  as: "e",
                  steps: [
                    { explain_set: { call: "explain", args: { e: "$${e}" }, result: "tag_error" } },
                    // A repeated request that had arrived: a tag of this repository cannot move.
                    { had_arrived: { switch: [{ condition: "$${tag_error.code == 409}", return: "kept" }] } },
                    { no_image: { raise: '$${"its image " + image + " cannot be kept: " + tag_error.text}' } },
                  ],
                },
              },
            },
            { is_set: { return: "kept" } },
          ],
        },
      },
    },
    {
      is_another: {
        switch: [
          {
            condition: '$${not(text.match_regex(tagged.version, digest + "$"))}',
            raise: '$${"its image " + image + " expires, because the tag " + tag + " is of " + tagged.version}',
          },
        ],
      },
    },
    { is_kept: { return: "kept" } },
  ],
};

/** Keeps every release of a list, and returns in words what cannot be kept. Before the first model there is nothing. */
const keepReleases = {
  params: ["api", "parent", "model_name", "releases", "bucket", "images", "package"],
  steps: [
    { begin: { assign: [{ lost: "" }, { none: [] }] } },
    {
      find_kept: {
        try: {
          call: "read",
          args: {
            url: '$${api + "/" + parent + "/models"}',
            query: { filter: '$${"display_name=\\"" + model_name + "\\""}', pageSize: 10, fields: "models(name)" },
          },
          result: "found",
        },
        except: {
          as: "e",
          steps: [
            { explain_find: { call: "explain", args: { e: "$${e}" }, result: "failure" } },
            { not_found: { return: '$${" all of them, for the model was not found: " + failure.text + ";"}' } },
          ],
        },
      },
    },
    { read_found: { assign: [{ models: '$${default(map.get(found, "models"), none)}' }] } },
    { any: { switch: [{ condition: "$${len(models) == 0}", return: "" }] } },
    {
      each_release: {
        for: {
          value: "release",
          in: "$${keys(releases)}",
          steps: [
            {
              keep_one: {
                try: {
                  call: "keep_release",
                  args: {
                    api: "$${api}",
                    model: "$${models[0].name}",
                    version: "$${releases[release]}",
                    bucket: "$${bucket}",
                    images: "$${images}",
                    package: "$${package}",
                  },
                },
                except: {
                  as: "e",
                  steps: [
                    { explain_keep: { call: "explain", args: { e: "$${e}" }, result: "failure" } },
                    { note_lost: { assign: [{ lost: '$${lost + " " + release + ": " + failure.text + ";"}' }] } },
                  ],
                },
              },
            },
          ],
        },
      },
    },
    { give: { return: "$${lost}" } },
  ],
};

/** With the subworkflows that keep listed releases. */
export const keepListed = { ...keepFiles, keep_release: keepRelease, keep_releases: keepReleases };
