/** The rules that let into what stands before an endpoint: whoever they let in reaches the endpoint. */
import { referencesIn } from "../../read/references.js";
import type { Resource, Stack } from "../../read/stack.js";

/** The resources of a type that a value names, in whatever form. */
const namedIn = (value: unknown, type: string): readonly string[] =>
  referencesIn(JSON.stringify(value ?? "")).flatMap(([address]) => (address.startsWith(`${type}.`) ? [address] : []));

/** Security groups of the interface endpoints through which AWS's endpoints are called. */
function awsGroups(resources: readonly Resource[]): ReadonlySet<string> {
  return new Set(
    resources
      .filter(
        (each) => each.type === "aws_vpc_endpoint" && /sagemaker\.runtime/.test(String(each.arguments["service_name"])),
      )
      .flatMap(({ arguments: given }) => namedIn(given["security_group_ids"], "aws_security_group")),
  );
}

/** Security groups of the subnets in which private endpoints of a workspace stand. */
function azureGroups(resources: readonly Resource[]): ReadonlySet<string> {
  const subnets = new Set(
    resources
      .filter(
        ({ type, arguments: given }) =>
          type === "azurerm_private_endpoint" &&
          JSON.stringify(given["private_service_connection"] ?? "").includes("amlworkspace"),
      )
      .flatMap(({ arguments: given }) => namedIn(given["subnet_id"], "azurerm_subnet")),
  );
  return new Set(
    resources
      .filter(
        ({ type, arguments: given }) =>
          type === "azurerm_subnet_network_security_group_association" &&
          namedIn(given["subnet_id"], "azurerm_subnet").some((each) => subnets.has(each)),
      )
      .flatMap(({ arguments: given }) => namedIn(given["network_security_group_id"], "azurerm_network_security_group")),
  );
}

/** The addresses of the rules that let in there. */
export function rulesBeforeEndpoints({ resources }: Stack): ReadonlySet<string> {
  const [aws, azure] = [awsGroups(resources), azureGroups(resources)];
  const isBefore = ({ type, arguments: given }: Resource): boolean => {
    if (/^aws_(vpc_security_group_ingress_rule|security_group_rule)$/.test(type))
      return namedIn(given["security_group_id"], "aws_security_group").some((each) => aws.has(each));
    const named = namedIn(given["network_security_group_name"], "azurerm_network_security_group");
    return (
      type === "azurerm_network_security_rule" &&
      given["direction"] === "Inbound" &&
      named.some((each) => azure.has(each))
    );
  };
  return new Set(
    resources
      .filter((each) => isBefore(each) || (each.type === "aws_security_group" && aws.has(each.address)))
      .map(({ address }) => address),
  );
}
