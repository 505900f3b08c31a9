/** A plan as Terraform prints it, read for its actions. */
import { actionsOf } from "./plan.js";

const printed = `
Note: Objects have changed outside of Terraform

  ~ resource "aws_vpc" "seen" {
    }

Terraform will perform the following actions:

  # aws_sagemaker_model.new will be created
  + resource "aws_sagemaker_model" "new" {
      + name = "a"
    }

  # aws_sagemaker_endpoint.endpoint will be updated in-place
  ~ resource "aws_sagemaker_endpoint" "endpoint" {
        id                   = "penguins"
      ~ endpoint_config_name = "a" -> "b"
      ~ tags                 = {
          - "owner" = "ml" -> null
        }
        # (2 unchanged attributes hidden)

      - rule {
          - id = "a" -> null
        }
      + rule {
          + id = "b"
        }
    }

  # aws_sagemaker_endpoint_configuration.r1 must be replaced
+/- resource "aws_sagemaker_endpoint_configuration" "r1" {
      ~ name = "a" -> "b" # forces replacement
    }

  # aws_sagemaker_model.r1 must be replaced
-/+ resource "aws_sagemaker_model" "r1" {
    }

  # aws_sagemaker_model.r0 will be destroyed
  # (because aws_sagemaker_model.r0 is not in configuration)
  - resource "aws_sagemaker_model" "r0" {
    }

  # data.aws_caller_identity.me will be read during apply
 <= data "aws_caller_identity" "me" {
    }

Plan: 3 to add, 1 to change, 3 to destroy.
`;

test("each action by its symbol with what it changes, and what changed by itself is not listed", () => {
  expect(actionsOf(printed)).toEqual([
    "aws_sagemaker_model.new: create",
    "aws_sagemaker_endpoint.endpoint: update: endpoint_config_name, tags, rule",
    "aws_sagemaker_endpoint_configuration.r1: create and delete: name",
    "aws_sagemaker_model.r1: delete and create",
    "aws_sagemaker_model.r0: delete",
  ]);
});

test("OpenTofu prints the same under a heading of its own", () =>
  expect(actionsOf(printed.replace("Terraform will perform", "OpenTofu will perform"))).toEqual(actionsOf(printed)));

test("a plan without changes has none", () => expect(actionsOf("No changes. Your infrastructure matches")).toEqual([]));
