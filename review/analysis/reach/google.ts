/** Reach on Google Cloud: firewalls, Private Service Connect, NAT, peerings, perimeters, public switches. */

import type { References } from "../../read/references.js";
import { type Arguments, blocks, list } from "../../read/stack.js";
import { isAnywhere, ports, type Reach, type ReachReader } from "../reach.js";

const internet = "the internet";

/** Protocols and ports of `allow`, `deny` and `layer4_configs` blocks. */
function protocols(value: unknown): string {
  const found = blocks(value).map(({ protocol, ip_protocol, ports: given }) =>
    ports(protocol ?? ip_protocol, list(given)[0] === undefined ? undefined : list(given).join(", "), undefined),
  );
  return found.join("; ") || "all ports";
}

function ends(given: Arguments, keys: readonly string[], none: string, references: References): readonly string[] {
  const found = keys.flatMap((key) => references.texts(given[key]));
  return found.length > 0 ? found.map((each) => (isAnywhere(each) ? internet : each)) : [none];
}

/** Rows of one Google resource. */
export const googleReach: ReachReader = (resource, references) => {
  const { type, arguments: given, address } = resource;
  if (!type.startsWith("google_")) return [];
  const row = (from: string, to: string, by: string, isPublic = false, isOpen = true): Reach => ({
    from,
    to,
    by,
    isOpen,
    address,
    isPublic: isPublic && isOpen,
  });
  const name = () => references.name(resource);
  switch (type) {
    case "google_compute_firewall": {
      const network = references.text(given["network"]);
      const isOpen = given["deny"] === undefined;
      const by = protocols(given["allow"] ?? given["deny"]);
      const targets = ends(given, ["target_tags", "target_service_accounts"], network, references);
      if (given["direction"] === "EGRESS") {
        const to = ends(given, ["destination_ranges"], internet, references);
        return targets.flatMap((from) => to.map((each) => row(from, each, by, each === internet, isOpen)));
      }
      const from = ends(given, ["source_ranges", "source_tags", "source_service_accounts"], internet, references);
      return targets.flatMap((to) => from.map((each) => row(each, to, by, each === internet, isOpen)));
    }
    case "google_compute_network_firewall_policy_rule":
    case "google_compute_region_network_firewall_policy_rule": {
      const isOpen = given["action"] === "allow";
      const policy = references.text(given["firewall_policy"]);
      return blocks(given["match"]).flatMap((match) => {
        const by = protocols(match["layer4_configs"]);
        const isEgress = given["direction"] === "EGRESS";
        const others = ends(
          match,
          isEgress ? ["dest_ip_ranges", "dest_fqdns"] : ["src_ip_ranges", "src_fqdns"],
          internet,
          references,
        );
        return others.map((each) =>
          isEgress
            ? row(policy, each, by, each === internet, isOpen)
            : row(each, policy, by, each === internet, isOpen),
        );
      });
    }
    case "google_compute_router_nat":
      return [row(references.text(given["router"]), internet, "NAT", true)];
    case "google_compute_address":
    case "google_compute_global_address": {
      const kind = String(given["address_type"] ?? "EXTERNAL");
      return kind === "EXTERNAL" ? [row(internet, name(), "public address", true)] : [];
    }
    case "google_compute_forwarding_rule":
    case "google_compute_global_forwarding_rule": {
      const scheme = String(given["load_balancing_scheme"] ?? "EXTERNAL");
      const to = references.text(given["target"] ?? given["backend_service"]);
      if (scheme === "") return [row(references.text(given["network"]), to, "Private Service Connect")];
      return [
        row(
          scheme.startsWith("EXTERNAL") ? internet : references.text(given["network"]),
          to,
          "load balancer",
          scheme.startsWith("EXTERNAL"),
        ),
      ];
    }
    case "google_compute_network_attachment":
      return [row("Vertex AI jobs", references.texts(given["subnetworks"]).join(", "), "network attachment")];
    case "google_compute_network_peering":
      return [row(references.text(given["peer_network"]), references.text(given["network"]), "peering")];
    case "google_compute_route":
      return isAnywhere(String(given["dest_range"])) && given["next_hop_gateway"] !== undefined
        ? [row(references.text(given["network"]), internet, "route", true)]
        : [];
    case "google_compute_subnetwork":
      return given["private_ip_google_access"] === true ? [row(name(), "Google APIs", "private Google access")] : [];
    case "google_storage_bucket":
      return given["public_access_prevention"] === "enforced"
        ? [row(internet, name(), "public access prevented", false, false)]
        : [row(internet, name(), "public access not prevented by this stack", true)];
    case "google_access_context_manager_service_perimeter":
      return blocks(given["status"]).map((status) =>
        row(
          references.texts(status["resources"]).join(", "),
          `outside the perimeter`,
          `VPC Service Controls: ${references.texts(status["restricted_services"]).join(", ")}`,
          false,
          false,
        ),
      );
    case "google_vertex_ai_endpoint": {
      const connect = blocks(given["private_service_connect_config"]);
      const projects = connect.flatMap((each) => references.texts(each["project_allowlist"]));
      if (connect.length > 0)
        return [
          row(
            `networks of ${projects.join(", ") || "no project"}`,
            name(),
            "Private Service Connect, which asks nobody who they are",
          ),
        ];
      if (given["network"] !== undefined)
        return [row(references.text(given["network"]), name(), "private services access")];
      return [row(internet, name(), "public endpoint, by IAM", true)];
    }
    case "google_workbench_instance":
      return given["disable_public_ip"] === true ? [] : [row(internet, name(), "public address", true)];
    default:
      return [];
  }
};
