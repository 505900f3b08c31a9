"""CloudWatch: moto's alarms understand an AlarmRule, only the call for it is missing."""
from moto.cloudwatch.responses import CloudWatchResponse

from .extend import extends


@extends(CloudWatchResponse)
def put_composite_alarm(self, plain):
    return self.put_metric_alarm()
