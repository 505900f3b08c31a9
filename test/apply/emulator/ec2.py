"""EC2: descriptions of security group rules that moto loses, and the default ACL of a deleted VPC that it keeps."""
from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroupRule

plain_init = SecurityGroupRule.__init__


def init(self, *given, **named):
    plain_init(self, *given, **named)
    # moto takes the prefix list as a dict, in this place, and keeps its id only
    prefix_list = named.get("prefix_list_id") or (given[7] if len(given) > 7 else None) or {}
    self.prefix_list_description = prefix_list.get("Description")


def description(self):
    told = self.ip_range.get("Description") or self.source_group.get("Description")
    return told or getattr(self, "prefix_list_description", None)


SecurityGroupRule.__init__ = init
SecurityGroupRule.description = property(description)

plain_delete_vpc = EC2Backend.delete_vpc


def delete_vpc(self, vpc_id):
    vpc = plain_delete_vpc(self, vpc_id)
    for acl_id in [acl_id for acl_id, acl in self.network_acls.items() if acl.vpc_id == vpc_id and acl.default]:
        del self.network_acls[acl_id]  # AWS deletes it with its VPC, moto forgets to
    return vpc


EC2Backend.delete_vpc = delete_vpc
