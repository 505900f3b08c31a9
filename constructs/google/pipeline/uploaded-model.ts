/**
 * The Model that a run uploads where it passes the gate (aiplatform v1, in the snake_case that Google's launcher
 * takes).
 */

/** How the image serves. */
export interface ServingImage {
  readonly command: readonly string[];
  readonly port: number;
  readonly healthRoute: string;
  readonly predictRoute: string;
}

/** Returns the body of the upload. */
export function uploadedModel(
  displayName: string,
  image: ServingImage,
  imageUri: string,
  more: { readonly labels: Readonly<Record<string, string>>; readonly keyId?: string },
): object {
  return {
    display_name: displayName,
    labels: more.labels,
    artifact_uri: "{{$.inputs.artifacts['model'].uri}}",
    container_spec: {
      image_uri: imageUri,
      command: image.command,
      args: ["serve"],
      ports: [{ container_port: image.port }],
      health_route: image.healthRoute,
      predict_route: image.predictRoute,
    },
    ...(more.keyId === undefined ? {} : { encryption_spec: { kms_key_name: more.keyId } }),
  };
}
