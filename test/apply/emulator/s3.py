"""S3: bucket policies are kept, not enforced: moto ignores conditions, so a Deny without TLS would block everybody."""
from moto.core.responses import ActionResult
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from .extend import extends

FakeBucket.get_permission = lambda self, action, resource: PermissionResult.NEUTRAL


@extends(S3Response)
def get_bucket_notification(self, plain):
    found = self.backend.get_bucket_notification_configuration(self.bucket_name)
    if found is None or found.event_bridge is None or found.topic or found.queue or found.cloud_function:
        return plain(self)
    self.data["Action"] = "GetBucketNotificationConfiguration"
    return self.serialized(ActionResult({"EventBridgeConfiguration": {}}))  # which moto forgets
