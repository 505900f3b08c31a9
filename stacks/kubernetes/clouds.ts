/** The clouds whose buckets a cluster reads and writes: the one list of them here, by the name of their own block. */

/** What a cluster's pilot must know of a cloud's storage. */
interface Cloud {
  /** What the URI of a bucket begins with. */
  readonly scheme: string;
  /** Whoever reads a bucket must name its region. */
  readonly hasRegion: boolean;
  /** It knows pods by the issuer of their tokens. @default - by the cluster that it runs itself */
  readonly byIssuer: boolean;
  /** The command that uploads a file under `data/`. */
  readonly up: (file: string, uri: string) => string;
  /** The command that downloads a folder. */
  readonly down: (uri: string, folder: string) => string;
}

/** Every one. */
export const clouds = {
  aws: {
    scheme: "s3://",
    hasRegion: true,
    byIssuer: true,
    up: (file, uri) => `aws s3 cp ${file} ${uri}/data/`,
    down: (uri, folder) => `aws s3 sync ${uri}/${folder}/ ${folder}/`,
  },
  google: {
    scheme: "gs://",
    hasRegion: false,
    byIssuer: false,
    up: (file, uri) => `gcloud storage cp ${file} ${uri}/data/`,
    down: (uri, folder) => `gcloud storage rsync --recursive ${uri}/${folder} ${folder}`,
  },
  azure: {
    scheme: "https://",
    hasRegion: false,
    byIssuer: true,
    up: (file, uri) =>
      `az storage blob upload --auth-mode login --file ${file} --blob-url ${uri}/data/${file.split("/").at(-1)}`,
    down: (uri, folder) => {
      const [account, container] = uri.replace("https://", "").replace(".blob.core.windows.net", "").split("/");
      return (
        `az storage blob download-batch --auth-mode login --account-name ${account} --source ${container} ` +
        `--pattern "${folder}/*" --destination .`
      );
    },
  },
} as const satisfies Readonly<Record<string, Cloud>>;

/** The name of a cloud. */
export type CloudId = keyof typeof clouds;

/** All names, in the order of the list. */
export const cloudIds = Object.keys(clouds) as [CloudId, ...CloudId[]];

/** The cloud of a bucket; undefined where no cloud here has such a URI. */
export const cloudOf = (bucketUri: string): CloudId | undefined =>
  cloudIds.find((id) => bucketUri.startsWith(clouds[id].scheme));
