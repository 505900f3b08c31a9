"""Application Auto Scaling: the tags of a target, which moto drops."""
import json

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

from .extend import extends

tags: dict[str, dict[str, str]] = {}


@extends(ApplicationAutoScalingResponse)
def register_scalable_target(self, plain):
    answer = plain(self)
    tags.setdefault(json.loads(answer)["ScalableTargetARN"], {}).update(self._get_param("Tags") or {})
    return answer


@extends(ApplicationAutoScalingResponse)
def list_tags_for_resource(self, plain):
    return json.dumps({"Tags": tags.get(self._get_param("ResourceARN"), {})})


@extends(ApplicationAutoScalingResponse)
def tag_resource(self, plain):
    tags.setdefault(self._get_param("ResourceARN"), {}).update(self._get_param("Tags"))
    return "{}"


@extends(ApplicationAutoScalingResponse)
def untag_resource(self, plain):
    for key in self._get_param("TagKeys"):
        tags.get(self._get_param("ResourceARN"), {}).pop(key, None)
    return "{}"
