"""How a call is added to moto, or its answer changed.

moto dispatches `GetServiceQuota` to the method `get_service_quota` of a service's response class.
"""


def extends(response_class):
    """Puts a function on a response class under its own name; its second argument is moto's own method, or None."""

    def put(function):
        plain = getattr(response_class, function.__name__, None)
        setattr(response_class, function.__name__, lambda self: function(self, plain))
        return function

    return put
