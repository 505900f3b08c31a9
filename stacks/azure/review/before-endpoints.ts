/** The rules that let into what stands before an endpoint: whoever they let in reaches the endpoint. */
import { namedIn } from "../../readers/references.js";
import { type Arguments, blocks, list, type Resource, type Stack } from "../../readers/stack.js";

/** Whether a private connection leads to a workspace, which answers for its endpoints. */
export const isToEndpoint = (connection: Arguments): boolean =>
  list(connection["subresource_names"]).includes("amlworkspace");

/** Security groups of the subnets in which private endpoints of a workspace stand. */
function groupsBefore(resources: readonly Resource[]): ReadonlySet<string> {
  const subnets = new Set(
    resources
      .filter(
        ({ type, arguments: given }) =>
          type === "azurerm_private_endpoint" && blocks(given["private_service_connection"]).some(isToEndpoint),
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

/** Addresses of the rules that let in there. */
export function rulesBeforeEndpoints({ resources }: Stack): ReadonlySet<string> {
  const groups = groupsBefore(resources);
  const isBefore = ({ type, arguments: given }: Resource): boolean =>
    type === "azurerm_network_security_rule" &&
    given["direction"] === "Inbound" &&
    namedIn(given["network_security_group_name"], "azurerm_network_security_group").some((each) => groups.has(each));
  return new Set(resources.filter(isBefore).map(({ address }) => address));
}
