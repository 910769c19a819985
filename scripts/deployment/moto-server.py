"""
Starts moto, a stand-in for AWS, on a free port that it prints, and ends with its standard input. What moto does
otherwise than CloudFormation and ECS, and what the CDK CLI or the check depends on, is put right here: the stack is
deployed as it is. Each of these corrections says why it is there; made for moto 5.2.
"""

import sys
import threading

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import CloudFormationError
from moto.cloudformation.models import ChangeSet, CloudFormationBackend, Stack
from moto.core.common_models import CloudFormationModel
from moto.core.utils import pascal_to_camelcase, remap_nested_keys, camelcase_to_underscores
from moto.ec2.models.route_tables import RouteTable
from moto.ecs.models import Service, TaskDefinition, ecs_backends
from moto.kms.models import Key
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server


class Unemulated(CloudFormationModel):
    """moto passes over types that it does not know: they would be missing in the list of the stack's resources."""

    # moto asks every model which of its services it belongs to.
    __module__ = "moto.cloudformation.models"

    def __init__(self, name):
        self.physical_resource_id = name

    @staticmethod
    def cloudformation_name_type():
        return ""

    @staticmethod
    def cloudformation_type():
        return "Unemulated"

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    def get_cfn_attribute(self, attribute):
        return f"{self.physical_resource_id}.{attribute}"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        return cls(resource_name)

    @classmethod
    def update_from_cloudformation_json(cls, original_resource, **kwargs):
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, *args):
        pass


def know_every_type():
    known = parsing.resource_class_from_type
    parsing.resource_class_from_type = lambda resource_type: known(resource_type) or Unemulated


def keep_outputs_of_change_sets():
    """moto keeps the template of the stack before: outputs are missing after the first, and stale after the next one."""
    apply = ChangeSet.apply

    def apply_whole(self):
        apply(self)
        self.stack.template = self.template
        self.stack.template_dict = self.template_dict
        self.stack.output_map = self.stack._create_output_map()

    ChangeSet.apply = apply_whole


def keep_names_of_parameters():
    """An update with the previous value of a parameter from Parameter Store means its name; moto takes its value for it."""

    def given(self):
        slots = self.template_dict.get("Parameters", {})
        values = self.resource_map.input_parameters
        return {name: values.get(name, slot.get("Default")) for name, slot in slots.items()}

    Stack.stack_parameters = property(given)


class ChangeSetNotFound(CloudFormationError):
    code = "ChangeSetNotFound"


def tell_that_change_sets_are_gone():
    """The CDK CLI deletes the change set of an earlier deployment and waits until it is gone; moto answers that the stack is."""
    delete = CloudFormationBackend.delete_change_set
    describe = CloudFormationBackend.describe_change_set

    def is_there(backend, name):
        return name in backend.change_sets or name in [each.change_set_name for each in backend.change_sets.values()]

    def delete_if_there(self, change_set_name):
        if is_there(self, change_set_name):
            delete(self, change_set_name)

    def describe_if_there(self, change_set_name):
        if not is_there(self, change_set_name):
            raise ChangeSetNotFound(f"ChangeSet [{change_set_name}] does not exist")
        return describe(self, change_set_name)

    CloudFormationBackend.delete_change_set = delete_if_there
    CloudFormationBackend.describe_change_set = describe_if_there


def update_what_refers_to_replaced_resources():
    """A service gets the new revision of its task definition, though its own part of the template is the same."""
    difference = parsing.ResourceMap.build_resource_diff

    def difference_with_dependents(self, other_template, parameters=None):
        actions = difference(self, other_template, parameters)
        changed = actions["Modify"]
        for name, resource in other_template["Resources"].items():
            if name in self._resource_json_map and name not in changed:
                if set(parsing.get_references_from_template(resource)) & set(changed):
                    changed.append(name)
        return actions

    parsing.ResourceMap.build_resource_diff = difference_with_dependents


def keep_whole_task_definitions():
    """moto drops roles, size and platform, and after an update does not find the environment any more."""

    def create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = remap_nested_keys(cloudformation_json["Properties"], pascal_to_camelcase)
        arguments = {camelcase_to_underscores(name): value for name, value in properties.items()}
        return ecs_backends[account_id][region_name].register_task_definition(**arguments)

    def update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        ecs_backends[account_id][region_name].deregister_task_definition(original_resource.arn)
        return create(cls, new_resource_name, cloudformation_json, account_id, region_name)

    TaskDefinition.create_from_cloudformation_json = classmethod(create)
    TaskDefinition.update_from_cloudformation_json = classmethod(update)


def give_keys_their_tags():
    """KMS calls the parts of a tag otherwise than CloudFormation; moto hands them on as they are, and fails."""
    create = Key.create_from_cloudformation_json.__func__

    def create_tagged(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = cloudformation_json["Properties"]
        tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in properties.get("Tags", [])]
        tagged = {**cloudformation_json, "Properties": {**properties, "Tags": tags}}
        return create(cls, resource_name, tagged, account_id, region_name, **kwargs)

    Key.create_from_cloudformation_json = classmethod(create_tagged)


def delete_what_stacks_delete():
    """moto leaves these behind: services stay active, and a VPC cannot go as long as it has route tables."""

    def delete_service(self, account_id, region_name):
        ecs_backends[account_id][region_name].delete_service(self.cluster_name, self.name, force=True)

    def delete_route_table(self, account_id, region_name):
        self.ec2_backend.delete_route_table(self.id)

    Service.delete = delete_service
    RouteTable.delete = delete_route_table


def one_request_after_the_other(application):
    """moto has no locks: a transaction of DynamoDB that is refused takes back what others wrote to the table meanwhile."""
    lock = threading.Lock()

    def locked(environ, start_response):
        with lock:
            return list(application(environ, start_response))

    return locked


def main():
    know_every_type()
    keep_outputs_of_change_sets()
    keep_names_of_parameters()
    tell_that_change_sets_are_gone()
    update_what_refers_to_replaced_resources()
    keep_whole_task_definitions()
    give_keys_their_tags()
    delete_what_stacks_delete()
    application = one_request_after_the_other(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, application, threaded=True)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # Closed by whoever started this, also when it is killed.
    sys.stdin.read()


main()
